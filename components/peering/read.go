package peering

import (
	"fmt"
	"regexp"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// The forms of AWS's identifiers ("Resource IDs", Amazon EC2 User Guide; "AWS account identifiers", AWS Account
// Management Reference Guide).
var (
	accountForm       = form{regexp.MustCompile(`^[0-9]{12}$`), "an account id of twelve digits"}
	regionForm        = form{regexp.MustCompile(`^[a-z]{2,4}(-[a-z]+)+-[0-9]$`), "a region such as ap-northeast-1"}
	vpcForm           = form{regexp.MustCompile(`^vpc-[0-9a-f]{8,17}$`), "a VPC id such as vpc-0123456789abcdef0"}
	securityGroupForm = form{regexp.MustCompile(`^sg-[0-9a-f]{8,17}$`), "a security group id such as sg-0123456789abcdef0"}
	connectionForm    = form{regexp.MustCompile(`^pcx-[0-9a-f]{8,17}$`), "a peering id such as pcx-0123456789abcdef0"}
	protocolForm      = form{regexp.MustCompile(`^(tcp|udp)$`), "tcp or udp"}
	nameForm          = form{regexp.MustCompile(`^[a-z][a-z0-9-]*$`), "a name of small letters, digits and hyphens"}
	stackForm         = form{regexp.MustCompile(`^[^/]+/[^/]+/[^/]+$`), "a stack such as organization/secure-room/prod"}
	userForm          = form{regexp.MustCompile(`^arn:aws[a-z-]*:iam::[0-9]{12}:user/[A-Za-z0-9+=,.@_-]{1,64}$`), "an IAM user such as arn:aws:iam::123456789012:user/hanako"}
	ipv4Form          = form{regexp.MustCompile(`^([0-9]{1,3}\.){3}[0-9]{1,3}$`), "an IPv4 address"}
	addressForm       = form{regexp.MustCompile(`^[A-Za-z0-9.-]+$`), "a host name"}
)

// ReadProduction reads what a production stack has handed over: nil when that stack has not been deployed yet.
func ReadProduction(ctx *pulumi.Context, stack string) (*Production, error) {
	value, err := readOutput(ctx, stack, productionOutput)
	if value == nil || err != nil {
		return nil, err
	}
	return decodeProduction(stack, value)
}

// ReadRoom reads what a room's stack has handed over: nil when that stack has not been deployed yet.
func ReadRoom(ctx *pulumi.Context, stack string) (*Room, error) {
	value, err := readOutput(ctx, stack, roomOutput)
	if value == nil || err != nil {
		return nil, err
	}
	return decodeRoom(stack, value)
}

// readOutput returns one output of another stack, or nil where there is none: a stack that has been created but not
// deployed, or that has been destroyed.
func readOutput(ctx *pulumi.Context, stack, output string) (any, error) {
	reference, err := pulumi.NewStackReference(ctx, stack, nil)
	if err != nil {
		return nil, fmt.Errorf("referring to stack %s: %w", stack, err)
	}
	details, err := reference.GetOutputDetails(output)
	if err != nil {
		return nil, fmt.Errorf("reading output %q of stack %s: %w", output, stack, err)
	}
	if details.SecretValue != nil {
		return nil, fmt.Errorf("stack %s, output %q: is marked secret; nothing handed over may be one", stack, output)
	}
	return details.Value, nil
}

func decodeProduction(stack string, value any) (*Production, error) {
	d := &decoder{stack: stack, output: productionOutput}
	root := d.root(value)
	p := &Production{
		AccountID: root.text("accountId", accountForm),
		Region:    root.text("region", regionForm),
		VpcID:     root.text("vpcId", vpcForm),
		CIDR:      root.block("cidr"),
	}
	seen := map[string]bool{}
	for _, o := range root.objects("endpoints") {
		e := Endpoint{
			Name:            o.text("name", nameForm),
			Protocol:        o.text("protocol", protocolForm),
			Port:            o.port("port"),
			SubnetCIDRs:     o.blocksWithin("subnetCidrs", p.CIDR),
			SecurityGroupID: o.text("securityGroupId", securityGroupForm),
			Address:         o.text("address", addressForm),
		}
		if seen[e.Name] {
			o.problem("name", fmt.Sprintf("%q occurs twice; each endpoint has a name of its own", e.Name))
		}
		seen[e.Name] = true
		p.Endpoints = append(p.Endpoints, e)
	}
	if err := d.err(); err != nil {
		return nil, err
	}
	return p, nil
}

func decodeRoom(stack string, value any) (*Room, error) {
	d := &decoder{stack: stack, output: roomOutput}
	root := d.root(value)
	r := &Room{
		AccountID:               root.text("accountId", accountForm),
		Region:                  root.text("region", regionForm),
		VpcID:                   root.text("vpcId", vpcForm),
		CIDR:                    root.block("cidr"),
		TerminalSecurityGroupID: root.text("terminalSecurityGroupId", securityGroupForm),
	}
	r.TerminalSubnetCIDRs = root.blocksWithin("terminalSubnetCidrs", r.CIDR)
	if _, told := root.values["operatorArns"]; told { // a room deployed before it told of operators has none until its next up
		r.readOperators(root)
	}
	r.PeeringConnectionIDs = map[string]string{}
	for _, o := range root.objects("peerings") {
		production := o.text("production", stackForm)
		if r.PeeringConnectionIDs[production] != "" {
			o.problem("production", fmt.Sprintf("%q occurs twice; each production is asked once", production))
		}
		r.PeeringConnectionIDs[production] = o.text("peeringConnectionId", connectionForm)
	}
	if err := d.err(); err != nil {
		return nil, err
	}
	return r, nil
}

func (r *Room) readOperators(root object) {
	r.OperatorARNs = root.texts("operatorArns", userForm)
	r.EgressAddresses = root.texts("egressAddresses", ipv4Form)
	if len(r.EgressAddresses) == 0 {
		root.problem("egressAddresses", "is empty; at least one is needed")
	}
	r.ThroughEndpoints = root.flag("throughEndpoints")
}

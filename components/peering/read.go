package peering

import (
	"errors"
	"fmt"
	"net/netip"
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

// decoder collects every problem of one output, so that all are told at once.
type decoder struct {
	stack, output string
	problems      []error
}

func (d *decoder) root(value any) object {
	values, ok := value.(map[string]any)
	if !ok {
		d.problems = append(d.problems, fmt.Errorf("stack %s, output %q: is not an object; deploy that stack with this "+
			"project's program", d.stack, d.output))
	}
	return object{decoder: d, values: values}
}

func (d *decoder) err() error { return errors.Join(d.problems...) }

// object is one level of the output; path says where it is.
type object struct {
	decoder *decoder
	path    string
	values  map[string]any
}

// form is what a text must look like, and how to say so.
type form struct {
	pattern *regexp.Regexp
	words   string
}

func (o object) problem(field, what string) {
	if o.values == nil {
		return // told already, of the object as a whole
	}
	o.decoder.problems = append(o.decoder.problems, fmt.Errorf("stack %s, output %q, field %s%s: %s",
		o.decoder.stack, o.decoder.output, o.path, field, what))
}

func (o object) text(field string, f form) string {
	text, _ := o.values[field].(string)
	if !f.pattern.MatchString(text) {
		o.problem(field, fmt.Sprintf("%#v is not %s", o.values[field], f.words))
	}
	return text
}

// texts reads a list of texts of one form; it may be empty, but not missing.
func (o object) texts(field string, f form) []string {
	values, ok := o.values[field].([]any)
	if !ok {
		o.problem(field, "is missing or not a list")
	}
	var texts []string
	for i, value := range values {
		text, _ := value.(string)
		if !f.pattern.MatchString(text) {
			o.problem(fmt.Sprintf("%s[%d]", field, i), fmt.Sprintf("%#v is not %s", value, f.words))
		}
		texts = append(texts, text)
	}
	return texts
}

func (o object) flag(field string) bool {
	flag, ok := o.values[field].(bool)
	if !ok {
		o.problem(field, fmt.Sprintf("%#v is neither true nor false", o.values[field]))
	}
	return flag
}

func (o object) port(field string) int {
	number, _ := o.values[field].(float64)
	if number != float64(int(number)) || number < 1 || number > 65535 {
		o.problem(field, fmt.Sprintf("%#v is not a port, 1 to 65535", o.values[field]))
	}
	return int(number)
}

func (o object) block(field string) netip.Prefix {
	return o.parse(field, o.values[field])
}

func (o object) parse(field string, value any) netip.Prefix {
	text, _ := value.(string)
	block, err := netip.ParsePrefix(text)
	if err != nil || !block.Addr().Is4() || block != block.Masked() {
		o.problem(field, fmt.Sprintf("%#v is not an IPv4 block without host bits, such as 10.10.0.0/16", value))
		return netip.Prefix{}
	}
	return block
}

// blocksWithin reads a list of at least one block, each inside the whole: a route or rule made from one that is not
// would lead somewhere else.
func (o object) blocksWithin(field string, whole netip.Prefix) []netip.Prefix {
	values, _ := o.values[field].([]any)
	if len(values) == 0 {
		o.problem(field, "is missing or empty; at least one subnet is needed")
	}
	var blocks []netip.Prefix
	for i, value := range values {
		place := fmt.Sprintf("%s[%d]", field, i)
		block := o.parse(place, value)
		if block.IsValid() && whole.IsValid() && (block.Bits() < whole.Bits() || !whole.Contains(block.Addr())) {
			o.problem(place, fmt.Sprintf("%s is not within its VPC's %s", block, whole))
		}
		blocks = append(blocks, block)
	}
	return blocks
}

func (o object) objects(field string) []object {
	values, ok := o.values[field].([]any)
	if !ok {
		o.problem(field, "is missing or not a list")
	}
	var objects []object
	for i, value := range values {
		place := fmt.Sprintf("%s[%d]", field, i)
		inner, ok := value.(map[string]any)
		if !ok {
			o.problem(place, "is not an object")
			continue
		}
		objects = append(objects, object{decoder: o.decoder, path: o.path + place + ".", values: inner})
	}
	return objects
}

package web

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

const (
	http  = 80
	https = 443
)

// openWays registers the two security groups and the ways between them: from the internet to the balancer, from the
// balancer to the tasks, from the tasks to the database. Out of the tasks, 443 cannot be narrowed to addresses: it is how
// the image is pulled and AWS is reached, through the NAT gateway. It returns the rules, which tasks need before they start.
func (w *Web) openWays(ctx *pulumi.Context, args *Args) ([]pulumi.Resource, error) {
	var err error
	if w.balancer, err = w.makeGroup(ctx, args, w.name+"-balancer", "Load balancer of web tier %s"); err != nil {
		return nil, err
	}
	if w.tasks, err = w.makeGroup(ctx, args, w.name, "Tasks of web tier %s"); err != nil {
		return nil, err
	}
	everywhere := pulumi.StringPtr("0.0.0.0/0")
	rules := &rules{ctx: ctx, parent: w}
	rules.in(w.name+"-balancer-from-internet", w.balancer.ID(), https, nil, everywhere, "HTTPS from anywhere")
	if args.RedirectHTTP {
		rules.in(w.name+"-balancer-redirect", w.balancer.ID(), http, nil, everywhere, "Sent on to HTTPS")
	}
	rules.between(w.name+"-balancer-to-tasks", w.name+"-from-balancer", w.balancer.ID(), w.tasks.ID(), args.Port, "Requests to the tasks")
	rules.out(w.name+"-out-https", w.tasks.ID(), https, nil, everywhere, "Image and AWS services, through the NAT gateway")
	if d := args.Database; d != nil {
		rules.between(w.name+"-to-database", w.name+"-into-database", w.tasks.ID(), d.SecurityGroupID, d.Port, "Database of the web tier")
	}
	return rules.made, rules.err
}

func (w *Web) makeGroup(ctx *pulumi.Context, args *Args, name, description string) (*ec2.SecurityGroup, error) {
	group, err := ec2.NewSecurityGroup(ctx, name, &ec2.SecurityGroupArgs{
		Description: pulumi.Sprintf(description, w.name),
		VpcId:       args.Network.VpcID,
		Tags:        tags(name),
	}, pulumi.Parent(w))
	if err != nil {
		return nil, fmt.Errorf("registering security group %s: %w", name, err)
	}
	return group, nil
}

// rules registers security group rules for TCP, one port each, until the first that fails.
type rules struct {
	ctx    *pulumi.Context
	parent pulumi.Resource
	made   []pulumi.Resource
	err    error
}

// between lets one group open connections to another: a rule out of the one and a rule into the other.
func (r *rules) between(out, in string, from, to pulumi.StringInput, port int, why string) {
	r.out(out, from, port, to, nil, why)
	r.in(in, to, port, from, nil, why)
}

func (r *rules) in(name string, group pulumi.StringInput, port int, peer pulumi.StringInput, cidr pulumi.StringPtrInput, why string) {
	if r.err != nil {
		return
	}
	args := &vpc.SecurityGroupIngressRuleArgs{SecurityGroupId: group, IpProtocol: pulumi.String("tcp"), FromPort: pulumi.Int(port),
		ToPort: pulumi.Int(port), CidrIpv4: cidr, Description: pulumi.String(why)}
	if peer != nil {
		args.ReferencedSecurityGroupId = peer.ToStringOutput().ToStringPtrOutput()
	}
	rule, err := vpc.NewSecurityGroupIngressRule(r.ctx, name, args, pulumi.Parent(r.parent))
	r.keep(name, rule, err)
}

func (r *rules) out(name string, group pulumi.StringInput, port int, peer pulumi.StringInput, cidr pulumi.StringPtrInput, why string) {
	if r.err != nil {
		return
	}
	args := &vpc.SecurityGroupEgressRuleArgs{SecurityGroupId: group, IpProtocol: pulumi.String("tcp"), FromPort: pulumi.Int(port),
		ToPort: pulumi.Int(port), CidrIpv4: cidr, Description: pulumi.String(why)}
	if peer != nil {
		args.ReferencedSecurityGroupId = peer.ToStringOutput().ToStringPtrOutput()
	}
	rule, err := vpc.NewSecurityGroupEgressRule(r.ctx, name, args, pulumi.Parent(r.parent))
	r.keep(name, rule, err)
}

func (r *rules) keep(name string, rule pulumi.Resource, err error) {
	if err != nil {
		r.err = fmt.Errorf("registering rule %s: %w", name, err)
		return
	}
	r.made = append(r.made, rule)
}

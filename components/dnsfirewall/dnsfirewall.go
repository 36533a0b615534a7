// Package dnsfirewall shuts name resolution as a way out: who may ask any name may send data to whoever answers for it, past
// every route and security group. So a VPC's resolver answers for listed names alone, and not at all when its firewall fails.
package dnsfirewall

import (
	"fmt"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/route53"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// The order in which queries are judged. The gaps are AWS's advice; 100 itself is no association's.
const (
	allowPriority       = 100
	blockPriority       = 200
	associationPriority = 101
)

// Firewall is one VPC's DNS firewall.
type Firewall struct {
	pulumi.ResourceState

	// Domains are the names that the VPC may ask for, in order.
	Domains []string

	name string
}

// New registers a DNS firewall. Its resources are named after it.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Firewall, error) {
	if args == nil {
		args = &Args{}
	}
	if err := args.check(); err != nil {
		return nil, fmt.Errorf("DNS firewall %s cannot be made:\n%w", name, err)
	}
	f := &Firewall{name: name, Domains: args.domains()}
	slices.Sort(f.Domains)
	f.Domains = slices.Compact(f.Domains)
	if err := ctx.RegisterComponentResource("secure-room:dnsfirewall:Firewall", name, f, opts...); err != nil {
		return nil, fmt.Errorf("registering DNS firewall %s: %w", name, err)
	}
	if err := f.build(ctx, args); err != nil {
		return nil, fmt.Errorf("making DNS firewall %s: %w", name, err)
	}
	return f, ctx.RegisterResourceOutputs(f, pulumi.Map{"domains": pulumi.ToStringArray(f.Domains)})
}

func (f *Firewall) build(ctx *pulumi.Context, args *Args) error {
	group, err := route53.NewResolverFirewallRuleGroup(ctx, f.name, &route53.ResolverFirewallRuleGroupArgs{
		Name: pulumi.String(f.name),
		Tags: tags(f.name),
	}, pulumi.Parent(f))
	if err != nil {
		return fmt.Errorf("registering the rule group: %w", err)
	}
	allow, err := f.addRule(ctx, group, f.Domains, &route53.ResolverFirewallRuleArgs{
		Name:     pulumi.String("allow"),
		Action:   pulumi.String("ALLOW"),
		Priority: pulumi.Int(allowPriority),
		// A listed name may lead on to others by CNAME, as those of the console do, to names of Amazon CloudFront. Where it
		// leads is said by whoever answers for the listed name, never by whoever asks; and listing what it leads to would
		// let in what anybody else has there. So the first name decides.
		FirewallDomainRedirectionAction: pulumi.String("TRUST_REDIRECTION_DOMAIN"),
	})
	if err != nil {
		return err
	}
	block, err := f.addRule(ctx, group, []string{"*"}, &route53.ResolverFirewallRuleArgs{
		Name:          pulumi.String("block"),
		Action:        pulumi.String("BLOCK"),
		BlockResponse: pulumi.String("NXDOMAIN"),
		Priority:      pulumi.Int(blockPriority),
	})
	if err != nil {
		return err
	}
	closed, err := route53.NewResolverFirewallConfig(ctx, f.name, &route53.ResolverFirewallConfigArgs{
		ResourceId:       args.VpcID,
		FirewallFailOpen: pulumi.String("DISABLED"),
	}, pulumi.Parent(f))
	if err != nil {
		return fmt.Errorf("registering that it fails closed: %w", err)
	}
	protection := "DISABLED"
	if args.DeletionProtection {
		protection = "ENABLED"
	}
	// Last, so that the VPC never has half a firewall.
	if _, err := route53.NewResolverFirewallRuleGroupAssociation(ctx, f.name, &route53.ResolverFirewallRuleGroupAssociationArgs{
		Name:                pulumi.String(f.name),
		VpcId:               args.VpcID,
		FirewallRuleGroupId: group.ID(),
		Priority:            pulumi.Int(associationPriority),
		MutationProtection:  pulumi.String(protection),
		Tags:                tags(f.name),
	}, pulumi.Parent(f), pulumi.DependsOn([]pulumi.Resource{allow, block, closed})); err != nil {
		return fmt.Errorf("putting it before the VPC: %w", err)
	}
	return nil
}

// addRule registers a list of names and the rule about it, both named after the rule.
func (f *Firewall) addRule(ctx *pulumi.Context, group *route53.ResolverFirewallRuleGroup, domains []string,
	rule *route53.ResolverFirewallRuleArgs) (*route53.ResolverFirewallRule, error) {
	name := fmt.Sprintf("%s-%s", f.name, rule.Name)
	list, err := route53.NewResolverFirewallDomainList(ctx, name, &route53.ResolverFirewallDomainListArgs{
		Name:    pulumi.String(name),
		Domains: pulumi.ToStringArray(domains),
		Tags:    tags(name),
	}, pulumi.Parent(f))
	if err != nil {
		return nil, fmt.Errorf("registering the names of %s: %w", name, err)
	}
	rule.FirewallRuleGroupId, rule.FirewallDomainListId = group.ID(), list.ID()
	made, err := route53.NewResolverFirewallRule(ctx, name, rule, pulumi.Parent(f))
	if err != nil {
		return nil, fmt.Errorf("registering the rule %s: %w", name, err)
	}
	return made, nil
}

// tags name a resource for whoever reads the AWS console.
func tags(name string) pulumi.StringMap { return pulumi.StringMap{"Name": pulumi.String(name)} }

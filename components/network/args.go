package network

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
)

// Args is what one network is made from.
type Args struct {
	// CIDR is the VPC's block: IPv4, private (RFC 1918), /16 to /24.
	CIDR netip.Prefix
	// AvailabilityZoneIDs are ids such as "apne1-az1", at least two. Append to the list, never reorder it: a zone's
	// place in the list decides its subnets' addresses.
	AvailabilityZoneIDs []string
	// Tiers are the rows of subnets. Append to the list, never reorder it.
	Tiers []Tier
	// SingleNATGateway gives all zones one NAT gateway, in the first zone, instead of one each: cheaper, and egress
	// is lost in every zone when that zone fails.
	SingleNATGateway bool
	// FlowLogRetentionDays is one of the periods that CloudWatch Logs knows.
	FlowLogRetentionDays int
	// Endpoints are the private ways to AWS services; nil for none.
	Endpoints *Endpoints
	// Neighbours are networks that this one will be peered with; neither it nor any two of them may overlap.
	Neighbours []Neighbour
}

// Neighbour is a network elsewhere.
type Neighbour struct {
	// Name is what its owner would recognise it by, such as "stack room".
	Name string
	CIDR netip.Prefix
}

// Endpoints are the VPC endpoints of a network.
type Endpoints struct {
	// Services get an interface endpoint each, named as in "com.amazonaws.<region>.<service>": "ssm", "ecr.dkr" … Only
	// those that this package has a policy for can have one.
	Services []string
	// Tier is where the interface endpoints stand.
	Tier string
	// S3Tiers are the tiers whose route tables lead to the S3 gateway endpoint.
	S3Tiers []string
}

// retentionPeriods are the days that CloudWatch Logs accepts (PutRetentionPolicy, Amazon CloudWatch Logs API
// Reference). 0, which keeps logs for ever, is left out: it must be asked for, not forgotten.
var retentionPeriods = []int{1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
	3288, 3653}

// check returns every problem of the arguments, so that nothing is registered from half-right ones.
func (a *Args) check() error {
	problems := []error{checkPlan(a.CIDR, a.Tiers, a.AvailabilityZoneIDs), a.checkGateways(), a.checkEndpoints(),
		a.checkNeighbours()}
	if !slices.Contains(retentionPeriods, a.FlowLogRetentionDays) {
		problems = append(problems, fmt.Errorf("FlowLogRetentionDays: %d is not a period of CloudWatch Logs; use one of %v",
			a.FlowLogRetentionDays, retentionPeriods))
	}
	return errors.Join(problems...)
}

// tier finds a tier by name.
func (a *Args) tier(name string) (Tier, bool) {
	i := slices.IndexFunc(a.Tiers, func(t Tier) bool { return t.Name == name })
	if i < 0 {
		return Tier{}, false
	}
	return a.Tiers[i], true
}

// publicTier is the one that NAT gateways stand in: the first public one.
func (a *Args) publicTier() (Tier, bool) {
	i := slices.IndexFunc(a.Tiers, func(t Tier) bool { return t.Reach == Public })
	if i < 0 {
		return Tier{}, false
	}
	return a.Tiers[i], true
}

// checkGateways makes sure that each egress subnet has a NAT gateway to go out through.
func (a *Args) checkGateways() error {
	public, found := a.publicTier()
	var problems []error
	for _, tier := range a.Tiers {
		if tier.Reach != Egress {
			continue
		}
		if !found {
			problems = append(problems, fmt.Errorf("Tiers: %q needs a NAT gateway, and there is no public tier for one to "+
				"stand in; add a tier with reach Public", tier.Name))
		} else if !a.SingleNATGateway && public.span(a.AvailabilityZoneIDs) < tier.span(a.AvailabilityZoneIDs) {
			problems = append(problems, fmt.Errorf("Tiers: %q spans more zones than %q, where its NAT gateways stand; "+
				"widen that tier, or set SingleNATGateway", tier.Name, public.Name))
		}
	}
	return errors.Join(problems...)
}

func (a *Args) checkEndpoints() error {
	if a.Endpoints == nil {
		return nil
	}
	var problems []error
	if len(a.Endpoints.Services) > 0 {
		if _, found := a.tier(a.Endpoints.Tier); !found {
			problems = append(problems, fmt.Errorf("Endpoints.Tier: there is no tier %q; name one of Tiers", a.Endpoints.Tier))
		}
	}
	seen := map[string]bool{}
	for _, service := range a.Endpoints.Services {
		if service == s3 {
			problems = append(problems, errors.New("Endpoints.Services: s3 has a gateway endpoint; name its tiers in S3Tiers"))
		} else if grants[service] == nil {
			problems = append(problems, fmt.Errorf("Endpoints.Services: there is no policy for an endpoint of %q; use some of %s",
				service, listed(grants)))
		}
		if seen[service] {
			problems = append(problems, fmt.Errorf("Endpoints.Services: %q is listed twice; list each service once", service))
		}
		seen[service] = true
	}
	for _, name := range a.Endpoints.S3Tiers {
		if _, found := a.tier(name); !found {
			problems = append(problems, fmt.Errorf("Endpoints.S3Tiers: there is no tier %q; name some of Tiers", name))
		}
	}
	return errors.Join(problems...)
}

// checkNeighbours refuses overlaps: a peering between overlapping VPCs fails ("VPC peering limitations", Amazon VPC
// Peering Guide), and of two neighbours that overlap only one could be routed to.
func (a *Args) checkNeighbours() error {
	var problems []error
	for _, one := range a.Neighbours {
		if err := checkBlock(fmt.Sprintf("Neighbours: %s", one.Name), one.CIDR); err != nil {
			problems = append(problems, err)
		}
	}
	for i, one := range a.Neighbours {
		if overlap(a.CIDR, one.CIDR) {
			problems = append(problems, fmt.Errorf("CIDR: %s overlaps %s of %s; give each network a block of its own",
				a.CIDR, one.CIDR, one.Name))
		}
		for _, other := range a.Neighbours[i+1:] {
			if overlap(one.CIDR, other.CIDR) {
				problems = append(problems, fmt.Errorf("Neighbours: %s of %s overlaps %s of %s; give each network a block "+
					"of its own", one.CIDR, one.Name, other.CIDR, other.Name))
			}
		}
	}
	return errors.Join(problems...)
}

func overlap(one, other netip.Prefix) bool {
	return one.IsValid() && other.IsValid() && one.Overlaps(other)
}

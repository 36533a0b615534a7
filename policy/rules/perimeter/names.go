package perimeter

import (
	"fmt"
	"slices"
	"strings"

	"secure-room/internal/allowlist"
	"secure-room/internal/servicename"
	"secure-room/policy/baseline"
	"secure-room/policy/graph"
	"secure-room/policy/names"
	"secure-room/policy/resource"
)

// resolves judges which names a room's VPC answers for.
func (j *judge) resolves(v *graph.VPC, room *baseline.Room) {
	f := names.Before(j.Graph, v)
	if !f.Blocks {
		j.add(noFirewall.At(v.Resource, fmt.Sprintf("VPC %s of room %s has no DNS firewall whose last word is to block every name.", v.Resource.Name, room.Name)))
	}
	if len(f.Configs) == 0 {
		j.add(failsOpen.At(v.Resource, fmt.Sprintf("Nothing says that the DNS firewall of VPC %s fails closed.", v.Resource.Name)))
	}
	for _, c := range f.Configs {
		if word, _ := resource.Text(j.Graph.Given(c, "firewallFailOpen")); word != "DISABLED" {
			j.add(failsOpen.At(c, fmt.Sprintf("The DNS firewall of VPC %s has firewallFailOpen %s; only DISABLED lets nothing through when it fails.",
				v.Resource.Name, resource.Quote(c.Properties.Get("firewallFailOpen")))))
		}
	}
	approved := j.approvedNames(v, room)
	for _, pass := range f.Passes {
		switch {
		case pass.Problem != "":
			j.add(namesNotApproved.At(pass.Rule, fmt.Sprintf("%s lets names through in room %s, and %s.", pass.Rule.Name, room.Name, pass.Problem)))
		case !approved.admits(pass.Domain):
			finding := namesNotApproved.At(pass.Rule, fmt.Sprintf("Rule %s lets %s through in room %s, which is not approved.", pass.Rule.Name, pass.Domain, room.Name))
			finding.Counterexample = "a query for " + strings.Replace(pass.Domain, "*", "stolen-data", 1) + " is answered by whoever holds that name"
			j.add(finding)
		}
	}
}

// nameSet is what may be asked for: exact names, and names with all that is below them.
type nameSet struct{ exact, below []string }

// admits says whether every name that a list's entry stands for is in the set, in whatever case and with or without the
// root's dot. An asterisk stands for whole labels alone: "*example.com" would be anybody's.
func (s nameSet) admits(domain string) bool {
	name, wild := strings.CutPrefix(strings.TrimSpace(domain), "*.")
	host, ok := allowlist.CanonicalHost(name)
	if !ok {
		return false
	}
	if !wild && slices.Contains(s.exact, host) {
		return true
	}
	return slices.ContainsFunc(s.below, func(parent string) bool {
		return strings.HasSuffix(host, "."+parent) || wild && host == parent
	})
}

// approvedNames are the baseline's egress, and what the room's own services are called. The directory's domain is not among
// them: its controllers answer for that themselves, and never ask the VPC's resolver for it.
func (j *judge) approvedNames(v *graph.VPC, room *baseline.Room) nameSet {
	var s nameSet
	for _, host := range j.Baseline.Egress.Hosts {
		name, ok := allowlist.CanonicalHost(host.Host)
		if !ok {
			continue // the baseline itself is refused
		}
		s.exact = append(s.exact, name)
		if host.Subdomains {
			s.below = append(s.below, name)
		}
	}
	region := j.Baseline.RegionOf(room.Network)
	if j.Baseline.Egress.Console {
		if console, err := allowlist.Console(region); err == nil {
			for _, entry := range console {
				s.exact = append(s.exact, entry.Host)
			}
		}
	}
	for _, r := range j.Graph.OfType("aws:ec2/vpcEndpoint:VpcEndpoint") {
		service, standing := resource.Text(r.Properties.Get("serviceName"))
		if standing == resource.Known && j.within(r, "vpcId", v) {
			s.exact = append(s.exact, servicename.OfEndpoint(service, region, room.AccountID)...)
		}
	}
	return nameSet{append(s.exact, j.discovered(v)...), s.below}
}

// discovered are the names of services in private zones of the VPC, which answer for themselves ("Considerations when working
// with a private hosted zone", Route 53 Developer Guide).
func (j *judge) discovered(v *graph.VPC) []string {
	var found []string
	for _, r := range j.Graph.OfType("aws:servicediscovery/service:Service") {
		fields, _ := resource.Fields(first(r.Properties.Get("dnsConfig")))
		zone := j.Graph.Resolve(r, "dnsConfig", fields.Get("namespaceId"), namespaceType)
		if len(zone.Candidates) != 1 || !j.within(zone.Candidates[0], "vpc", v) {
			continue
		}
		name, _ := resource.Text(r.Properties.Get("name"))
		parent, _ := resource.Text(zone.Candidates[0].Properties.Get("name"))
		if host, ok := allowlist.CanonicalHost(name + "." + parent); ok && name != "" && parent != "" {
			found = append(found, host)
		}
	}
	return found
}

const namespaceType = "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace"

// within says whether a property certainly names the VPC.
func (j *judge) within(r *resource.Resource, name string, v *graph.VPC) bool {
	f := j.Graph.Find(r, name, "aws:ec2/vpc:Vpc")
	return len(f.Candidates) == 1 && f.Candidates[0] == v.Resource
}

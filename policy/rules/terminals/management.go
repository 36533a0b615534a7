package terminals

import (
	"fmt"
	"slices"

	"go4.org/netipx"

	"secure-room/policy/baseline"
	"secure-room/policy/graph"
	"secure-room/policy/resource"
	"secure-room/policy/traffic"
)

// management judges everything that only the stack can show to be the room's: instances, and who may reach them.
func (c *checker) management() {
	m := &manager{checker: c, graph: c.Graph, productions: map[string]bool{},
		approved: baseline.Sources(c.Baseline.ManagementSources)}
	others := map[string]bool{}
	for _, v := range m.graph.VPCs {
		if c.isProduction(v) {
			m.productions[v.Resource.Stack] = true
		} else {
			others[v.Resource.Stack] = true
		}
	}
	for stack := range others {
		delete(m.productions, stack)
	}
	m.instances()
	m.elastic()
	m.ways()
}

// manager judges the management instance. Whatever is not certain to be production's is judged as the room's.
type manager struct {
	*checker
	graph *graph.Graph
	// productions are the stacks that hold a network of production's and no other.
	productions map[string]bool
	// approved are the addresses that may manage the directory.
	approved *netipx.IPSet
}

func (c *checker) isProduction(v *graph.VPC) bool {
	return v.Standing == resource.Known && c.Baseline.ProductionAt(v.Block) != nil
}

// inProduction says whether something stands in a VPC that is production's or, when that is not in sight, was made by
// production's stack.
func (m *manager) inProduction(v *graph.VPC, r *resource.Resource) bool {
	if v != nil {
		return m.isProduction(v)
	}
	return m.productions[r.Stack]
}

var rdp = traffic.One("tcp", 3389).Union(traffic.One("udp", 3389))

// ways judges who may reach the room's instances: approved addresses, by RDP. RDP is judged wherever it is let in, any
// other service where an instance carries the group. A rule of a group that is not in sight is the peering rules'.
func (m *manager) ways() {
	for _, i := range m.graph.Interfaces {
		if i.Kind == graph.Instance && slices.Contains(i.Builtin, graph.UnreadGroup) && !m.inProduction(i.VPC(), i.Owner) {
			m.reject(managementSource, i.Owner, fmt.Sprintf("Who reaches %s cannot be judged: it carries %s, or one that is not of this stack.", i.Name(), graph.UnreadGroup), "")
		}
	}
	for _, group := range m.graph.Groups {
		if m.inProduction(group.VPC, group.Resource) {
			continue
		}
		onInstance := slices.ContainsFunc(group.Carriers, func(i *graph.Interface) bool { return i.Kind == graph.Instance })
		for _, r := range group.Rules {
			if r.Direction != graph.Ingress || r.Implicit {
				continue
			}
			services := r.Services.Intersect(rdp)
			if onInstance {
				services = r.Services
			}
			if !services.Empty() {
				m.way(group, r, services)
			}
		}
	}
}

// way judges one rule for the services that matter.
func (m *manager) way(group *graph.Group, r *graph.Rule, services traffic.Services) {
	from, problem := r.Addresses, r.Problem
	for _, peer := range r.Peers {
		addresses, known := m.behind(peer)
		if !known {
			problem = "what carries group " + peer.Text() + " is not known"
		}
		from = traffic.Union(from, addresses)
	}
	if problem != "" {
		m.reject(managementSource, r.Declared, fmt.Sprintf("Who reaches %s through a rule of %s cannot be judged: %s.", group.Resource.Name, r.Declared.Name, problem), "")
	}
	anywhere := traffic.Anywhere()
	approved := traffic.Box{From: m.approved, To: anywhere, Services: rdp}
	if left := (traffic.Box{From: from, To: anywhere, Services: services}).Without(approved); len(left) > 0 {
		m.rejectBy(managementSource, r.Declared, fmt.Sprintf("Group %s lets in %s for %s; the directory is managed by RDP, from %s.", group.Resource.Name,
			traffic.AddressText(left[0].From), left[0].Services, traffic.AddressText(m.approved)),
			fmt.Sprintf("%s may open %s", traffic.ExampleAddress(left[0].From), left[0].Services.Example()))
	}
}

// behind are the addresses of all that carries a group, and whether they are all known.
func (m *manager) behind(peer graph.Reference) (*netipx.IPSet, bool) {
	known, sets := true, []*netipx.IPSet{}
	groups := graph.Nodes[*graph.Group](m.graph, peer)
	for _, group := range groups {
		carriers := group.Carriers
		known = known && len(carriers) > 0
		for _, i := range carriers {
			known = known && i.SubnetsKnown
			sets = append(sets, i.Addresses())
		}
	}
	return traffic.Union(sets...), known && len(groups) > 0
}

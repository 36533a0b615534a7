package graph

import (
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"go4.org/netipx"

	"secure-room/policy/resource"
	"secure-room/policy/traffic"
)

// PrefixList is a customer-managed prefix list, with its entries inline and standalone ("Customer-managed prefix lists",
// Amazon VPC User Guide).
type PrefixList struct {
	Resource *resource.Resource
	// Addresses are all its entries.
	Addresses *netipx.IPSet
	// Problem says why not all entries can be read; Pending, that they will be once the resource is up for creation.
	Problem string
	Pending bool
	// silent says that its entries are unknown and come from nowhere, as a provider answers for a list whose entries are
	// resources of their own; without any of those they must have been given.
	silent bool
}

const listType = "aws:ec2/managedPrefixList:ManagedPrefixList"

func (g *Graph) readPrefixLists() {
	blocks := map[*PrefixList]*netipx.IPSetBuilder{}
	for _, r := range g.index.OfType(listType) {
		list := &PrefixList{Resource: r}
		blocks[list] = &netipx.IPSetBuilder{}
		g.put(r, list)
		items, standing := resource.Items(g.index.Given(r, "entries"))
		list.note(standing)
		list.silent = standing == resource.Absent && r.Properties.Get("entries").IsComputed()
		for _, item := range items {
			fields, standing := resource.Fields(item)
			list.note(standing)
			if standing == resource.Known {
				list.add(blocks[list], fields.Get("cidr"))
			}
		}
	}
	for _, r := range g.index.OfType("aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry") {
		f := g.index.Find(r, "prefixListId", listType)
		for _, list := range Nodes[*PrefixList](g, f) {
			list.silent = false
			list.add(blocks[list], r.Properties.Get("cidr"))
		}
		if f.Standing == resource.Unknown && len(f.Candidates) == 0 {
			for list := range blocks { // it may be an entry of any
				list.note(resource.Unknown)
			}
		}
	}
	for list, b := range blocks {
		if list.silent {
			list.note(resource.Unknown)
		}
		list.Addresses = traffic.Build(b)
	}
}

func (l *PrefixList) add(b *netipx.IPSetBuilder, v property.Value) {
	block, standing := resource.Block(v)
	switch standing {
	case resource.Known:
		traffic.AddTo(b, block)
	case resource.Absent:
		standing = resource.Malformed
		fallthrough
	default:
		l.note(standing)
	}
}

// note keeps in mind that an entry cannot be read.
func (l *PrefixList) note(standing resource.Standing) {
	switch standing {
	case resource.Unknown:
		l.Problem, l.Pending = "its prefix list "+l.Resource.Name+" has entries that are not known yet", l.Problem == "" || l.Pending
	case resource.Malformed:
		l.Problem, l.Pending = "its prefix list "+l.Resource.Name+" has entries that cannot be read", false
	}
}

// listed resolves a prefix list that a rule or route of r names in the top-level property top. The lists in sight are read
// entry by entry, so a list means the same as its blocks. A gateway endpoint's list AWS keeps: it holds public addresses
// of that one service ("AWS-managed prefix lists", Amazon VPC User Guide), and so none of either network. What any other
// list holds can change without a deploy, which is a problem.
func (g *Graph) listed(f Reference) (addresses *netipx.IPSet, problem string, pending bool) {
	addresses = &netipx.IPSet{}
	for _, list := range Nodes[*PrefixList](g, f) {
		addresses = traffic.Union(addresses, list.Addresses)
		if list.Problem != "" {
			problem, pending = list.Problem, list.Pending
		}
	}
	if len(f.Candidates) == 0 {
		return addresses, "it names a prefix list that is not of this stack, whose addresses can change without a deploy", g.index.Scope() == resource.Single
	}
	return addresses, problem, pending
}

package baseline

import (
	"net/netip"
	"strings"

	"secure-room/policy/closedworld"
)

// networks checks all rooms and productions: each by itself, and that no two share a name or an address, since a stack
// is told by its block.
func (c *checker) networks(b *Baseline) {
	var all []placed
	rooms := map[string]bool{}
	if len(b.Rooms) == 0 {
		c.add(at("rooms"), "is empty; name at least one room")
	}
	for i, r := range b.Rooms {
		path := at("rooms", i)
		all = c.network(path, r.Network, all)
		rooms[r.Name] = true
		if len(r.TerminalSubnets) == 0 {
			c.add(below(path, "terminalSubnets"), "is empty; name the subnets that terminals stand in")
		}
		c.subnets(below(path, "terminalSubnets"), r.TerminalSubnets, all[len(all)-1].block, "the room's network")
	}
	if len(b.Productions) == 0 {
		c.add(at("productions"), "is empty; name at least one production")
	}
	for i, p := range b.Productions {
		path := at("productions", i)
		all = c.network(path, p.Network, all)
		c.letIn(below(path, "rooms"), p.Rooms, rooms)
		c.endpoints(below(path, "endpoints"), p.Endpoints, all[len(all)-1].block)
		c.types(below(path, "resourceTypes"), p.ResourceTypes)
	}
}

// letIn checks the names of the rooms that a production lets in; none at all is a door that is shut for good.
func (c *checker) letIn(path []any, names []string, rooms map[string]bool) {
	seen := map[string]bool{}
	for i, name := range names {
		if !rooms[name] {
			c.add(below(path, i), "is %q, which is none of rooms; write a room's name", name)
		}
		if seen[name] {
			c.add(below(path, i), "is %q a second time", name)
		}
		seen[name] = true
	}
}

// placed is a network that has been checked; its block is invalid when it was refused.
type placed struct {
	name  string
	block netip.Prefix
}

// network checks one VPC's own entry against those before it, and adds it to them. AWS allows /16 to /28 ("VPC CIDR
// blocks", Amazon VPC User Guide).
func (c *checker) network(path []any, n Network, before []placed) []placed {
	if !namePattern.MatchString(n.Name) {
		c.add(below(path, "name"), "is %q; use lower-case letters, digits and hyphens, 2 to 40 of them", n.Name)
	}
	if !accountPattern.MatchString(n.AccountID) {
		c.add(below(path, "accountId"), "is %q; write the 12 digits of the AWS account, in quotes", n.AccountID)
	}
	if n.Region != "" && !regionPattern.MatchString(n.Region) {
		c.add(below(path, "region"), "is %q; write one AWS region such as ap-northeast-1, or leave it out", n.Region)
	}
	if n.VpcID != "" && !vpcPattern.MatchString(n.VpcID) {
		c.add(below(path, "vpcId"), "is %q; write the VPC's id such as vpc-0123456789abcdef0, or leave it out", n.VpcID)
	}
	if n.Stack != "" && !stackPattern.MatchString(n.Stack) {
		c.add(below(path, "stack"), "is %q; write organization/project/stack, or leave it out", n.Stack)
	}
	block := c.prefix(below(path, "cidr"), n.CIDR)
	if block.IsValid() && (!block.Addr().Is4() || !block.Addr().IsPrivate() || block.Bits() < 16 || block.Bits() > 28) {
		c.add(below(path, "cidr"), "is %s; a network is a private IPv4 block between /16 and /28", block)
		block = netip.Prefix{}
	}
	for _, other := range before {
		if n.Name == other.name {
			c.add(below(path, "name"), "%q is already a network's name", n.Name)
		}
		if block.IsValid() && other.block.IsValid() && block.Overlaps(other.block) {
			c.add(below(path, "cidr"), "%s overlaps %s of %s; no two networks may share an address", block, other.block, other.name)
		}
	}
	return append(before, placed{n.Name, block})
}

func (c *checker) endpoints(path []any, endpoints []Endpoint, production netip.Prefix) {
	names := map[string]bool{}
	for i, e := range endpoints {
		path := below(path, i)
		if !namePattern.MatchString(e.Name) {
			c.add(below(path, "name"), "is %q; use lower-case letters, digits and hyphens, 2 to 40 of them", e.Name)
		}
		if names[e.Name] {
			c.add(below(path, "name"), "%q is already an endpoint of this list", e.Name)
		}
		names[e.Name] = true
		if e.Protocol != "tcp" && e.Protocol != "udp" {
			c.add(below(path, "protocol"), "is %q; write tcp or udp", e.Protocol)
		}
		if e.Port < 1 || e.Port > 65535 {
			c.add(below(path, "port"), "is %d; write one port between 1 and 65535", e.Port)
		}
		if e.SecurityGroupID != "" && !groupPattern.MatchString(e.SecurityGroupID) {
			c.add(below(path, "securityGroupId"), "is %q; write the group's id such as sg-0123456789abcdef0, or leave it out", e.SecurityGroupID)
		}
		if len(e.Subnets) == 0 {
			c.add(below(path, "subnets"), "is empty; name the exact ones that %s stands in", e.Name)
		}
		c.subnets(below(path, "subnets"), e.Subnets, production, "production's network")
	}
}

// types checks what is approved beyond the closed world: whole types, with a reason, and none that is a way across or the
// room's own.
func (c *checker) types(path []any, types []ResourceType) {
	for i, t := range types {
		if !typePattern.MatchString(t.Type) {
			c.add(below(path, i, "type"), "is %q; write one whole type such as aws:sfn/stateMachine:StateMachine", t.Type)
		}
		if why, refused := closedworld.Refused(t.Type); refused {
			c.add(below(path, i, "type"), "is %s, which nothing may approve: %s", t.Type, why)
		}
		if learned, known := closedworld.Learned(t.Type); known && learned.In(closedworld.Production) {
			c.add(below(path, i, "type"), "is %s, which needs no approval; remove it", t.Type)
		} else if known {
			c.add(below(path, i, "type"), "is %s, which stands in rooms alone", t.Type)
		}
		if strings.TrimSpace(t.Reason) == "" {
			c.add(below(path, i, "reason"), "is empty; say why it opens no way")
		}
	}
}

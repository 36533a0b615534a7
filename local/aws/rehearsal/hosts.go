package rehearsal

import (
	"fmt"
	"net/netip"
	"strings"

	"secure-room/local/aws/cloud"
	"secure-room/local/aws/placement"
)

// host is one address in a subnet and what answers there.
type host struct {
	*cloud.Object
	address netip.Addr
	subnet  *subnet
	// groups are ids; none means that nothing filters, as at a NAT gateway.
	groups []string
	// ports are those where it listens; nil is not known, and so any.
	ports []int
	// public says that it has a public address as well.
	public bool
	// names are those that it is found by, beside its own.
	names []string
}

func (h *host) String() string { return fmt.Sprintf("%s (%s)", nameOf(h.Object), h.address) }

// readers take hosts out of the types that have addresses in subnets.
var readers = []struct {
	token string
	read  func(*network, *cloud.Transaction, *cloud.Object) error
}{
	{workspaceToken, (*network).readTerminal},
	{"aws:directoryservice/directory:Directory", (*network).readControllers},
	{"aws:ec2/instance:Instance", (*network).readInstance},
	{"aws:ec2/natGateway:NatGateway", (*network).readGateway},
	{serviceToken, (*network).readTasks},
	{"aws:rds/instance:Instance", (*network).readDatabase},
	{"aws:lb/loadBalancer:LoadBalancer", (*network).readBalancer},
	{"aws:ec2/vpcEndpoint:VpcEndpoint", (*network).readEndpoint},
}

func (n *network) readHosts(tx *cloud.Transaction) error {
	for _, reader := range readers {
		all, err := tx.Everywhere(reader.token)
		if err != nil {
			return err
		}
		for _, o := range all {
			if err := reader.read(n, tx, o); err != nil {
				return fmt.Errorf("%s %s: %w", o.Token, o.ID, err)
			}
		}
	}
	return nil
}

func (n *network) readTerminal(tx *cloud.Transaction, o *cloud.Object) error {
	registered, err := registrationOf(tx, o)
	if err != nil || registered == nil {
		return err
	}
	groups := []string{registered.Text("workspaceSecurityGroupId")}
	if own := registered.Object("workspaceCreationProperties").Text("customSecurityGroupId"); own != "" {
		groups = append(groups, own)
	}
	return n.addAt(&host{Object: o, groups: groups}, registered.Texts("subnetIds"), o.Text("ipAddress"))
}

func (n *network) readControllers(_ *cloud.Transaction, o *cloud.Object) error {
	for _, address := range o.Texts("dnsIpAddresses") {
		h := &host{Object: o, groups: []string{o.Text("securityGroupId")}, names: []string{o.Text("name")}}
		if err := n.addAt(h, o.Object("vpcSettings").Texts("subnetIds"), address); err != nil {
			return err
		}
	}
	return nil
}

func (n *network) readInstance(_ *cloud.Transaction, o *cloud.Object) error {
	h := &host{Object: o, groups: o.Texts("vpcSecurityGroupIds"), public: o.Text("publicIp") != ""}
	return n.addAt(h, []string{o.Text("subnetId")}, o.Text("privateIp"))
}

func (n *network) readGateway(_ *cloud.Transaction, o *cloud.Object) error {
	return n.addAt(&host{Object: o, public: o.Text("publicIp") != ""}, []string{o.Text("subnetId")}, o.Text("privateIp"))
}

// readTasks gives a service one task in each of its subnets.
func (n *network) readTasks(tx *cloud.Transaction, o *cloud.Object) error {
	if o.Whole("desiredCount") == 0 {
		return nil
	}
	where := o.Object("networkConfiguration")
	ports, err := portsOf(tx, o)
	if err != nil {
		return err
	}
	h := host{Object: o, groups: where.Texts("securityGroups"), ports: ports, public: where.Flag("assignPublicIp")}
	if h.names, err = discovered(tx, o); err != nil {
		return err
	}
	return n.addEach(tx, h, where.Texts("subnets"))
}

func (n *network) readDatabase(tx *cloud.Transaction, o *cloud.Object) error {
	groups, err := tx.Everywhere("aws:rds/subnetGroup:SubnetGroup")
	if err != nil {
		return err
	}
	h := host{Object: o, groups: o.Texts("vpcSecurityGroupIds"), ports: []int{o.Whole("port")}, public: o.Flag("publiclyAccessible"), names: []string{o.Text("address")}}
	for _, g := range groups {
		if g.ID != o.Text("dbSubnetGroupName") || g.Account != o.Account || g.Region != o.Region {
			continue
		}
		for _, id := range g.Texts("subnetIds") {
			if s := n.subnets[id]; s != nil && s.Text("availabilityZone") == o.Text("availabilityZone") {
				return n.addEach(tx, h, []string{id})
			}
		}
	}
	return nil
}

func (n *network) readBalancer(tx *cloud.Transaction, o *cloud.Object) error {
	h := host{Object: o, groups: o.Texts("securityGroups"), public: !o.Flag("internal"), names: []string{o.Text("dnsName")}}
	return n.addEach(tx, h, o.Texts("subnets"))
}

func (n *network) readEndpoint(tx *cloud.Transaction, o *cloud.Object) error {
	return n.addEach(tx, host{Object: o, groups: o.Texts("securityGroupIds"), ports: []int{443}}, o.Texts("subnetIds"))
}

// addAt adds a host whose address is kept; its subnet is the one that holds it.
func (n *network) addAt(h *host, subnets []string, address string) error {
	parsed, err := netip.ParseAddr(address)
	if err != nil {
		return err
	}
	for _, id := range subnets {
		if s := n.subnets[id]; s != nil && s.block.Contains(parsed) {
			h.address, h.subnet = parsed, s
			n.hosts = append(n.hosts, h)
		}
	}
	return nil
}

// addEach adds a host in each of some subnets, at an address that is the same each time it is asked for.
func (n *network) addEach(tx *cloud.Transaction, h host, subnets []string) error {
	for _, id := range subnets {
		s := n.subnets[id]
		if s == nil {
			continue
		}
		address, err := placement.Address(tx, s.Object, h.ID+id)
		if err != nil {
			return err
		}
		one := h
		if err := n.addAt(&one, []string{id}, address); err != nil {
			return err
		}
	}
	return nil
}

// find are the hosts that a person means by a name, a DNS name or an address.
func (n *network) find(text string) []*host {
	var found []*host
	for _, h := range n.hosts {
		if nameOf(h.Object) == text || h.ID == text || h.address.String() == text || h.named(text) {
			found = append(found, h)
		}
	}
	return found
}

func (h *host) named(text string) bool {
	for _, name := range h.names {
		if name != "" && strings.EqualFold(name, strings.TrimSuffix(text, ".")) {
			return true
		}
	}
	return false
}

// at is the host of a VPC with an address.
func (n *network) at(v *vpc, address netip.Addr) *host {
	for _, h := range n.hosts {
		if h.subnet.vpc == v && h.address == address {
			return h
		}
	}
	return nil
}

package rehearsal

import (
	"fmt"
	"net/netip"
	"strings"

	"secure-room/local/aws/cloud"
)

const (
	vpcToken         = "aws:ec2/vpc:Vpc"
	subnetToken      = "aws:ec2/subnet:Subnet"
	tableToken       = "aws:ec2/routeTable:RouteTable"
	associationToken = "aws:ec2/routeTableAssociation:RouteTableAssociation"
	routeToken       = "aws:ec2/route:Route"
	peeringToken     = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection"
)

// network is what carries packets in the cloud, as it stands now.
type network struct {
	vpcs     map[string]*vpc
	subnets  map[string]*subnet
	groups   map[string]*group
	peerings map[string]*cloud.Object
	// hosts are all interfaces that have an address.
	hosts []*host
}

type vpc struct {
	*cloud.Object
	blocks []netip.Prefix
	main   *table
}

type subnet struct {
	*cloud.Object
	vpc   *vpc
	block netip.Prefix
	table *table
}

type table struct {
	id     string
	routes []route
}

// route is one entry of a table: target is the id of what it leads to.
type route struct {
	destination netip.Prefix
	target      string
}

// read takes the network out of the cloud.
func read(tx *cloud.Transaction) (*network, error) {
	n := &network{vpcs: map[string]*vpc{}, subnets: map[string]*subnet{}, groups: map[string]*group{}, peerings: map[string]*cloud.Object{}}
	for _, step := range []func(*cloud.Transaction) error{n.readVPCs, n.readSubnets, n.readPeerings, n.readGroups, n.readHosts} {
		if err := step(tx); err != nil {
			return nil, fmt.Errorf("reading the local cloud's network: %w", err)
		}
	}
	return n, nil
}

func (n *network) readVPCs(tx *cloud.Transaction) error {
	all, err := tx.Everywhere(vpcToken)
	for _, o := range all {
		block, err := netip.ParsePrefix(o.Text("cidrBlock"))
		if err != nil {
			return fmt.Errorf("%s: %w", o.ID, err)
		}
		n.vpcs[o.ID] = &vpc{Object: o, blocks: []netip.Prefix{block.Masked()}}
	}
	return err
}

func (n *network) readSubnets(tx *cloud.Transaction) error {
	tables, err := readTables(tx)
	if err != nil {
		return err
	}
	for _, v := range n.vpcs {
		v.main = tables[v.Text("mainRouteTableId")]
	}
	all, err := tx.Everywhere(subnetToken)
	if err != nil {
		return err
	}
	for _, o := range all {
		block, err := netip.ParsePrefix(o.Text("cidrBlock"))
		owner := n.vpcs[o.Text("vpcId")]
		if err != nil || owner == nil {
			return fmt.Errorf("%s has no network of its own: %w", o.ID, err)
		}
		n.subnets[o.ID] = &subnet{Object: o, vpc: owner, block: block.Masked(), table: owner.main}
	}
	associations, err := tx.Everywhere(associationToken)
	for _, o := range associations {
		if s := n.subnets[o.Text("subnetId")]; s != nil {
			s.table = tables[o.Text("routeTableId")]
		}
	}
	return err
}

// readTables reads route tables with their routes, both those written into a table and those that stand alone.
func readTables(tx *cloud.Transaction) (map[string]*table, error) {
	tables := map[string]*table{}
	all, err := tx.Everywhere(tableToken)
	if err != nil {
		return nil, err
	}
	for _, o := range all {
		tables[o.ID] = &table{id: o.ID}
		for _, each := range o.Objects("routes") {
			tables[o.ID].add(each.Text("cidrBlock"), each)
		}
	}
	alone, err := tx.Everywhere(routeToken)
	for _, o := range alone {
		if t := tables[o.Text("routeTableId")]; t != nil {
			t.add(o.Text("destinationCidrBlock"), o.Values)
		}
	}
	return tables, err
}

// targets are the properties of a route that say where it leads.
var targets = []string{"vpcPeeringConnectionId", "natGatewayId", "gatewayId", "networkInterfaceId", "transitGatewayId", "vpcEndpointId"}

func (t *table) add(destination string, values cloud.Values) {
	block, err := netip.ParsePrefix(destination)
	if err != nil {
		return // a destination by prefix list is a gateway endpoint's, which no packet of ours is for
	}
	for _, name := range targets {
		if target := values.Text(name); target != "" {
			t.routes = append(t.routes, route{block.Masked(), target})
			return
		}
	}
}

// lookup is the most specific route for an address ("Route priority", Amazon VPC User Guide).
func (t *table) lookup(address netip.Addr) (best route, found bool) {
	if t == nil {
		return best, false
	}
	for _, r := range t.routes {
		if r.destination.Contains(address) && (!found || r.destination.Bits() > best.destination.Bits()) {
			best, found = r, true
		}
	}
	return best, found
}

func (n *network) readPeerings(tx *cloud.Transaction) error {
	all, err := tx.Everywhere(peeringToken)
	for _, o := range all {
		n.peerings[o.ID] = o
	}
	return err
}

func (v *vpc) holds(address netip.Addr) bool {
	for _, block := range v.blocks {
		if block.Contains(address) {
			return true
		}
	}
	return false
}

// nameOf is what a person calls an object: the name that its program gave it, or AWS when it made it, or else its id.
func nameOf(o *cloud.Object) string {
	if at := strings.LastIndex(o.URN, "::"); at >= 0 {
		return o.URN[at+2:]
	}
	if name := o.Text("name"); name != "" {
		return name
	}
	return o.ID
}

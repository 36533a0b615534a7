package rehearsal_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/require"

	"secure-room/local/aws"
	"secure-room/local/aws/cloud"
	"secure-room/local/aws/rehearsal"
	"secure-room/local/aws/store"
	"secure-room/policy/graph"
	"secure-room/policy/index"
	"secure-room/policy/reach"
	"secure-room/policy/resource"
	"secure-room/policy/traffic"
)

var networks = flag.Uint64("networks", 400, "how many networks are generated")

// TestSimulatorAndPolicyAgree generates networks and asks two programs that have nothing in common, for each pair of hosts
// and some services, whether a connection comes about: the simulator, which follows one packet, and the policy's
// reachability, which computes sets.
func TestSimulatorAndPolicyAgree(t *testing.T) {
	asked, open := 0, 0
	kept, err := store.Open(t.TempDir())
	require.NoError(t, err)
	engine, err := cloud.New(kept, aws.Services()...)
	require.NoError(t, err)
	for seed := range *networks {
		w := generate(rand.New(rand.NewPCG(seed, 7)))
		require.NoError(t, kept.Change(w.replace))
		w.compare(t, seed, engine, &asked, &open)
	}
	t.Logf("%d connections in %d networks, %d of them open", asked, *networks, open)
	// Networks in which all or nothing is open would compare nothing.
	require.Greater(t, open, asked/50)
	require.Greater(t, asked-open, asked/50)
}

// compare asks both programs about every pair of hosts.
func (w *world) compare(t *testing.T, seed uint64, engine *cloud.Engine, asked, open *int) {
	t.Helper()
	g := graph.Build(index.New(w.resources(), resource.Stack))
	finder := reach.New(g)
	require.NoError(t, engine.Look(func(tx *cloud.Transaction) error {
		c, err := rehearsal.Read(tx)
		if err != nil {
			return err
		}
		for _, from := range w.hosts {
			for _, to := range w.hosts {
				if from == to {
					continue
				}
				paths := finder.Between(party(t, g, from), party(t, g, to))
				for _, s := range services {
					journey, err := c.Connect(from.ID, to.ID, s.protocol, s.port)
					if err != nil {
						return err
					}
					*asked++
					if journey.Arrives() {
						*open++
					}
					computed := slices.ContainsFunc(paths, func(p reach.Path) bool { return carries(p, from, to, s) })
					require.Equal(t, journey.Arrives(), computed, "network %d, %s → %s %s/%d: the simulator says\n%s\nthe policy's paths: %v\n%s",
						seed, from.ID, to.ID, s.protocol, s.port, journey, paths, w)
				}
			}
		}
		return nil
	}))
}

type service struct {
	protocol string
	port     int
}

var services = []service{{"tcp", 22}, {"tcp", 443}, {"tcp", 5432}, {"udp", 53}}

// carries says whether a path carries one packet.
func carries(p reach.Path, from, to *store.Object, s service) bool {
	address := func(o *store.Object) netip.Addr { return netip.MustParseAddr(o.Values["privateIp"].(string)) }
	return p.Returns && p.Box.From.Contains(address(from)) && p.Box.To.Contains(address(to)) &&
		!p.Services.Intersect(traffic.One(s.protocol, s.port)).Empty()
}

// party is a host as the policy knows it.
func party(t *testing.T, g *graph.Graph, o *store.Object) reach.Party {
	t.Helper()
	for _, i := range g.Interfaces {
		if id, _ := resource.Text(i.Owner.Properties.Get("id")); id == o.ID {
			return reach.Of(i)
		}
	}
	t.Fatalf("the policy sees no interface of %s", o.ID)
	return reach.Party{}
}

// world is a generated pair of networks with a peering.
type world struct {
	random  *rand.Rand
	objects []*store.Object
	hosts   []*store.Object
	groups  []string
}

// generate makes two VPCs of two subnets each, with route tables, security groups in both forms, and hosts.
func generate(random *rand.Rand) *world {
	w := &world{random: random}
	w.add("aws:ec2/vpcPeeringConnection:VpcPeeringConnection", "pcx-1", values{"vpcId": "vpc-20", "peerVpcId": "vpc-10", "acceptStatus": "active", "autoAccept": true})
	for _, number := range []int{10, 20} {
		for i := range 3 {
			w.groups = append(w.groups, fmt.Sprintf("sg-%d-%d", number, i))
		}
	}
	for _, number := range []int{10, 20} {
		w.network(number)
	}
	return w
}

type values = map[string]any

func (w *world) add(token, id string, v values) *store.Object {
	o := &store.Object{Key: store.Key{Account: cloud.Account, Region: "ap-northeast-1", Token: token, ID: id}, Values: v}
	w.objects = append(w.objects, o)
	return o
}

func (w *world) network(number int) {
	vpc, main := fmt.Sprintf("vpc-%d", number), fmt.Sprintf("rtb-%d-main", number)
	w.add("aws:ec2/vpc:Vpc", vpc, values{"cidrBlock": fmt.Sprintf("10.%d.0.0/16", number), "mainRouteTableId": main, "defaultRouteTableId": main})
	w.table(main, vpc, 30-number)
	for i := range 3 {
		w.group(fmt.Sprintf("sg-%d-%d", number, i), vpc)
	}
	for i := range 2 {
		subnet := fmt.Sprintf("subnet-%d-%d", number, i)
		w.add("aws:ec2/subnet:Subnet", subnet, values{"vpcId": vpc, "cidrBlock": fmt.Sprintf("10.%d.%d.0/24", number, i)})
		if table := fmt.Sprintf("rtb-%d-%d", number, i); w.random.IntN(3) > 0 {
			w.table(table, vpc, 30-number)
			w.add("aws:ec2/routeTableAssociation:RouteTableAssociation", "rtbassoc"+table, values{"subnetId": subnet, "routeTableId": table})
		}
		for k := range 2 {
			var groups []any
			for _, id := range w.groups {
				if strings.HasPrefix(id, fmt.Sprintf("sg-%d-", number)) && w.random.IntN(2) == 0 {
					groups = append(groups, id)
				}
			}
			if groups == nil {
				groups = []any{fmt.Sprintf("sg-%d-0", number)}
			}
			w.hosts = append(w.hosts, w.add("aws:ec2/instance:Instance", fmt.Sprintf("i-%d-%d-%d", number, i, k),
				values{"subnetId": subnet, "privateIp": fmt.Sprintf("10.%d.%d.%d", number, i, 10+100*k+w.random.IntN(50)), "vpcSecurityGroupIds": groups, "associatePublicIpAddress": false}))
		}
	}
}

// table makes a route table with routes to the far side, in either form. Each covers whole subnets: of one that covers part of
// a subnet the policy takes the more open view.
func (w *world) table(id, vpc string, far int) {
	var inline []any
	for i, destination := range []string{fmt.Sprintf("10.%d.0.0/24", far), fmt.Sprintf("10.%d.1.0/24", far), fmt.Sprintf("10.%d.0.0/16", far), "0.0.0.0/0"} {
		switch w.random.IntN(6) {
		case 0, 1:
			inline = append(inline, values{"cidrBlock": destination, "vpcPeeringConnectionId": "pcx-1"})
		case 2:
			w.add("aws:ec2/route:Route", fmt.Sprintf("r-%s-%d", id, i), values{"routeTableId": id, "destinationCidrBlock": destination, "vpcPeeringConnectionId": "pcx-1"})
		}
	}
	w.add("aws:ec2/routeTable:RouteTable", id, values{"vpcId": vpc, "routes": inline})
}

// group makes a security group with rules in both forms.
func (w *world) group(id, vpc string) {
	inline := map[string][]any{}
	for _, direction := range []string{"ingress", "egress"} {
		for i := range 1 + w.random.IntN(3) {
			protocol, from, to := w.ports()
			peer := w.peer()
			if w.random.IntN(2) == 0 {
				rule := values{"protocol": protocol, "fromPort": from, "toPort": to}
				switch {
				case w.random.IntN(5) == 0:
					rule["self"] = true
				case strings.HasPrefix(peer, "sg-"):
					rule["securityGroups"] = []any{peer}
				default:
					rule["cidrBlocks"] = []any{peer}
				}
				inline[direction] = append(inline[direction], rule)
				continue
			}
			rule := values{"securityGroupId": id, "ipProtocol": protocol}
			if protocol != "-1" {
				rule["fromPort"], rule["toPort"] = from, to
			}
			if strings.HasPrefix(peer, "sg-") {
				rule["referencedSecurityGroupId"] = peer
			} else {
				rule["cidrIpv4"] = peer
			}
			kind := map[string]string{"ingress": "Ingress", "egress": "Egress"}[direction]
			w.add(fmt.Sprintf("aws:vpc/securityGroup%sRule:SecurityGroup%sRule", kind, kind), fmt.Sprintf("sgr-%s-%s-%d", id, direction, i), rule)
		}
	}
	w.add("aws:ec2/securityGroup:SecurityGroup", id, values{"vpcId": vpc, "name": id, "ingress": inline["ingress"], "egress": inline["egress"]})
}

func (w *world) ports() (protocol string, from, to float64) {
	switch w.random.IntN(6) {
	case 0:
		return "-1", 0, 0
	case 1:
		return "udp", 0, 1023
	case 2:
		return "6", 22, 443
	case 3:
		return "tcp", 0, 65535
	}
	port := []float64{22, 443, 5432, 444}[w.random.IntN(4)]
	return "tcp", port, port
}

func (w *world) peer() string {
	blocks := []string{"0.0.0.0/0", "10.0.0.0/8", "10.10.0.0/16", "10.20.0.0/16", "10.10.0.0/24", "10.20.1.0/24", "10.20.0.0/25", "10.10.1.128/25"}
	if w.random.IntN(3) == 0 {
		return w.groups[w.random.IntN(len(w.groups))]
	}
	return blocks[w.random.IntN(len(blocks))]
}

// replace puts the world into a store in place of what it holds.
func (w *world) replace(tx *store.Transaction) error {
	before, err := tx.List(store.Key{})
	if err != nil {
		return err
	}
	for _, o := range before {
		if err := tx.Delete(o.Key); err != nil {
			return err
		}
	}
	for _, o := range w.objects {
		if err := tx.Put(o); err != nil {
			return err
		}
	}
	return nil
}

// resources are the world as the policy is told of it.
func (w *world) resources() []resource.Resource {
	var found []resource.Resource
	for _, o := range w.objects {
		fields := told(o.Values).AsMap().Set("id", property.New(o.ID))
		found = append(found, resource.Resource{URN: "urn:pulumi:test::test::" + o.Token + "::" + o.ID, Type: o.Token, Name: o.ID, Stack: "test", Properties: fields})
	}
	return found
}

func told(v any) property.Value {
	switch v := v.(type) {
	case values:
		fields := map[string]property.Value{}
		for name, one := range v {
			fields[name] = told(one)
		}
		return property.New(fields)
	case []any:
		items := []property.Value{}
		for _, one := range v {
			items = append(items, told(one))
		}
		return property.New(items)
	case string:
		return property.New(v)
	case float64:
		return property.New(v)
	case bool:
		return property.New(v)
	}
	return property.Value{}
}

// String lists the world, for the message of a difference.
func (w *world) String() string {
	var b strings.Builder
	for _, o := range w.objects {
		fmt.Fprintf(&b, "%s %s %v\n", o.Token, o.ID, o.Values)
	}
	return b.String()
}

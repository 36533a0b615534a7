package peering

import (
	"fmt"
	"slices"
	"strings"

	"secure-room/policy/resource"
)

// otherWays are types, or beginnings of types, that open another way between networks or let packets pass where the
// proof does not look. Each is refused by name wherever it stands.
var otherWays = []struct{ prefix, why string }{
	{"aws:ec2transitgateway/", "a transit gateway joins networks beside the peering"},
	{"aws:directconnect/", "Direct Connect joins networks beside the peering"},
	{"aws:ec2/vpn", "a VPN joins networks beside the peering"},
	{"aws:ec2/customerGateway:", "a VPN joins networks beside the peering"},
	{"aws:ec2clientvpn/", "a client VPN lets people into the network past the terminals"},
	{"aws:networkmanager/", "Cloud WAN joins networks beside the peering"},
	{"aws:vpclattice/", "VPC Lattice reaches services without routes or security groups that the proof could read"},
	{"aws:ram/", "a shared subnet or gateway lets another account stand in the network"},
	{"aws:ec2/vpcEndpointService", "PrivateLink serves production without a peering"},
	{"aws:ec2/vpcEndpointConnectionAccepter:", "PrivateLink serves production without a peering"},
	{"aws:ec2/carrierGateway:", "a carrier gateway is another way out"},
	{"aws:ec2/localGateway", "an Outposts gateway is another way out"},
	{"aws:ec2/trafficMirror", "traffic mirroring copies packets to another place"},
	{"aws:ec2/networkInterfaceSecurityGroupAttachment:", "it puts a security group on an interface out of the proof's sight"},
	{"aws:ec2/securityGroupAssociation:", "it puts a security group on an interface out of the proof's sight"},
	{"aws:ec2/vpcIpv4CidrBlockAssociation:", "it gives a network addresses that the baseline does not know"},
	{"aws:ec2/vpcIpv6CidrBlockAssociation:", "it gives a network addresses that the baseline does not know"},
	{"aws:ec2/defaultVpc:", "the default VPC is neither production nor the room"},
	{"aws:ec2/defaultSubnet:", "the default VPC is neither production nor the room"},
	{"aws:verifiedaccess/", "Verified Access lets people into the network past the terminals"},
	{"aws:cloudformation/stack", "it makes resources out of the rules' sight"},
	{"aws:cloudcontrol/", "it makes resources out of the rules' sight"},
	{"aws-native:", "the rules read the aws package's types only"},
}

func (j *judge) types(resources []resource.Resource) {
	for i := range resources {
		r := &resources[i]
		for _, way := range otherWays {
			if strings.HasPrefix(r.Type, way.prefix) {
				j.add(anotherWay, r, fmt.Sprintf("%s is a %s: %s.", r.Name, r.Type, way.why), "", "")
				break
			}
		}
	}
}

// endpoints refuses VPC endpoints that lead to somebody's service instead of AWS's own: PrivateLink from this side.
func (j *judge) endpoints(resources []resource.Resource) {
	for i := range resources {
		r := &resources[i]
		if r.Type != "aws:ec2/vpcEndpoint:VpcEndpoint" {
			continue
		}
		service, standing := resource.Text(r.Properties.Get("serviceName"))
		places := j.standing(r)
		own := func(p *place) string { return "com.amazonaws." + p.region + "." }
		if standing != resource.Known || strings.HasPrefix(service, "com.amazonaws.vpce.") ||
			!slices.ContainsFunc(places, func(p *place) bool { return strings.HasPrefix(service, own(p)) }) {
			j.add(anotherWay, r, fmt.Sprintf("VPC endpoint %s leads to %s; only AWS's own services in %s, %s…, are allowed.", r.Name, resource.Quote(r.Properties.Get("serviceName")), named(places, regionOf), named(places, own)),
				"", "Remove it, or name one of AWS's own services.")
		}
		if kind, standing := resource.Text(r.Properties.Get("vpcEndpointType")); standing == resource.Known &&
			kind != "" && kind != "Interface" && kind != "Gateway" {
			j.add(anotherWay, r, fmt.Sprintf("VPC endpoint %s is of type %s; only Interface and Gateway are allowed.", r.Name, resource.Quote(r.Properties.Get("vpcEndpointType"))), "", "Use an interface or gateway endpoint.")
		}
	}
}

package peering_test

import "secure-room/policy/policytest"

// accepted are changes that must stay accepted.
var accepted = map[string]func(s stacks){
	"as it is": func(stacks) {},
	"the room before production has opened the door": func(s stacks) {
		for _, name := range []string{"door", "terminals-to-orders-db", "data-0-to-terminals-0", "data-0-to-terminals-1", "data-1-to-terminals-0", "data-1-to-terminals-1"} {
			s.prod.Remove(name)
		}
	},
	"production let in by part of a subnet only": func(s stacks) {
		s.room.Get("terminals-0-to-data-0").Set("destinationCidrBlock", "10.10.32.128/25")
	},
	"both exposed subnets in one block": func(s stacks) {
		s.room.Get("terminals-0-to-data-0").Set("destinationCidrBlock", "10.10.32.0/23")
	},
	"an app tier with a group open to private addresses, which the room cannot reach, by group": func(s stacks) {
		own := s.prod.Add(group, "app", p{"vpcId": s.prod.Get("production").Ref()})
		s.prod.Add(ingress, "app-in", p{"securityGroupId": own.Ref(), "referencedSecurityGroupId": s.prod.Get("web").Ref(), "ipProtocol": "tcp", "fromPort": 8080, "toPort": 8080})
		s.prod.Add("aws:ec2/instance:Instance", "app", p{"subnetId": s.prod.Get("app-0").Ref(), "vpcSecurityGroupIds": []any{own.Ref()}})
	},
	"a database in the exposed subnets that only production reaches": func(s stacks) {
		own := s.prod.Add(group, "stock-group", p{"vpcId": s.prod.Get("production").Ref()})
		s.prod.Add(ingress, "stock-in", p{"securityGroupId": own.Ref(), "referencedSecurityGroupId": s.prod.Get("web").Ref(), "ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432})
		s.prod.Add("aws:rds/instance:Instance", "stock", p{"dbSubnetGroupName": "orders-db", "vpcSecurityGroupIds": []any{own.Ref()}})
	},
	"a way to S3 by its gateway endpoint's list": func(s stacks) {
		s3 := s.room.Add("aws:ec2/vpcEndpoint:VpcEndpoint", "s3", p{"vpcId": s.room.Get("room").Ref(), "serviceName": "com.amazonaws.ap-northeast-1.s3", "prefixListId": "pl-1"})
		s3.ID = "pl-1" // one reference serves as both in these tests
		s.room.Add(egress, "proxy-to-s3", p{"securityGroupId": s.room.Get("proxy-group").Ref(), "prefixListId": s3.Ref(), "ipProtocol": "tcp", "fromPort": 443, "toPort": 443})
	},
	"a web tier: a public load balancer and the service behind it": func(s stacks) { webTier(s.prod) },
	"terminals' group in the account form": func(s stacks) {
		s.prod.Get("terminals-to-orders-db").Set("referencedSecurityGroupId", "123456789012/sg-room-terminals-group")
	},
}

// webTier adds what production's own web tier is: the internet to the balancer, the balancer to the tasks, the tasks to
// the database.
func webTier(s *policytest.Stack) {
	v := s.Get("production")
	balancer, tasks := s.Add(group, "site-balancer", p{"vpcId": v.Ref()}), s.Add(group, "site", p{"vpcId": v.Ref()})
	s.Add(ingress, "site-balancer-in", p{"securityGroupId": balancer.Ref(), "cidrIpv4": "0.0.0.0/0", "ipProtocol": "tcp", "fromPort": 443, "toPort": 443})
	s.Add(egress, "site-balancer-out", p{"securityGroupId": balancer.Ref(), "referencedSecurityGroupId": tasks.Ref(), "ipProtocol": "tcp", "fromPort": 8080, "toPort": 8080})
	s.Add(ingress, "site-in", p{"securityGroupId": tasks.Ref(), "referencedSecurityGroupId": balancer.Ref(), "ipProtocol": "tcp", "fromPort": 8080, "toPort": 8080})
	s.Add(ingress, "site-to-orders-db", p{"securityGroupId": s.Get("orders-db-group").Ref(), "referencedSecurityGroupId": tasks.Ref(), "ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432})
	s.Add("aws:lb/loadBalancer:LoadBalancer", "site", p{"subnets": []any{s.Get("public-0").Ref(), s.Get("public-1").Ref()}, "securityGroups": []any{balancer.Ref()}})
	s.Add("aws:ecs/service:Service", "site-service", p{"networkConfiguration": p{"subnets": []any{s.Get("app-0").Ref(), s.Get("app-1").Ref()}, "securityGroups": []any{tasks.Ref()}}})
}

type rejection struct {
	where  in
	change func(s stacks)
	// want is part of a finding.
	want string
}

func peerRoute(s *policytest.Stack, name, table, to, by string) {
	s.Add(route, name, p{"routeTableId": s.Get(table).Ref(), "destinationCidrBlock": to, "vpcPeeringConnectionId": s.Get(by).Ref()})
}

// roomRoute rejects a destination on the room's side, prodRoute on production's.
func roomRoute(to, want string) rejection {
	return rejection{room, func(s stacks) { peerRoute(s.room, "extra", "terminals-0-table", to, "peering") }, want}
}

func prodRoute(to, want string) rejection {
	return rejection{prod, func(s stacks) { peerRoute(s.prod, "extra", "data-0-table", to, "door") }, want}
}

// databaseRule changes who the database lets in.
func databaseRule(want string, change p) rejection {
	return rejection{prod, func(s stacks) {
		rule := p{"securityGroupId": s.prod.Get("orders-db-group").Ref(), "ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432}
		for key, value := range change {
			rule[key] = value
		}
		s.prod.Add(ingress, "extra", rule)
	}, want}
}

var rejected = map[string]rejection{
	"the room let in to the web tier's tasks": {prod, func(s stacks) {
		webTier(s.prod)
		s.prod.Add(ingress, "extra", p{"securityGroupId": s.prod.Get("site").Ref(), "referencedSecurityGroupId": "sg-room-terminals-group", "ipProtocol": "tcp", "fromPort": 8080, "toPort": 8080})
	}, "beyond the approved endpoints"},
	"the web tier's tasks send to the terminals": {prod, func(s stacks) {
		webTier(s.prod)
		s.prod.Add(egress, "extra", p{"securityGroupId": s.prod.Get("site").Ref(), "cidrIpv4": "10.20.32.0/24", "ipProtocol": "tcp", "fromPort": 3389, "toPort": 3389})
	}, "production opens nothing"},
	"the web tier's tasks send to the directory": {prod, func(s stacks) {
		webTier(s.prod)
		s.prod.Add(egress, "extra", p{"securityGroupId": s.prod.Get("site").Ref(), "cidrIpv4": "10.20.48.0/24", "ipProtocol": "tcp", "fromPort": 389, "toPort": 389})
	}, "production opens nothing"},
	"room routes to all of production":     roomRoute("10.10.0.0/16", "is wider than"),
	"room routes to a supernet":            roomRoute("10.0.0.0/8", "is wider than"),
	"room routes everything":               roomRoute("0.0.0.0/0", "is wider than"),
	"room routes to one more subnet":       roomRoute("10.10.34.0/24", "is wider than"),
	"room routes to one more host":         roomRoute("10.10.34.7/32", "is wider than"),
	"production routes to all of the room": prodRoute("10.20.0.0/16", "is wider than"),
	"production routes to the proxy":       prodRoute("10.20.16.0/24", "is wider than"),
	"production routes to the directory":   prodRoute("10.20.48.0/24", "is wider than"),
	"room routes IPv6": {room, func(s stacks) {
		s.room.Add(route, "extra", p{"routeTableId": s.room.Get("terminals-0-table").Ref(), "destinationIpv6CidrBlock": "::/0", "vpcPeeringConnectionId": s.room.Get("peering").Ref()})
	}, "is wider than"},
	"room routes a prefix list": {room, func(s stacks) {
		s.room.Add(route, "extra", p{"routeTableId": s.room.Get("terminals-0-table").Ref(), "destinationPrefixListId": "pl-1", "vpcPeeringConnectionId": s.room.Get("peering").Ref()})
	}, "may reach anything"},
	"two narrow routes that add up": {room, func(s stacks) {
		peerRoute(s.room, "extra", "terminals-0-table", "10.10.0.0/17", "peering")
		peerRoute(s.room, "another", "terminals-0-table", "10.10.128.0/17", "peering")
	}, "is wider than"},
	"proxy's subnets route to production": {room, func(s stacks) { peerRoute(s.room, "extra", "proxy-0-table", "10.10.32.0/24", "peering") }, "not a terminals' subnet"},
	"app tier routes to the room":         {prod, func(s stacks) { peerRoute(s.prod, "extra", "app-0-table", "10.20.32.0/24", "door") }, "not an exposed subnet"},
	"main table routes to production": {room, func(s stacks) {
		s.room.Add("aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation", "main", p{"vpcId": s.room.Get("room").Ref(), "routeTableId": s.room.Get("terminals-0-table").Ref()})
	}, "main route table"},
	"an exposed subnet moved to the terminals' table by nobody": {room, func(s stacks) {
		s.room.Remove("terminals-0-association")
		s.room.Add("aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation", "main", p{"vpcId": s.room.Get("room").Ref(), "routeTableId": s.room.Get("terminals-1-table").Ref()})
	}, "main route table"},
	"a route by an appliance": {room, func(s stacks) {
		s.room.Add(route, "extra", p{"routeTableId": s.room.Get("terminals-0-table").Ref(), "destinationCidrBlock": "10.10.0.0/16", "networkInterfaceId": "eni-1"})
	}, "no rule can follow"},
	"a route by a transit gateway": {prod, func(s stacks) {
		s.prod.Add(route, "extra", p{"routeTableId": s.prod.Get("data-0-table").Ref(), "destinationCidrBlock": "10.20.32.0/24", "transitGatewayId": "tgw-1"})
	}, "no rule can follow"},

	"the room's addresses instead of the group": databaseRule("only the terminals' security group", p{"cidrIpv4": "10.20.0.0/16"}),
	"the terminals' addresses":                  databaseRule("only the terminals' security group", p{"cidrIpv4": "10.20.32.0/24"}),
	"one terminal's address":                    databaseRule("only the terminals' security group", p{"cidrIpv4": "10.20.32.9/32"}),
	"anybody":                                   databaseRule("only the terminals' security group", p{"cidrIpv4": "0.0.0.0/0"}),
	"all private addresses":                     databaseRule("only the terminals' security group", p{"cidrIpv4": "10.0.0.0/8"}),
	"a prefix list":                             databaseRule("prefix list", p{"prefixListId": "pl-1"}),
	"a list of its own to send to": {room, func(s stacks) {
		s.room.Add(egress, "extra", p{"securityGroupId": s.room.Get("terminals-group").Ref(), "prefixListId": "pl-9", "ipProtocol": "-1"})
	}, "prefix list"},
	"all ports":               databaseRule("beyond", p{"referencedSecurityGroupId": "sg-room-terminals-group", "fromPort": 0, "toPort": 65535}),
	"one port more":           databaseRule("beyond", p{"referencedSecurityGroupId": "sg-room-terminals-group", "fromPort": 5432, "toPort": 5433}),
	"another protocol":        databaseRule("beyond", p{"referencedSecurityGroupId": "sg-room-terminals-group", "ipProtocol": "udp"}),
	"all protocols":           databaseRule("beyond", p{"referencedSecurityGroupId": "sg-room-terminals-group", "ipProtocol": "-1", "fromPort": nil, "toPort": nil}),
	"pings":                   databaseRule("beyond", p{"referencedSecurityGroupId": "sg-room-terminals-group", "ipProtocol": "icmp", "fromPort": -1, "toPort": -1}),
	"another account's group": databaseRule("only groups of", p{"referencedSecurityGroupId": "999999999999/sg-room-terminals-group"}),
	"an unreadable protocol":  databaseRule("cannot be judged", p{"referencedSecurityGroupId": "sg-room-terminals-group", "ipProtocol": "quic"}),

	"the door on an unattached group": {prod, func(s stacks) {
		own := s.prod.Add(group, "spare", p{"vpcId": s.prod.Get("production").Ref()})
		s.prod.Add(ingress, "extra", p{"securityGroupId": own.Ref(), "referencedSecurityGroupId": "sg-room-terminals-group", "ipProtocol": "tcp", "fromPort": 22, "toPort": 22})
	}, "beyond the approved endpoints"},
	"the door on something that nobody knows": {prod, func(s stacks) {
		own := s.prod.Add(group, "cache", p{"vpcId": s.prod.Get("production").Ref()})
		s.prod.Add("aws:elasticache/cluster:Cluster", "cache", p{"subnetGroupName": "caches", "securityGroupIds": []any{own.Ref()}})
		s.prod.Add(ingress, "extra", p{"securityGroupId": own.Ref(), "referencedSecurityGroupId": "sg-room-terminals-group", "ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432})
	}, "subnets of interface cache are not all known"},
	"the door on the approved port and nobody's group": {prod, func(s stacks) {
		own := s.prod.Add(group, "spare", p{"vpcId": s.prod.Get("production").Ref()})
		s.prod.Add(ingress, "extra", p{"securityGroupId": own.Ref(), "referencedSecurityGroupId": "sg-room-terminals-group", "ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432})
	}, "nothing that the rules know carries it"},
	"instances of a launch template in the exposed subnets": {prod, func(s stacks) {
		s.prod.Add("aws:autoscaling/group:Group", "fleet", p{"vpcZoneIdentifiers": []any{s.prod.Get("data-0").Ref()}})
	}, "can reach instance fleet"},
	"the proxy's group let in": {both, func(s stacks) {
		s.prod.Get("terminals-to-orders-db").Set("referencedSecurityGroupId", "sg-room-proxy-group")
	}, "not the terminals' alone"},
	"a second database behind the same door": {prod, func(s stacks) {
		s.prod.Add("aws:rds/instance:Instance", "customers", p{"dbSubnetGroupName": "orders-db", "vpcSecurityGroupIds": []any{s.prod.Get("orders-db-group").Ref()}})
	}, "no further endpoint"},
	"an instance in the exposed subnets with the database's group and ssh": {prod, func(s stacks) {
		s.prod.Add("aws:ec2/instance:Instance", "jump", p{"subnetId": s.prod.Get("data-0").Ref(), "vpcSecurityGroupIds": []any{s.prod.Get("web").Ref()}})
	}, "only the terminals' security group"},
	"the default group opened": {prod, func(s stacks) {
		s.prod.Add("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "default", p{"vpcId": s.prod.Get("production").Ref(),
			"ingress": []any{p{"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": []any{"10.20.0.0/16"}}}})
	}, "only the terminals' security group"},

	"production opens the terminals by address": {room, func(s stacks) {
		s.room.Add(ingress, "extra", p{"securityGroupId": s.room.Get("terminals-group").Ref(), "cidrIpv4": "10.10.0.0/16", "ipProtocol": "tcp", "fromPort": 3389, "toPort": 3389})
	}, "production opens nothing"},
	"anybody opens the terminals": {room, func(s stacks) {
		s.room.Add(ingress, "extra", p{"securityGroupId": s.room.Get("terminals-group").Ref(), "cidrIpv4": "0.0.0.0/0", "ipProtocol": "tcp", "fromPort": 3389, "toPort": 3389})
	}, "production opens nothing"},
	"production opens the terminals by group": {room, func(s stacks) {
		s.room.Add(ingress, "extra", p{"securityGroupId": s.room.Get("terminals-group").Ref(), "referencedSecurityGroupId": "123456789012/sg-prod-web", "ipProtocol": "tcp", "fromPort": 3389, "toPort": 3389})
	}, "production opens nothing"},
	"production sends to the room": {prod, func(s stacks) {
		s.prod.Add(egress, "extra", p{"securityGroupId": s.prod.Get("orders-db-group").Ref(), "cidrIpv4": "10.20.32.0/24", "ipProtocol": "-1"})
	}, "production opens nothing"},
	"directory beside the terminals": {room, func(s stacks) {
		s.room.Get("directory").Properties["vpcSettings"].(p)["subnetIds"] = []any{s.room.Get("terminals-0").Ref(), s.room.Get("terminals-1").Ref()}
	}, "Production can open connections to directory controller"},
	"terminals send to another port": {room, func(s stacks) {
		s.room.Add(egress, "extra", p{"securityGroupId": s.room.Get("terminals-group").Ref(), "cidrIpv4": "10.10.32.0/24", "ipProtocol": "tcp", "fromPort": 22, "toPort": 22})
	}, "is not approved"},
	"terminals send everywhere": {room, func(s stacks) {
		s.room.Add(egress, "extra", p{"securityGroupId": s.room.Get("terminals-group").Ref(), "cidrIpv4": "0.0.0.0/0", "ipProtocol": "-1"})
	}, "is not approved"},
	"proxy sends to production": {room, func(s stacks) {
		s.room.Add(egress, "extra", p{"securityGroupId": s.room.Get("proxy-group").Ref(), "cidrIpv4": "10.10.32.0/24", "ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432})
	}, "only terminals may"},

	"peering that accepts itself":  {room, func(s stacks) { s.room.Get("peering").Set("autoAccept", true) }, "accepts itself"},
	"peering with another account": {room, func(s stacks) { s.room.Get("peering").Set("peerOwnerId", "999999999999") }, "asks account"},
	"peering with another region":  {room, func(s stacks) { s.room.Get("peering").Set("peerRegion", "us-east-1") }, "asks region"},
	"a second peering": {room, func(s stacks) {
		s.room.Add(connection, "extra", p{"vpcId": s.room.Get("room").Ref(), "peerVpcId": "vpc-1"})
	}, "Peering extra"},
	"production asks for a peering": {prod, func(s stacks) {
		s.prod.Add(connection, "extra", p{"vpcId": s.prod.Get("production").Ref(), "peerVpcId": "vpc-1"})
	}, "only the room asks"},
	"production accepts a second": {prod, func(s stacks) {
		s.prod.Add("aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter", "extra", p{"vpcPeeringConnectionId": "pcx-2", "autoAccept": true})
	}, "Accepter extra"},
	"production accepts another account": {prod, func(s stacks) { s.prod.Get("door").Set("peerOwnerId", "999999999999") }, "peerOwnerId is 999999999999"},
	"production accepts somebody else's": {both, func(s stacks) { s.prod.Get("door").Set("vpcPeeringConnectionId", "pcx-other").ID = "pcx-other" }, "not the room's peering"},
	"the room peers with somebody else":  {both, func(s stacks) { s.room.Get("peering").Set("peerVpcId", "vpc-other") }, "not production's VPC"},
	"the door on the proxy's group": {both, func(s stacks) {
		s.room.Get("proxy").Properties["networkConfiguration"] = p{"subnets": []any{s.room.Get("terminals-0").Ref()}, "securityGroups": []any{s.room.Get("terminals-group").Ref()}}
		s.room.Get("terminals-0").Set("cidrBlock", "10.20.34.0/24")
	}, "terminals' subnet"},

	"network that overlaps": {room, func(s stacks) { s.room.Get("room").Set("cidrBlock", "10.10.0.0/16") }, ""},
	"another network":       {room, func(s stacks) { s.room.Add("aws:ec2/vpc:Vpc", "extra", p{"cidrBlock": "10.30.0.0/16"}) }, "the baseline knows"},
	"IPv6":                  {room, func(s stacks) { s.room.Get("room").Set("assignGeneratedIpv6CidrBlock", true) }, "IPv6"},
	"a subnet of nobody": {prod, func(s stacks) {
		s.prod.Add("aws:ec2/instance:Instance", "extra", p{"subnetId": "subnet-elsewhere", "vpcSecurityGroupIds": []any{s.prod.Get("web").Ref()}})
	}, "not all known"},
	"a rule on a group of nobody": {prod, func(s stacks) {
		s.prod.Add(ingress, "extra", p{"securityGroupId": "sg-elsewhere", "cidrIpv4": "10.20.0.0/16", "ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432})
	}, "not a group of this stack"},
	"PrivateLink from the room": {room, func(s stacks) {
		s.room.Add("aws:ec2/vpcEndpoint:VpcEndpoint", "extra", p{"vpcId": s.room.Get("room").Ref(), "serviceName": "com.amazonaws.vpce.ap-northeast-1.vpce-svc-1", "vpcEndpointType": "Interface"})
	}, "only AWS's own services"},
}

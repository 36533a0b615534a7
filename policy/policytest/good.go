package policytest

import (
	"fmt"

	"secure-room/policy/baseline"
)

// Baseline approves what Production and Room declare.
func Baseline() *baseline.Baseline {
	return &baseline.Baseline{
		Version: 2,
		Region:  "ap-northeast-1",
		Rooms: []baseline.Room{{Network: baseline.Network{Name: "room", AccountID: "123456789012", CIDR: "10.20.0.0/16"},
			TerminalSubnets: []string{"10.20.32.0/24", "10.20.33.0/24"}}},
		Productions: []baseline.Production{{Network: baseline.Network{Name: "production", AccountID: "123456789012", CIDR: "10.10.0.0/16"},
			Rooms: []string{"room"},
			Endpoints: []baseline.Endpoint{{Name: "orders-db", Protocol: "tcp", Port: 5432,
				Subnets: []string{"10.10.32.0/24", "10.10.33.0/24"}}}}},
		SourceAddresses: []baseline.SourceAddress{{CIDR: "203.0.113.10/32", Reason: "office"}, {CIDR: "198.51.100.16/28", Reason: "VPN gateways"}},
		Users:           []baseline.User{{Name: "hanako", Role: "operator"}, {Name: "keiko", Role: "manager"}},
		AdminPassword:   baseline.AdminPassword{MinimumLength: 24},
		Terminals:       baseline.Terminals{MaximumAutoStopMinutes: 120},
	}
}

// The types that the stacks are made of.
const (
	vpc         = "aws:ec2/vpc:Vpc"
	subnet      = "aws:ec2/subnet:Subnet"
	table       = "aws:ec2/routeTable:RouteTable"
	association = "aws:ec2/routeTableAssociation:RouteTableAssociation"
	route       = "aws:ec2/route:Route"
	group       = "aws:ec2/securityGroup:SecurityGroup"
	ingress     = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
	egress      = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
)

// network adds a VPC with tiers of two subnets each, one route table a subnet.
func network(s *Stack, name, prefix string, tiers ...string) {
	v := s.Add(vpc, name, P{"cidrBlock": prefix + ".0.0/16"})
	s.Add("aws:ec2/internetGateway:InternetGateway", name, P{"vpcId": v.Ref()})
	s.Add("aws:ec2/flowLog:FlowLog", name, P{"vpcId": v.Ref(), "trafficType": "ALL"})
	for row, tier := range tiers {
		for zone := range 2 {
			place := fmt.Sprintf("%s-%d", tier, zone)
			subnet := s.Add(subnet, place, P{"vpcId": v.Ref(), "cidrBlock": fmt.Sprintf("%s.%d.0/24", prefix, row*16+zone)})
			table := s.Add(table, place+"-table", P{"vpcId": v.Ref()})
			s.Add(association, place+"-association", P{"subnetId": subnet.Ref(), "routeTableId": table.Ref()})
		}
	}
}

// Production is a good production stack with its door open: an approved database, a public web tier beside it.
func Production() *Stack {
	s := &Stack{Name: "prod"}
	network(s, "production", "10.10", "public", "app", "data")
	v := s.Get("production")
	for zone := range 2 {
		s.Add(route, fmt.Sprintf("public-%d-internet", zone), P{"routeTableId": s.Get(fmt.Sprintf("public-%d-table", zone)).Ref(),
			"destinationCidrBlock": "0.0.0.0/0", "gatewayId": s.Nodes[1].Ref()})
	}
	s.Add(group, "web", P{"vpcId": v.Ref()})
	s.Add(ingress, "web-in", P{"securityGroupId": s.Get("web").Ref(), "cidrIpv4": "0.0.0.0/0", "ipProtocol": "tcp", "fromPort": 443, "toPort": 443})
	s.Add(egress, "web-out", P{"securityGroupId": s.Get("web").Ref(), "cidrIpv4": "0.0.0.0/0", "ipProtocol": "-1"})
	s.Add("aws:ec2/instance:Instance", "web-server", P{"subnetId": s.Get("public-0").Ref(), "vpcSecurityGroupIds": []any{s.Get("web").Ref()}})

	database := s.Add(group, "orders-db-group", P{"vpcId": v.Ref()})
	subnets := s.Add("aws:rds/subnetGroup:SubnetGroup", "orders-db-subnets", P{"name": "orders-db", "subnetIds": []any{s.Get("data-0").Ref(), s.Get("data-1").Ref()}})
	s.Add("aws:rds/instance:Instance", "orders-db", P{"dbSubnetGroupName": subnets.Ref(), "vpcSecurityGroupIds": []any{database.Ref()}, "port": 5432})

	s.Add("aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter", "door", P{"vpcPeeringConnectionId": "pcx-room-peering", "autoAccept": true})
	s.Get("door").ID = "pcx-room-peering"
	for zone := range 2 {
		for to := range 2 {
			s.Add(route, fmt.Sprintf("data-%d-to-terminals-%d", zone, to), P{"routeTableId": s.Get(fmt.Sprintf("data-%d-table", zone)).Ref(),
				"destinationCidrBlock": fmt.Sprintf("10.20.%d.0/24", 32+to), "vpcPeeringConnectionId": s.Get("door").Ref()})
		}
	}
	s.Add(ingress, "terminals-to-orders-db", P{"securityGroupId": database.Ref(), "referencedSecurityGroupId": "sg-room-terminals-group",
		"ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432})
	return s
}

// Room is a good room: terminals that reach the directory, the proxy and the approved database, and nothing else.
func Room() *Stack {
	s := &Stack{Name: "room"}
	network(s, "room", "10.20", "public", "proxy", "terminals", "directory")
	v := s.Get("room")
	s.Add(route, "public-0-internet", P{"routeTableId": s.Get("public-0-table").Ref(), "destinationCidrBlock": "0.0.0.0/0", "gatewayId": s.Nodes[1].Ref()})
	gateway := s.Add("aws:ec2/natGateway:NatGateway", "nat", P{"subnetId": s.Get("public-0").Ref()})
	for zone := range 2 {
		s.Add(route, fmt.Sprintf("proxy-%d-internet", zone), P{"routeTableId": s.Get(fmt.Sprintf("proxy-%d-table", zone)).Ref(),
			"destinationCidrBlock": "0.0.0.0/0", "natGatewayId": gateway.Ref()})
	}
	proxy := s.Add(group, "proxy-group", P{"vpcId": v.Ref()})
	terminals := s.Add(group, "terminals-group", P{"vpcId": v.Ref()})
	s.Add(ingress, "terminals-to-proxy", P{"securityGroupId": proxy.Ref(), "referencedSecurityGroupId": terminals.Ref(), "ipProtocol": "tcp", "fromPort": 3128, "toPort": 3128})
	s.Add(egress, "proxy-out", P{"securityGroupId": proxy.Ref(), "cidrIpv4": "0.0.0.0/0", "ipProtocol": "tcp", "fromPort": 443, "toPort": 443})
	s.Add(egress, "terminals-out-to-proxy", P{"securityGroupId": terminals.Ref(), "referencedSecurityGroupId": proxy.Ref(), "ipProtocol": "tcp", "fromPort": 3128, "toPort": 3128})
	s.Add("aws:ecs/taskDefinition:TaskDefinition", "proxy", P{"family": "proxy"})
	s.Add("aws:ecs/service:Service", "proxy", P{"networkConfiguration": P{"subnets": []any{s.Get("proxy-0").Ref(), s.Get("proxy-1").Ref()}, "securityGroups": []any{proxy.Ref()}}})

	directory := s.Add("aws:directoryservice/directory:Directory", "directory", P{"vpcSettings": P{"vpcId": v.Ref(),
		"subnetIds": []any{s.Get("directory-0").Ref(), s.Get("directory-1").Ref()}}})
	s.Add(egress, "terminals-out-to-directory", P{"securityGroupId": terminals.Ref(), "referencedSecurityGroupId": directory.Ref(), "ipProtocol": "-1"})
	rotation := s.Add("aws:ssm/document:Document", "rotate-document", P{"content": `{"mainSteps":[{"inputs":{"runCommand":["Reset-DSUserPassword -UserName 'Admin'"]}}]}`})
	s.Add("aws:ssm/association:Association", "rotate", P{"name": rotation.Ref(), "scheduleExpression": "rate(30 days)", "parameters": P{"directoryId": directory.Ref()}})
	offices := s.Add("aws:workspaces/ipGroup:IpGroup", "offices", P{"rules": []any{P{"source": "203.0.113.10/32"}, P{"source": "198.51.100.16/28"}}})
	registration := s.Add("aws:workspaces/directory:Directory", "terminals", P{"directoryId": directory.Ref(), "ipGroupIds": []any{offices.Ref()},
		"subnetIds":              []any{s.Get("terminals-0").Ref(), s.Get("terminals-1").Ref()},
		"selfServicePermissions": P{"restartWorkspace": false},
		"workspaceAccessProperties": P{"deviceTypeWindows": "ALLOW", "deviceTypeOsx": "ALLOW", "deviceTypeAndroid": "DENY", "deviceTypeChromeos": "DENY",
			"deviceTypeIos": "DENY", "deviceTypeLinux": "DENY", "deviceTypeWeb": "DENY", "deviceTypeZeroclient": "DENY"},
		"workspaceCreationProperties": P{"customSecurityGroupId": terminals.Ref(), "enableInternetAccess": false}})
	document := s.Add("aws:ssm/document:Document", "terminal-policy-document", P{"content": "pcoip.server_clipboard_state {{ clipboard }} Configure clipboard redirection"})
	document.Set("name", document.ID)
	s.Add("aws:ssm/association:Association", "terminal-policy", P{"name": document.Ref(), "parameters": P{"proxy": "proxy.room.internal:3128", "clipboard": "off"}})
	key := s.Add("aws:kms/key:Key", "terminals-key", P{"enableKeyRotation": true})
	for _, user := range []string{"hanako", "keiko"} {
		s.Add("aws:workspaces/workspace:Workspace", user, P{"directoryId": registration.Ref(), "userName": user,
			"rootVolumeEncryptionEnabled": true, "userVolumeEncryptionEnabled": true, "volumeEncryptionKey": key.Ref(),
			"workspaceProperties": P{"runningMode": "AUTO_STOP", "runningModeAutoStopTimeoutInMinutes": 120}})
	}

	s.Add("aws:ec2/vpcPeeringConnection:VpcPeeringConnection", "peering", P{"vpcId": v.Ref(), "peerVpcId": "vpc-prod-production", "peerOwnerId": "123456789012"})
	for zone := range 2 {
		for to := range 2 {
			s.Add(route, fmt.Sprintf("terminals-%d-to-data-%d", zone, to), P{"routeTableId": s.Get(fmt.Sprintf("terminals-%d-table", zone)).Ref(),
				"destinationCidrBlock": fmt.Sprintf("10.10.%d.0/24", 32+to), "vpcPeeringConnectionId": s.Get("peering").Ref()})
		}
	}
	for to := range 2 {
		s.Add(egress, fmt.Sprintf("terminals-out-to-data-%d", to), P{"securityGroupId": terminals.Ref(), "cidrIpv4": fmt.Sprintf("10.10.%d.0/24", 32+to),
			"ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432})
	}
	return s
}

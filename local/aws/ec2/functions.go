package ec2

import (
	"slices"

	"secure-room/local/aws/cloud"
)

// functions are look-ups of where one is and of what exists.
func functions() []cloud.Function {
	return []cloud.Function{
		{Token: "aws:index/getAvailabilityZones:getAvailabilityZones", Call: zones},
		{Token: "aws:index/getRegion:getRegion", Call: region},
		{Token: "aws:index/getCallerIdentity:getCallerIdentity", Call: callerIdentity},
		{Token: "aws:index/getPartition:getPartition", Call: partition},
		{Token: "aws:ec2/getVpcPeeringConnection:getVpcPeeringConnection", Call: lookUpPeering},
		{Token: "aws:ec2/getSubnet:getSubnet", Call: lookUpSubnet},
		{Token: "aws:ec2/getSecurityGroup:getSecurityGroup", Call: lookUpGroup},
		{Token: "aws:ec2/getRouteTable:getRouteTable", Call: lookUpTable},
	}
}

// zones lists availability zones. AWS: "Amazon EC2 API Reference, DescribeAvailabilityZones".
func zones(tx *cloud.Transaction, in cloud.Values) (cloud.Values, error) {
	for name := range in {
		if name != "state" && name != "excludeNames" && name != "excludeZoneIds" {
			return nil, cloud.Refuse("InvalidParameterValue", "the local AWS does not serve %s of getAvailabilityZones", name)
		}
	}
	names, ids := []any{}, []any{}
	for _, zone := range tx.Zones() {
		if in.Text("state") != "" && in.Text("state") != "available" ||
			slices.Contains(in.Texts("excludeNames"), zone.Name) || slices.Contains(in.Texts("excludeZoneIds"), zone.ID) {
			continue
		}
		names, ids = append(names, zone.Name), append(ids, zone.ID)
	}
	return cloud.Values{"id": tx.Region, "names": names, "zoneIds": ids, "groupNames": []any{tx.Region}}, nil
}

func region(tx *cloud.Transaction, in cloud.Values) (cloud.Values, error) {
	if name := in.Text("name"); name != "" && name != tx.Region {
		return nil, cloud.Refuse("InvalidParameterValue", "the local AWS serves getRegion for the provider's own region only, not for %s", name)
	}
	return cloud.Values{
		"id": tx.Region, "name": tx.Region, "description": tx.Region, "endpoint": "ec2." + tx.Region + ".amazonaws.com",
	}, nil
}

func callerIdentity(tx *cloud.Transaction, _ cloud.Values) (cloud.Values, error) {
	return cloud.Values{
		"id": tx.Account, "accountId": tx.Account, "userId": "AIDALOCALREHEARSAL",
		"arn": "arn:aws:iam::" + tx.Account + ":user/rehearsal",
	}, nil
}

func partition(*cloud.Transaction, cloud.Values) (cloud.Values, error) {
	return cloud.Values{
		"id": "aws", "partition": "aws", "dnsSuffix": "amazonaws.com", "reverseDnsPrefix": "com.amazonaws",
	}, nil
}

// lookUpPeering finds one peering connection that either side may see.
// AWS: "Amazon EC2 API Reference, DescribeVpcPeeringConnections".
func lookUpPeering(tx *cloud.Transaction, in cloud.Values) (cloud.Values, error) {
	filters := map[string]string{"id": "", "vpcId": "vpcId", "peerVpcId": "peerVpcId", "peerOwnerId": "peerOwnerId",
		"peerRegion": "peerRegion", "status": "acceptStatus"}
	for name := range in {
		if _, served := filters[name]; !served {
			return nil, cloud.Refuse("InvalidParameterValue", "the local AWS does not serve %s of getVpcPeeringConnection", name)
		}
	}
	all, err := tx.Everywhere(peeringToken)
	if err != nil {
		return nil, err
	}
	found := slices.DeleteFunc(all, func(connection *cloud.Object) bool {
		visible := connection.Account == tx.Account || connection.Text("peerOwnerId") == tx.Account
		for argument, property := range filters {
			wanted := in.Text(argument)
			actual := connection.ID
			if property != "" {
				actual = connection.Text(property)
			}
			visible = visible && (wanted == "" || wanted == actual)
		}
		return !visible
	})
	if len(found) != 1 {
		return nil, cloud.Refuse("InvalidVpcPeeringConnectionID.NotFound",
			"%d VPC peering connections match; exactly one must, use more specific arguments", len(found))
	}
	return describePeering(tx, found[0])
}

func describePeering(tx *cloud.Transaction, connection *cloud.Object) (cloud.Values, error) {
	described := cloud.Values{
		"id": connection.ID, "status": connection.Text("acceptStatus"), "tags": connection.Object("tags"),
		"vpcId": connection.Text("vpcId"), "ownerId": connection.Account, "region": connection.Region,
		"peerVpcId": connection.Text("peerVpcId"), "peerOwnerId": connection.Text("peerOwnerId"),
		"peerRegion": connection.Text("peerRegion"),
		"accepter":   connection.Object("accepter"), "requester": connection.Object("requester"),
	}
	for property, side := range map[string]string{"cidrBlock": "vpcId", "peerCidrBlock": "peerVpcId"} {
		network, found, err := tx.Anywhere(vpcToken, connection.Text(side))
		if err != nil {
			return nil, err
		}
		// The accepter's block is told of an active connection only ("VpcPeeringConnection", Amazon EC2 API Reference).
		if found && (side == "vpcId" || connection.Text("acceptStatus") == active) {
			described[property] = network.Text("cidrBlock")
			described[property+"Sets"] = []any{cloud.Values{"cidrBlock": network.Text("cidrBlock")}}
		}
	}
	return described, nil
}

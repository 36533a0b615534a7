package ec2

import (
	"slices"

	"secure-room/local/aws/cloud"
)

// described are the properties that look-ups show of each type.
var described = map[string][]string{
	subnetToken:     {"arn", "availabilityZone", "availabilityZoneId", "cidrBlock", "mapPublicIpOnLaunch", "ownerId", "tags", "vpcId"},
	groupToken:      {"arn", "description", "name", "tags", "vpcId"},
	routeTableToken: {"arn", "ownerId", "tags", "vpcId"},
}

// served refuses arguments of a look-up that the local AWS does not know.
func served(function string, in cloud.Values, known ...string) error {
	for name := range in {
		if !slices.Contains(known, name) {
			return cloud.Refuse("InvalidParameterValue", "the local AWS does not serve %s of %s", name, function)
		}
	}
	return nil
}

func describe(found *cloud.Object) cloud.Values {
	shown := cloud.Values{"id": found.ID}
	for _, name := range described[found.Token] {
		if !found.Unset(name) {
			shown[name] = found.Values[name]
		}
	}
	return shown
}

// lookUpSubnet is "Amazon EC2 API Reference, DescribeSubnets".
func lookUpSubnet(tx *cloud.Transaction, in cloud.Values) (cloud.Values, error) {
	if err := served("getSubnet", in, "id"); err != nil {
		return nil, err
	}
	found, there, err := tx.Get(subnetToken, in.Text("id"))
	if err != nil {
		return nil, err
	}
	if !there {
		return nil, cloud.Refuse("InvalidSubnetID.NotFound", "The subnet ID '%s' does not exist", in.Text("id"))
	}
	return describe(found), nil
}

// lookUpGroup is "Amazon EC2 API Reference, DescribeSecurityGroups".
func lookUpGroup(tx *cloud.Transaction, in cloud.Values) (cloud.Values, error) {
	if err := served("getSecurityGroup", in, "id"); err != nil {
		return nil, err
	}
	found, there, err := tx.Get(groupToken, in.Text("id"))
	if err != nil {
		return nil, err
	}
	if !there {
		return nil, cloud.Refuse("InvalidGroup.NotFound", "The security group '%s' does not exist", in.Text("id"))
	}
	return describe(found), nil
}

// lookUpTable finds the table that a subnet is associated with. Like the provider's, it asks for associations by name
// and so finds nothing for a subnet that goes by its VPC's main table (Terraform AWS provider, "aws_route_table" data
// source: subnet_id; "Amazon EC2 API Reference, DescribeRouteTables": association.subnet-id).
func lookUpTable(tx *cloud.Transaction, in cloud.Values) (cloud.Values, error) {
	if err := served("getRouteTable", in, "subnetId"); err != nil {
		return nil, err
	}
	all, err := tx.List(associationToken)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(all, func(each *cloud.Object) bool { return each.Text("subnetId") == in.Text("subnetId") })
	if at < 0 {
		return nil, cloud.Refuse("NotFound", "query returned no results. Please change your search criteria and try again")
	}
	table, err := must(tx, routeTableToken, all[at].Text("routeTableId"))
	if err != nil {
		return nil, err
	}
	associations := []any{}
	for _, each := range all {
		if each.Text("routeTableId") == table.ID {
			associations = append(associations, cloud.Values{"routeTableAssociationId": each.ID, "routeTableId": table.ID,
				"subnetId": each.Text("subnetId"), "gatewayId": "", "main": false})
		}
	}
	shown := describe(table)
	shown["routeTableId"], shown["subnetId"], shown["associations"] = table.ID, in.Text("subnetId"), associations
	return shown, nil
}

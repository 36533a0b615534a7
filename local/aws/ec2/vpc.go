package ec2

import "secure-room/local/aws/cloud"

const vpcToken = "aws:ec2/vpc:Vpc"

// vpc is a virtual network.
// AWS: "Amazon EC2 API Reference, CreateVpc"; "Amazon VPC User Guide, VPC basics" for what comes
// with it: a main route table, a default security group and a default network ACL.
func vpc() cloud.Kind {
	return cloud.Kind{
		Token:   vpcToken,
		Prefix:  "vpc-",
		ARN:     "arn:{partition}:ec2:{region}:{account}:vpc/{id}",
		Missing: "InvalidVpcID.NotFound: The vpc ID '%s' does not exist",
		Unserved: []string{"assignGeneratedIpv6CidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength", "ipv6CidrBlock",
			"ipv6CidrBlockNetworkBorderGroup", "ipv6IpamPoolId", "ipv6NetmaskLength"},
		Check: checkVpc,
		Apply: applyVpc,
	}
}

func checkVpc(in cloud.Values, report cloud.Report) {
	if in.Unset("cidrBlock") {
		report("cidrBlock", "is required, but missing")
	}
	networkSize(in, "cidrBlock", report)
}

func applyVpc(tx *cloud.Transaction, before, now *cloud.Object) error {
	now.Default("enableDnsHostnames", false)
	now.Default("enableNetworkAddressUsageMetrics", false)
	if before != nil {
		return nil
	}
	now.Put("ownerId", now.Account)
	now.Put("dhcpOptionsId", cloud.NewID("dopt-"))
	now.Put("defaultNetworkAclId", cloud.NewID("acl-"))
	table, err := tx.Add(now, routeTableToken, cloud.Values{"vpcId": now.ID, "ownerId": now.Account})
	if err != nil {
		return err
	}
	now.Put("mainRouteTableId", table.ID)
	now.Put("defaultRouteTableId", table.ID)
	group, err := tx.Add(now, groupToken, cloud.Values{
		"name": "default", "description": "default VPC security group", "vpcId": now.ID, "ownerId": now.Account,
		"ingress": []any{everything(cloud.Values{"self": true})},
		"egress":  []any{everything(cloud.Values{"cidrBlocks": []any{"0.0.0.0/0"}})},
	})
	if err != nil {
		return err
	}
	now.Put("defaultSecurityGroupId", group.ID)
	return nil
}

package cloudtest

import "fmt"

// Network is a VPC for tests: a subnet in each zone, and a security group.
type Network struct {
	VPC     string
	Subnets []any
	Group   string
}

// Network makes a VPC with the block 10.<number>.0.0/16 and a /24 in each of the zones.
func (c *Cloud) Network(number int, zones ...string) Network {
	c.t.Helper()
	name := fmt.Sprintf("network-%d", number)
	made := Network{VPC: c.Create("aws:ec2/vpc:Vpc", name, Inputs{
		"cidrBlock": fmt.Sprintf("10.%d.0.0/16", number), "enableDnsHostnames": true, "enableDnsSupport": true,
	}).ID}
	for i, zone := range zones {
		made.Subnets = append(made.Subnets, c.Create("aws:ec2/subnet:Subnet", fmt.Sprintf("%s-%d", name, i), Inputs{
			"vpcId": made.VPC, "cidrBlock": fmt.Sprintf("10.%d.%d.0/24", number, i), "availabilityZone": zone,
		}).ID)
	}
	made.Group = c.Create("aws:ec2/securityGroup:SecurityGroup", name, Inputs{"vpcId": made.VPC}).ID
	return made
}

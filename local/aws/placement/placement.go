// Package placement is what services that stand in a VPC have in common: subnets of one VPC in
// several zones, security groups of the same VPC, addresses of their own.
package placement

import (
	"slices"

	"secure-room/local/aws/cloud"
)

// The EC2 types that other services refer to.
const (
	VPC           = "aws:ec2/vpc:Vpc"
	Subnet        = "aws:ec2/subnet:Subnet"
	SecurityGroup = "aws:ec2/securityGroup:SecurityGroup"
)

// Subnets are some subnets with what their VPC and zones are.
type Subnets struct {
	All []*cloud.Object
	// VPCs, Zones and ZoneIDs hold each value once.
	VPCs, Zones, ZoneIDs []string
}

// Find looks subnets up by their ids; an id that is not there is an error in EC2's words.
func Find(tx *cloud.Transaction, ids []string) (Subnets, error) {
	var found Subnets
	for _, id := range ids {
		subnet, there, err := tx.Get(Subnet, id)
		if err != nil {
			return Subnets{}, err
		}
		if !there {
			return Subnets{}, cloud.Refuse("InvalidSubnetID.NotFound", "The subnet ID '%s' does not exist", id)
		}
		found.All = append(found.All, subnet)
		found.VPCs = with(found.VPCs, subnet.Text("vpcId"))
		found.Zones = with(found.Zones, subnet.Text("availabilityZone"))
		found.ZoneIDs = with(found.ZoneIDs, subnet.Text("availabilityZoneId"))
	}
	return found, nil
}

// VPC is the one VPC that all subnets are in; empty when there are several, or none.
func (s Subnets) VPC() string {
	if len(s.VPCs) != 1 {
		return ""
	}
	return s.VPCs[0]
}

func with(set []string, value string) []string {
	if slices.Contains(set, value) {
		return set
	}
	return append(set, value)
}

// ForeignGroup gives the first security group that is not of the VPC, or does not exist; empty when
// all are fine.
func ForeignGroup(tx *cloud.Transaction, groups []string, vpc string) (string, error) {
	for _, id := range groups {
		group, there, err := tx.Get(SecurityGroup, id)
		if err != nil || !there || group.Text("vpcId") != vpc {
			return id, err
		}
	}
	return "", nil
}

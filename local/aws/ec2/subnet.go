package ec2

import (
	"fmt"
	"net/netip"
	"strings"

	"secure-room/local/aws/cloud"
)

const subnetToken = "aws:ec2/subnet:Subnet"

// subnet is a part of a VPC in one availability zone.
// AWS: "Amazon EC2 API Reference, CreateSubnet"; "Amazon VPC User Guide, Subnet CIDR blocks".
func subnet() cloud.Kind {
	return cloud.Kind{
		Token:      subnetToken,
		Prefix:     "subnet-",
		ARN:        "arn:{partition}:ec2:{region}:{account}:subnet/{id}",
		Missing:    "InvalidSubnetID.NotFound: The subnet ID '%s' does not exist",
		References: []cloud.Reference{{Property: "vpcId", To: vpcToken}},
		Unserved: []string{"assignIpv6AddressOnCreation", "customerOwnedIpv4Pool", "enableDns64",
			"enableResourceNameDnsAaaaRecordOnLaunch", "ipv6CidrBlock", "ipv6Native", "mapCustomerOwnedIpOnLaunch", "outpostArn"},
		Check: checkSubnet,
		Apply: applySubnet,
	}
}

func checkSubnet(in cloud.Values, report cloud.Report) {
	if in.Unset("cidrBlock") {
		report("cidrBlock", "is required, but missing")
	}
	networkSize(in, "cidrBlock", report)
}

func applySubnet(tx *cloud.Transaction, before, now *cloud.Object) error {
	if before != nil {
		return nil
	}
	if err := chooseZone(tx, now); err != nil {
		return err
	}
	if err := placeSubnet(tx, now); err != nil {
		return err
	}
	now.Put("ownerId", now.Account)
	now.Default("privateDnsHostnameTypeOnLaunch", "ip-name")
	return nil
}

// chooseZone fills in the zone's name from its id or the other way round. Without either AWS chooses.
func chooseZone(tx *cloud.Transaction, now *cloud.Object) error {
	var names []string
	for _, zone := range tx.Zones() {
		name, id := now.Text("availabilityZone"), now.Text("availabilityZoneId")
		if name == zone.Name || id == zone.ID || name == "" && id == "" {
			now.Put("availabilityZone", zone.Name)
			now.Put("availabilityZoneId", zone.ID)
			return nil
		}
		names = append(names, zone.Name+" ("+zone.ID+")")
	}
	return cloud.Refuse("InvalidParameterValue", "Value (%s) for parameter availabilityZone is invalid. "+
		"Subnets can currently only be created in the following availability zones: %s.",
		now.Text("availabilityZone")+now.Text("availabilityZoneId"), strings.Join(names, ", "))
}

// placeSubnet makes sure that the network lies in its VPC and beside the other subnets.
func placeSubnet(tx *cloud.Transaction, now *cloud.Object) error {
	wanted, err := prefixOf(now)
	if err != nil {
		return err
	}
	within, err := must(tx, vpcToken, now.Text("vpcId"))
	if err != nil {
		return err
	}
	outer, err := prefixOf(within)
	if err != nil {
		return err
	}
	if !outer.Contains(wanted.Addr()) || wanted.Bits() < outer.Bits() {
		return cloud.Refuse("InvalidSubnet.Range", "The CIDR '%s' is invalid: it does not lie in %s of %s", wanted, outer, within.ID)
	}
	siblings, err := tx.List(subnetToken)
	if err != nil {
		return err
	}
	for _, sibling := range siblings {
		other, err := prefixOf(sibling)
		if err != nil {
			return err
		}
		if sibling.Text("vpcId") == within.ID && other.Overlaps(wanted) {
			return cloud.Refuse("InvalidSubnet.Conflict", "The CIDR '%s' conflicts with another subnet: %s is %s", wanted, sibling.ID, other)
		}
	}
	return nil
}

func prefixOf(object *cloud.Object) (netip.Prefix, error) {
	prefix, err := netip.ParsePrefix(object.Text("cidrBlock"))
	if err != nil {
		return netip.Prefix{}, fmt.Errorf("reading the network of %s: %w", object.ID, err)
	}
	return prefix, nil
}

// must finds an object whose existence its reference has settled already.
func must(tx *cloud.Transaction, token, id string) (*cloud.Object, error) {
	object, found, err := tx.Get(token, id)
	if err == nil && !found {
		err = fmt.Errorf("%s %s does not exist", token, id)
	}
	return object, err
}

package ec2

import (
	"fmt"
	"net/netip"

	"secure-room/local/aws/cloud"
	"secure-room/local/aws/placement"
)

// block reads a property that holds an IPv4 network, and reports it when it is none.
// AWS masks host bits away; Terraform's provider refuses them, since they would show as drift.
func block(in cloud.Values, property string, report cloud.Report) (netip.Prefix, bool) {
	text := in.Text(property)
	if text == "" {
		return netip.Prefix{}, false
	}
	prefix, err := netip.ParsePrefix(text)
	switch {
	case err != nil || !prefix.Addr().Is4():
		report(property, "is %q, which is not a valid IPv4 CIDR block, such as 10.0.0.0/16", text)
	case prefix.Masked() != prefix:
		report(property, "is %q, which is not a valid IPv4 CIDR block; did you mean %q?", text, prefix.Masked())
	default:
		return prefix, true
	}
	return netip.Prefix{}, false
}

// networkSize holds a network to the sizes that VPCs and subnets may have.
// AWS: "Amazon VPC User Guide, VPC CIDR blocks" and "Subnet CIDR blocks": between /16 and /28.
func networkSize(in cloud.Values, property string, report cloud.Report) {
	if prefix, ok := block(in, property, report); ok && (prefix.Bits() < 16 || prefix.Bits() > 28) {
		report(property, "is %s, but its size must be between /16 and /28", prefix)
	}
}

// reserved are the addresses at a subnet's start which AWS keeps for itself, together with the
// last one. AWS: "Amazon VPC User Guide, Subnet CIDR blocks".
const reserved = 4

// freeAddress is the lowest address in a subnet that nothing else has.
func freeAddress(tx *cloud.Transaction, subnet *cloud.Object) (string, error) {
	taken, err := placement.Taken(tx)
	if err != nil {
		return "", err
	}
	prefix, err := netip.ParsePrefix(subnet.Text("cidrBlock"))
	if err != nil {
		return "", fmt.Errorf("reading the network of %s: %w", subnet.ID, err)
	}
	address := prefix.Addr()
	for range reserved {
		address = address.Next()
	}
	// The last address of the subnet is the network's broadcast address: stop before it.
	for ; prefix.Contains(address.Next()); address = address.Next() {
		if !taken[address.String()] {
			return address.String(), nil
		}
	}
	return "", cloud.Refuse("InsufficientFreeAddressesInSubnet",
		"The specified subnet %s does not have enough free addresses to satisfy the request.", subnet.ID)
}

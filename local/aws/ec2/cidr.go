package ec2

import (
	"net/netip"

	"secure-room/local/aws/cloud"
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

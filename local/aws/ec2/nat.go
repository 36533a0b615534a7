package ec2

import (
	"fmt"
	"hash/fnv"
	"strings"

	"secure-room/local/aws/cloud"
	"secure-room/local/aws/placement"
)

const (
	natToken       = "aws:ec2/natGateway:NatGateway"
	elasticIPToken = "aws:ec2/eip:Eip"
)

// natGateway lets private subnets out to the internet.
// AWS: "Amazon EC2 API Reference, CreateNatGateway"; "Amazon VPC User Guide, NAT gateways".
func natGateway() cloud.Kind {
	return cloud.Kind{
		Token:   natToken,
		Prefix:  "nat-",
		Missing: "InvalidNatGatewayID.NotFound: The natGateway ID '%s' does not exist",
		References: []cloud.Reference{
			{Property: "subnetId", To: subnetToken},
			{Property: "allocationId", To: elasticIPToken},
		},
		Unserved: []string{"secondaryAllocationIds", "secondaryPrivateIpAddressCount", "secondaryPrivateIpAddresses"},
		Check: func(in cloud.Values, report cloud.Report) {
			public := in.Text("connectivityType") == "public"
			if public && in.Unset("allocationId") {
				report("allocationId", "is required, but missing: a public NAT gateway needs an Elastic IP address")
			}
			if in.Known("connectivityType") && !public && !in.Unset("allocationId") {
				report("allocationId", "cannot be given for a private NAT gateway")
			}
		},
		Apply: applyNat,
	}
}

func applyNat(tx *cloud.Transaction, before, now *cloud.Object) error {
	if before != nil {
		return nil
	}
	within, err := must(tx, subnetToken, now.Text("subnetId"))
	if err != nil {
		return err
	}
	now.Put("networkInterfaceId", cloud.NewID("eni-"))
	if now.Unset("privateIp") {
		address, err := placement.Address(tx, within, now.ID)
		if err != nil {
			return err
		}
		now.Put("privateIp", address)
	}
	if now.Text("connectivityType") == "private" {
		return nil
	}
	gateway, err := attachedTo(tx, within.Text("vpcId"))
	if err != nil {
		return err
	}
	if gateway == nil {
		return cloud.Refuse("Gateway.NotAttached", "Network %s has no Internet gateway attached", within.Text("vpcId"))
	}
	address, err := must(tx, elasticIPToken, now.Text("allocationId"))
	if err != nil {
		return err
	}
	others, err := tx.List(natToken)
	if err != nil {
		return err
	}
	for _, other := range others {
		if other.Text("allocationId") == address.ID {
			return cloud.Refuse("Resource.AlreadyAssociated", "Elastic IP address [%s] is already associated with %s", address.ID, other.ID)
		}
	}
	now.Put("publicIp", address.Text("publicIp"))
	now.Put("associationId", cloud.NewID("eipassoc-"))
	return nil
}

// elasticIP is a public address of one's own.
// AWS: "Amazon EC2 API Reference, AllocateAddress".
func elasticIP() cloud.Kind {
	return cloud.Kind{
		Token:   elasticIPToken,
		Prefix:  "eipalloc-",
		ARN:     "arn:{partition}:ec2:{region}:{account}:elastic-ip/{id}",
		Missing: "InvalidAllocationID.NotFound: The allocation ID '%s' does not exist",
		Unserved: []string{"address", "associateWithPrivateIp", "customerOwnedIpv4Pool", "instance", "networkInterface",
			"publicIpv4Pool", "ipamPoolId"},
		Check: func(in cloud.Values, report cloud.Report) {
			if domain := in.Text("domain"); domain != "" && domain != "vpc" {
				report("domain", "is %q, but must be vpc", domain)
			}
		},
		Apply: applyElasticIP,
	}
}

func applyElasticIP(tx *cloud.Transaction, before, now *cloud.Object) error {
	if before != nil {
		return nil
	}
	others, err := tx.List(elasticIPToken)
	if err != nil {
		return err
	}
	taken := map[string]bool{}
	for _, other := range others {
		taken[other.Text("publicIp")] = true
	}
	address := publicAddress(now.ID, taken)
	now.Put("publicIp", address)
	now.Put("publicDns", fmt.Sprintf("ec2-%s.%s.compute.amazonaws.com", strings.ReplaceAll(address, ".", "-"), now.Region))
	now.Put("allocationId", now.ID)
	now.Default("domain", "vpc")
	now.Default("vpc", true)
	now.Put("networkBorderGroup", now.Region)
	now.Put("publicIpv4Pool", "amazon")
	return nil
}

// publicAddress draws an address that nobody has, from the block for benchmarks (RFC 2544), which
// no network on the internet uses.
func publicAddress(id string, taken map[string]bool) string {
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(id)) // never fails
	for drawn := hash.Sum32(); ; drawn++ {
		address := fmt.Sprintf("198.18.%d.%d", drawn>>8&0xff, drawn&0xff)
		if !taken[address] {
			return address
		}
	}
}

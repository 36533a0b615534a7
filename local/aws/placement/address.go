package placement

import (
	"fmt"
	"hash/fnv"
	"math/big"
	"net/netip"

	"secure-room/local/aws/cloud"
)

// reserved is how many addresses at a subnet's start AWS keeps for itself; it keeps the last too.
// AWS: "Amazon VPC User Guide, Subnet CIDR blocks".
const reserved = 4

// holders are the types that have addresses in subnets, and the properties that hold them.
var holders = []struct{ token, property string }{
	{"aws:ec2/instance:Instance", "privateIp"}, {"aws:ec2/natGateway:NatGateway", "privateIp"},
	{"aws:directoryservice/directory:Directory", "dnsIpAddresses"}, {"aws:workspaces/workspace:Workspace", "ipAddress"},
}

// Taken are all addresses that something in the Region has. Another VPC may have the same addresses,
// so this is at times more than the truth, but never less.
func Taken(tx *cloud.Transaction) (map[string]bool, error) {
	taken := map[string]bool{}
	for _, holder := range holders {
		all, err := tx.List(holder.token)
		if err != nil {
			return nil, err
		}
		for _, each := range all {
			for _, address := range each.At(holder.property) {
				if text, isText := address.(string); isText {
					taken[text] = true
				}
			}
		}
	}
	return taken, nil
}

// Address picks a free address in a subnet by chance, as AWS does, but the same one for the same seed.
func Address(tx *cloud.Transaction, subnet *cloud.Object, seed string) (string, error) {
	block, err := netip.ParsePrefix(subnet.Text("cidrBlock"))
	if err != nil {
		return "", fmt.Errorf("reading the network of %s: %w", subnet.ID, err)
	}
	taken, err := Taken(tx)
	if err != nil {
		return "", err
	}
	usable := uint64(1)<<(32-block.Bits()) - reserved - 1
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(seed)) // never fails
	start := hash.Sum64() % usable
	for step := range usable {
		address := offset(block.Masked().Addr(), reserved+(start+step)%usable)
		if !taken[address] {
			return address, nil
		}
	}
	return "", cloud.Refuse("InsufficientFreeAddressesInSubnet",
		"The specified subnet %s does not have enough free addresses to satisfy the request.", subnet.ID)
}

func offset(base netip.Addr, by uint64) string {
	sum := new(big.Int).Add(new(big.Int).SetBytes(base.AsSlice()), new(big.Int).SetUint64(by))
	var bytes [4]byte
	sum.FillBytes(bytes[:])
	return netip.AddrFrom4(bytes).String()
}

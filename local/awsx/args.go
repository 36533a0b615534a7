package awsx

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// vpcArgs are the inputs served. Those that awsx takes as plain values are plain here too.
type vpcArgs struct {
	AvailabilityZoneCidrMask         *int                  `pulumi:"availabilityZoneCidrMask"`
	AvailabilityZoneNames            []string              `pulumi:"availabilityZoneNames"`
	CidrBlock                        *string               `pulumi:"cidrBlock"`
	EnableDnsHostnames               pulumi.BoolPtrInput   `pulumi:"enableDnsHostnames"`
	EnableDnsSupport                 pulumi.BoolPtrInput   `pulumi:"enableDnsSupport"`
	EnableNetworkAddressUsageMetrics pulumi.BoolPtrInput   `pulumi:"enableNetworkAddressUsageMetrics"`
	InstanceTenancy                  pulumi.StringPtrInput `pulumi:"instanceTenancy"`
	NatGateways                      *natGateways          `pulumi:"natGateways"`
	NumberOfAvailabilityZones        *int                  `pulumi:"numberOfAvailabilityZones"`
	SubnetSpecs                      []subnetSpec          `pulumi:"subnetSpecs"`
	SubnetStrategy                   *string               `pulumi:"subnetStrategy"`
	Tags                             pulumi.StringMapInput `pulumi:"tags"`
}

type natGateways struct {
	ElasticIpAllocationIds []string `pulumi:"elasticIpAllocationIds"`
	Strategy               string   `pulumi:"strategy"`
}

type subnetSpec struct {
	CidrBlocks []string          `pulumi:"cidrBlocks"`
	CidrMask   *int              `pulumi:"cidrMask"`
	Name       *string           `pulumi:"name"`
	Size       *int              `pulumi:"size"`
	Tags       map[string]string `pulumi:"tags"`
	Type       string            `pulumi:"type"`
}

// The subnet types of awsx (Pulumi Registry, awsx.ec2.SubnetType).
const (
	public   = "Public"
	private  = "Private"
	isolated = "Isolated"
	unused   = "Unused" // keeps its addresses free: nothing is made of it
)

// The NAT gateway strategies of awsx (Pulumi Registry, awsx.ec2.NatGatewayStrategy).
const (
	noGateway     = "None"
	singleGateway = "Single"
	onePerZone    = "OnePerAz"
)

// served names every input of vpcArgs.
var served = []string{"availabilityZoneCidrMask", "availabilityZoneNames", "cidrBlock", "enableDnsHostnames",
	"enableDnsSupport", "enableNetworkAddressUsageMetrics", "instanceTenancy", "natGateways",
	"numberOfAvailabilityZones", "subnetSpecs", "subnetStrategy", "tags"}

// unserved lists the inputs given that the local awsx would otherwise silently ignore.
func unserved(given pulumi.Map) (all []error) {
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if !slices.Contains(served, name) {
			all = append(all, fmt.Errorf("the local awsx provider does not serve %s; it serves %s", name, strings.Join(served, ", ")))
		}
	}
	return all
}

// strategy gives the NAT gateway strategy in force: awsx makes one a zone when nothing is said.
func (a vpcArgs) strategy() string {
	if a.NatGateways == nil || a.NatGateways.Strategy == "" {
		return onePerZone
	}
	return a.NatGateways.Strategy
}

// problems lists what is wrong with the inputs before any zone is looked up.
func (a vpcArgs) problems() (all []error) {
	if a.SubnetStrategy == nil || *a.SubnetStrategy != "Auto" {
		all = append(all, errors.New(`subnetStrategy must be "Auto": the local awsx provider serves no other`))
	}
	if a.AvailabilityZoneNames != nil && a.NumberOfAvailabilityZones != nil {
		all = append(all, errors.New("only one of availabilityZoneNames and numberOfAvailabilityZones can be given"))
	}
	if a.NumberOfAvailabilityZones != nil && *a.NumberOfAvailabilityZones < 1 {
		all = append(all, fmt.Errorf("numberOfAvailabilityZones is %d; it must be at least 1", *a.NumberOfAvailabilityZones))
	}
	if !slices.Contains([]string{noGateway, singleGateway, onePerZone}, a.strategy()) {
		all = append(all, fmt.Errorf("natGateways.strategy is %q; it must be None, Single or OnePerAz", a.strategy()))
	}
	if a.NatGateways != nil && len(a.NatGateways.ElasticIpAllocationIds) > 0 {
		all = append(all, errors.New("the local awsx provider does not serve natGateways.elasticIpAllocationIds"))
	}
	return append(all, specProblems(a.SubnetSpecs)...)
}

// specProblems checks types and names: two specs of one type need names of their own.
func specProblems(specs []subnetSpec) (all []error) {
	if specs != nil && len(specs) == 0 {
		all = append(all, errors.New("subnetSpecs is empty; name at least one subnet, or leave it out"))
	}
	seen := map[string]bool{}
	for i, spec := range specs {
		if !slices.Contains([]string{public, private, isolated, unused}, spec.Type) {
			all = append(all, fmt.Errorf("subnetSpecs[%d].type is %q; it must be Public, Private, Isolated or Unused", i, spec.Type))
		}
		// The child's name comes from the spec's, so the same name twice would register one resource twice.
		if seen[spec.name()] && spec.Type != unused {
			all = append(all, fmt.Errorf("subnetSpecs[%d] is a second subnet named %q; give each a name of its own", i, spec.name()))
		}
		seen[spec.name()] = true
	}
	return all
}

// name is the spec's part of a child's name.
func (s subnetSpec) name() string {
	if s.Name != nil && *s.Name != "" {
		return *s.Name
	}
	return strings.ToLower(s.Type)
}

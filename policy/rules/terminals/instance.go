package terminals

import (
	"fmt"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"secure-room/policy/graph"
	"secure-room/policy/resource"
)

// launchers start instances whose properties do not stand in the stack.
var launchers = []string{"aws:ec2/spotInstanceRequest:SpotInstanceRequest", "aws:ec2/spotFleetRequest:SpotFleetRequest",
	"aws:ec2/fleet:Fleet", "aws:autoscaling/group:Group"}

// templates describe instances that launchers start; production's are its own.
var templates = []string{"aws:ec2/launchTemplate:LaunchTemplate", "aws:ec2/launchConfiguration:LaunchConfiguration"}

// instances judges every instance that is not certain to stand in production.
func (m *manager) instances() {
	interfaces := map[*resource.Resource]*graph.Interface{}
	for _, i := range m.graph.Interfaces {
		interfaces[i.Owner] = i
	}
	for _, r := range m.graph.OfType(append(slices.Concat(launchers, templates), instanceType)...) {
		i := interfaces[r]
		switch {
		case m.standsInProduction(i), slices.Contains(templates, r.Type) && m.productions[r.Stack]:
		case r.Type != instanceType:
			m.reject(instanceOutOfSight, r, fmt.Sprintf("%s is a %s, which starts instances that these rules cannot judge.", r.Name, r.Type), "")
		default:
			m.template(r)
			m.address(r, i)
			m.metadata(r)
			m.disks(r)
		}
	}
}

// template refuses a launch template, which adds properties out of sight: what the instance leaves out, the template says.
func (m *manager) template(r *resource.Resource) {
	if given := m.Scope.Given(r, "launchTemplate"); !given.IsNull() {
		m.reject(instanceOutOfSight, r, fmt.Sprintf("Instance %s is started from a launch template, which says what the instance does not.", r.Name), "")
	}
}

func (m *manager) standsInProduction(i *graph.Interface) bool {
	if i == nil || !i.SubnetsKnown {
		return false
	}
	return !slices.ContainsFunc(i.Subnets, func(s *graph.Subnet) bool { return !m.inProduction(s.VPC, s.Resource) })
}

// address judges whether an instance may have a public address. When it does not say, its subnet does ("Amazon EC2
// instance IP addressing", Amazon EC2 User Guide).
func (m *manager) address(r *resource.Resource, i *graph.Interface) {
	said := m.Scope.Given(r, "associatePublicIpAddress")
	switch {
	case isFalse(said, false):
		return
	case !said.IsNull():
		m.reject(instancePublic, r, fmt.Sprintf("Instance %s may have a public address: associatePublicIpAddress is %s; it must be false.", r.Name, resource.Quote(said)), "")
	case i == nil || !i.SubnetsKnown:
		m.reject(instancePublic, r, fmt.Sprintf("Instance %s may have a public address: neither it nor a subnet of the stack says no.", r.Name), "")
	case slices.ContainsFunc(i.Subnets, func(s *graph.Subnet) bool {
		return !isFalse(m.Scope.Given(s.Resource, "mapPublicIpOnLaunch"), true)
	}):
		m.reject(instancePublic, r, fmt.Sprintf("Instance %s may have a public address: its subnet gives one to whatever does not refuse it.", r.Name), "")
	}
}

// metadata judges the metadata service: version 2 only, or off ("Use the Instance Metadata Service to access instance
// metadata", Amazon EC2 User Guide).
func (m *manager) metadata(r *resource.Resource) {
	options, _ := m.section(r, "metadataOptions")
	endpoint, endpointStanding := resource.Text(options.Get("httpEndpoint"))
	tokens, standing := resource.Text(options.Get("httpTokens"))
	if endpointStanding == resource.Known && endpoint == "disabled" {
		return
	}
	if hops, hopStanding := resource.Number(options.Get("httpPutResponseHopLimit")); hopStanding == resource.Malformed || hopStanding == resource.Known && hops > 2 {
		m.reject(instanceMetadata, r, fmt.Sprintf("Instance %s answers requests for its credentials from further than itself: httpPutResponseHopLimit is %s.",
			r.Name, resource.Quote(options.Get("httpPutResponseHopLimit"))), "Set metadataOptions.httpPutResponseHopLimit to 1.")
	}
	if standing == resource.Known && tokens == "required" {
		return
	}
	m.reject(instanceMetadata, r, fmt.Sprintf("Instance %s may answer version 1 of the metadata service, which a forged request can use: httpTokens is %s.", r.Name,
		resource.Quote(options.Get("httpTokens"))), "")
}

// disks judges whether all of an instance's volumes are encrypted.
func (m *manager) disks(r *resource.Resource) {
	root, _ := m.section(r, "rootBlockDevice")
	if !isTrue(root.Get("encrypted")) {
		m.reject(instanceDisk, r, fmt.Sprintf("The root volume of instance %s is not encrypted, or may not be.", r.Name), "")
	}
	others, standing := resource.Items(m.Scope.Given(r, "ebsBlockDevices"))
	plain := slices.ContainsFunc(others, func(v property.Value) bool {
		disk, _ := resource.Fields(v)
		return !isTrue(disk.Get("encrypted"))
	})
	if plain || standing == resource.Unknown || standing == resource.Malformed {
		m.reject(instanceDisk, r, fmt.Sprintf("A volume of instance %s is not encrypted, or may not be.", r.Name), "")
	}
}

// elastic refuses public addresses that are put on an instance from beside it.
func (m *manager) elastic() {
	const fix = "Remove it; the room's one public address is its NAT gateway's."
	for _, r := range m.graph.OfType("aws:ec2/eip:Eip") {
		text, standing := resource.Text(m.Scope.Given(r, "instance"))
		if standing != resource.Absent && (standing != resource.Known || text != "") && !m.productions[r.Stack] {
			m.reject(instancePublic, r, fmt.Sprintf("Elastic IP address %s is put on an instance of the room.", r.Name), fix)
		}
	}
	for _, r := range m.graph.OfType("aws:ec2/eipAssociation:EipAssociation") {
		if !m.productions[r.Stack] {
			m.reject(instancePublic, r, fmt.Sprintf("%s puts a public address on something in the room.", r.Name), fix)
		}
	}
}

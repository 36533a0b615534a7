package terminals_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"secure-room/policy/policytest"
	"secure-room/policy/policytest/rewrite"
)

// TestInstances changes one property of the management instance, which only its stack shows to be the room's.
func TestInstances(t *testing.T) {
	for name, c := range map[string]change{
		"public":                      {"management", "associatePublicIpAddress", true, "may have a public address: associatePublicIpAddress is true"},
		"perhaps public":              {"management", "associatePublicIpAddress", secretUnknown, "associatePublicIpAddress is a secret value"},
		"in a subnet that gives none": {"management", "associatePublicIpAddress", nil, ""},
		"in a subnet out of sight":    {"management", "subnetId", "subnet-elsewhere", ""},
		"metadata of version 1":       {"management", "metadataOptions.httpTokens", "optional", "httpTokens is optional"},
		"metadata not said":           {"management", "metadataOptions", nil, "httpTokens is nothing"},
		"metadata unknown":            {"management", "metadataOptions.httpTokens", unknown, "httpTokens is a value that is not known"},
		"no metadata":                 {"management", "metadataOptions", P{"httpEndpoint": "disabled"}, ""},
		"a plain root volume":         {"management", "rootBlockDevice.encrypted", false, "root volume of instance management is not encrypted"},
		"a root volume not said":      {"management", "rootBlockDevice", nil, "root volume of instance management is not encrypted"},
		"another volume":              {"management", "ebsBlockDevices", []any{P{"encrypted": true}}, ""},
		"another plain volume":        {"management", "ebsBlockDevices", []any{P{"encrypted": true}, P{}}, "A volume of instance management"},
	} {
		t.Run(name, func(t *testing.T) {
			s := room()
			c.apply(s)
			verdict(t, c.want, stackForms(s))
		})
	}
}

// TestWaysToTheManagementInstance changes who reaches it, in every form in which a rule can be written.
func TestWaysToTheManagementInstance(t *testing.T) {
	const from = "bastions-to-management"
	for name, c := range map[string]struct {
		change func(*policytest.Stack)
		want   string
	}{
		"one bastion": {func(s *policytest.Stack) { s.Get(from).Set("cidrIpv4", "10.99.0.5/32") }, ""},
		"nobody":      {func(s *policytest.Stack) { s.Remove(from) }, ""},
		"everybody":   {func(s *policytest.Stack) { s.Get(from).Set("cidrIpv4", "0.0.0.0/0") }, "lets in 0.0.0.0/5"},
		"a wider range": {func(s *policytest.Stack) { s.Get(from).Set("cidrIpv4", "10.99.0.0/27") },
			"lets in 10.99.0.16/28 for tcp/3389; the directory is managed by RDP, from 10.99.0.0/28"},
		"everybody by IPv6": {func(s *policytest.Stack) {
			s.Add(ingress, "more", P{"securityGroupId": s.Get("management-group").Ref(), "cidrIpv6": "::/0", "ipProtocol": "tcp", "fromPort": 3389, "toPort": 3389})
		}, "lets in ::/0"},
		"another port":  {func(s *policytest.Stack) { s.Get(from).Set("fromPort", 3388) }, "for tcp/3388"},
		"all protocols": {func(s *policytest.Stack) { s.Get(from).Set("ipProtocol", "-1") }, "lets in 10.99.0.0/28"},
		"another service for all": {func(s *policytest.Stack) {
			s.Add(ingress, "more", P{"securityGroupId": s.Get("management-group").Ref(), "cidrIpv4": "10.0.0.0/8", "ipProtocol": "tcp", "fromPort": 5986, "toPort": 5986})
		}, "for tcp/5986"},
		"terminals": {func(s *policytest.Stack) {
			s.Get(from).Set("cidrIpv4", nil).Set("referencedSecurityGroupId", s.Get("terminals-group").Ref())
		}, "lets in 10.20.32.0/23"},
		"a group out of sight": {func(s *policytest.Stack) {
			s.Get(from).Set("cidrIpv4", nil).Set("referencedSecurityGroupId", "sg-elsewhere")
		}, "what carries group sg-elsewhere is not known"},
		"a group that nothing carries": {func(s *policytest.Stack) {
			bare := s.Add(group, "bare", P{"vpcId": s.Get("room").Ref()})
			s.Get(from).Set("cidrIpv4", nil).Set("referencedSecurityGroupId", bare.Ref())
		}, "what carries group bare is not known"},
		"an unknown source": {func(s *policytest.Stack) { s.Get(from).Set("cidrIpv4", secretUnknown) }, "cannot be judged: its addresses are not known yet"},
		"RDP to another group": {func(s *policytest.Stack) {
			s.Add(ingress, "more", P{"securityGroupId": s.Get("terminals-group").Ref(), "cidrIpv4": "10.20.0.0/16", "ipProtocol": "udp", "fromPort": 3000, "toPort": 4000})
		}, "Group terminals-group lets in 10.20.0.0/16 for udp/3389"},
		"another service of another group": {func(s *policytest.Stack) {
			s.Add(ingress, "more", P{"securityGroupId": s.Get("proxy-group").Ref(), "cidrIpv4": "10.20.32.0/24", "ipProtocol": "tcp", "fromPort": 3128, "toPort": 3128})
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(10) {
				s := room()
				c.change(s)
				// What is wrong is called by the names of the program as written; rewrites change those.
				want := c.want
				if seed > 0 {
					s = rewrite.Of(seed, s)[0]
					for form, inputs := range stackForms(s) {
						assert.Equal(t, want == "", problems(t, inputs) == "", "%s, rewrite %d", form, seed)
					}
					continue
				}
				verdict(t, want, stackForms(s))
			}
		})
	}
}

// TestOtherWaysToAPublicInstance puts instances and addresses into the room and into production.
func TestOtherWaysToAPublicInstance(t *testing.T) {
	for name, c := range map[string]struct {
		add  func(s *policytest.Stack, subnet string)
		want string
	}{
		"a subnet that gives public addresses": {func(s *policytest.Stack, subnet string) {
			s.Get(subnet).Set("mapPublicIpOnLaunch", true)
			s.Add(instance, "new", P{"subnetId": s.Get(subnet).Ref(), "metadataOptions": P{"httpTokens": "required"}, "rootBlockDevice": P{"encrypted": true}})
		}, "its subnet gives one"},
		"an old and plain instance": {func(s *policytest.Stack, subnet string) {
			s.Add(instance, "new", P{"subnetId": s.Get(subnet).Ref(), "associatePublicIpAddress": true})
		}, "Instance new may have a public address"},
		"a spot instance": {func(s *policytest.Stack, subnet string) {
			s.Add("aws:ec2/spotInstanceRequest:SpotInstanceRequest", "new", P{"subnetId": s.Get(subnet).Ref()})
		}, "starts instances"},
		"an Auto Scaling group": {func(s *policytest.Stack, subnet string) {
			s.Add("aws:autoscaling/group:Group", "new", P{"vpcZoneIdentifiers": []any{s.Get(subnet).Ref()}})
		}, "starts instances"},
		"an elastic address": {func(s *policytest.Stack, _ string) { s.Add("aws:ec2/eip:Eip", "new", P{"instance": "i-0123456789"}) },
			"is put on an instance"},
		"an elastic address put on later": {func(s *policytest.Stack, _ string) {
			s.Add("aws:ec2/eipAssociation:EipAssociation", "new", P{"instanceId": "i-0123456789"})
		}, "puts a public address on something"},
	} {
		t.Run(name, func(t *testing.T) {
			s := room()
			c.add(s, "public-0")
			verdict(t, c.want, stackForms(s))
			prod := policytest.Production()
			c.add(prod, "public-0")
			verdict(t, "", stackForms(prod))
		})
	}
	s := room()
	s.Add("aws:ec2/eip:Eip", "for-nat", P{"domain": "vpc", "instance": ""})
	verdict(t, "", stackForms(s))
}

// An instance of production's stack that stands in a subnet out of sight may stand in the room.
func TestAnInstanceOutOfSightIsTheRooms(t *testing.T) {
	prod := policytest.Production()
	prod.Add(instance, "new", P{"subnetId": "subnet-room-public-0"})
	verdict(t, "Instance new may answer version 1", stackForms(prod))
	assert.Contains(t, problems(t, stackForms(prod)["stack"]), "neither it nor a subnet of the stack says no")
}

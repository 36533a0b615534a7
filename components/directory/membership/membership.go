// Package membership says which traffic a domain member sends to the directory's controllers, and lets a security
// group send it.
package membership

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Flow is one kind of traffic from a member to a controller.
type Flow struct {
	Protocol string
	From, To int
	Purpose  string
}

// Flows are what members need: "Enhancing your AWS Managed Microsoft AD network security configuration" (AWS Directory
// Service Administration Guide), the inbound rules for AWS applications and native Active Directory workloads. Narrower
// than the list for WorkSpaces ("IP address and port requirements", Amazon WorkSpaces Administration Guide), which adds
// NetBIOS (137, 139) and has RPC begin at 1024: Windows has answered RPC from 49152 on since Server 2008.
func Flows() []Flow {
	return []Flow{
		{"tcp", 53, 53, "DNS"},
		{"udp", 53, 53, "DNS"},
		{"tcp", 88, 88, "Kerberos"},
		{"udp", 88, 88, "Kerberos"},
		{"udp", 123, 123, "Windows time"},
		{"tcp", 135, 135, "RPC endpoint mapper"},
		{"udp", 138, 138, "NetLogon"},
		{"tcp", 389, 389, "LDAP"},
		{"udp", 389, 389, "LDAP"},
		{"tcp", 445, 445, "SMB"},
		{"udp", 445, 445, "SMB"},
		{"tcp", 464, 464, "Kerberos password change"},
		{"udp", 464, 464, "Kerberos password change"},
		{"tcp", 636, 636, "LDAPS"},
		{"tcp", 3268, 3269, "Global Catalog"},
		{"tcp", 9389, 9389, "Active Directory Web Services"},
		{"tcp", 49152, 65535, "RPC"},
	}
}

// Allow lets the members' security group send all flows to the controllers' group: for each flow one rule out of the
// members' group and one into the controllers', both named after the members. It returns those of the controllers'
// group, after which AWS's own rules there, for any source, are needed no more.
func Allow(ctx *pulumi.Context, members string, membersGroupID, controllersGroupID pulumi.StringInput,
	opts ...pulumi.ResourceOption) ([]pulumi.Resource, error) {
	var entries []pulumi.Resource
	for _, flow := range Flows() {
		name := fmt.Sprintf("%s-to-controllers-%s-%d", members, flow.Protocol, flow.From)
		if _, err := vpc.NewSecurityGroupEgressRule(ctx, name, &vpc.SecurityGroupEgressRuleArgs{
			SecurityGroupId:           membersGroupID,
			ReferencedSecurityGroupId: controllersGroupID,
			IpProtocol:                pulumi.String(flow.Protocol),
			FromPort:                  pulumi.Int(flow.From),
			ToPort:                    pulumi.Int(flow.To),
			Description:               pulumi.Sprintf("%s, to the domain controllers", flow.Purpose),
		}, opts...); err != nil {
			return nil, fmt.Errorf("letting %s send %s to the controllers: %w", members, flow.Purpose, err)
		}
		entry, err := vpc.NewSecurityGroupIngressRule(ctx, name, &vpc.SecurityGroupIngressRuleArgs{
			SecurityGroupId:           controllersGroupID,
			ReferencedSecurityGroupId: membersGroupID,
			IpProtocol:                pulumi.String(flow.Protocol),
			FromPort:                  pulumi.Int(flow.From),
			ToPort:                    pulumi.Int(flow.To),
			Description:               pulumi.Sprintf("%s, from %s", flow.Purpose, members),
		}, opts...)
		if err != nil {
			return nil, fmt.Errorf("letting the controllers take %s from %s: %w", flow.Purpose, members, err)
		}
		entries = append(entries, entry)
	}
	return entries, nil
}

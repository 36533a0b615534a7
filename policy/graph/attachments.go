package graph

import "secure-room/policy/resource"

// Attachment puts a security group on interfaces from outside the resource that owns them, which keep the groups that they
// have beside it (resource aws_network_interface_sg_attachment, Terraform AWS provider).
type Attachment struct {
	Declared *resource.Resource
	// To is the owner of the interfaces as written; Interfaces are those of it that are among the resources.
	To         Reference
	Interfaces []*Interface
}

const (
	interfaceType = "aws:ec2/networkInterface:NetworkInterface"
	instanceType  = "aws:ec2/instance:Instance"
)

// attachments are the types, each with the property that names the interfaces, and what that may mean.
var attachments = []struct {
	kind, property string
	owners         []string
}{
	{"aws:ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment", "networkInterfaceId", []string{interfaceType, instanceType}},
	{"aws:ec2/securityGroupAssociation:SecurityGroupAssociation", "vpcEndpointId", []string{endpointType}},
}

// readAttachments puts groups on interfaces. The default group that an endpoint may lose by replaceDefaultAssociation still
// counts as carried: what it lets pass is taken to pass.
func (g *Graph) readAttachments() {
	for _, is := range attachments {
		for _, r := range g.index.OfType(is.kind) {
			a := &Attachment{Declared: r, To: g.index.Find(r, is.property, is.owners...)}
			group := g.index.Find(r, "securityGroupId", groupTypes...)
			for _, i := range g.Interfaces {
				for _, owner := range a.To.Candidates {
					if i.Owner == owner {
						a.Interfaces = append(a.Interfaces, i)
						g.carry(i, []Reference{group})
					}
				}
			}
			g.Attachments = append(g.Attachments, a)
		}
	}
}

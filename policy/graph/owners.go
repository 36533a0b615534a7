package graph

import (
	"secure-room/policy/resource"
)

// readTerminals reads a WorkSpaces registration: every WorkSpace of the directory gets an interface in its subnets.
func (g *Graph) readTerminals(r *resource.Resource) {
	i := &Interface{Owner: r, Kind: Terminal, SubnetsKnown: true, Groups: Nodes[*Group](g, Reference{Candidates: []*resource.Resource{r}})}
	subnets := g.index.Given(r, "subnetIds")
	from := r
	if subnets.IsNull() {
		// Without subnets of its own, a registration takes those of its directory.
		for _, d := range g.index.Find(r, "directoryId", directoryType).Candidates {
			from = d
			_, subnets = g.walk(d, "vpcSettings.subnetIds")
		}
	}
	top := "subnetIds"
	if from != r {
		top = "vpcSettings"
	}
	for _, f := range g.index.List(from, top, subnets, subnetTypes...) {
		g.stand(i, f)
	}
	top, custom := g.walk(r, "workspaceCreationProperties.customSecurityGroupId")
	if f := g.index.Resolve(r, top, custom, groupTypes...); f.Standing != resource.Absent {
		g.carry(i, []Reference{f})
	}
	_, public := g.walk(r, "workspaceCreationProperties.enableInternetAccess")
	open, standing := resource.Truth(public)
	i.Public = open || standing == resource.Unknown
	for _, w := range g.index.OfType("aws:workspaces/workspace:Workspace") {
		f := g.index.Find(w, "directoryId", registrationType, directoryType)
		directory := g.index.Find(r, "directoryId", directoryType)
		if !meets(f, r, directory) {
			continue
		}
		if user, standing := resource.Text(w.Properties.Get("userName")); standing == resource.Known {
			i.Users = append(i.Users, user)
		}
	}
	i.settle()
	g.Interfaces = append(g.Interfaces, i)
}

// meets says whether a WorkSpace's directory is the one that a registration registers.
func meets(workspace Reference, registration *resource.Resource, directory Reference) bool {
	if workspace.ID != "" && workspace.ID == directory.ID {
		return true
	}
	for _, c := range workspace.Candidates {
		if c == registration {
			return true
		}
		for _, d := range directory.Candidates {
			if c == d {
				return true
			}
		}
	}
	return false
}

// readDatabase reads a database, whose subnets are those of its subnet group.
func (g *Graph) readDatabase(r *resource.Resource) {
	i := &Interface{Owner: r, Kind: Database, SubnetsKnown: true}
	f := g.index.Find(r, "dbSubnetGroupName", g.index.SubnetGroups()...)
	g.standInGroup(i, f)
	i.SubnetsKnown = i.SubnetsKnown && f.Standing != resource.Absent // without one it stands in the default VPC
	g.carry(i, g.index.List(r, "vpcSecurityGroupIds", g.index.Given(r, "vpcSecurityGroupIds"), groupTypes...))
	public, standing := resource.Truth(g.index.Given(r, "publiclyAccessible"))
	i.Public = public || standing == resource.Unknown
	g.addInterface(i)
}

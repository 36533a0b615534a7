// Package baseline reads the approved baseline: what security has allowed, and so the only thing that rules subtract
// from what they find.
package baseline

// Baseline is what security has approved. A stack's config proposes; the baseline disposes; the two must agree.
type Baseline struct {
	Version int `yaml:"version"`
	// Region is the AWS region of every network that names no other, such as "ap-northeast-1".
	Region string `yaml:"region"`
	// OrganizationID is the AWS organization that the accounts belong to, such as "o-exampleorgid"; empty for none.
	OrganizationID string `yaml:"organizationId,omitempty"`
	// Rooms and Productions are all the networks there are; no two share an address.
	Rooms       []Room       `yaml:"rooms"`
	Productions []Production `yaml:"productions"`
	// SourceAddresses are the public addresses that terminals may be opened from.
	SourceAddresses []SourceAddress `yaml:"sourceAddresses"`
	// ManagementSources are the addresses that may reach the directory's management instance by RDP.
	ManagementSources []SourceAddress `yaml:"managementSources"`
	// Users are the people of all rooms.
	Users []User `yaml:"users"`
	// BreakGlassRoles are the names of IAM roles for emergencies: they may do what only AdminRole and the management
	// instance's role may otherwise. None, unless named.
	BreakGlassRoles []string `yaml:"breakGlassRoles,omitempty"`
	// Egress is what the proxy may let out.
	Egress Egress `yaml:"egress"`
	// AlarmRecipients are the mail addresses that may be told of alarms. None, unless named.
	AlarmRecipients []string `yaml:"alarmRecipients,omitempty"`
	// AdminPassword says what the directory's Admin password must satisfy beyond AWS's own rules.
	AdminPassword AdminPassword `yaml:"adminPassword"`
	// Terminals bounds the terminals themselves.
	Terminals Terminals `yaml:"terminals"`
	// Protection is "required", also when not given, or "not-required": whether directories, terminals and databases must be
	// protected from deletion.
	Protection string `yaml:"protection,omitempty"`
}

// Protected says whether what holds data must be protected from deletion.
func (b *Baseline) Protected() bool { return b.Protection != "not-required" }

// Network is one approved VPC: what it is called, the account that owns it, and its own addresses.
type Network struct {
	// Name is what findings and other entries call it; no two have one.
	Name      string `yaml:"name"`
	AccountID string `yaml:"accountId"`
	// Region is empty when it is the baseline's: RegionOf tells.
	Region string `yaml:"region,omitempty"`
	// VpcID pins the VPC once it exists; empty means that block, account and region tell.
	VpcID string `yaml:"vpcId,omitempty"`
	CIDR  string `yaml:"cidr"`
	// Stack is the stack that holds the network, such as "organization/secure-room/prod", by which others may refer to it.
	// Empty means that none may.
	Stack string `yaml:"stack,omitempty"`
}

// Room is an approved network of terminals.
type Room struct {
	Network `yaml:",inline"`
	// TerminalSubnets are the exact subnets, as CIDRs, that terminals stand in.
	TerminalSubnets []string `yaml:"terminalSubnets"`
}

// Production is an approved network that rooms may reach.
type Production struct {
	Network `yaml:",inline"`
	// Rooms are the names of the rooms that may reach its endpoints.
	Rooms []string `yaml:"rooms"`
	// Endpoints are the services that their terminals may reach.
	Endpoints []Endpoint `yaml:"endpoints"`
	// ResourceTypes are types beyond those that the rules have learned, for production's own workloads.
	ResourceTypes []ResourceType `yaml:"resourceTypes,omitempty"`
}

// ResourceType is an approved type of resource, such as "aws:sfn/stateMachine:StateMachine", and why it opens no way.
type ResourceType struct {
	Type   string `yaml:"type"`
	Reason string `yaml:"reason"`
}

// Endpoint is one approved production service.
type Endpoint struct {
	Name string `yaml:"name"`
	// Protocol is "tcp" or "udp".
	Protocol string `yaml:"protocol"`
	Port     int    `yaml:"port"`
	// Subnets are the exact subnets, as CIDRs, in which the service stands.
	Subnets []string `yaml:"subnets"`
	// SecurityGroupID is the group that terminals are let in to, for a service that stands already and was made elsewhere:
	// rules then stand on a group, and routes in tables, that the stack does not hold and no rule can see. Approving it is
	// approving whatever carries that group in those subnets. Empty for a service that production's stack makes.
	SecurityGroupID string `yaml:"securityGroupId,omitempty"`
}

// SourceAddress is an approved range and why it is approved.
type SourceAddress struct {
	CIDR   string `yaml:"cidr"`
	Reason string `yaml:"reason"`
}

// User is one approved person. Role is "operator", "manager" or "viewer"; a viewer has no terminal.
type User struct {
	Name string `yaml:"name"`
	Role string `yaml:"role"`
	// Leaving says that the user's terminal need not be protected any more, since it is about to be deleted.
	Leaving bool `yaml:"leaving,omitempty"`
}

// Egress is the approved set of destinations.
type Egress struct {
	// Console approves the AWS console minimum for the region of each room.
	Console bool   `yaml:"console"`
	Hosts   []Host `yaml:"hosts"`
}

// Host is one approved destination: that host alone or, with Subdomains, every name below it as well.
type Host struct {
	Host       string `yaml:"host"`
	Subdomains bool   `yaml:"subdomains,omitempty"`
	Ports      []int  `yaml:"ports"`
	// Methods are those of plain HTTP; encrypted connections alone when left out.
	Methods []string `yaml:"methods,omitempty"`
	Reason  string   `yaml:"reason"`
}

// AdminPassword bounds the directory's Admin password.
type AdminPassword struct {
	// MinimumLength is in characters.
	MinimumLength int `yaml:"minimumLength"`
	// ForbiddenWords may not occur in it, in any case or with letters swapped for look-alikes: the company's name, say.
	ForbiddenWords []string `yaml:"forbiddenWords"`
}

// Terminals bounds the WorkSpaces.
type Terminals struct {
	// MaximumAutoStopMinutes is a multiple of 60.
	MaximumAutoStopMinutes int `yaml:"maximumAutoStopMinutes"`
	// DeviceTypes are the devices that terminals may be opened with; none listed means the installed clients of office
	// machines.
	DeviceTypes []string `yaml:"deviceTypes,omitempty"`
	// Clipboard is what the clipboard may do at most: "off", also when not given, or "into-terminal".
	Clipboard string `yaml:"clipboard,omitempty"`
}

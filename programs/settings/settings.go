// Package settings reads a stack's config into typed values, and refuses what cannot be meant. A caller gets either
// settings that hold together or one error that lists every problem at once, so nothing is created from half a config.
//
// What this package cannot know is checked elsewhere: whether two networks overlap by components/peering, whether
// security has approved what is asked for by the policy pack.
package settings

import (
	"net/netip"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/internal/allowlist"
	"secure-room/internal/existing"
	"secure-room/internal/person"
	"secure-room/internal/source"
	"secure-room/internal/terminal"
)

// Namespace is the namespace of the project's config keys, as in "secure-room:network".
const Namespace = "secure-room"

// The programs that a stack may run.
const (
	ProgramProduction = "production"
	ProgramRoom       = "room"
)

// The keys to name when what they hold turns out not to fit what is there already: a network beside the other stack's,
// terminals beside what the account has, endpoints that are looked up.
const (
	NetworkKey   = "secure-room:network"
	TerminalsKey = "secure-room:terminals"
	endpointsKey = "secure-room:endpoints"
)

// ExistingKey is where the endpoint of an index says what stands already.
func ExistingKey(index int) string { return itemKey(endpointsKey, index) + ".existing" }

// Production is the config of a stack that runs the production program.
type Production struct {
	// Region is where the stack stands, such as "ap-northeast-1".
	Region string
	// Network is production's VPC.
	Network Network
	// Endpoints are what the room may reach; [] for none.
	Endpoints []Endpoint
	// Web is production's own web tier, which no room is let in to. Default: none.
	Web *Web
	// Rooms are the stacks let in, such as [room]. Default: none; the door is shut.
	Rooms []Stack
}

// Room is the config of a stack that runs the room program.
type Room struct {
	// Region is where the stack stands, such as "ap-northeast-1".
	Region string
	// Productions are the stacks asked for a peering, at least one: prod, or organization/project/prod.
	Productions []Stack
	// Network is the room's VPC.
	Network Network
	// Directory is what the terminals' users log in with.
	Directory Directory
	// AdminPassword is the directory's Admin password, which must be set with --secret. Default: one is generated.
	AdminPassword pulumi.StringInput
	// SourceAddresses are the public addresses that terminals may be opened from; never empty.
	SourceAddresses []source.Source
	// Users has a manager among them, and no two with one name in whatever case.
	Users []User
	// Access is how people reach AWS from the room.
	Access Access
	// Terminals is what all WorkSpaces have in common.
	Terminals Terminals
	// Proxy is the room's one way out.
	Proxy Proxy
	// Egress is what the proxy lets out.
	Egress Egress
	// Alarms is who is told what goes on in the room, and from what on.
	Alarms Alarms
}

// Stack names another stack.
type Stack struct {
	// Name is the last part of the reference, such as "room".
	Name string
	// Reference is the whole of it, such as "organization/secure-room/room", as pulumi.NewStackReference wants it.
	Reference string
}

// Network is one VPC.
type Network struct {
	// CIDR is an IPv4 block of RFC 1918, /16 to /24, without host bits.
	CIDR netip.Prefix
	// AvailabilityZoneIDs are at least two different ones of the region, such as "apne1-az1". The first two of a room are
	// zones that have WorkSpaces.
	AvailabilityZoneIDs []string
	// FlowLogRetentionDays is for how long logs are kept: one of the periods that CloudWatch Logs knows. Default: 365.
	FlowLogRetentionDays int
}

// Endpoint is one production service: a PostgreSQL database that the stack makes in the data tier, or with Existing
// something that stands in production's VPC already.
type Endpoint struct {
	// Name is 2 to 40 lower-case letters, digits and single hyphens, such as "orders-db".
	Name string
	// Port is what it listens on: 1150 to 65535 for a database of the stack, 1 to 65535 for an existing endpoint.
	Port int
	// Protocol is "tcp", or "udp" for an existing endpoint. Default: tcp.
	Protocol string
	// InstanceClass is one of RDS, such as "db.t4g.medium". Default: that one. Not with existing.
	InstanceClass string
	// AllocatedStorageGiB is 20 to 65536. Default: 20. Not with existing.
	AllocatedStorageGiB int
	// DeletionProtection makes RDS refuse to delete the database until it is taken off. Default: true. Not with existing.
	DeletionProtection bool
	// Existing names what stands already; production must have been deployed before. Default: the stack makes a database.
	Existing *existing.Reference
}

// Web is production's own web tier.
type Web struct {
	// Image is registry/repository@sha256:…, in the account's own ECR or a registry that anybody may pull from.
	Image string
	// Port is the one that the container listens on, without TLS: 1024 to 65535.
	Port int
	// HealthPath is what the load balancer asks each container for. Default: /.
	HealthPath string
	// CertificateARN is the certificate of AWS Certificate Manager that the load balancer shows.
	CertificateARN string
	// RedirectHTTP has the load balancer send browsers from port 80 to HTTPS. Default: false; only 443 is open.
	RedirectHTTP bool
	// Database is the name of the endpoint that the web tier uses, one that the stack makes. Default: none.
	Database string
	// DeletionProtection makes AWS refuse to delete the load balancer until it is taken off. Default: true.
	DeletionProtection bool
}

// Directory is the directory that the terminals' users are kept in.
type Directory struct {
	// Domain is its DNS name, such as "corp.example.com"; ShortName its NetBIOS name, such as "ROOM".
	Domain, ShortName string
	// Edition is "Standard" or "Enterprise".
	Edition string
	// ManagementSources are the private addresses that may reach the management instance by RDP. Default: none; it is
	// reached through Systems Manager alone.
	ManagementSources []source.Source
	// PasswordRotationDays is after how many days Admin gets a new password, 1 to 30. Default: 30.
	PasswordRotationDays int
	// DeletionProtection makes Pulumi refuse to delete or replace the directory and its keys until it is taken off.
	// Default: true.
	DeletionProtection bool
}

// User is a person of the room and that person's terminal.
type User struct {
	person.Person
	// Terminal is in what it differs from the others; what is not given is as secure-room:terminals says.
	Terminal UserTerminal
}

// UserTerminal is what is said of one user's terminal.
type UserTerminal struct {
	terminal.Shape
	// DeletionProtection makes Pulumi refuse to delete this terminal, as long as directory.deletionProtection does. Default: true.
	DeletionProtection bool
}

// People are the users, without their terminals.
func (r Room) People() []person.Person {
	people := make([]person.Person, len(r.Users))
	for i, user := range r.Users {
		people[i] = user.Person
	}
	return people
}

// Terminals is what all WorkSpaces have in common.
type Terminals struct {
	// Shape is what each terminal is made of: with a bundle, and a time after which it stops.
	terminal.Shape
	// DeviceTypes are the devices that terminals are opened with: some of windows, macos, linux, android, ios, chromeos,
	// zeroclient and web (a browser). Default: windows and macos.
	DeviceTypes []string
	// Clipboard is "off" or "into-terminal", which lets people paste into a terminal and copy nothing out. Default: off.
	Clipboard terminal.Clipboard
	// Maintenance lets AWS start stopped terminals once a month to bring Windows up to date. Default: false.
	Maintenance bool
	// Tags are put on each terminal, beside Name and User: at most 48. Default: none.
	Tags map[string]string
	// AdoptServiceRole uses the account's own workspaces_DefaultRole, for a second room in one account. Default: false.
	AdoptServiceRole bool
}

// Access is how people reach AWS.
type Access struct {
	// OperatorsFrom is how AWS tells that operators come from the room: "proxy-address", by the public address that the
	// proxy goes out from, or "vpc-endpoint", by the room's VPC, where every call goes through VPC endpoints. This program
	// makes none for the console: set those of AWS Management Console Private Access up beside it first, or operators are
	// locked out of AWS. Default: proxy-address.
	OperatorsFrom string
	// AWSManagedPolicy attaches AmazonWorkSpacesAdmin to AdminRole, which then creates, changes, rebuilds and deletes
	// every WorkSpace of the account. Default: false; AdminRole opens and closes this room's terminals.
	AWSManagedPolicy bool
}

// Proxy is the room's one way out.
type Proxy struct {
	// ImageDigest is "sha256:" and 64 hexadecimal digits: an image of the project's own repository.
	ImageDigest string
	// MaximumTasks is to how many tasks it is scaled under load, 2 to 20; two run always. Default: 4.
	MaximumTasks int
}

// Alarms is who is told what goes on in the room, and from what on.
type Alarms struct {
	// Emails are addresses that get a mail when an alarm begins and when it ends. Default: none; alarms show in the console.
	Emails []string
	// DeniedRequests is how many requests the proxy refuses in five minutes, 1 to 1000000. Default: 50.
	DeniedRequests int
	// SentMiB is how much all terminals together send out through the proxy in an hour, in MiB, 1 to 1000000. Default: 2048.
	SentMiB int
	// SentMiBByTerminal is how much one terminal sends to the proxy in an hour, likewise. Default: 512.
	SentMiBByTerminal int
}

// Egress is what the proxy lets out.
type Egress struct {
	// Console lets the AWS console's minimum out.
	Console bool
	// Hosts are let out besides; [] for none.
	Hosts allowlist.List
}

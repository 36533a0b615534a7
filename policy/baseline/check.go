package baseline

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"secure-room/internal/mailaddress"
	"secure-room/internal/source"
	"secure-room/internal/terminal"
)

// problem is one thing wrong with a baseline, at a path of keys (string) and indices (int).
type problem struct {
	path []any
	line int
	text string
}

// String is the problem without its line. The file as a whole has no path.
func (p problem) String() string { return strings.TrimSpace(pathText(p.path) + " " + p.text) }

// checker gathers problems. root is what the values that it checks were read from.
type checker struct {
	root     *yaml.Node
	problems []problem
	// unread counts the problems that are about values which could not be read.
	unread int
}

// malformed adds what is wrong with the way in which node is written.
func (c *checker) malformed(path []any, node *yaml.Node, format string, arguments ...any) {
	c.problems = append(c.problems, problem{path: path, line: node.Line, text: fmt.Sprintf(format, arguments...)})
}

// add adds what is wrong with the value at path, unless it could not be read, which has been said.
func (c *checker) add(path []any, format string, arguments ...any) {
	for _, said := range c.problems[:c.unread] {
		if len(said.path) <= len(path) && slices.Equal(said.path, path[:len(said.path)]) {
			return
		}
	}
	c.problems = append(c.problems, problem{path: path, line: lineOf(c.root, path), text: fmt.Sprintf(format, arguments...)})
}

func at(steps ...any) []any { return steps }

// below returns path with further steps, never sharing memory with it.
func below(path []any, steps ...any) []any {
	return append(append(make([]any, 0, len(path)+len(steps)), path...), steps...)
}

var (
	regionPattern  = regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-[0-9]$`)
	vpcPattern     = regexp.MustCompile(`^vpc-[0-9a-f]{8,17}$`)
	groupPattern   = regexp.MustCompile(`^sg-[0-9a-f]{8,17}$`)
	accountPattern = regexp.MustCompile(`^[0-9]{12}$`)
	// organizationPattern is that of "Organization", AWS Organizations API Reference.
	organizationPattern = regexp.MustCompile(`^o-[a-z0-9]{10,32}$`)
	// stackPattern is a fully qualified stack name ("Stacks", Pulumi documentation).
	stackPattern = regexp.MustCompile(`^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$`)
	typePattern  = regexp.MustCompile(`^[a-z][a-z0-9-]*:[A-Za-z0-9./_-]+:[A-Z][A-Za-z0-9]*$`)
	namePattern  = regexp.MustCompile(`^[a-z][a-z0-9-]{0,38}[a-z0-9]$`)
	// rolePattern is that of "CreateRole", IAM API Reference.
	rolePattern = regexp.MustCompile(`^[A-Za-z0-9_+=,.@-]{1,64}$`)
	// userPattern is a sAMAccountName that WorkSpaces accepts as a user name.
	userPattern = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9._-]{0,19}$`)
)

// check adds what is wrong or unsafe in b, which was read from root.
func (c *checker) check(b *Baseline, root *yaml.Node) {
	c.root, c.unread = root, len(c.problems)
	if b.Version != 2 {
		c.add(at("version"), "is %d; write 2, the only version there is (baseline.schema.json says what it holds)", b.Version)
	}
	if !regionPattern.MatchString(b.Region) {
		c.add(at("region"), "is %q; write one AWS region such as ap-northeast-1", b.Region)
	}
	if b.OrganizationID != "" && !organizationPattern.MatchString(b.OrganizationID) {
		c.add(at("organizationId"), "is %q; write the organization's id such as o-exampleorgid, or leave it out", b.OrganizationID)
	}
	c.networks(b)
	if len(b.SourceAddresses) == 0 {
		c.add(at("sourceAddresses"), "is empty; name at least one address that terminals may be opened from")
	}
	c.sources(at("sourceAddresses"), b.SourceAddresses, source.PublicProblems)
	c.sources(at("managementSources"), b.ManagementSources, source.PrivateProblems)
	c.users(b.Users)
	c.breakGlass(b.BreakGlassRoles)
	c.egress(b)
	for _, p := range mailaddress.Problems(b.AlarmRecipients) {
		c.add(at("alarmRecipients", p.Index), "%s", p.Text)
	}
	c.limits(b)
}

// prefix reads a CIDR block that is written without host bits, as a reviewer would compare it.
func (c *checker) prefix(path []any, text string) netip.Prefix {
	prefix, err := netip.ParsePrefix(text)
	if err != nil {
		c.add(path, "is %q; write a CIDR block such as 10.20.0.0/24", text)
		return netip.Prefix{}
	}
	if prefix != prefix.Masked() {
		c.add(path, "is %s, which has host bits set; write %s", prefix, prefix.Masked())
	}
	return prefix.Masked()
}

// subnets checks blocks that must lie inside network and apart from one another.
func (c *checker) subnets(path []any, texts []string, network netip.Prefix, owner string) {
	var seen []netip.Prefix
	for i, text := range texts {
		prefix := c.prefix(below(path, i), text)
		if !prefix.IsValid() {
			continue
		}
		if network.IsValid() && (prefix.Bits() <= network.Bits() || !network.Contains(prefix.Addr())) {
			c.add(below(path, i), "%s is not one subnet inside %s %s", prefix, owner, network)
		}
		for _, other := range seen {
			if other.Overlaps(prefix) {
				c.add(below(path, i), "%s overlaps %s of the same list", prefix, other)
			}
		}
		seen = append(seen, prefix)
	}
}

func (c *checker) users(users []User) {
	if len(users) == 0 {
		c.add(at("users"), "is empty; name the people of the room")
	}
	managers := 0
	names := map[string]bool{}
	for i, u := range users {
		path := at("users", i)
		if !userPattern.MatchString(u.Name) {
			c.add(below(path, "name"), "is %q; a user name is a letter and up to 19 letters, digits, dots, hyphens or underscores", u.Name)
		}
		// Windows compares account names without regard to case.
		if names[strings.ToLower(u.Name)] {
			c.add(below(path, "name"), "%q is already a user of this list", u.Name)
		}
		names[strings.ToLower(u.Name)] = true
		switch u.Role {
		case "manager":
			managers++
		case "operator", "viewer":
		default:
			c.add(below(path, "role"), "is %q; write operator, manager or viewer", u.Role)
		}
	}
	if len(users) > 0 && managers == 0 {
		c.add(at("users"), "names no manager, so nobody could open a terminal; give one user the role manager")
	}
}

// breakGlass checks the names of roles for emergencies.
func (c *checker) breakGlass(names []string) {
	seen := map[string]bool{}
	for i, name := range names {
		path := at("breakGlassRoles", i)
		if !rolePattern.MatchString(name) {
			c.add(path, "is %q; write one role's name: letters, digits and _ + = , . @ -, at most 64", name)
		}
		if seen[strings.ToLower(name)] {
			c.add(path, "%q is already a role of this list", name)
		}
		seen[strings.ToLower(name)] = true
		for _, own := range []string{"-AdminRole", "-OperatorRole", "-ViewerRole", "-ManagementRole"} {
			if strings.HasSuffix(name, own) {
				c.add(path, "%q is a name that rooms give to roles of their own; give the emergency's role another", name)
			}
		}
	}
}

// limits checks the numbers that bound passwords and terminals.
func (c *checker) limits(b *Baseline) {
	// AWS Managed Microsoft AD takes 8 to 64 characters (Directory Service API: CreateMicrosoftAD).
	if l := b.AdminPassword.MinimumLength; l < 12 || l > 64 {
		c.add(at("adminPassword", "minimumLength"), "is %d; write 12 to 64", l)
	}
	for i, word := range b.AdminPassword.ForbiddenWords {
		if len(strings.TrimSpace(word)) < 3 {
			c.add(at("adminPassword", "forbiddenWords", i), "is %q; a forbidden word has 3 characters or more", word)
		}
	}
	// The timer runs in whole hours (WorkSpaces Administration Guide: "Manage the running mode").
	if m := b.Terminals.MaximumAutoStopMinutes; m < 60 || m > 480 || m%60 != 0 {
		c.add(at("terminals", "maximumAutoStopMinutes"), "is %d; write a multiple of 60 between 60 and 480", m)
	}
	if b.Terminals.DeviceTypes != nil {
		for _, text := range terminal.DeviceProblems(b.Terminals.DeviceTypes) {
			c.add(at("terminals", "deviceTypes"), "%s", text)
		}
	}
	if b.Protection != "" && b.Protection != "required" && b.Protection != "not-required" {
		c.add(at("protection"), "is %q; write required, or not-required for stacks that keep nothing", b.Protection)
	}
	if clipboard := b.Terminals.Clipboard; clipboard != "" && !slices.Contains(terminal.Clipboards(), clipboard) {
		c.add(at("terminals", "clipboard"), "is %q; write %s, since nothing may be copied out of a terminal", clipboard, strings.Join(terminal.Clipboards(), " or "))
	}
}

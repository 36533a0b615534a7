package squid

import (
	"fmt"
	"strings"
)

// Config is what a configuration lets through.
type Config struct {
	rules []accessRule
	// tunnels are the ssl_bump lines.
	tunnels []tunnelRule
	// Problems are the lines that are not understood or that must not stand here. While there is one, nothing else
	// said about the configuration can be relied on.
	Problems []Problem
}

// accessRule is one http_access line: it matches when all of its conditions do.
type accessRule struct {
	directive
	allow      bool
	conditions []condition
}

type condition struct {
	acl     *acl
	negated bool
}

// longestName is the longest ACL name that Squid takes (ACL_NAME_SZ).
const longestName = 63

// parser gathers what lines say.
type parser struct {
	config *Config
	acls   map[string]*acl
	logged bool
	ports  int
	// formats are the names of log formats that leave nothing out.
	formats map[string]bool
	// peeks says that the port may look at encrypted connections.
	peeks bool
}

// Parse reads a configuration with Squid's semantics.
func Parse(text string) *Config {
	directives, problems := readLines(text)
	p := &parser{config: &Config{Problems: problems}, acls: predefined(), formats: map[string]bool{}}
	for _, d := range directives {
		if fault, reason := p.read(d); reason != "" {
			p.config.Problems = append(p.config.Problems, d.problem(fault, reason))
		}
	}
	p.finish()
	return p.config
}

// read takes in one line and says what is wrong with it.
func (p *parser) read(d directive) (Fault, string) {
	if len(d.words) == 0 {
		return Unread, ""
	}
	if strings.Contains(d.text, "${") {
		return Unread, "holds a macro, whose value is not written here"
	}
	name, arguments := d.words[0], d.words[1:]
	switch name {
	case "acl":
		return Unread, p.readACL(arguments)
	case "http_access":
		return Unread, p.readAccess(d, arguments)
	case "http_port":
		return Listener, p.readPort(arguments)
	case "ssl_bump":
		return p.readTunnel(d, arguments)
	case "logformat":
		return Unlogged, p.readFormat(d, arguments)
	case "access_log":
		logged, reason := accessLog(arguments, p.formats)
		p.logged = p.logged || logged
		return Unlogged, reason
	}
	if harmless[name] || harmlessAs[name] != "" && harmlessAs[name] == strings.Join(arguments, " ") {
		return Unread, ""
	}
	if reason := widening[name]; reason != "" {
		return Detour, name + " " + reason
	}
	return Unread, name + " is not a directive that the policy knows"
}

func (p *parser) readACL(arguments []string) string {
	if len(arguments) < 2 {
		return "names no list or no type"
	}
	name, kind := arguments[0], arguments[1]
	if len(name) > longestName {
		return fmt.Sprintf("names a list with more than %d characters, which Squid refuses", longestName)
	}
	// The manager list is built in, and Squid passes over a line with its old form.
	if name == "manager" && kind == "proto" {
		return ""
	}
	// Squid finds lists without regard to case (Acl.cc, FindByName).
	existing := p.acls[strings.ToLower(name)]
	if existing == nil {
		at, known := dimensions[kind]
		existing = &acl{name: name, kind: kind, dimension: at}
		p.acls[strings.ToLower(name)] = existing
		if !known {
			existing.dimension, existing.unsure = byOther, true
			return "is a list of type " + kind + ", which the policy does not know"
		}
	}
	if existing.kind != kind {
		existing.unsure = true
		return fmt.Sprintf("gives list %s the type %s, which already has type %s; Squid refuses that", name, kind, existing.kind)
	}
	return existing.add(arguments[2:])
}

func (p *parser) readAccess(d directive, arguments []string) string {
	if len(arguments) == 0 || arguments[0] != "allow" && arguments[0] != "deny" {
		return "is neither allow nor deny, so Squid passes over it"
	}
	conditions, reason := p.readConditions(arguments[1:])
	if len(conditions) > 0 {
		p.config.rules = append(p.config.rules, accessRule{directive: d, allow: arguments[0] == "allow", conditions: conditions})
	}
	return reason
}

// readConditions reads the lists that a line names, and says what is wrong with them.
func (p *parser) readConditions(words []string) (conditions []condition, reason string) {
	for _, word := range words {
		name, negated := strings.CutPrefix(word, "!")
		list := p.acls[strings.ToLower(name)]
		if list == nil {
			reason = fmt.Sprintf("names the list %q, which no line above defines; Squid refuses that", name)
			list = &acl{name: name, dimension: byOther, unsure: true}
		}
		conditions = append(conditions, condition{list, negated})
	}
	if len(conditions) == 0 {
		reason = "names no list, so Squid passes over it"
	}
	return conditions, reason
}

func (p *parser) readPort(arguments []string) string {
	if len(arguments) == 0 || len(arguments) > 1 && strings.Join(arguments[1:], " ") != peeking {
		return "has a mode or option (interception, accelerator and the like change what a request is); write http_port " + fmt.Sprint(Port) + " " + peeking
	}
	port := portPattern.FindStringSubmatch(arguments[0])
	if port == nil || port[1] != fmt.Sprint(Port) {
		return fmt.Sprintf("opens another port than %d", Port)
	}
	p.ports++
	p.peeks = p.peeks || len(arguments) > 1
	return ""
}

// peeking is the one mode of the port: Squid may look at an encrypted connection's first message. The certificate is one that
// nobody trusts, and none is made for hosts.
const peeking = "ssl-bump tls-cert=" + Certificate + " generate-host-certificates=off"

// finish checks what only the whole text can show.
func (p *parser) finish() {
	complain := func(fault Fault, reason string) {
		p.config.Problems = append(p.config.Problems, Problem{Reason: reason, Fault: fault})
	}
	if !p.logged {
		complain(Unlogged, "no line logs every request; write access_log stdio:/dev/stdout squid")
	}
	if p.ports == 0 {
		complain(Listener, fmt.Sprintf("no line opens port %d; write http_port %d %s", Port, Port, peeking))
	}
	if !p.peeks || len(p.config.tunnels) == 0 {
		complain(Unchecked, "no line checks which server an encrypted connection asks for, so an approved name can front any other on the same servers; "+
			"write http_port and ssl_bump lines as the proxy's own configuration has them")
	}
}

package squid

import (
	"fmt"
	"strings"
)

// Config is what a configuration lets through.
type Config struct {
	rules []accessRule
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
}

// Parse reads a configuration with Squid's semantics.
func Parse(text string) *Config {
	directives, problems := readLines(text)
	p := &parser{config: &Config{Problems: problems}, acls: predefined()}
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
	case "access_log":
		logged, reason := accessLog(arguments)
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
	rule := accessRule{directive: d, allow: arguments[0] == "allow"}
	reason := ""
	for _, word := range arguments[1:] {
		name, negated := strings.CutPrefix(word, "!")
		list := p.acls[strings.ToLower(name)]
		if list == nil {
			reason = fmt.Sprintf("names the list %q, which no line above defines; Squid refuses that", name)
			list = &acl{name: name, dimension: byOther, unsure: true}
		}
		rule.conditions = append(rule.conditions, condition{list, negated})
	}
	if len(rule.conditions) == 0 {
		return "names no list, so Squid passes over it"
	}
	p.config.rules = append(p.config.rules, rule)
	return reason
}

func (p *parser) readPort(arguments []string) string {
	if len(arguments) != 1 {
		return "has a mode or option (interception, accelerator and the like change what a request is); name the port alone"
	}
	port := portPattern.FindStringSubmatch(arguments[0])
	if port == nil || port[1] != fmt.Sprint(Port) {
		return fmt.Sprintf("opens another port than %d", Port)
	}
	p.ports++
	return ""
}

// finish checks what only the whole text can show.
func (p *parser) finish() {
	complain := func(fault Fault, reason string) {
		p.config.Problems = append(p.config.Problems, Problem{Reason: reason, Fault: fault})
	}
	if !p.logged {
		complain(Unlogged, "no line logs every request; write access_log stdio:/dev/stdout squid")
	}
	if p.ports == 0 {
		complain(Listener, fmt.Sprintf("no line opens port %d; write http_port %d", Port, Port))
	}
}

package access

import (
	"slices"
	"strings"

	"secure-room/policy/document"
)

// Power is a kind of thing that few may do.
type Power string

// The powers.
const (
	// Terminals: start, create, change, rebuild, restore, migrate or reboot terminals, or change who may open them.
	Terminals Power = "terminals"
	// Passwords: reset a directory user's password, which enables a disabled user as well.
	Passwords Power = "passwords"
	// Directory: change the directory or its users.
	Directory Power = "directory"
	// Rights: change what anybody may do, or act as somebody else.
	Rights Power = "rights"
	// Pass: hand a role that has one of these powers to a service, and so to whoever gives that service its work.
	Pass Power = "pass"
	// Machines: run commands on instances, and so act as their roles.
	Machines Power = "machines"
	// Secrets: read or replace secrets of any name, and so Admin's password, or decrypt with any key, and so the state that
	// holds it.
	Secrets Power = "secrets"
	// Network: change what packets may pass: routes, groups, peering, endpoints, name resolution, or what the proxy runs.
	Network Power = "network"
	// Outward: write to what belongs to other accounts, or share with them.
	Outward Power = "outward"
)

// Held is one power that a policy gives, by an action, on a resource.
type Held struct {
	Power            Power
	Action, Resource string
}

// area is the actions of one service that give a power.
type area struct {
	power   Power
	service string
	// targets are the resources that count.
	targets []string
	// actions are those that are known to give the power. Of a closed area, every other action does so too unless its name
	// begins as one of reads, or it is harmless: AWS adds actions without asking.
	actions         []string
	closed          bool
	reads, harmless []string
	// own are harmless on what is named after the caller.
	own []string
}

// unnamed stands for a name that nobody has written: only wildcards match it.
const unnamed = "\x00"

// powersOf works out all powers that statements give by themselves.
func powersOf(statements []document.Statement) []Held {
	var held []Held
	for _, a := range areas {
		if one := a.held(statements); one != nil {
			held = append(held, *one)
		}
	}
	return held
}

// held finds the first way in which statements give the area's power.
func (a *area) held(statements []document.Statement) *Held {
	for _, s := range statements {
		if s.Denies() {
			continue
		}
		for _, target := range a.targets {
			for _, resource := range s.Reaching(target) {
				for _, action := range a.named(s) {
					if slices.ContainsFunc(a.own, func(own string) bool { return strings.EqualFold(own, action) }) && callersOwn(resource) {
						continue
					}
					if !document.Denied(statements, action, resource) && !document.Denied(statements, action, target) {
						return &Held{a.power, action, resource}
					}
				}
			}
		}
	}
	return nil
}

// callersOwn says whether a resource is named after the caller.
func callersOwn(resource string) bool { return strings.HasSuffix(resource, "/${aws:username}") }

// named are the statement's actions that give the power: those that are known, and of a closed area what it writes itself.
func (a *area) named(s document.Statement) []string {
	var found []string
	known := func(pattern string) (some bool) {
		for _, action := range a.actions {
			if document.Like(pattern, a.service+":"+action) {
				found = append(found, a.service+":"+action)
				some = true
			}
		}
		return some
	}
	if s.NotAction != nil {
		for _, action := range a.actions {
			if s.Names(a.service + ":" + action) {
				found = append(found, a.service+":"+action)
			}
		}
		if a.closed && len(found) == 0 && s.Names(a.service+":"+unnamed) {
			found = append(found, a.service+":*") // those that AWS will add
		}
		return found
	}
	for _, pattern := range s.Action {
		service, name, split := strings.Cut(pattern, ":")
		if split && !document.Like(service, a.service) {
			continue
		}
		if !known(pattern) && a.closed && split && !a.isHarmless(name) {
			found = append(found, pattern)
		}
	}
	return found
}

// isHarmless says whether an action's name, perhaps with wildcards, can only be one that changes nothing.
func (a *area) isHarmless(name string) bool {
	name = strings.ToLower(name)
	fixed := name
	if i := strings.IndexAny(name, "*?"); i >= 0 {
		fixed = name[:i]
	}
	return slices.ContainsFunc(a.reads, func(read string) bool { return strings.HasPrefix(fixed, read) }) ||
		slices.ContainsFunc(a.harmless, func(one string) bool { return strings.EqualFold(one, name) })
}

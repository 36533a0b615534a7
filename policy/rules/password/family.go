// Package password holds the rules on the password of a directory's Admin, who may do everything in the directory: that
// there is one, that nobody can know or guess it, that it stands in one place only, and that it is rotated. It judges the
// value that the directory is made with, which is in force until the first rotation: with ignoreChanges the engine hands
// over the value kept and not the one in the program. Those after it no resource holds.
//
// No finding ever quotes a password or a part of one.
package password

import (
	"fmt"

	"secure-room/policy/finding"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
)

// The types that the rules are about.
const (
	directoryType      = "aws:directoryservice/directory:Directory"
	randomPasswordType = "random:index/randomPassword:RandomPassword"
	secretVersionType  = "aws:secretsmanager/secretVersion:SecretVersion"
	secretType         = "aws:secretsmanager/secret:Secret"
	secretPolicyType   = "aws:secretsmanager/secretPolicy:SecretPolicy"
)

const familyName = "password"

// Family gives the rules on the Admin's password.
func Family() rule.Family {
	return rule.Family{
		Name:        familyName,
		Description: "The directory's Admin has a password that nobody can know or guess, it stands in one place only, and it is rotated.",
		Rules:       rules(),
		Check:       check,

		ReadsSecrets: true,
	}
}

func check(in rule.Input) []finding.Finding {
	c := checker{Input: in, byURN: map[string]*resource.Resource{}}
	for i := range in.Resources {
		c.byURN[in.Resources[i].URN] = &in.Resources[i]
	}
	for i := range in.Resources {
		r := &in.Resources[i]
		switch r.Type {
		case directoryType:
			c.directory(r)
			c.rotation(r)
		case secretType, secretPolicyType:
			c.secretPolicy(r)
		}
	}
	c.copies()
	return c.findings
}

// checker is one run of the rules.
type checker struct {
	rule.Input
	byURN    map[string]*resource.Resource
	findings []finding.Finding
	// guarded are the passwords met so far.
	guarded []guarded
}

// guarded is one directory's password: its value where that is known, and the generators it comes from.
type guarded struct {
	directory  *resource.Resource
	value      string
	generators []string
}

func (c *checker) report(by rule.Rule, r *resource.Resource, problem string, arguments ...any) {
	c.findings = append(c.findings, by.At(r, fmt.Sprintf(problem, arguments...)))
}

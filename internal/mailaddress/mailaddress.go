// Package mailaddress tells addresses that mail can be sent to from other text.
package mailaddress

import (
	"fmt"
	"net/mail"
	"strings"

	"secure-room/internal/problem"
)

// Valid says whether text is a bare address of a full domain, such as "hanako.sato@example.com" (RFC 5321, section
// 4.1.2).
func Valid(text string) bool {
	address, err := mail.ParseAddress(text)
	if err != nil || address.Address != text || strings.ContainsAny(text, `{}"`) {
		return false
	}
	domain := text[strings.LastIndex(text, "@")+1:]
	return strings.Contains(domain, ".")
}

// Same says whether two addresses are one person's: domains are equal in any case, what stands before them is the
// receiver's to tell apart (RFC 5321, section 2.4).
func Same(one, other string) bool {
	name, domain, _ := strings.Cut(one, "@")
	otherName, otherDomain, _ := strings.Cut(other, "@")
	return name == otherName && strings.EqualFold(domain, otherDomain)
}

// Problems lists what is wrong with a list of addresses, each of which must be there once.
func Problems(list []string) []problem.Problem {
	var problems []problem.Problem
	for i, one := range list {
		if !Valid(one) {
			problems = append(problems, problem.Problem{Index: i,
				Text: fmt.Sprintf("%q is not allowed; use a plain address such as security@example.com", one)})
		}
		for _, earlier := range list[:i] {
			if Same(one, earlier) {
				problems = append(problems, problem.Problem{Index: i, Text: fmt.Sprintf("%q is listed twice", one)})
				break
			}
		}
	}
	return problems
}

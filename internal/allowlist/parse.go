package allowlist

import (
	"fmt"
	"slices"
	"strings"

	"secure-room/internal/problem"
)

// Problem is one thing wrong with one entry of a list; its field is "host", "ports", "methods" or "reason".
type Problem = problem.Problem

// Parse reads entries as people write them into their one canonical form. It returns every problem of every entry;
// entries with a problem are left out of the list.
func Parse(entries []Entry) (List, []Problem) {
	var list List
	var problems []Problem
	type kind struct {
		host      string
		encrypted bool
	}
	first := map[kind]int{}
	for i, entry := range entries {
		parsed, found := parseEntry(entry)
		for _, p := range found {
			p.Index = i
			problems = append(problems, p)
		}
		if len(found) > 0 {
			continue
		}
		// A host may stand once for encrypted connections and once for plain HTTP.
		key := kind{parsed.Host, parsed.Encrypted()}
		if earlier, seen := first[key]; seen {
			problems = append(problems, Problem{Index: i, Field: "host", Text: fmt.Sprintf("%q is already entry %d of this list; put its ports and methods there", parsed.Host, earlier)})
			continue
		}
		first[key] = i
		list = append(list, parsed)
	}
	return list, problems
}

// parseEntry reads one entry.
func parseEntry(raw Entry) (Entry, []Problem) {
	var problems []Problem
	host, hostProblems := parseHost(raw.Host)
	for _, text := range hostProblems {
		problems = append(problems, Problem{Field: "host", Text: text})
	}
	parsed := Entry{Host: host, Subdomains: raw.Subdomains, Reason: strings.TrimSpace(raw.Reason)}
	if len(hostProblems) == 0 {
		if text := parsed.Shared(); text != "" {
			problems = append(problems, Problem{Field: "host", Text: text})
		}
	}
	methods, methodProblems := parseMethods(raw.Methods)
	for _, text := range methodProblems {
		problems = append(problems, Problem{Field: "methods", Text: text})
	}
	parsed.Methods = methods
	if len(raw.Ports) == 0 {
		problems = append(problems, Problem{Field: "ports", Text: "is empty; name at least one, such as [443]"})
	}
	for _, port := range raw.Ports {
		switch {
		case port < 1 || port > 65535:
			problems = append(problems, Problem{Field: "ports", Text: fmt.Sprintf("holds %d; a port is between 1 and 65535", port)})
		case slices.Contains(parsed.Ports, port):
			problems = append(problems, Problem{Field: "ports", Text: fmt.Sprintf("holds %d twice; name it once", port)})
		case len(methodProblems) == 0 && portProblem(parsed.Encrypted(), port) != "":
			problems = append(problems, Problem{Field: "ports", Text: portProblem(parsed.Encrypted(), port)})
		default:
			parsed.Ports = append(parsed.Ports, port)
		}
	}
	slices.Sort(parsed.Ports)
	if parsed.Reason == "" {
		problems = append(problems, Problem{Field: "reason", Text: "is empty; say in a few words what the host is for"})
	}
	return parsed, problems
}

package settings

import (
	"fmt"

	"secure-room/internal/problem"
	"secure-room/internal/source"
	"secure-room/internal/terminal"
)

const exampleSources = "a list of sources such as {cidr: 203.0.113.10/32, reason: Tokyo office}"

// readSourceAddresses reads where terminals may be opened from. At least one: a directory without IP access control
// group lets everyone in (WorkSpaces Administration Guide: "IP access control groups").
func readSourceAddresses(v value) []source.Source {
	sources := readSources(v, source.PublicProblems)
	switch n := len(sources); {
	case n == 0 && v.given():
		v.refuse("lets nobody in", exampleSources)
	case n > terminal.MostSources:
		v.refuse(fmt.Sprintf("has %d sources", n),
			fmt.Sprintf("at most %d, as many as the IP access control groups of one directory hold", terminal.MostSources))
	}
	return sources
}

// readManagementSources reads where the management instance may be reached from. It has no public address.
func readManagementSources(v value) []source.Source {
	return readSources(v, source.PrivateProblems)
}

func readSources(v value, problemsOf func([]source.Source) []problem.Problem) []source.Source {
	var sources []source.Source
	for _, item := range v.list(exampleSources) {
		fields := item.fields("cidr", "reason")
		sources = append(sources, source.Source{
			CIDR:   readPrefix(fields["cidr"], "an IPv4 block such as 203.0.113.10/32"),
			Reason: fields["reason"].text("a few words that say whose address it is"),
		})
	}
	v.addAll(v, problemsOf(sources))
	return sources
}

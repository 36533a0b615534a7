package allowlist

import (
	"bytes"
	_ "embed"
	"fmt"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"
	"gopkg.in/yaml.v3"
)

//go:embed shared.yaml
var sharedText []byte

// sharedHost is one name under which anybody may put content of his own.
type sharedHost struct {
	// Pattern is a host name in which a label may hold *, for any characters but a dot.
	Pattern string `yaml:"pattern"`
	// Refuses says how much of it may not be approved.
	Refuses refusal `yaml:"refuses"`
	// Reason and Source say why, and where that can be read.
	Reason string `yaml:"reason"`
	Source string `yaml:"source"`
	// labels are Pattern's, the top-level domain first.
	labels []string
}

// refusal is how much of a shared host may not be approved.
type refusal string

const (
	// refusesParent refuses the name and any subtree of it; one host below it may be approved.
	refusesParent refusal = ""
	// refusesSubtrees refuses subtrees only; the name itself may be approved.
	refusesSubtrees refusal = "subtrees"
	// refusesEverything refuses the name and every name below it.
	refusesEverything refusal = "everything"
)

// sharedHosts are read once; the file is part of the program, so that a mistake in it is a mistake in the program.
var sharedHosts = func() []sharedHost {
	hosts, err := readShared(sharedText)
	if err != nil {
		panic(err)
	}
	return hosts
}()

func readShared(text []byte) ([]sharedHost, error) {
	var hosts []sharedHost
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&hosts); err != nil {
		return nil, fmt.Errorf("read shared.yaml: %w", err)
	}
	for i, host := range hosts {
		hosts[i].labels = reversed(host.Pattern)
		switch host.Refuses {
		case refusesParent, refusesSubtrees, refusesEverything:
		default:
			return nil, fmt.Errorf("read shared.yaml: %s refuses %q; write subtrees, everything or nothing", host.Pattern, host.Refuses)
		}
	}
	return hosts, nil
}

// Shared says why the entry would let out more than one owner's hosts; it is empty when it would not.
func (e Entry) Shared() string {
	if e.Host == "" {
		return "it takes in every name there is"
	}
	suffix, listed := publicsuffix.PublicSuffix(e.Host)
	switch {
	case !strings.Contains(e.Host, "."):
		return fmt.Sprintf("%q is a top-level domain; name one host", e.Host)
	case suffix == e.Host:
		return fmt.Sprintf("%q is a public suffix, under which anybody may have a name (publicsuffix.org); name one host", e.Host)
	}
	labels := reversed(e.Host)
	for _, shared := range sharedHosts {
		if shared.refuses(labels, e.Subdomains) {
			return fmt.Sprintf("%q reaches %s: %s; %s", e.Host, shared.Pattern, shared.Reason, shared.remedy())
		}
	}
	// The list's private section holds hosters' domains: names below a customer's name can belong to another customer
	// (an S3 bucket's name may hold dots).
	if e.Subdomains && !listed && strings.Contains(suffix, ".") {
		return fmt.Sprintf("%q with subdomains lies under %s, where anybody may have a name (publicsuffix.org); name one host", e.Host, suffix)
	}
	return ""
}

func (s sharedHost) refuses(labels []string, subdomains bool) bool {
	switch s.position(labels) {
	case atPattern:
		return s.Refuses != refusesSubtrees || subdomains
	case belowPattern:
		return s.Refuses == refusesEverything || subdomains
	case abovePattern:
		return subdomains
	default:
		return false
	}
}

func (s sharedHost) remedy() string {
	if s.Refuses == refusesEverything {
		return "nothing of it can be approved"
	}
	return "name one host, without subdomains"
}

// position is where a host stands in relation to a pattern.
type position int

const (
	apart position = iota
	atPattern
	belowPattern
	abovePattern
)

func (s sharedHost) position(labels []string) position {
	for i := range min(len(labels), len(s.labels)) {
		if labels[i] == s.labels[i] {
			continue
		}
		if matched, err := path.Match(s.labels[i], labels[i]); err != nil || !matched {
			return apart
		}
	}
	switch {
	case len(labels) == len(s.labels):
		return atPattern
	case len(labels) > len(s.labels):
		return belowPattern
	default:
		return abovePattern
	}
}

// reversed splits a name into its labels, the top-level domain first.
func reversed(host string) []string {
	labels := strings.Split(host, ".")
	slices.Reverse(labels)
	return labels
}

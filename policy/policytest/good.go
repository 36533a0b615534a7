package policytest

import (
	"bytes"
	"embed"
	"fmt"
	"sync"

	"gopkg.in/yaml.v3"

	"secure-room/policy/baseline"
)

// Baseline approves what Production and Room declare.
func Baseline() *baseline.Baseline {
	return &baseline.Baseline{
		Version: 2,
		Region:  region,
		Rooms: []baseline.Room{{Network: baseline.Network{Name: "room", AccountID: account, CIDR: "10.20.0.0/16", Stack: "organization/secure-room/room"},
			TerminalSubnets: []string{"10.20.32.0/24", "10.20.33.0/24"}}},
		Productions: []baseline.Production{{Network: baseline.Network{Name: "production", AccountID: account, CIDR: "10.10.0.0/16",
			Stack: "organization/secure-room/prod"},
			Rooms: []string{"room"},
			Endpoints: []baseline.Endpoint{{Name: "orders-db", Protocol: "tcp", Port: 5432,
				Subnets: []string{"10.10.32.0/24", "10.10.33.0/24"}}}}},
		SourceAddresses: []baseline.SourceAddress{{CIDR: "203.0.113.10/32", Reason: "office"}, {CIDR: "198.51.100.16/28", Reason: "VPN gateways"}},
		AlarmRecipients: []string{"security@example.com"},
		Users:           []baseline.User{{Name: "hanako", Role: "operator"}, {Name: "keiko", Role: "manager"}},
		Egress:          baseline.Egress{Console: true, Hosts: []baseline.Host{{Host: "git.example.com", Ports: []int{443}, Reason: "source code"}}},
		AdminPassword:   baseline.AdminPassword{MinimumLength: 24, ForbiddenWords: []string{"example"}},
		Terminals:       baseline.Terminals{MaximumAutoStopMinutes: 120},
		Protection:      "not-required",
	}
}

//go:embed stacks
var files embed.FS

// Production is a good production stack with its door open: an approved database, a public web tier beside it.
func Production() *Stack { return Good().Prod }

// Room is a good room: terminals that reach the directory, the proxy and the approved database, and nothing else.
func Room() *Stack { return Good().Room }

// Good is the good pair, made anew so that it can be spoilt.
func Good() Pair {
	texts, err := parsed()
	if err != nil {
		panic(err)
	}
	p := Pair{Prod: &Stack{Name: "prod"}, Room: &Stack{Name: "room"}}
	if err := p.Change(texts); err != nil {
		panic(fmt.Errorf("read the good pair of stacks: %w", err))
	}
	return p
}

// parsed is both files as one change of two empty stacks.
var parsed = sync.OnceValues(func() (*yaml.Node, error) {
	both := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	for _, name := range []string{"prod", "room"} {
		text, err := files.ReadFile("stacks/" + name + ".yaml")
		if err != nil {
			return nil, fmt.Errorf("read the good pair of stacks: %w", err)
		}
		var file struct {
			Resources yaml.Node `yaml:"resources"`
		}
		decoder := yaml.NewDecoder(bytes.NewReader(text))
		decoder.KnownFields(true)
		if err := decoder.Decode(&file); err != nil {
			return nil, fmt.Errorf("read stacks/%s.yaml: %w", name, err)
		}
		both.Content = append(both.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: name}, &file.Resources)
	}
	return both, nil
})

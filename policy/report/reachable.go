package report

import (
	"net/netip"
	"strings"

	"secure-room/policy/graph"
	"secure-room/policy/reach"
	"secure-room/policy/traffic"
)

// client is an address that a terminal may have.
func client(subnets []string) string {
	for _, text := range subnets {
		if prefix, err := netip.ParsePrefix(text); err == nil {
			return traffic.ExampleAddress(traffic.Of(prefix)).String()
		}
	}
	return ""
}

// reachable is what the proof says: everything that terminals can open a connection to, and everything that can open
// one across the peering. A way without an answer is no connection and is not listed.
func (d *drawer) reachable() section {
	s := section{title: "The proof: connections that can come about", none: "none"}
	for _, from := range d.graph.Interfaces {
		for _, to := range d.graph.Interfaces {
			if from == to || from.Kind != graph.Terminal && !crossing(from, to) {
				continue
			}
			s.rows = append(s.rows, d.between(from, to)...)
		}
	}
	for _, w := range d.existing() {
		s.rows = append(s.rows, []string{w.from.Name(), "→ existing endpoint " + w.name, w.services.String()})
		for _, hop := range w.hops {
			s.rows = append(s.rows, []string{"    by " + hop})
		}
	}
	for _, i := range d.graph.Interfaces {
		if i.Kind != graph.Terminal {
			continue
		}
		row := []string{i.Name(), "→ the internet", "no route; the proxy alone"}
		if ways := reach.Out(i); len(ways) > 0 {
			row[2] = "OPEN by the " + strings.Join(ways, ", the ")
		}
		s.rows = append(s.rows, row)
	}
	return s
}

// crossing says whether two interfaces stand in two networks.
func crossing(from, to *graph.Interface) bool {
	return from.VPC() != nil && to.VPC() != nil && from.VPC() != to.VPC()
}

// path is all that passes from one interface to another, and one way that it takes; no way when nothing passes.
func (d *drawer) path(from, to *graph.Interface) (traffic.Services, *reach.Path) {
	services := traffic.Services{}
	var shown *reach.Path
	for _, path := range reach.New(d.graph).Between(reach.Of(from), reach.Of(to)) {
		if !path.Returns {
			continue
		}
		services = services.Union(path.Services)
		if shown == nil || path.Declared() && !shown.Declared() {
			shown = &path
		}
	}
	return services, shown
}

// between is one row for all that passes from one interface to another, and below it one way that it takes.
func (d *drawer) between(from, to *graph.Interface) [][]string {
	services, shown := d.path(from, to)
	if shown == nil {
		return nil
	}
	rows := [][]string{{from.Name(), "→ " + to.Name(), services.String()}}
	for _, hop := range shown.Hops {
		rows = append(rows, []string{"    by " + hop})
	}
	return rows
}

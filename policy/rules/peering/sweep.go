package peering

import (
	"secure-room/policy/graph"
	"secure-room/policy/traffic"
)

// sweep goes through the services of rules from the lowest to the highest and shows each stretch in which the same rules
// hold, with those rules in their order, until show says stop. Stretches lie apart; services that no rule names are left out.
func sweep(rules []*graph.Rule, show func(traffic.Services, []*graph.Rule) bool) {
	sets := make([]traffic.Services, 0, len(rules))
	for _, r := range rules {
		sets = append(sets, r.Services)
	}
	for services, within := range traffic.Stretches(sets...) {
		active := make([]*graph.Rule, 0, len(within))
		for _, n := range within {
			active = append(active, rules[n])
		}
		if !show(services, active) {
			return
		}
	}
}

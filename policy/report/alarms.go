package report

import (
	"secure-room/policy/resource"
	"secure-room/policy/whose"
)

// told are those whom a room's topics tell of alarms. One who has not consented hears nothing yet.
func (d *drawer) told() section {
	s := section{title: "Told of alarms", none: "nobody: alarms show in the console alone"}
	for _, r := range d.graph.OfType("aws:sns/topicSubscription:TopicSubscription") {
		if whose.Room(d.baseline, d.resources, r.Stack) == nil {
			continue
		}
		address, approval := known(r, "endpoint"), "not approved"
		if d.baseline.MayBeTold(address) {
			approval = "approved"
		}
		state := "by " + known(r, "protocol")
		if pending, _ := resource.Truth(r.Properties.Get("pendingConfirmation")); pending {
			state += ", has not consented yet"
		}
		s.rows = append(s.rows, []string{address, approval, state})
	}
	return s
}

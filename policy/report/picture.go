// Package report draws what stands: who has a terminal, from where it opens, what it can reach.
package report

import (
	"fmt"
	"slices"
	"strings"

	"secure-room/policy/baseline"
	"secure-room/policy/export"
	"secure-room/policy/graph"
	"secure-room/policy/index"
	"secure-room/policy/resource"
	"secure-room/policy/traffic"
)

// section is one heading with rows of aligned columns.
type section struct {
	title string
	rows  [][]string
	// none is what is said when there are no rows.
	none string
}

// Picture draws some stacks that stand together.
func Picture(stacks []*export.Stack, approved *baseline.Baseline) string {
	var all []resource.Resource
	for _, s := range stacks {
		all = append(all, s.Resources...)
	}
	d := &drawer{resources: all, graph: graph.Build(index.New(all, resource.Stack)), baseline: approved}
	sections := []section{d.terminals(), d.access(), d.sources(), d.peering(), d.endpoints(), d.egress(), d.told(), d.reachable()}
	var text strings.Builder
	for i, s := range sections {
		if i > 0 {
			text.WriteString("\n")
		}
		s.write(&text)
	}
	return text.String()
}

type drawer struct {
	resources []resource.Resource
	graph     *graph.Graph
	baseline  *baseline.Baseline
}

func (s section) write(to *strings.Builder) {
	to.WriteString(s.title + "\n")
	if len(s.rows) == 0 {
		to.WriteString("  " + s.none + "\n")
		return
	}
	var widths []int
	for _, row := range s.rows {
		for i, cell := range row {
			if len(row) == 1 {
				break // a remark on the row above
			}
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], len([]rune(cell)))
		}
	}
	for _, row := range s.rows {
		line := " "
		for i, cell := range row {
			line += " " + cell
			if i < len(row)-1 {
				line += strings.Repeat(" ", widths[i]-len([]rune(cell))+1)
			}
		}
		to.WriteString(strings.TrimRight(line, " ") + "\n")
	}
}

// known is a property's text, or a dash.
func known(r *resource.Resource, name string) string {
	if text, standing := resource.Text(r.Properties.Get(name)); standing == resource.Known && text != "" {
		return text
	}
	return "-"
}

func (d *drawer) terminals() section {
	s := section{title: "Terminals", none: "none"}
	roles := map[string]string{}
	for _, u := range d.baseline.Users {
		roles[u.Name] = u.Role
	}
	for _, w := range d.graph.OfType("aws:workspaces/workspace:Workspace") {
		user := known(w, "userName")
		role, ok := roles[user]
		if !ok {
			role = "not approved"
		}
		settings, _ := resource.Fields(w.Properties.Get("workspaceProperties"))
		stop := "runs always"
		if minutes, standing := resource.Number(settings.Get("runningModeAutoStopTimeoutInMinutes")); standing == resource.Known && minutes > 0 {
			stop = fmt.Sprintf("stops %g minutes after its user has left", minutes)
		}
		s.rows = append(s.rows, []string{user, role, known(w, "id"), stop})
	}
	slices.SortFunc(s.rows, slices.Compare[[]string])
	return s
}

func (d *drawer) sources() section {
	s := section{title: "Terminals open from", none: "anywhere: no IP access control group"}
	for _, group := range d.graph.OfType("aws:workspaces/ipGroup:IpGroup") {
		rules, _ := resource.Items(group.Properties.Get("rules"))
		for _, item := range rules {
			fields, _ := resource.Fields(item)
			source, _ := resource.Text(fields.Get("source"))
			reason, _ := resource.Text(fields.Get("description"))
			s.rows = append(s.rows, []string{source, reason})
		}
	}
	return s
}

func (d *drawer) peering() section {
	s := section{title: "Peering", none: "none: the door is shut"}
	for _, c := range d.graph.Connections {
		state := "requested; production has not accepted it"
		for _, a := range d.graph.Accepters {
			if slices.Contains(a.Connection.Candidates, c.Resource) || a.Connection.ID == known(c.Resource, "id") {
				state = "requested by the room, accepted by production (" + known(a.Resource, "acceptStatus") + ")"
			}
		}
		s.rows = append(s.rows, []string{known(c.Resource, "id"), c.VPC.Text() + " → " + c.PeerVPC.Text(), state})
	}
	return s
}

// endpoints are the parts of other networks that a terminal can open a connection to, whether approved or not: verify
// judges that.
func (d *drawer) endpoints() section {
	s := section{title: "Exposed endpoints", none: "none: the door is shut"}
	for _, to := range d.graph.Interfaces {
		services := traffic.Services{}
		for _, from := range d.graph.Interfaces {
			if from.Kind == graph.Terminal && crossing(from, to) {
				reached, _ := d.path(from, to)
				services = services.Union(reached)
			}
		}
		if services.Empty() {
			continue
		}
		var subnets []string
		for _, subnet := range to.Subnets {
			subnets = append(subnets, subnet.Block.String())
		}
		s.rows = append(s.rows, []string{to.Owner.Name, services.String(), strings.Join(subnets, ", ")})
	}
	for _, w := range d.existing() {
		s.rows = append(s.rows, []string{w.name, w.services.String(), traffic.AddressText(w.addresses) + "; stood before"})
	}
	return s
}

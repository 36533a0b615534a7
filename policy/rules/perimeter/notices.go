package perimeter

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"secure-room/policy/baseline"
	"secure-room/policy/document"
	"secure-room/policy/resource"
)

const (
	topicType        = "aws:sns/topic:Topic"
	topicPolicyType  = "aws:sns/topicPolicy:TopicPolicy"
	subscriptionType = "aws:sns/topicSubscription:TopicSubscription"
	alarmType        = "aws:cloudwatch/metricAlarm:MetricAlarm"
	metricFilterType = "aws:cloudwatch/logMetricFilter:LogMetricFilter"
)

// notices judges what a room's alarms tell whom, and what could keep them silent.
func (j *judge) notices(r *resource.Resource) {
	switch r.Type {
	case topicType, topicPolicyType:
		j.topic(r)
	case subscriptionType:
		j.subscription(r)
	case alarmType:
		j.alarm(r)
	case metricFilterType:
		j.metricFilter(r)
	}
}

// topic judges who may publish to a topic and subscribe to it. One without a policy has AWS's own, which is for its owner's
// account alone ("Setting up access to Amazon SNS", Amazon SNS Developer Guide).
func (j *judge) topic(r *resource.Resource) {
	text, standing := resource.Text(j.Graph.Given(r, "policy"))
	wrong := ""
	switch {
	case standing == resource.Absent || standing == resource.Known && strings.TrimSpace(text) == "":
		return
	case standing != resource.Known:
		wrong = "is not known yet, so it could let everybody subscribe"
	default:
		wrong = tellsOthers(text, j.Baseline)
	}
	if wrong != "" {
		j.add(topicOpen.At(r, fmt.Sprintf("The policy of topic %s %s; allowed are alarms and principals of approved accounts.", r.Name, wrong)))
	}
}

// tellsOthers says what is wrong with the first statement that is not right; empty when all are.
func tellsOthers(text string, b *baseline.Baseline) string {
	statements, err := document.Parse(text)
	if err != nil {
		return err.Error()
	}
	for _, s := range statements {
		switch {
		case s.Denies():
			continue
		case s.NotPrincipal != nil || len(s.Principal) == 0:
			return "allows everybody but a few (NotPrincipal), or nobody in particular"
		case s.NotAction != nil:
			return "allows all but a few actions (NotAction)"
		}
		excepted := func(s document.Statement, kind, _ string) bool { return kind == "Service" || heldToAccounts(s, b) }
		if wrong := document.FindOutsider([]document.Statement{s}, b.Accounts(), excepted); wrong != nil {
			return wrong.String()
		}
		if _, services := s.Principal["Service"]; services {
			if wrong := publishes(s, b); wrong != "" {
				return wrong
			}
		}
	}
	return ""
}

// publishes says what is wrong with a statement for services: only CloudWatch may publish, and only alarms of approved accounts.
func publishes(s document.Statement, b *baseline.Baseline) string {
	account := s.Fixed("aws:SourceAccount", "StringEquals")
	switch {
	case !each(s.Principal["Service"], []string{"cloudwatch.amazonaws.com"}):
		return "lets in a service other than cloudwatch.amazonaws.com"
	case !each(s.Action, []string{"sns:Publish"}):
		return "lets CloudWatch do more than publish"
	case len(account) == 0 || !each(account, b.Accounts()):
		return "lets alarms of any account publish (no aws:SourceAccount in a StringEquals condition)"
	}
	return ""
}

// heldToAccounts says whether a condition holds a statement to principals of approved accounts, as AWS's own policy of a topic has it.
func heldToAccounts(s document.Statement, b *baseline.Baseline) bool {
	return bound(s, "aws:PrincipalAccount", b.Accounts()) || bound(s, "aws:SourceOwner", b.Accounts())
}

// subscription judges who hears: approved people, by mail. Everything else is a machine, of which the stack does not say whose.
func (j *judge) subscription(r *resource.Resource) {
	protocol, standing := resource.Text(r.Properties.Get("protocol"))
	if standing != resource.Known || protocol != "email" && protocol != "email-json" {
		j.add(heardByOthers.At(r, fmt.Sprintf("Subscription %s goes by %s to %s; alarms go by email alone, to approved recipients.", r.Name,
			resource.Quote(r.Properties.Get("protocol")), resource.Quote(r.Properties.Get("endpoint")))))
		return
	}
	address, standing := resource.Text(r.Properties.Get("endpoint"))
	if standing != resource.Known || !j.Baseline.MayBeTold(address) {
		j.add(heardByOthers.At(r, fmt.Sprintf("Subscription %s tells %s of alarms, who is no approved recipient.", r.Name, resource.Quote(r.Properties.Get("endpoint")))))
	}
}

// alarm judges what an alarm does: it publishes to a topic of the same stack, whose subscriptions are judged, or nothing.
func (j *judge) alarm(r *resource.Resource) {
	for _, name := range []string{"alarmActions", "okActions", "insufficientDataActions"} {
		items, standing := resource.Items(j.Graph.Given(r, name))
		if standing == resource.Unknown || standing == resource.Malformed {
			j.add(alarmActs.At(r, fmt.Sprintf("Alarm %s has %s that are not known, so they could lead anywhere.", r.Name, name)))
			continue
		}
		for _, item := range items {
			found := j.Graph.Resolve(r, name, item, topicType)
			own := len(found.Candidates) > 0
			for _, topic := range found.Candidates {
				own = own && topic.Stack == r.Stack
			}
			if standing := found.Standing; standing == resource.Unknown {
				own = own && len(found.Candidates) == len(found.DependsOn)
			}
			if !own {
				j.add(alarmActs.At(r, fmt.Sprintf("Alarm %s has %s in %s; an alarm of the room publishes to a topic of its own stack, and does nothing else.",
					r.Name, resource.Quote(item), name)))
			}
		}
	}
}

// dimensions are fields of the proxy's log that whoever is watched does not choose: which terminal it was, by its address, and what
// the proxy did.
var dimensions = []string{"$.client", "$.result", "$.status"}

// flowSource is where the source's address stands in a flow log's record of the default format ("Flow log records", Amazon VPC User
// Guide), which a terminal cannot choose either.
const flowSource = 3

// metricFilter judges what a metric filter tells apart.
func (j *judge) metricFilter(r *resource.Resource) {
	transformation, standing := resource.Fields(first(r.Properties.Get("metricTransformation")))
	fields, fieldsStanding := resource.Fields(transformation.Get("dimensions"))
	if standing != resource.Known || fieldsStanding == resource.Unknown || fieldsStanding == resource.Malformed {
		j.add(alarmBlinded.At(r, fmt.Sprintf("Metric filter %s has dimensions that are not known.", r.Name)))
		return
	}
	for _, name := range slices.Sorted(maps.Keys(fields.AsMap())) {
		field, standing := resource.Text(fields.Get(name))
		if standing != resource.Known || !slices.Contains(dimensions, field) && !j.source(r, field) {
			j.add(alarmBlinded.At(r, fmt.Sprintf("Metric filter %s has a dimension for each value of %s, of which a client can send a thousand; allowed are %s, "+
				"and the source of a flow log.", r.Name, resource.Quote(fields.Get(name)), strings.Join(dimensions, ", "))))
		}
	}
}

// source says whether a field of a pattern such as [version, account, interface, source, …] is the source's address: what counts is
// its place, not what the pattern calls it.
func (j *judge) source(r *resource.Resource, field string) bool {
	pattern, standing := resource.Text(r.Properties.Get("pattern"))
	inner, isList := strings.CutPrefix(strings.TrimSpace(pattern), "[")
	if standing != resource.Known || !isList || strings.Contains(inner, "...") {
		return false // an ellipsis stands for any number of fields
	}
	for _, log := range j.Graph.OfType("aws:ec2/flowLog:FlowLog") {
		if log.Stack == r.Stack && !j.hasSource(log) {
			return false
		}
	}
	var at []int
	for place, item := range strings.Split(strings.TrimSuffix(inner, "]"), ",") {
		name, _, _ := strings.Cut(strings.TrimSpace(item), "=")
		if "$"+strings.TrimSpace(strings.TrimRight(name, "!<> ")) == field {
			at = append(at, place)
		}
	}
	return slices.Equal(at, []int{flowSource})
}

// hasSource says whether a flow log's records have the source's address where the default format has it.
func (j *judge) hasSource(log *resource.Resource) bool {
	format, standing := resource.Text(j.Graph.Given(log, "logFormat"))
	fields := strings.Fields(format)
	return standing == resource.Absent || standing == resource.Known && (len(fields) == 0 || len(fields) > flowSource && fields[flowSource] == "${srcaddr}")
}

package perimeter

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"secure-room/policy/names"
	"secure-room/policy/resource"
)

// otherResolvers are beginnings of types by which names are answered past the firewall, or led elsewhere.
var otherResolvers = []struct{ prefix, why string }{
	{"aws:route53/resolverEndpoint:", "a resolver endpoint carries queries to and from other networks"},
	{"aws:route53/resolverRule", "a resolver rule has other servers answer"},
	{"aws:route53/profiles", "a resolver profile brings rules and zones that the stack does not hold"},
	{"aws:route53/zone", "a hosted zone answers with whatever is written into it"},
	{"aws:route53/record", "a record leads a name wherever its writer likes"},
	{"aws:route53/vpcAssociationAuthorization:", "it lets zones of another account answer"},
	{"aws:servicediscovery/publicDnsNamespace:", "a public namespace tells names to the internet"},
	{"aws:servicediscovery/instance:", "an instance written by hand may be an alias of a name outside"},
}

// otherLogs are beginnings of types that deliver logs elsewhere.
var otherLogs = []string{"aws:cloudwatch/logSubscriptionFilter:", "aws:cloudwatch/logDestination", "aws:cloudwatch/logAccountPolicy:",
	"aws:cloudwatch/logDelivery", "aws:route53/resolverQueryLogConfig", "aws:route53/queryLog:"}

// asides judges resources of a room's stack that need no others in sight.
func (j *judge) asides(r *resource.Resource) {
	for _, other := range otherResolvers {
		if strings.HasPrefix(r.Type, other.prefix) {
			j.add(anotherResolver.At(r, fmt.Sprintf("%s is a %s: %s.", r.Name, r.Type, other.why)))
		}
	}
	for _, prefix := range otherLogs {
		if strings.HasPrefix(r.Type, prefix) {
			j.add(logsLeave.At(r, fmt.Sprintf("%s is a %s, which delivers logs of the room elsewhere.", r.Name, r.Type)))
		}
	}
	switch r.Type {
	case "aws:ec2/vpcDhcpOptions:VpcDhcpOptions":
		j.servers(r)
	case "aws:ec2/vpcDhcpOptionsAssociation:VpcDhcpOptionsAssociation":
		if f := j.Graph.Find(r, "dhcpOptionsId", "aws:ec2/vpcDhcpOptions:VpcDhcpOptions"); len(f.Candidates) != 1 {
			j.add(anotherResolver.At(r, fmt.Sprintf("%s gives the room DHCP options that are not among the resources, so any DNS server may be in them.", r.Name)))
		}
	case names.RuleType:
		if answer, standing := resource.Text(j.Graph.Given(r, "blockResponse")); standing == resource.Known && answer == "OVERRIDE" {
			j.add(anotherResolver.At(r, fmt.Sprintf("Rule %s answers %s in the place of the name asked for.", r.Name, resource.Quote(r.Properties.Get("blockOverrideDomain")))))
		}
	case "aws:servicediscovery/service:Service":
		j.aliases(r)
	case "aws:ec2/flowLog:FlowLog":
		j.flowLog(r)
	}
}

// servers judges the DNS servers that DHCP options hand out.
func (j *judge) servers(r *resource.Resource) {
	items, standing := resource.Items(j.Graph.Given(r, "domainNameServers"))
	if standing == resource.Absent || standing == resource.Known && len(items) == 0 {
		return
	}
	own := func(item property.Value) bool {
		text, standing := resource.Text(item)
		return standing == resource.Known && strings.EqualFold(strings.TrimSpace(text), "AmazonProvidedDNS")
	}
	if standing != resource.Known || slices.ContainsFunc(items, func(item property.Value) bool { return !own(item) }) {
		j.add(anotherResolver.At(r, fmt.Sprintf("DHCP options %s hand out DNS servers other than AmazonProvidedDNS, which no firewall judges.", r.Name)))
	}
}

// aliases refuses services that are found by an alias.
func (j *judge) aliases(r *resource.Resource) {
	fields, _ := resource.Fields(first(r.Properties.Get("dnsConfig")))
	records, _ := resource.Items(fields.Get("dnsRecords"))
	for _, record := range records {
		one, _ := resource.Fields(record)
		if kind, standing := resource.Text(one.Get("type")); standing != resource.Known || !slices.Contains([]string{"A", "AAAA", "SRV"}, kind) {
			j.add(anotherResolver.At(r, fmt.Sprintf("Service %s is found by records of type %s, which may lead to another name.", r.Name, resource.Quote(one.Get("type")))))
		}
	}
}

// flowLog judges where a flow log is delivered.
func (j *judge) flowLog(r *resource.Resource) {
	kind, standing := resource.Text(j.Graph.Given(r, "logDestinationType"))
	inLogs := standing == resource.Absent || standing == resource.Known && (kind == "" || kind == "cloud-watch-logs")
	arn, standing := resource.Text(j.Graph.Given(r, "logDestination"))
	part := strings.Split(arn, ":") // arn, partition, service, region, account …
	foreign := standing == resource.Malformed || standing == resource.Known && arn != "" &&
		(len(part) < 6 || part[2] != "logs" || !slices.Contains(j.Baseline.Accounts(), part[4]))
	_, role := resource.Text(j.Graph.Given(r, "deliverCrossAccountRole"))
	if !inLogs || foreign || role == resource.Known || role == resource.Malformed {
		j.add(logsLeave.At(r, fmt.Sprintf("Flow log %s is delivered to %s as %s; allowed are log groups of approved accounts.", r.Name,
			resource.Quote(r.Properties.Get("logDestination")), resource.Quote(r.Properties.Get("logDestinationType")))))
	}
}

// first is a block of which there is one, alone or in a list of one.
func first(v property.Value) property.Value {
	if items, standing := resource.Items(v); standing == resource.Known && len(items) == 1 {
		return items[0]
	}
	return v
}

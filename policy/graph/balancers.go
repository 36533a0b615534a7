package graph

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"go4.org/netipx"

	"secure-room/policy/resource"
	"secure-room/policy/traffic"
)

// Forward is what a load balancer passes on: whoever reaches it on what it listens to reaches the target's services
// ("What is Elastic Load Balancing?", Elastic Load Balancing User Guide).
type Forward struct {
	// Declared is the resource that names the target.
	Declared *resource.Resource
	Listens  traffic.Services
	// Target is the interfaces that it forwards to; nil for addresses that no resource is known to own.
	Target    *Interface
	Addresses *netipx.IPSet
	Services  traffic.Services
	// Problem says why the target cannot be told.
	Problem string
}

// Name says what is forwarded to, for people.
func (f Forward) Name() string {
	if f.Target != nil {
		return f.Target.Name()
	}
	return "targets " + traffic.AddressText(f.Addresses)
}

var (
	balancerTypes = []string{"aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer",
		"aws:elasticloadbalancingv2/loadBalancer:LoadBalancer", "aws:applicationloadbalancing/loadBalancer:LoadBalancer"}
	classicTypes  = []string{"aws:elb/loadBalancer:LoadBalancer", "aws:elasticloadbalancing/loadBalancer:LoadBalancer"}
	listenerTypes = sameNames("listener:Listener")
	targetTypes   = sameNames("targetGroup:TargetGroup")
)

// sameNames are the modules under which pulumi-aws registers one type of load balancing.
func sameNames(kind string) []string {
	return []string{"aws:lb/" + kind, "aws:alb/" + kind, "aws:elasticloadbalancingv2/" + kind, "aws:applicationloadbalancing/" + kind}
}

// readForwards follows each listener to its target groups and their targets.
func (g *Graph) readForwards() {
	balancers := g.index.OfType(slices.Concat(balancerTypes, classicTypes)...)
	if len(balancers) == 0 {
		return
	}
	owned := map[*resource.Resource]*Interface{}
	for _, i := range g.Interfaces {
		owned[i.Owner] = i
	}
	targets := g.targets(owned)
	rules := map[*resource.Resource][]*resource.Resource{}
	for _, r := range g.index.OfType(sameNames("listenerRule:ListenerRule")...) {
		for _, l := range g.index.Find(r, "listenerArn", listenerTypes...).Candidates {
			rules[l] = append(rules[l], r)
		}
	}
	for _, l := range g.index.OfType(listenerTypes...) {
		listens := serviceOf(l, "port")
		named := g.targetGroups(l, "defaultActions")
		for _, r := range rules[l] {
			named = append(named, g.targetGroups(r, "actions")...)
		}
		for _, b := range g.index.Find(l, "loadBalancerArn", balancerTypes...).Candidates {
			i := owned[b]
			if i == nil {
				continue
			}
			for _, f := range named {
				if len(f.Candidates) == 0 {
					i.Forwards = append(i.Forwards, Forward{Declared: l, Listens: listens, Problem: "to target group " + f.Text()})
				}
				for _, group := range f.Candidates {
					for _, forward := range targets[group] {
						forward.Listens = listens
						i.Forwards = append(i.Forwards, forward)
					}
				}
			}
		}
	}
	for _, b := range g.index.OfType(classicTypes...) {
		if i := owned[b]; i != nil {
			i.Forwards = append(i.Forwards, g.classic(b, owned)...)
		}
	}
}

// targetGroups lists the target groups that the actions of a listener or of one of its rules name.
func (g *Graph) targetGroups(r *resource.Resource, top string) []Reference {
	var found []Reference
	var walk func(v property.Value)
	walk = func(v property.Value) {
		switch {
		case v.IsArray():
			for _, item := range v.AsArray().AsSlice() {
				walk(item)
			}
		case v.IsMap():
			for key, value := range v.AsMap().All {
				if text, isText := resource.Text(value); (key == "targetGroupArn" || key == "arn") && (isText == resource.Unknown || text != "") {
					found = append(found, g.index.Resolve(r, top, value, targetTypes...))
				} else {
					walk(value)
				}
			}
		case v.IsComputed():
			found = append(found, g.index.Resolve(r, top, v, targetTypes...))
		}
	}
	walk(g.index.Given(r, top))
	return found
}

// targets lists what stands in each target group: attachments, services and Auto Scaling groups.
func (g *Graph) targets(owned map[*resource.Resource]*Interface) map[*resource.Resource][]Forward {
	targets := map[*resource.Resource][]Forward{}
	add := func(declared *resource.Resource, f Reference, port property.Value, target func(Forward) Forward) {
		groups := f.Candidates
		if len(groups) == 0 && f.Standing == resource.Unknown {
			groups = g.index.OfType(targetTypes...) // it may be any
		}
		for _, group := range groups {
			services := serviceOf(group, "port")
			if !port.IsNull() {
				services = servicesOn(port, protocolOf(group))
			}
			targets[group] = append(targets[group], target(Forward{Declared: declared, Services: services}))
		}
	}
	for _, r := range g.index.OfType(sameNames("targetGroupAttachment:TargetGroupAttachment")...) {
		add(r, g.index.Find(r, "targetGroupArn", targetTypes...), g.index.Given(r, "port"), func(f Forward) Forward { return g.target(f, r, "targetId", owned) })
	}
	for _, r := range g.index.OfType("aws:ecs/service:Service") {
		items, _ := resource.Items(g.index.Given(r, "loadBalancers"))
		for _, item := range items {
			fields, _ := resource.Fields(item)
			add(r, g.index.Resolve(r, "loadBalancers", fields.Get("targetGroupArn"), targetTypes...), fields.Get("containerPort"), owner(owned, r))
		}
		if v := g.index.Given(r, "loadBalancers"); v.IsComputed() {
			add(r, g.index.Resolve(r, "loadBalancers", v, targetTypes...), property.New(property.Computed), owner(owned, r))
		}
	}
	for _, r := range g.index.OfType("aws:autoscaling/group:Group") {
		for _, f := range g.index.List(r, "targetGroupArns", g.index.Given(r, "targetGroupArns"), targetTypes...) {
			add(r, f, property.Value{}, owner(owned, r))
		}
	}
	for _, r := range g.index.OfType("aws:autoscaling/attachment:Attachment") {
		for _, group := range g.index.Find(r, "autoscalingGroupName", "aws:autoscaling/group:Group").Candidates {
			add(r, g.index.Find(r, "lbTargetGroupArn", targetTypes...), property.Value{}, owner(owned, group))
		}
	}
	return targets
}

func owner(owned map[*resource.Resource]*Interface, r *resource.Resource) func(Forward) Forward {
	return func(f Forward) Forward { return f.to(owned[r], "to "+r.Name) }
}

// to aims a forward at interfaces.
func (f Forward) to(i *Interface, otherwise string) Forward {
	if i == nil {
		f.Problem = otherwise
		return f
	}
	f.Target, f.Addresses = i, i.Addresses()
	return f
}

// target resolves what an attachment names: an instance, another load balancer, or an address.
func (g *Graph) target(f Forward, r *resource.Resource, name string, owned map[*resource.Resource]*Interface) Forward {
	types := slices.Concat([]string{"aws:ec2/instance:Instance", "aws:lambda/function:Function"}, balancerTypes)
	named := g.index.Find(r, name, types...)
	for _, c := range named.Candidates {
		return f.to(owned[c], "to "+c.Name)
	}
	if address, err := netip.ParseAddr(named.ID); err == nil {
		f.Addresses = traffic.Of(netip.PrefixFrom(address.Unmap(), address.Unmap().BitLen()))
		return f
	}
	f.Problem = "to " + named.Text()
	return f
}

// classic is what a load balancer of the first generation passes on, to instances alone.
func (g *Graph) classic(b *resource.Resource, owned map[*resource.Resource]*Interface) []Forward {
	var instances []Forward
	for _, f := range g.index.List(b, "instances", g.index.Given(b, "instances"), "aws:ec2/instance:Instance") {
		one := Forward{Declared: b, Problem: "to " + f.Text()}
		for _, c := range f.Candidates {
			one = Forward{Declared: b}.to(owned[c], "to "+c.Name)
		}
		instances = append(instances, one)
	}
	for _, r := range g.index.OfType("aws:elb/attachment:Attachment", "aws:elasticloadbalancing/attachment:Attachment") {
		if slices.Contains(g.index.Find(r, "elb", classicTypes...).Candidates, b) {
			instances = append(instances, g.target(Forward{Declared: r}, r, "instance", owned))
		}
	}
	listeners, _ := resource.Items(g.index.Given(b, "listeners"))
	var forwards []Forward
	for _, item := range listeners {
		fields, _ := resource.Fields(item)
		for _, f := range instances {
			f.Listens, f.Services = servicesOn(fields.Get("lbPort"), "tcp"), servicesOn(fields.Get("instancePort"), "tcp")
			forwards = append(forwards, f)
		}
	}
	return forwards
}

// serviceOf is the port that a listener or target group names, by its protocol; everything where it is not known.
func serviceOf(r *resource.Resource, name string) traffic.Services {
	return servicesOn(r.Properties.Get(name), protocolOf(r))
}

// protocolOf is what a listener's or target group's protocol runs on ("Listeners for your Network Load Balancers", "Listeners
// for your Application Load Balancers"); -1 for what is not known.
func protocolOf(r *resource.Resource) string {
	text, _ := resource.Text(r.Properties.Get("protocol"))
	switch strings.ToUpper(text) {
	case "HTTP", "HTTPS", "TCP", "TLS":
		return "tcp"
	case "UDP":
		return "udp"
	}
	return "-1"
}

func servicesOn(port property.Value, protocol string) traffic.Services {
	number, known := portIn(port)
	if !known || number == nil {
		return traffic.Everything()
	}
	services, err := traffic.Parse(protocol, number, number)
	if err != nil {
		return traffic.Everything()
	}
	return services
}

package squid

// table holds what every rule makes of every representative, one dimension at a time: an ACL looks at one dimension
// only, so a rule's verdict on a request is the least of its verdicts on the request's parts.
type table struct {
	space
	rules []ruleVerdicts
}

type ruleVerdicts struct {
	accessRule
	sources, hosts, methods, ports []match
	other                          match
}

func newTable(rules []accessRule, all space) table {
	t := table{space: all}
	for _, rule := range rules {
		v := ruleVerdicts{
			accessRule: rule,
			sources:    certain(len(all.sources)), hosts: certain(len(all.hosts)),
			methods: certain(len(all.methods)), ports: certain(len(all.ports)), other: yes,
		}
		for _, condition := range rule.conditions {
			switch condition.acl.dimension {
			case bySource:
				narrow(v.sources, all.sources, condition, func(r *Request, source string) { r.Source = source })
			case byHost:
				narrow(v.hosts, all.hosts, condition, func(r *Request, host string) { r.Host = host })
			case byPort:
				narrow(v.ports, all.ports, condition, func(r *Request, port int) { r.Port = port })
			case byMethod:
				narrow(v.methods, all.methods, condition, func(r *Request, method string) { r.Method = method })
			case byStep, byServerName, byOther:
				v.other = min(v.other, condition.match(Request{}))
			}
		}
		t.rules = append(t.rules, v)
	}
	return t
}

func certain(length int) []match {
	verdicts := make([]match, length)
	for i := range verdicts {
		verdicts[i] = yes
	}
	return verdicts
}

// narrow lowers verdicts to what one more condition makes of each representative.
func narrow[T any](verdicts []match, representatives []T, c condition, put func(*Request, T)) {
	for i, representative := range representatives {
		var r Request
		put(&r, representative)
		verdicts[i] = min(verdicts[i], c.match(r))
	}
}

// reachable is a rule that may match some host for a given source, method and port.
type reachable struct {
	*ruleVerdicts
	// base is what the rule makes of all but the host.
	base match
}

// outcome is what becomes of a representative request.
type outcome struct {
	Request
	allowed bool
	// by is the rule that lets it through or not; nil when none matches.
	by *accessRule
	// decided says whether a line is sure to decide it.
	decided bool
}

// each visits every representative request that is let through or undecided.
func (t table) each(visit func(outcome)) {
	for s, source := range t.sources {
		for m, method := range t.methods {
			for p, port := range t.ports {
				candidates := t.candidates(s, m, p)
				for h, host := range t.hosts {
					found := t.decide(candidates, h)
					if found.allowed || !found.decided {
						found.Request = Request{Source: source, Host: host, Port: port, Method: method}
						visit(found)
					}
				}
			}
		}
	}
}

func (t table) candidates(source, method, port int) []reachable {
	var candidates []reachable
	for i := range t.rules {
		rule := &t.rules[i]
		base := min(rule.sources[source], rule.methods[method], rule.ports[port], rule.other)
		if base != no {
			candidates = append(candidates, reachable{rule, base})
		}
	}
	return candidates
}

// decide is Config.Evaluate on verdicts worked out before.
func (t table) decide(candidates []reachable, host int) (found outcome) {
	for _, candidate := range candidates {
		matched := min(candidate.base, candidate.hosts[host])
		if found.by == nil && (matched == yes || matched == maybe && candidate.allow) {
			found.by, found.allowed = &candidate.accessRule, candidate.allow
		}
		if matched == yes {
			found.decided = true
			return found
		}
	}
	if found.by == nil && len(t.rules) > 0 {
		found.allowed = !t.rules[len(t.rules)-1].allow
	}
	return found
}

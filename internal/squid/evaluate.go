package squid

// Decision is what happens to a request and because of which line.
type Decision struct {
	Allow bool
	// Line is the deciding line's number; 0 when none matched.
	Line int
	Text string
	// Assumed is set when the decision hangs on something outside the configuration, such as what a name resolves to.
	// It then is the one that lets more through.
	Assumed bool
}

// Evaluate decides one request: the first line that matches, else the opposite of the last line (squid.conf reference,
// "http_access"); a configuration without any such line denies.
func (c *Config) Evaluate(r Request) Decision {
	assumed := false
	for _, rule := range c.rules {
		matched := yes
		for _, condition := range rule.conditions {
			matched = min(matched, condition.match(r))
		}
		if matched == yes || matched == maybe && rule.allow {
			return Decision{rule.allow, rule.line, rule.text, assumed || matched == maybe}
		}
		// A refusal that may not happen is not one to rely on.
		assumed = assumed || matched == maybe
	}
	if len(c.rules) == 0 {
		return Decision{}
	}
	return Decision{Allow: !c.rules[len(c.rules)-1].allow, Text: "no http_access line matches, and Squid does the opposite of the last one", Assumed: assumed}
}

func (c condition) match(r Request) match {
	found := c.acl.match(r)
	if c.negated {
		return found.not()
	}
	return found
}

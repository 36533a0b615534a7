package terminals_test

import (
	"testing"

	"secure-room/policy/baseline"
	"secure-room/policy/policytest"
	"secure-room/policy/rule"
)

// What only the whole stack shows: whether anything sets the terminals' Group Policy.
func TestTerminalsAreGoverned(t *testing.T) {
	const nothing = "Nothing sets the Group Policy of directory terminals's terminals"
	for name, c := range map[string]struct {
		change func(*policytest.Stack)
		want   string
	}{
		"as it is":         {func(*policytest.Stack) {}, ""},
		"no document":      {func(s *policytest.Stack) { s.Remove("terminal-policy-document") }, nothing},
		"never run":        {func(s *policytest.Stack) { s.Remove("terminal-policy") }, nothing},
		"not told":         {func(s *policytest.Stack) { s.Get("terminal-policy").Set("parameters", P{"proxy": "proxy:3128"}) }, nothing},
		"no parameters":    {func(s *policytest.Stack) { s.Get("terminal-policy").Set("parameters", nil) }, nothing},
		"another document": {func(s *policytest.Stack) { s.Get("terminal-policy").Set("name", "AWS-RunPowerShellScript") }, nothing},
		"one protocol alone": {func(s *policytest.Stack) {
			s.Get("terminal-policy-document").Set("content", "pcoip.server_clipboard_state {{ clipboard }}")
		}, nothing},
		"whatever is told": {func(s *policytest.Stack) {
			s.Get("terminal-policy-document").Set("content", "pcoip.server_clipboard_state Configure clipboard redirection")
		}, nothing},
		"no terminals either": {func(s *policytest.Stack) {
			for _, name := range []string{"terminal-policy", "hanako", "keiko", "terminals"} {
				s.Remove(name)
			}
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := room()
			c.change(s)
			verdict(t, c.want, stackForms(s))
		})
	}
}

// approving are the forms of a stack under a baseline that approves more.
func approving(change func(*baseline.Terminals), s *policytest.Stack) map[string][]rule.Input {
	seen := forms(s)
	for _, inputs := range seen {
		for i := range inputs {
			change(&inputs[i].Baseline.Terminals)
		}
	}
	return seen
}

func TestWhatTheBaselineApprovesBeyond(t *testing.T) {
	intoTerminal := func(b *baseline.Terminals) { b.Clipboard = "into-terminal" }
	s := room()
	verdict(t, "", approving(intoTerminal, s))
	s.Get("terminal-policy").Set("parameters", P{"clipboard": "into-terminal"})
	verdict(t, "", approving(intoTerminal, s))
	s.Get("terminal-policy").Set("parameters", P{"clipboard": "both"})
	verdict(t, "approved is off or into-terminal", approving(intoTerminal, s))

	web := func(b *baseline.Terminals) { b.DeviceTypes = []string{"windows", "web"} }
	access := P{"deviceTypeAndroid": "DENY", "deviceTypeChromeos": "DENY", "deviceTypeIos": "DENY", "deviceTypeLinux": "DENY",
		"deviceTypeZeroclient": "DENY", "deviceTypeOsx": "DENY", "deviceTypeWeb": "ALLOW", "deviceTypeWindows": "ALLOW"}
	s = room()
	s.Get("terminals").Set("workspaceAccessProperties", access)
	verdict(t, "", approving(web, s))
	access["deviceTypeOsx"] = "ALLOW"
	verdict(t, "with another device than windows, web: deviceTypeOsx is ALLOW", approving(web, s))
}

// Sources are spread over several groups; each of them is judged, and so what they admit together.
func TestSeveralIPGroups(t *testing.T) {
	s := room()
	second := s.Add(ipGroup, "second", P{"rules": []any{P{"source": "203.0.113.10/32"}}})
	s.Get("terminals").Set("ipGroupIds", []any{s.Get("offices").Ref(), second.Ref()})
	verdict(t, "", forms(s))
	second.Set("rules", []any{P{"source": "203.0.113.10/32"}, P{"source": "192.0.2.1/32"}})
	verdict(t, "IP group second admits 192.0.2.1/32", forms(s))
}

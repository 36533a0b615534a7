package verify_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"

	"secure-room/policy/export"
	"secure-room/policy/finding"
	"secure-room/policy/policytest"
	"secure-room/policy/rule"
	"secure-room/policy/rules/completeness"
	"secure-room/policy/rules/password"
	"secure-room/policy/rules/peering"
	"secure-room/policy/verify"
)

var families = []rule.Family{completeness.Family(), peering.Family(), password.Family()}

// exports are the stacks as exported without secrets, the directory's password coming from where change says.
func exports(change func(prod, room *policytest.Stack)) []*export.Stack {
	prod, room := policytest.Production(), policytest.Room()
	generated := room.Add("random:index/randomPassword:RandomPassword", "admin", policytest.P{"length": 32})
	room.Get("directory").Set("password", generated.Ref())
	change(prod, room)
	stacks := []*export.Stack{{Name: "prod", Resources: policytest.Deployed(prod)}, {Name: "room", Resources: policytest.Deployed(room), Encrypted: map[string]bool{}}}
	for i, r := range stacks[1].Resources {
		if r.Type == "aws:directoryservice/directory:Directory" {
			stacks[1].Resources[i].Properties = r.Properties.Set("password", property.New(property.Computed).WithSecret(true))
			stacks[1].Encrypted[r.URN] = true
		}
	}
	return stacks
}

func TestOutcomes(t *testing.T) {
	for name, c := range map[string]struct {
		change func(prod, room *policytest.Stack)
		want   verify.Outcome
	}{
		"good":                              {func(_, _ *policytest.Stack) {}, verify.Proved},
		"a password from config, encrypted": {func(_, room *policytest.Stack) { room.Get("directory").Set("password", "from config") }, verify.Undecided},
		"a wide route": {func(_, room *policytest.Stack) {
			room.Get("terminals-0-to-data-0").Set("destinationCidrBlock", "10.10.0.0/16")
		}, verify.Violated},
		"both": {func(_, room *policytest.Stack) {
			room.Get("directory").Set("password", "from config")
			room.Get("peering").Set("autoAccept", true)
		}, verify.Violated},
		"the directory beside the terminals, its password encrypted": {func(_, room *policytest.Stack) {
			room.Get("directory").Properties["vpcSettings"].(policytest.P)["subnetIds"] = []any{room.Get("terminals-0").Ref()}
		}, verify.Violated},
	} {
		t.Run(name, func(t *testing.T) {
			v := verify.Stacks(exports(c.change), policytest.Baseline(), families)
			assert.Equal(t, c.want, v.Outcome(), "%+v", v)
		})
	}
}

func TestUnsettledIsUndecided(t *testing.T) {
	stacks := exports(func(_, _ *policytest.Stack) {})
	stacks[0].Unsettled = []string{"an operation was interrupted"}
	assert.Equal(t, verify.Undecided, verify.Stacks(stacks, policytest.Baseline(), families).Outcome())
}

func TestBrokenFamilyIsAViolation(t *testing.T) {
	broken := rule.Family{Name: "broken", Check: func(rule.Input) []finding.Finding { panic("x") }}
	assert.Equal(t, verify.Violated, verify.Stacks(exports(func(_, _ *policytest.Stack) {}), policytest.Baseline(), []rule.Family{broken}).Outcome())
}

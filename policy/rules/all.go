// Package rules lists the rule families that judge every deploy and every export.
package rules

import (
	"secure-room/policy/rule"
	"secure-room/policy/rules/authority"
	"secure-room/policy/rules/completeness"
	"secure-room/policy/rules/egress"
	"secure-room/policy/rules/password"
	"secure-room/policy/rules/peering"
	"secure-room/policy/rules/perimeter"
	"secure-room/policy/rules/terminals"
)

// All are all families.
func All() []rule.Family {
	return []rule.Family{completeness.Family(), peering.Family(), password.Family(), egress.Family(), perimeter.Family(), terminals.Family(), authority.Family()}
}

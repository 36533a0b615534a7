package route53resolver

import (
	"strings"

	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
)

// config says what becomes of a VPC's queries when its firewall does not answer. Every VPC has one, so it is changed rather
// than made, and goes back to AWS's default with the resource.
// AWS: "Route 53 API Reference, UpdateFirewallConfig".
func config() cloud.Kind {
	return cloud.Kind{
		Token: configToken,
		ID: func(_ *cloud.Transaction, o *cloud.Object) string {
			return "rslvr-fc-" + strings.TrimPrefix(o.Text("resourceId"), "vpc-")
		},
		Adopts:     true,
		References: []cloud.Reference{{Property: "resourceId", To: vpcToken, Weak: true}},
		Check:      check.Rules{"firewallFailOpen": check.OneOf(enabled, "DISABLED", "USE_LOCAL_RESOURCE_SETTING")}.Report,
		Apply: func(tx *cloud.Transaction, before, now *cloud.Object) error {
			if before == nil {
				now.Put("ownerId", now.Account)
			}
			// "By default, fail open is disabled."
			now.Default("firewallFailOpen", "DISABLED")
			vpc, found, err := tx.Get(vpcToken, now.Text("resourceId"))
			if found {
				now.BelongTo(vpc)
			}
			return err
		},
	}
}

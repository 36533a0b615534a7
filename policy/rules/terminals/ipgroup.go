package terminals

import (
	"fmt"
	"net/netip"

	"secure-room/policy/baseline"
	"secure-room/policy/resource"
	"secure-room/policy/traffic"
)

// ipGroup judges whom an IP access control group admits. One without rules admits nobody, which is safe ("IP access
// control groups", Amazon WorkSpaces Administration Guide).
func (c *checker) ipGroup(r *resource.Resource) {
	rules, standing := resource.Items(c.Scope.Given(r, "rules"))
	if standing == resource.Unknown || standing == resource.Malformed {
		c.reject(sourceNotApproved, r, fmt.Sprintf("The rules of IP group %s are not known, so nobody can say whom it admits.", r.Name), "")
	}
	var admitted []netip.Prefix
	for _, item := range rules {
		fields, _ := resource.Fields(item)
		block, standing := resource.Block(fields.Get("source"))
		if standing != resource.Known {
			c.reject(sourceNotApproved, r, fmt.Sprintf("A source of IP group %s is %s, which is no CIDR block.", r.Name, resource.Quote(fields.Get("source"))), "")
			continue
		}
		admitted = append(admitted, block)
	}
	approved := baseline.Sources(c.Baseline.SourceAddresses)
	if beyond := traffic.Minus(traffic.Of(admitted...), approved); !traffic.None(beyond) {
		c.rejectBy(sourceNotApproved, r, fmt.Sprintf("IP group %s admits %s; approved are %s.", r.Name, traffic.AddressText(beyond), traffic.AddressText(approved)),
			fmt.Sprintf("%s may open a terminal", traffic.ExampleAddress(beyond)))
	}
}

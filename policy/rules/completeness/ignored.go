package completeness

import (
	"fmt"
	"strings"

	"secure-room/policy/finding"
	"secure-room/policy/resource"
)

// guarded are beginnings of the types whose every property decides what can reach what.
var guarded = []string{
	"aws:ec2/route", "aws:ec2/securityGroup", "aws:ec2/defaultSecurityGroup:", "aws:ec2/vpcPeering", "aws:ec2/peeringConnectionOptions:", "aws:ec2/vpc:", "aws:ec2/subnet:",
	"aws:vpc/securityGroup", "aws:workspaces/ipGroup:", "aws:workspaces/directory:", "aws:ecs/",
}

// ignored refuses ignoreChanges where it would keep an old value in force that the program no longer shows.
func ignored(r *resource.Resource) []finding.Finding {
	if len(r.IgnoreChanges) == 0 {
		return nil
	}
	for _, prefix := range guarded {
		if strings.HasPrefix(r.Type, prefix) {
			return []finding.Finding{changesIgnored.At(r, fmt.Sprintf("%s ignores changes of %s, so what stands need not be what the program says.",
				r.Name, strings.Join(r.IgnoreChanges, ", ")))}
		}
	}
	return nil
}

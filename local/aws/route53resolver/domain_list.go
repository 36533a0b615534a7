package route53resolver

import (
	"fmt"
	"regexp"

	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
)

// domainList is a list of names that rules are about.
// AWS: "Route 53 API Reference, CreateFirewallDomainList".
func domainList() cloud.Kind {
	return cloud.Kind{
		Token:   domainListToken,
		Name:    cloud.Name{Property: "name", Limit: nameLength},
		Prefix:  "rslvr-fdl-",
		ARN:     "arn:{partition}:route53resolver:{region}:{account}:firewall-domain-list/{id}",
		Missing: "ResourceNotFoundException: The firewall domain list %s does not exist",
		Check: check.Rules{
			"name":    check.Matches(nameForm, 1, nameLength, nameWords),
			"domains": domain,
		}.Report,
	}
}

// domainForm is "Managing your own domain lists" (Route 53 Developer Guide): an asterisk at the start, or none.
var domainForm = regexp.MustCompile(`^(\*|\*?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.?|\*(\.[A-Za-z0-9-]+)+\.?)$`)

func domain(value any) string {
	text, _ := value.(string)
	if len(text) > 255 || !domainForm.MatchString(text) {
		return fmt.Sprintf("holds %q, but a domain has 1 to 255 letters, digits, hyphens and dots, after a * at most", text)
	}
	return ""
}

package completeness

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"secure-room/policy/baseline"
	"secure-room/policy/finding"
	policy "secure-room/policy/resource"
)

var roleARN = regexp.MustCompile(`^arn:aws[a-z-]*:iam::([0-9]{12}):role/.+$`)

// account judges in which account a provider works, as far as its settings say: that of the role assumed last. Without one it
// works with the credentials that the deployer has, and the account shows when the VPC stands.
func account(r *policy.Resource, networks []baseline.Network, scope policy.Scope) []finding.Finding {
	refuse := func(problem string) []finding.Finding {
		return []finding.Finding{providerElsewhere.At(r, fmt.Sprintf("Provider %s %s; only %s is approved.", r.Name, problem, accounts(networks)))}
	}
	approved := func(id string) bool {
		return slices.ContainsFunc(networks, func(n baseline.Network) bool { return n.AccountID == id })
	}
	if skipped, standing := policy.Truth(r.Properties.Get("skipRequestingAccountId")); standing != policy.Absent && (standing != policy.Known || skipped) {
		return refuse("does not ask in which account it works")
	}
	ids, standing := policy.Items(structured(r.Properties.Get("allowedAccountIds")))
	if standing == policy.Malformed || standing == policy.Unknown && scope == policy.Stack {
		return refuse("allows accounts that cannot be read")
	}
	for _, id := range ids {
		if text, standing := policy.Text(id); standing == policy.Known && !approved(text) {
			return refuse("allows account " + policy.Quote(id))
		}
	}
	roles := assumed(r)
	if len(roles) == 0 {
		for _, name := range []string{"profile", "sharedConfigFiles", "sharedCredentialsFiles"} {
			if !empty(r.Properties.Get(name)) && len(ids) == 0 && standing != policy.Unknown {
				return refuse("takes its credentials by " + name + ", and names no allowedAccountIds")
			}
		}
		return nil
	}
	last := roles[len(roles)-1]
	text, standing := policy.Text(last)
	if standing == policy.Unknown && scope == policy.Single {
		return nil // known when the provider is made, and judged then
	}
	if match := roleARN.FindStringSubmatch(text); standing != policy.Known || match == nil || !approved(match[1]) {
		return refuse("assumes " + policy.Quote(last))
	}
	return nil
}

// assumed are the ARNs of the roles that a provider assumes, in turn.
func assumed(r *policy.Resource) []property.Value {
	var arns []property.Value
	for _, name := range []string{"assumeRoleWithWebIdentity", "assumeRole", "assumeRoles"} {
		setting := structured(r.Properties.Get(name))
		if empty(setting) {
			continue
		}
		roles, standing := policy.Items(setting)
		if standing != policy.Known {
			roles = []property.Value{setting}
		}
		for _, role := range roles {
			fields, standing := policy.Fields(role)
			switch arn := fields.Get("roleArn"); {
			case standing != policy.Known:
				arns = append(arns, role)
			case !empty(arn):
				arns = append(arns, arn)
			}
		}
	}
	return arns
}

// structured undoes the JSON in which provider settings that are no texts come.
func structured(v property.Value) property.Value {
	text, standing := policy.Text(v)
	if standing != policy.Known || !strings.HasPrefix(text, "{") && !strings.HasPrefix(text, "[") {
		return v
	}
	var decoded any
	if json.Unmarshal([]byte(text), &decoded) != nil {
		return v
	}
	return resource.FromResourcePropertyValue(resource.NewPropertyValue(decoded)).WithSecret(v.Secret())
}

// accounts lists the accounts of networks for people.
func accounts(networks []baseline.Network) string {
	var ids []string
	for _, n := range networks {
		ids = append(ids, "account "+n.AccountID)
	}
	slices.Sort(ids)
	return strings.Join(slices.Compact(ids), " or ")
}

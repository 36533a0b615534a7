package completeness

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"secure-room/policy/baseline"
	"secure-room/policy/closedworld"
	"secure-room/policy/finding"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
)

// provider judges a provider, also a default one: where it works, whom it talks to, and which version it is. While the stack
// is not in sight it works in the region and account of one of the baseline's networks, and then in its own stack's.
func provider(r *resource.Resource, at place, in rule.Input) []finding.Finding {
	made := closedworld.ProviderOf(r.Type)
	if made == "" {
		return nil
	}
	findings := append(redirected(r, made), version(r, made)...)
	if made != "aws" && made != "awsx" {
		return findings
	}
	region, standing := resource.Text(r.Properties.Get("region"))
	if standing == resource.Unknown && in.Scope == resource.Single {
		return findings // known when the provider is made, and judged then
	}
	networks := slices.DeleteFunc(at.networks(), func(n baseline.Network) bool { return standing == resource.Known && in.Baseline.RegionOf(n) != region })
	if standing == resource.Known && len(networks) > 0 || standing == resource.Absent && made == "awsx" {
		return append(findings, account(r, networks, in.Scope)...)
	}
	where := "a region that is not written down"
	if standing == resource.Known {
		where = resource.Quote(r.Properties.Get("region"))
	}
	var approved []string
	for _, n := range at.networks() {
		approved = append(approved, in.Baseline.RegionOf(n))
	}
	slices.Sort(approved)
	return append(findings, providerElsewhere.At(r, fmt.Sprintf("Provider %s works in %s; only %s is approved.", r.Name, where,
		strings.Join(slices.Compact(approved), " or "))))
}

// judged are the settings of the aws provider that say where it works; usual are those that change no more than how AWS is
// called, or what it refuses beyond ("Provider", API docs of Pulumi's AWS package).
var (
	judged = []string{"region", "version", "assumeRole", "assumeRoles", "assumeRoleWithWebIdentity", "allowedAccountIds", "profile",
		"sharedConfigFiles", "sharedCredentialsFiles", "skipRequestingAccountId"}
	usual = []string{"defaultTags", "forbiddenAccountIds", "maxRetries", "retryMode", "tokenBucketRateLimiterCapacity", "skipCredentialsValidation",
		"skipMetadataApiCheck", "skipRegionValidation", "useDualstackEndpoint", "useFipsEndpoint", "s3UsEast1RegionalEndpoint", "s3UsePathStyle",
		"stsRegion", "noProxy", "id", "__internal", "__defaults"}
)

// redirected refuses settings by which a provider talks to something else than AWS, or is itself something else. Packages
// other than aws may have settings of their own.
func redirected(r *resource.Resource, made string) []finding.Finding {
	var findings []finding.Finding
	for _, name := range slices.Sorted(maps.Keys(r.Properties.AsMap())) {
		setting := r.Properties.Get(name)
		if name == "__internal" {
			fields, _ := resource.Fields(setting)
			for _, inner := range []string{"pluginDownloadURL", "parameterization"} {
				if !empty(fields.Get(inner)) {
					findings = append(findings, providerRedirected.At(r, fmt.Sprintf("Provider %s sets %s.", r.Name, inner)))
				}
			}
		}
		known := slices.Contains(judged, name) || slices.Contains(usual, name) || made != "aws" && name != "pluginDownloadURL"
		if !known && !empty(setting) {
			findings = append(findings, providerRedirected.At(r, fmt.Sprintf("Provider %s sets %s.", r.Name, name)))
		}
	}
	return findings
}

// empty says whether a setting is as good as left out.
func empty(v property.Value) bool {
	v = structured(v)
	if items, standing := resource.Items(v); standing == resource.Known {
		return len(items) == 0
	}
	if fields, standing := resource.Fields(v); standing == resource.Known {
		return fields.Len() == 0
	}
	text, standing := resource.Text(v)
	return standing == resource.Absent || standing == resource.Known && (text == "" || text == "false")
}

// version judges a provider's major version, where it says one.
func version(r *resource.Resource, made string) []finding.Finding {
	text, standing := resource.Text(r.Properties.Get("version"))
	major, known := closedworld.Major(made)
	first, _, _ := strings.Cut(text, ".")
	if standing == resource.Absent || standing == resource.Unknown || !known || standing == resource.Known && first == strconv.Itoa(major) {
		return nil
	}
	return []finding.Finding{providerVersion.At(r, fmt.Sprintf("Provider %s is of version %s; the rules have learned version %d of %s.", r.Name,
		resource.Quote(r.Properties.Get("version")), major, made))}
}

package terminals_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"secure-room/policy/policytest"
)

// change is one property of the good room set to something else; a dot leads into an object.
type change struct {
	node, key string
	value     any
	// want is empty for what has to pass.
	want string
}

func (c change) apply(s *policytest.Stack) {
	section, key, inside := strings.Cut(c.key, ".")
	if !inside {
		s.Get(c.node).Set(c.key, c.value)
		return
	}
	copied := P{}
	if existing, ok := s.Get(c.node).Properties[section].(P); ok {
		for name, value := range existing {
			copied[name] = value
		}
	}
	copied[key] = c.value
	s.Get(c.node).Set(section, copied)
}

func TestProperties(t *testing.T) {
	sources := func(blocks ...any) []any {
		var rules []any
		for _, block := range blocks {
			rules = append(rules, P{"source": block, "description": "where"})
		}
		return rules
	}
	for name, c := range map[string]change{
		"one approved address":        {"offices", "rules", sources("203.0.113.10/32"), ""},
		"halves in another order":     {"offices", "rules", sources("198.51.100.24/29", "203.0.113.10/32", "198.51.100.16/29"), ""},
		"host bits":                   {"offices", "rules", sources("198.51.100.29/28"), ""},
		"part of a range":             {"offices", "rules", sources("198.51.100.20/32"), ""},
		"the same twice":              {"offices", "rules", sources("203.0.113.10/32", "203.0.113.10/32"), ""},
		"a secret source":             {"offices", "rules", sources(property.New("203.0.113.10/32").WithSecret(true)), ""},
		"nobody":                      {"offices", "rules", []any{}, ""},
		"everybody":                   {"offices", "rules", sources("0.0.0.0/0"), "IP group offices admits 0.0.0.0/1"},
		"everybody in halves":         {"offices", "rules", sources("0.0.0.0/1", "128.0.0.0/1"), "IP group offices admits"},
		"everybody by IPv6":           {"offices", "rules", sources("::/0"), "admits ::/0"},
		"an address in IPv6's form":   {"offices", "rules", sources("::ffff:203.0.113.10/128"), "IP group offices admits"},
		"a wider range":               {"offices", "rules", sources("198.51.100.16/27"), "admits 198.51.100.0/28"},
		"another address":             {"offices", "rules", sources("203.0.113.10/32", "203.0.113.11/32"), "203.0.113.11 may open a terminal"},
		"wider by host bits":          {"offices", "rules", sources("203.0.113.10/31"), "admits 203.0.113.11/32"},
		"a secret wide source":        {"offices", "rules", sources(property.New("0.0.0.0/0").WithSecret(true)), "IP group offices admits"},
		"no block":                    {"offices", "rules", sources("203.0.113.10"), "is no CIDR block"},
		"an unknown source":           {"offices", "rules", sources(unknown), "not known yet, which is no CIDR block"},
		"an empty rule":               {"offices", "rules", []any{P{}}, "is no CIDR block"},
		"rules of the wrong kind":     {"offices", "rules", "203.0.113.10/32", "are not known"},
		"no IP group":                 {"terminals", "ipGroupIds", nil, "no IP access control group, so AWS lets its terminals be opened from anywhere"},
		"an empty list of IP groups":  {"terminals", "ipGroupIds", []any{}, "no IP access control group"},
		"an empty IP group":           {"terminals", "ipGroupIds", []any{""}, "no IP access control group"},
		"an IP group of another kind": {"terminals", "ipGroupIds", []any{P{}}, "none of the stack's IP groups"},

		"self-service not said":      {"terminals", "selfServicePermissions", nil, "restartWorkspace is nothing"},
		"self-service empty":         {"terminals", "selfServicePermissions", P{}, "restartWorkspace is nothing"},
		"self-service unknown":       {"terminals", "selfServicePermissions.rebuildWorkspace", unknown, "rebuildWorkspace is a value that is not known"},
		"restart":                    {"terminals", "selfServicePermissions.restartWorkspace", true, "restartWorkspace is true"},
		"rebuild":                    {"terminals", "selfServicePermissions.rebuildWorkspace", true, "rebuildWorkspace is true"},
		"compute type":               {"terminals", "selfServicePermissions.changeComputeType", true, "changeComputeType is true"},
		"volume size":                {"terminals", "selfServicePermissions.increaseVolumeSize", "true", "increaseVolumeSize is true"},
		"running mode":               {"terminals", "selfServicePermissions.switchRunningMode", true, "switchRunningMode is true"},
		"restart refused in words":   {"terminals", "selfServicePermissions.restartWorkspace", "false", ""},
		"rebuild refused":            {"terminals", "selfServicePermissions.rebuildWorkspace", false, ""},
		"devices not said":           {"terminals", "workspaceAccessProperties", nil, "deviceTypeWeb is nothing"},
		"web":                        {"terminals", "workspaceAccessProperties.deviceTypeWeb", "ALLOW", "deviceTypeWeb is ALLOW"},
		"Android":                    {"terminals", "workspaceAccessProperties.deviceTypeAndroid", "ALLOW", "deviceTypeAndroid is ALLOW"},
		"iOS not said":               {"terminals", "workspaceAccessProperties.deviceTypeIos", nil, "deviceTypeIos is nothing"},
		"Chromebooks unknown":        {"terminals", "workspaceAccessProperties.deviceTypeChromeos", unknown, "deviceTypeChromeos is a value"},
		"zero clients":               {"terminals", "workspaceAccessProperties.deviceTypeZeroclient", "ALLOW", "deviceTypeZeroclient is ALLOW"},
		"Linux":                      {"terminals", "workspaceAccessProperties.deviceTypeLinux", "ALLOW", "deviceTypeLinux is ALLOW"},
		"a device nobody knows":      {"terminals", "workspaceAccessProperties.deviceTypeNew", "ALLOW", "deviceTypeNew is ALLOW"},
		"Windows alone":              {"terminals", "workspaceAccessProperties.deviceTypeOsx", "DENY", ""},
		"clipboard out of it":        {"terminal-policy", "parameters.clipboard", "out", "sets the terminals' clipboard to out; approved is off."},
		"clipboard into it":          {"terminal-policy", "parameters.clipboard", "into-terminal", "clipboard to into-terminal; approved is off."},
		"clipboard unknown":          {"terminal-policy", "parameters.clipboard", unknown, "clipboard to a value that is not known yet"},
		"clipboard, secret":          {"terminal-policy", "parameters.clipboard", property.New("off").WithSecret(true), ""},
		"creation not said":          {"terminals", "workspaceCreationProperties", nil, "userEnabledAsLocalAdministrator set to nothing"},
		"local administrator":        {"terminals", "workspaceCreationProperties.userEnabledAsLocalAdministrator", true, "userEnabledAsLocalAdministrator set to true"},
		"local administrator, maybe": {"terminals", "workspaceCreationProperties.userEnabledAsLocalAdministrator", unknown, "userEnabledAsLocalAdministrator set to a value"},
		"public addresses":           {"terminals", "workspaceCreationProperties.enableInternetAccess", true, "gives each terminal a public address"},
		"public addresses in words":  {"terminals", "workspaceCreationProperties.enableInternetAccess", "TRUE", "gives each terminal a public address"},
		"a pool":                     {"terminals", "workspaceType", "POOLS", "is of type POOLS"},
		"personal terminals":         {"terminals", "workspaceType", "PERSONAL", ""},

		"a user nobody approved":      {"hanako", "userName", "mallory", "for mallory, who is none"},
		"a user in another case":      {"hanako", "userName", "HANAKO", ""},
		"a viewer":                    {"hanako", "userName", "Akira", "is for Akira, a viewer in the baseline; viewers have no terminal"},
		"a viewer in IAM":             {"user-hanako", "name", "akira", ""},
		"a user by a look-alike":      {"hanako", "userName", "hana\u212Ao", "none of the baseline's users"},
		"a user with a blank":         {"hanako", "userName", "hanako ", "none of the baseline's users"},
		"an unknown user":             {"hanako", "userName", unknown, "not known yet, who is none"},
		"always on":                   {"hanako", "workspaceProperties.runningMode", "ALWAYS_ON", "running mode ALWAYS_ON"},
		"running mode not said":       {"hanako", "workspaceProperties.runningMode", nil, "running mode nothing"},
		"by hand":                     {"hanako", "workspaceProperties.runningMode", "MANUAL", "running mode MANUAL"},
		"no properties":               {"hanako", "workspaceProperties", nil, "running mode nothing"},
		"unknown properties":          {"hanako", "workspaceProperties", unknown, "running mode nothing"},
		"an hour":                     {"hanako", "workspaceProperties.runningModeAutoStopTimeoutInMinutes", 60, ""},
		"an hour in words":            {"hanako", "workspaceProperties.runningModeAutoStopTimeoutInMinutes", "60", ""},
		"three hours":                 {"hanako", "workspaceProperties.runningModeAutoStopTimeoutInMinutes", 180, "stops after 180 minutes; allowed is a multiple of 60 up to 120"},
		"an hour and a half":          {"hanako", "workspaceProperties.runningModeAutoStopTimeoutInMinutes", 90, "stops after 90 minutes"},
		"no time at all":              {"hanako", "workspaceProperties.runningModeAutoStopTimeoutInMinutes", 0, "stops after 0 minutes"},
		"never, in words":             {"hanako", "workspaceProperties.runningModeAutoStopTimeoutInMinutes", "NaN", "stops after NaN minutes"},
		"time not said":               {"hanako", "workspaceProperties.runningModeAutoStopTimeoutInMinutes", nil, "stops after nothing"},
		"a plain root volume":         {"hanako", "rootVolumeEncryptionEnabled", false, "rootVolumeEncryptionEnabled set to false"},
		"a plain user volume":         {"hanako", "userVolumeEncryptionEnabled", nil, "userVolumeEncryptionEnabled set to nothing"},
		"an unknown root volume":      {"hanako", "rootVolumeEncryptionEnabled", secretUnknown, "both volumes must be encrypted"},
		"encrypted in words":          {"hanako", "rootVolumeEncryptionEnabled", "true", ""},
		"no key":                      {"hanako", "volumeEncryptionKey", nil, "names no key"},
		"an empty key":                {"hanako", "volumeEncryptionKey", " ", "names no key"},
		"a literal key":               {"hanako", "volumeEncryptionKey", "arn:aws:kms:ap-northeast-1:123456789012:key/1", ""},
		"an IAM user nobody approved": {"user-hanako", "name", "deployer", "is named deployer"},
		"an IAM user by chance":       {"user-hanako", "name", "hanako-1a2b3c4", "is named hanako-1a2b3c4"},
		"an unnamed IAM user":         {"user-hanako", "name", nil, "is named nothing"},
		"an IAM user in another case": {"user-hanako", "name", "Hanako", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := room()
			c.apply(s)
			verdict(t, c.want, forms(s))
		})
	}
}

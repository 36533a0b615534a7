package password

import (
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/policy/baseline"
	"secure-room/policy/finding"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
)

// good passes every rule. It is made up for these tests.
const good = `vK7#mQ2x"Zt9&Lw4<Hd8pNc5`

var approved = &baseline.Baseline{
	Rooms:         []baseline.Room{{Network: baseline.Network{AccountID: "123456789012"}}},
	AdminPassword: baseline.AdminPassword{MinimumLength: 20, ForbiddenWords: []string{"initech"}},
}

// fields shortens writing properties.
type fields = map[string]property.Value

func text(s string) property.Value   { return property.New(s) }
func secret(s string) property.Value { return property.New(s).WithSecret(true) }

var unknown = property.New(property.Computed)

func named(kind, name string, properties fields) resource.Resource {
	return resource.Resource{URN: "urn:pulumi:room::secure-room::" + kind + "::" + name, Type: kind, Name: name,
		Stack: "room", Properties: property.NewMap(properties)}
}

// directoryWith is the room's directory with a password.
func directoryWith(password property.Value, origins ...resource.Resource) resource.Resource {
	r := named(directoryType, "room", fields{"name": text("corp.umbrella.example"), "shortName": text("WARDROOM"),
		"edition": text("Standard"), "password": password, "tags": property.New(fields{"stack": text("room")})})
	return from(r, "password", origins...)
}

// from says what a property depends on.
func from(r resource.Resource, name string, origins ...resource.Resource) resource.Resource {
	dependencies := map[string][]string{}
	for key, urns := range r.PropertyDependencies {
		dependencies[key] = urns
	}
	for _, origin := range origins {
		dependencies[name] = append(dependencies[name], origin.URN)
	}
	r.PropertyDependencies = dependencies
	return r
}

func generator(properties fields) resource.Resource {
	all := fields{"length": property.New(32.0), "lower": property.New(true), "upper": property.New(true),
		"numeric": property.New(true), "number": property.New(true), "special": property.New(true), "result": unknown}
	for name, value := range properties {
		all[name] = value
	}
	return named(randomPasswordType, "admin-password", all)
}

func version(value property.Value, origins ...resource.Resource) resource.Resource {
	return from(named(secretVersionType, "admin-password", fields{"secretId": text("arn:aws:secretsmanager:1"), "secretString": value}),
		"secretString", origins...)
}

// judge judges resources and, beside them, a rotation of each directory's password.
func judge(scope resource.Scope, resources ...resource.Resource) []finding.Finding {
	all := slices.Clone(resources)
	for _, r := range resources {
		if r.Type == directoryType {
			all = append(all, rotationOf(r)...)
		}
	}
	return judgeThese(scope, all...)
}

func judgeThese(scope resource.Scope, resources ...resource.Resource) []finding.Finding {
	return Family().Check(rule.NewInput(scope, resources, approved))
}

// problems gives what was found as text and makes sure that no password is quoted.
func problems(t *testing.T, found []finding.Finding, passwords ...string) string {
	t.Helper()
	var all []string
	for _, f := range found {
		assert.True(t, strings.HasPrefix(f.Rule, familyName+"/"), f.Rule)
		assert.NotEmpty(t, f.Fix)
		all = append(all, f.Problem)
	}
	joined := strings.Join(all, "\n")
	for _, f := range found {
		for _, password := range passwords {
			if len(password) >= awsShortest {
				assert.NotContains(t, f.String()+f.URN, password, "a finding quotes the password")
			}
		}
	}
	return joined
}

func TestThePasswordItself(t *testing.T) {
	cases := []struct{ name, password, problem string }{
		{"too short for AWS", "vK7#mQ2", "shorter than the 8 characters"},
		{"too long for AWS", strings.Repeat("vK7#mQ2xZt9&Lw4", 5), "longer than the 64"},
		{"shorter than the baseline's minimum", good[:19], "shorter than the 20 characters that the baseline"},
		{"letters alone", "vkqmxztlwhdpncbrygfsjeoua", "fewer than three of the four kinds"},
		{"two kinds", "vkqmxztlwhdpncbrygfsjeou7", "fewer than three of the four kinds"},
		{"a short one repeated", "vK7#vK7#vK7#vK7#vK7#vK7#", "fewer than 8 different"},
		{"Terraform's and Pulumi's sample", "SuperSecretPassw0rd", "published default or sample"},
		{"the same with look-alikes", "5up3r$3cr3tP@55w0rd", "published default or sample"},
		{"the same with a year and !", "SuperSecretPassw0rd2026!", "published default or sample"},
		{"the same with something before it", "x7!SuperSecretPassw0rd", "published default or sample"},
		{"the same with signs between", "Super-Secret_Passw0rd.2026", "published default or sample"},
		{"the same in Cyrillic", "SuреrSесrеtРаsswоrd2026!", "published default or sample"},
		{"the same in wide letters", "ＳｕｐｅｒSecretPassw0rd2026!", "published default or sample"},
		{"the same twice", "SuperSecretPassw0rd2025SuperSecretPassw0rd2026", "published default or sample"},
		{"another sample", "#S1ncerely-2026-#S1ncerely", "published default or sample"},
		{"AWS's sample", "Str0ngP@ssw0rd!Str0ngP@ssw0rd!", "published default or sample"},
		{"a usual one", "Correct-Horse-Battery-Staple-1", "published default or sample"},
		{"seasons", "Summer2025!Winter2026!", "published default or sample"},
		{"admin", "vK7#Admin2xZt9&Lw4-Hd8p", `contains "admin"`},
		{"admin with look-alikes", "vK7#4dm1n2xZt9&Lw4-Hd8p", `contains "admin"`},
		{"administrator", "vK7#aDMINistrator2xZt9&Lw4", `contains "admin"`},
		{"the directory's short name", "vK7#Wardr00m2xZt9&Lw4-Hd8p", `contains "WARDROOM"`},
		{"a label of its domain", "vK7#Umbre11a2xZt9&Lw4-Hd8p", `contains "umbrella"`},
		{"the company's name", "vK7#1n1t3ch2xZt9&Lw4-Hd8p", `contains "initech"`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			for _, scope := range []resource.Scope{resource.Single, resource.Stack} {
				found := judge(scope, directoryWith(secret(c.password)))
				assert.Contains(t, problems(t, found, c.password), c.problem)
			}
		})
	}
}

func TestGoodPasswords(t *testing.T) {
	for name, password := range map[string]string{
		"generated":                         good,
		"exactly the minimum":               good[:20],
		"three kinds":                       "vK7mQ2xZt9Lw4Hd8pNc5Rb",
		"the longest":                       strings.Repeat(good, 3)[:64],
		"a passphrase with a season in it":  "Kettle-summer-Violin-Brick-71-Ocelot",
		"a passphrase with password in it":  "Kettle-Violin-password-Brick-71-Ocelot",
		"the last label of the domain":      "vK7#example2xZt9&Lw4-Hd8pQ",
		"letters of other scripts and long": "vK7#mQ2xZt9&鍵鍵Lw4-Hd8pNc",
	} {
		t.Run(name, func(t *testing.T) {
			r := directoryWith(secret(password))
			r.Properties = r.Properties.Set("name", text("ad.umbrella.example"))
			for _, scope := range []resource.Scope{resource.Single, resource.Stack} {
				assert.Empty(t, judge(scope, r))
			}
		})
	}
}

func TestHowThePasswordIsGiven(t *testing.T) {
	for _, scope := range []resource.Scope{resource.Single, resource.Stack} {
		none := directoryWith(text(""))
		assert.Contains(t, problems(t, judge(scope, none)), "has no password")
		none.Properties = none.Properties.Delete("password")
		assert.Contains(t, problems(t, judge(scope, none)), "has no password")
		assert.Contains(t, problems(t, judge(scope, directoryWith(property.New(property.Null)))), "has no password")
		assert.Contains(t, problems(t, judge(scope, directoryWith(secret("")))), "has no password")

		list := property.New([]property.Value{secret(good)})
		assert.Contains(t, problems(t, judge(scope, directoryWith(list)), good), "is no text")

		plain := judge(scope, directoryWith(text(good)))
		assert.Contains(t, problems(t, plain, good), "is not marked as a secret")
		assert.Len(t, plain, 1, "good otherwise")
	}
}

func TestUnknownPasswords(t *testing.T) {
	stranger := named("aws:ssm/parameter:Parameter", "stored", nil)
	strong := generator(nil)
	loop := version(unknown)
	loop = from(loop, "secretString", loop)
	cases := []struct {
		name      string
		resources []resource.Resource
		problem   string // empty: nothing is wrong
	}{
		{"from nothing", []resource.Resource{directoryWith(unknown)}, "comes from no generator"},
		{"from a stranger", []resource.Resource{stranger, directoryWith(unknown, stranger)}, "which the rules cannot judge"},
		{"from elsewhere", []resource.Resource{directoryWith(unknown, strong)}, "which is not in this stack"},
		{"from a generator", []resource.Resource{strong, directoryWith(unknown, strong)}, ""},
		{"from a secret of a generator", []resource.Resource{strong, version(unknown, strong), directoryWith(unknown, version(unknown))}, ""},
		{"from a secret of a stranger", []resource.Resource{stranger, version(unknown, stranger), directoryWith(unknown, version(unknown))}, "which the rules cannot judge"},
		{"from a secret of nothing", []resource.Resource{version(unknown), directoryWith(unknown, version(unknown))}, "which the rules cannot judge"},
		{"from a generator and a stranger", []resource.Resource{strong, stranger, directoryWith(unknown, strong, stranger)}, "which the rules cannot judge"},
		{"from a secret of itself", []resource.Resource{loop, directoryWith(unknown, loop)}, "comes from no generator"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			found := judge(resource.Stack, c.resources...)
			if c.problem == "" {
				assert.Empty(t, found)
			} else {
				assert.Contains(t, problems(t, found), c.problem)
			}
			assert.Empty(t, judge(resource.Single, c.resources[len(c.resources)-1]), "left to the whole stack")
		})
	}
}

func TestGenerators(t *testing.T) {
	off := property.New(false)
	cases := []struct {
		name       string
		properties fields
		problem    string
	}{
		{"short", fields{"length": property.New(19.0)}, "makes 19 characters where 20 to 64"},
		{"just long enough", fields{"length": property.New(20.0)}, ""},
		{"as text", fields{"length": text("20")}, ""},
		{"too long for AWS", fields{"length": property.New(65.0)}, "makes 65 characters"},
		{"no length yet", fields{"length": unknown}, "has a length that is not known yet"},
		{"no length", fields{"length": property.New(property.Null)}, "has a length that is not known yet"},
		{"one set off", fields{"special": off}, ""},
		{"two sets off", fields{"special": off, "upper": off}, "draws from fewer than three"},
		{"digits off by either name", fields{"number": off, "upper": off}, "draws from fewer than three"},
		{"signs that are none", fields{"overrideSpecial": text("abc"), "upper": off}, "draws from fewer than three"},
		{"own signs", fields{"overrideSpecial": text("!#-"), "upper": off}, ""},
		{"default signs", fields{"overrideSpecial": text(""), "upper": off}, ""},
		{"a set not known yet", fields{"special": off, "upper": unknown}, "draws from fewer than three"},
		{"all left at their defaults", fields{"lower": property.New(property.Null), "upper": property.New(property.Null), "numeric": property.New(property.Null), "number": property.New(property.Null), "special": property.New(property.Null)}, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			weak := generator(c.properties)
			found := judge(resource.Stack, weak, directoryWith(unknown, weak))
			if c.problem == "" {
				assert.Empty(t, found)
				return
			}
			assert.Contains(t, problems(t, found), c.problem)
			assert.Equal(t, weak.URN, found[0].URN)
		})
	}
	assert.Empty(t, judge(resource.Stack, generator(fields{"length": property.New(4.0)})), "no directory's generator is not judged")
}

func TestTheListOfSamples(t *testing.T) {
	require.Greater(t, len(samples), 80)
	assert.Panics(t, func() { mustReadSamples([]byte("- {source: here, passwords: [ab-c]}")) })
	assert.Panics(t, func() { mustReadSamples([]byte("passwords")) })
}

package settings

import (
	"encoding/json"
	"os"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// config is one stack's config in the project's namespace, and the problems found in it so far.
type config struct {
	*problems
	ctx *pulumi.Context
}

// open starts reading a stack's config, of which these keys and no others are allowed.
func open(ctx *pulumi.Context, allowed ...string) config {
	c := config{problems: newProblems(ctx.Stack()), ctx: ctx}
	for _, name := range givenKeys() {
		if !slices.Contains(allowed, name) {
			c.add(Namespace+":"+name, "is not a key that its program knows", oneOf(allowed))
		}
	}
	return c
}

// givenKeys lists the keys of the project's namespace, sorted. A pulumi.Context can be asked for a key but not for all
// keys; every language host hands them to the program in PULUMI_CONFIG, where the SDK reads them too.
func givenKeys() []string {
	var all map[string]string
	// What is no JSON leaves the SDK without any config, so that every required key is then reported as missing.
	_ = json.Unmarshal([]byte(os.Getenv(pulumi.EnvConfig)), &all)
	var names []string
	for key := range all {
		if name, ours := strings.CutPrefix(key, Namespace+":"); ours {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// text is a key of the project whose value is text as it stands.
func (c config) text(name string) value {
	return c.textAt(Namespace + ":" + name)
}

// textAt is the same for a key of any namespace.
func (c config) textAt(key string) value {
	v := value{key: key, problems: c.problems}
	if s, given := c.ctx.GetConfig(key); given {
		v.raw = s
	}
	return c.readable(v)
}

// structured is a key of the project whose value is a list or a group of fields: Pulumi hands those on as JSON.
func (c config) structured(name string) value {
	v := value{key: Namespace + ":" + name, problems: c.problems}
	if s, given := c.ctx.GetConfig(v.key); given {
		v.raw = decode(s)
	}
	return c.readable(v)
}

// decode reads JSON, keeping whole numbers whole; what is no JSON is the text it seems to be.
func decode(s string) any {
	decoder := json.NewDecoder(strings.NewReader(s))
	decoder.UseNumber()
	var raw any
	if decoder.Decode(&raw) != nil || decoder.More() {
		return s
	}
	return raw
}

// readable refuses a value marked as secret. All but the password ends up readable in AWS and in the state, so the
// mark would promise what is not kept; nor could a problem be explained without showing the value.
func (c config) readable(v value) value {
	if c.ctx.IsConfigSecret(v.key) {
		c.add(v.key, "is marked as a secret, although it ends up readable in AWS", "the same value set without --secret")
		v.silent = true
	}
	return v
}

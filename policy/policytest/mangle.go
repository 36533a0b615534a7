package policytest

import (
	"math/rand/v2"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// Mangle puts values of the wrong kind, unknown values and text in place of some properties, at any depth. The same
// seed gives the same damage.
func Mangle(seed uint64, text string, stacks ...*Stack) {
	r := rand.New(rand.NewPCG(seed, seed))
	for _, s := range stacks {
		for _, n := range s.Nodes {
			n.Properties = mangled(r, text, n.Properties).(P)
		}
	}
}

func mangled(r *rand.Rand, text string, v any) any {
	switch v := v.(type) {
	case P:
		keys := make([]string, 0, len(v))
		for key := range v {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		changed := P{}
		for _, key := range keys {
			changed[key] = mangled(r, text, v[key])
			if r.IntN(6) == 0 {
				changed[key] = odd(r, text)
			}
		}
		return changed
	case []any:
		changed := make([]any, 0, len(v))
		for _, item := range v {
			changed = append(changed, mangled(r, text, item))
			if r.IntN(6) == 0 {
				changed = append(changed, odd(r, text))
			}
		}
		return changed
	}
	return v
}

// odd is a value that no property of a good stack has.
func odd(r *rand.Rand, text string) any {
	switch r.IntN(10) {
	case 0:
		return property.New(property.Computed)
	case 1:
		return property.New(property.Computed).WithSecret(true)
	case 2:
		return property.New(-1e300)
	case 3:
		return []any{[]any{}, P{"x": nil}}
	case 4:
		return P{}
	case 5:
		return nil
	case 6:
		return property.New(property.ResourceReference{URN: "urn:pulumi:a::b::c::d", ID: property.New(property.Computed)})
	case 7:
		return true
	case 8:
		return []any{text, text}
	}
	return text
}

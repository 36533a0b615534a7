package settings

import "strings"

// names are those taken so far, in lower case, each with the key that took it.
type names map[string]string

// once refuses a name that is taken, whatever its case.
func (n names) once(v value, name string) {
	if name == "" {
		return
	}
	lower := strings.ToLower(name)
	if first, taken := n[lower]; taken {
		v.refuse("is "+describe(name)+", which "+first+" has as well", "each name once, whatever its case")
		return
	}
	n[lower] = v.key
}

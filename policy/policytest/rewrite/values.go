package rewrite

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"secure-room/policy/policytest"
)

// confidential are the properties in which it matters whether a value is marked as a secret.
var confidential = regexp.MustCompile(`(?i)password|secret|result|token|key`)

// respellValues marks values as secrets, and writes numbers and truth values as text, which the provider converts.
func (r *rewriter) respellValues() {
	for _, n := range r.nodes() {
		if !strings.HasPrefix(n.Type, "aws:") {
			continue
		}
		for _, key := range keys(n.Properties) {
			if confidential.MatchString(key) {
				continue
			}
			n.Properties[key] = each(n.Properties[key], func(v any) any {
				if !r.sometimes() {
					return v
				}
				switch r.IntN(2) {
				case 0:
					return marked(v)
				default:
					return spelled(v)
				}
			})
		}
	}
}

// marked is a value as a secret.
func marked(v any) any {
	switch v := v.(type) {
	case string:
		return property.New(v).WithSecret(true)
	case int:
		return property.New(float64(v)).WithSecret(true)
	case bool:
		return property.New(v).WithSecret(true)
	case property.Value:
		return v.WithSecret(true)
	case policytest.Ref, policytest.Output, policytest.Text, policytest.JSON:
		return policytest.Secret{Value: v}
	}
	return v
}

// spelled is a number or truth value as text, or the other way round where that gives the same text back.
func spelled(v any) any {
	switch v := v.(type) {
	case int, bool:
		return fmt.Sprint(v)
	case string:
		if number, err := strconv.Atoi(v); err == nil && strconv.Itoa(number) == v && len(v) < 10 {
			return number
		}
	}
	return v
}

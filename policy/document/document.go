// Package document reads IAM policies: those of secrets, of log groups and of VPC endpoints, and what is to be judged of
// them ("IAM JSON policy elements reference", IAM User Guide).
package document

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
)

// Statement is one statement of a policy. An element that is absent is nil.
type Statement struct {
	Sid, Effect             string
	Principal, NotPrincipal Principal
	Action, NotAction       Texts
	Resource, NotResource   Texts
	Condition               map[string]map[string]Texts
}

// Principal is the kinds of principals and who is meant of each; "*" alone reads as {"AWS": "*"}, which means the same.
type Principal map[string]Texts

// Texts is one text or a list of them.
type Texts []string

// Parse gives all statements of a policy. An error completes a sentence on the policy, as in "… is no JSON". Elements
// that are none of a statement's are errors, so that nothing goes unread.
func Parse(text string) ([]Statement, error) {
	var policy struct{ Statement json.RawMessage }
	if json.Unmarshal([]byte(text), &policy) != nil {
		return nil, errors.New("is no JSON, so it cannot be judged")
	}
	var statements []Statement
	if strict(policy.Statement, &statements) == nil {
		return statements, nil
	}
	var one Statement
	if strict(policy.Statement, &one) != nil {
		return nil, errors.New("has no statements that can be read, so it cannot be judged")
	}
	return []Statement{one}, nil
}

func strict(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}

// UnmarshalJSON reads one or a list. Conditions may hold numbers and truth values without quotes.
func (t *Texts) UnmarshalJSON(text []byte) error {
	var list []json.RawMessage
	if json.Unmarshal(text, &list) != nil {
		list = []json.RawMessage{text}
	}
	*t = Texts{}
	for _, item := range list {
		var value any
		if err := json.Unmarshal(item, &value); err != nil {
			return err
		}
		switch value := value.(type) {
		case string:
			*t = append(*t, value)
		case bool, float64:
			*t = append(*t, string(item))
		default:
			return errors.New("neither a text nor a list of texts")
		}
	}
	return nil
}

// UnmarshalJSON reads "*" or the kinds of principals.
func (p *Principal) UnmarshalJSON(text []byte) error {
	var all string
	if json.Unmarshal(text, &all) == nil {
		*p = Principal{"AWS": {all}}
		return nil
	}
	return json.Unmarshal(text, (*map[string]Texts)(p))
}

// Names are all that are meant, of whatever kind.
func (p Principal) Names() []string {
	var all []string
	for _, names := range p {
		all = append(all, names...)
	}
	return all
}

// Denies says whether the statement only takes away. Anything that is not plainly so is taken to allow.
func (s Statement) Denies() bool { return strings.EqualFold(s.Effect, "Deny") }

// Fixed gives the values that one of the operators holds a condition key to, whatever its case; nil when none does, or
// not to texts without wildcards. Operators that also hold for a request without the key, such as StringEqualsIfExists,
// or only for some of its values, have other names, and so hold nothing.
func (s Statement) Fixed(key string, operators ...string) []string {
	for operator, keys := range s.Condition {
		if !slices.ContainsFunc(operators, func(one string) bool { return strings.EqualFold(one, operator) }) {
			continue
		}
		for one, values := range keys {
			if strings.EqualFold(one, key) && len(values) > 0 && !slices.ContainsFunc(values, HasWildcard) {
				return values
			}
		}
	}
	return nil
}

// HasWildcard says whether a text may stand for several.
func HasWildcard(text string) bool { return strings.ContainsAny(text, "*?") }

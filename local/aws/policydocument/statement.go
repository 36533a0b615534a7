package policydocument

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

var (
	sidForm = regexp.MustCompile(`^[A-Za-z0-9]*$`)
	// An action is "service-namespace:action-name", with wildcards, or "*" alone.
	actionForm = regexp.MustCompile(`^(\*|[A-Za-z0-9-]+:[A-Za-z0-9*?-]+)$`)
)

func parseStatement(elements map[string]json.RawMessage) (s Statement, err error) {
	for _, name := range slices.Sorted(maps.Keys(elements)) {
		value := elements[name]
		switch name {
		case "Sid":
			err = json.Unmarshal(value, &s.Sid)
		case "Effect":
			err = json.Unmarshal(value, &s.Effect)
		case "Action":
			s.Actions, err = texts(value)
		case "NotAction":
			s.NotActions, err = texts(value)
		case "Resource":
			s.Resources, err = texts(value)
		case "NotResource":
			s.NotResources, err = texts(value)
		case "Principal":
			s.hasPrincipal = true
			s.Principals, err = principals(value)
		case "NotPrincipal":
			s.hasNotPrincipal = true
			s.NotPrincipals, err = principals(value)
		case "Condition":
			s.Conditions, err = conditions(value)
		default:
			err = errors.New("is no element of a statement")
		}
		if err != nil {
			return s, fmt.Errorf("has a wrong %s: %w", name, err)
		}
	}
	return s, s.wellFormed()
}

// wellFormed holds what is true of every statement.
func (s Statement) wellFormed() error {
	switch {
	case s.Effect != "Allow" && s.Effect != "Deny":
		return fmt.Errorf("has the Effect %q, but must have Allow or Deny", s.Effect)
	case (len(s.Actions) == 0) == (len(s.NotActions) == 0):
		return errors.New("must have one of Action and NotAction")
	case len(s.Resources) > 0 && len(s.NotResources) > 0:
		return errors.New("has both Resource and NotResource")
	case s.hasPrincipal && s.hasNotPrincipal:
		return errors.New("has both Principal and NotPrincipal")
	case !sidForm.MatchString(s.Sid):
		return fmt.Errorf("has the Sid %q, but must have letters and digits alone", s.Sid)
	}
	for _, action := range slices.Concat(s.Actions, s.NotActions) {
		if !actionForm.MatchString(action) {
			return fmt.Errorf("has the action %q, but must have service:action", action)
		}
	}
	for _, resource := range slices.Concat(s.Resources, s.NotResources) {
		if resource != "*" && !strings.HasPrefix(resource, "arn:") && !strings.HasPrefix(resource, "*") {
			return fmt.Errorf("has the resource %q, but must have an ARN or *", resource)
		}
	}
	return nil
}

// fits holds what depends on where the policy is attached.
func (s Statement) fits(form Form) error {
	hasPrincipal := s.hasPrincipal || s.hasNotPrincipal
	hasResource := len(s.Resources)+len(s.NotResources) > 0
	switch {
	case form == Identity && hasPrincipal:
		return errors.New("has a Principal, which a policy of a user, group or role must not have")
	case form == Identity && !hasResource:
		return errors.New("has no Resource")
	case form != Identity && !hasPrincipal:
		return errors.New("has no Principal")
	case form == Trust && hasResource:
		return errors.New("has a Resource, which a trust policy must not have")
	}
	return nil
}

// texts reads one text or a list of them.
func texts(value json.RawMessage) ([]string, error) {
	var one string
	if json.Unmarshal(value, &one) == nil {
		return []string{one}, nil
	}
	var many []string
	err := json.Unmarshal(value, &many)
	if err == nil && len(many) == 0 {
		err = errors.New("the list is empty")
	}
	return many, err
}

func principals(value json.RawMessage) ([]Principal, error) {
	var everyone string
	if json.Unmarshal(value, &everyone) == nil {
		if everyone != "*" {
			return nil, fmt.Errorf("%q is neither * nor a map", everyone)
		}
		return []Principal{{Type: "*", Name: "*"}}, nil
	}
	var byType map[string]json.RawMessage
	if err := json.Unmarshal(value, &byType); err != nil {
		return nil, err
	}
	var all []Principal
	for _, kind := range slices.Sorted(maps.Keys(byType)) {
		if !slices.Contains([]string{"AWS", "Service", "Federated", "CanonicalUser"}, kind) {
			return nil, fmt.Errorf("%q is no type of principal", kind)
		}
		names, err := texts(byType[kind])
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			all = append(all, Principal{Type: kind, Name: name})
		}
	}
	if len(all) == 0 {
		return nil, errors.New("it is empty")
	}
	return all, nil
}

// conditions reads operator → key → values; a value may be text, a number or a truth value.
func conditions(value json.RawMessage) (map[string]map[string][]string, error) {
	var raw map[string]map[string]any
	if err := json.Unmarshal(value, &raw); err != nil {
		return nil, err
	}
	all := map[string]map[string][]string{}
	for operator, keys := range raw {
		if !operatorForm.MatchString(operator) {
			return nil, fmt.Errorf("%q is no condition operator", operator)
		}
		all[operator] = map[string][]string{}
		for key, values := range keys {
			list, many := values.([]any)
			if !many {
				list = []any{values}
			}
			for _, each := range list {
				if _, nested := each.(map[string]any); nested || each == nil {
					return nil, fmt.Errorf("the value of %s is neither text nor a list of texts", key)
				}
				all[operator][key] = append(all[operator][key], fmt.Sprint(each))
			}
		}
	}
	return all, nil
}

// operatorForm is "IAM JSON policy elements: Condition operators".
var operatorForm = regexp.MustCompile(`^(ForAllValues:|ForAnyValue:)?(` +
	`StringEquals|StringNotEquals|StringEqualsIgnoreCase|StringNotEqualsIgnoreCase|StringLike|StringNotLike|` +
	`NumericEquals|NumericNotEquals|NumericLessThan|NumericLessThanEquals|NumericGreaterThan|NumericGreaterThanEquals|` +
	`DateEquals|DateNotEquals|DateLessThan|DateLessThanEquals|DateGreaterThan|DateGreaterThanEquals|` +
	`Bool|BinaryEquals|IpAddress|NotIpAddress|ArnEquals|ArnLike|ArnNotEquals|ArnNotLike|Null)(IfExists)?$`)

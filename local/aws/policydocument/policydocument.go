// Package policydocument reads JSON policy documents as IAM does and says what is wrong with them.
// AWS: "IAM User Guide, Grammar of the IAM JSON policy language" and "IAM JSON policy elements".
package policydocument

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Document is a policy that IAM would take.
type Document struct {
	Version    string
	ID         string
	Statements []Statement
}

// Statement is one statement; of each pair such as Action and NotAction one is empty.
type Statement struct {
	Sid, Effect                   string
	Actions, NotActions           []string
	Resources, NotResources       []string
	Principals, NotPrincipals     []Principal
	Conditions                    map[string]map[string][]string
	hasPrincipal, hasNotPrincipal bool
}

// Principal is one principal: Type is AWS, Service, Federated or CanonicalUser, or "*" for everyone.
type Principal struct{ Type, Name string }

// Form says what a policy is attached to, and with that what its statements must hold.
type Form int

const (
	// Identity policies belong to a user, group or role: resources, but no principals.
	Identity Form = iota
	// Trust policies say who may assume a role: principals, but no resources.
	Trust
	// Resource policies belong to a key, a secret, a repository …: principals, and resources as the service likes.
	Resource
)

// Parse reads a document, or says in one sentence what is wrong with it.
func Parse(text string, form Form) (Document, error) {
	decoder := json.NewDecoder(strings.NewReader(text))
	var raw map[string]json.RawMessage
	if err := decoder.Decode(&raw); err != nil {
		return Document{}, fmt.Errorf("is not a JSON object: %w", err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return Document{}, fmt.Errorf("has text after the JSON object")
	}
	document := Document{}
	for name, value := range raw {
		var err error
		switch name {
		case "Version":
			err = json.Unmarshal(value, &document.Version)
		case "Id":
			err = json.Unmarshal(value, &document.ID)
		case "Statement":
			document.Statements, err = statements(value, form)
		default:
			err = fmt.Errorf("the elements are Version, Id and Statement")
		}
		if err != nil {
			return Document{}, fmt.Errorf("has a wrong element %s: %w", name, err)
		}
	}
	switch {
	case document.Version != "" && document.Version != "2012-10-17" && document.Version != "2008-10-17":
		return Document{}, fmt.Errorf("has the Version %q, but must have 2012-10-17 or 2008-10-17", document.Version)
	case raw["Statement"] == nil || len(document.Statements) == 0:
		return Document{}, fmt.Errorf("has no Statement")
	}
	return document, unique(document.Statements)
}

func statements(value json.RawMessage, form Form) ([]Statement, error) {
	if trimmed := bytes.TrimSpace(value); len(trimmed) > 0 && trimmed[0] == '{' {
		value = slices.Concat([]byte("["), trimmed, []byte("]"))
	}
	var raw []map[string]json.RawMessage
	if err := json.Unmarshal(value, &raw); err != nil {
		return nil, err
	}
	all := make([]Statement, len(raw))
	for i, elements := range raw {
		statement, err := parseStatement(elements)
		if err == nil {
			err = statement.fits(form)
		}
		if err != nil {
			return nil, fmt.Errorf("statement %d %w", i+1, err)
		}
		all[i] = statement
	}
	return all, nil
}

// unique is "IAM JSON policy elements: Sid": a value given twice is refused.
func unique(all []Statement) error {
	seen := map[string]bool{}
	for _, statement := range all {
		if statement.Sid != "" && seen[statement.Sid] {
			return fmt.Errorf("has the Sid %q twice", statement.Sid)
		}
		seen[statement.Sid] = true
	}
	return nil
}

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// document is a piece of an exported stack. It is kept as it was read but for what adopt changes, so that nothing that
// a newer CLI writes is lost.
type document = map[string]any

// adopt takes an exported stack and gives it back without pending operations. A resource that was being created goes
// into the state if the cloud holds it, exactly as the CLI would have recorded it but for the outputs, which a refresh
// reads; else it was never made and the next update makes it. What was being updated or deleted is in the state
// already. Each operation is told in a line.
//
// `pulumi refresh --import-pending-creates` is meant for this, but the CLI then reads the resource anew: inputs that
// AWS never tells, such as a password, and dependencies would be lost.
func adopt(exported []byte, made func(urn, token string) ([]string, error)) ([]byte, []string, error) {
	var stack document
	decoder := json.NewDecoder(bytes.NewReader(exported))
	decoder.UseNumber()
	if err := decoder.Decode(&stack); err != nil {
		return nil, nil, fmt.Errorf("reading the exported stack: %w", err)
	}
	deployment, _ := stack["deployment"].(document)
	pending, _ := deployment["pending_operations"].([]any)
	if len(pending) == 0 {
		return exported, nil, nil
	}
	resources, _ := deployment["resources"].([]any)
	var findings []string
	for _, entry := range pending {
		operation, _ := entry.(document)
		resource, _ := operation["resource"].(document)
		urn, kind := text(resource, "urn"), text(operation, "type")
		if kind != "creating" {
			findings = append(findings, fmt.Sprintf("%s: was %s, reading it again", urn, kind))
			continue
		}
		ids, err := made(urn, text(resource, "type"))
		if err != nil {
			return nil, nil, fmt.Errorf("asking what was made for %s: %w", urn, err)
		}
		ids = slices.DeleteFunc(ids, func(id string) bool { return known(resources, urn, id) })
		switch len(ids) {
		case 0:
			findings = append(findings, urn+": had not been made")
		case 1:
			resource["id"], resource["outputs"] = ids[0], resource["inputs"]
			retire(resources, urn)
			resources = append(resources, resource)
			findings = append(findings, fmt.Sprintf("%s: had been made, adopting %s", urn, ids[0]))
		default:
			return nil, nil, fmt.Errorf("%d objects were made for %s and not one is in the state: %q; "+
				"delete all but one", len(ids), urn, ids)
		}
	}
	delete(deployment, "pending_operations")
	deployment["resources"] = resources
	edited, err := json.Marshal(stack)
	if err != nil {
		return nil, nil, fmt.Errorf("writing the mended stack: %w", err)
	}
	return edited, findings, nil
}

// known says whether the state already has the object.
func known(resources []any, urn, id string) bool {
	return slices.ContainsFunc(resources, func(entry any) bool {
		resource, _ := entry.(document)
		return text(resource, "urn") == urn && text(resource, "id") == id
	})
}

// retire marks what a resource was before its replacement as to be deleted, as the CLI does once the replacement is
// made. The next update deletes it.
func retire(resources []any, urn string) {
	for _, entry := range resources {
		if resource, _ := entry.(document); text(resource, "urn") == urn {
			resource["delete"] = true
		}
	}
}

func text(from document, key string) string {
	value, _ := from[key].(string)
	return value
}

package ssm

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"secure-room/local/aws/cloud"
)

// owned are AWS's own documents that the local cloud knows, with the parameters that each takes.
// AWS: the documents themselves, as "Documents" in the Systems Manager console shows them.
var owned = map[string]map[string]declaration{
	"AWS-JoinDirectoryServiceDomain": {
		"directoryId": {Type: "String", AllowedPattern: `^d-[0-9a-f]{10}$`}, "directoryName": {Type: "String"},
		"directoryOU": {Type: "String", Default: ""}, "dnsIpAddresses": {Type: "StringList", Default: []any{}},
		"keepHostName": {Type: "Boolean", Default: false}, "hostname": {Type: "String", Default: ""},
	},
	"AWS-RunPowerShellScript": {
		"commands": {Type: "StringList"}, "workingDirectory": {Type: "String", Default: ""},
		"executionTimeout": {Type: "String", Default: "3600", AllowedPattern: `^([1-9][0-9]{0,4}|1[0-6][0-9]{4}|17[0-1][0-9]{3}|172[0-7][0-9]{2}|172800)$`},
	},
	"AWS-UpdateSSMAgent":           {"version": {Type: "String", Default: ""}, "allowDowngrade": {Type: "String", Default: "false"}},
	"AWS-GatherSoftwareInventory":  {"applications": {Type: "String", Default: "Enabled"}, "awsComponents": {Type: "String", Default: "Enabled"}},
	"AWS-RunPatchBaseline":         {"Operation": {Type: "String", AllowedValues: []any{"Scan", "Install"}}, "RebootOption": {Type: "String", Default: "RebootIfNeeded"}},
	"AmazonCloudWatch-ManageAgent": {"action": {Type: "String", Default: "configure"}, "mode": {Type: "String", Default: "ec2"}},
	"AWS-ConfigureAWSPackage":      {"action": {Type: "String", AllowedValues: []any{"Install", "Uninstall"}}, "name": {Type: "String"}, "version": {Type: "String", Default: ""}},
}

// checkParameters holds an association's parameters to what its document declares.
// AWS: "Systems Manager API Reference, CreateAssociation", InvalidParameters.
func checkParameters(tx *cloud.Transaction, now *cloud.Object) error {
	declared, err := declaredBy(tx, now.Text("name"))
	if err != nil {
		return err
	}
	given := now.Object("parameters")
	for _, name := range slices.Sorted(maps.Keys(given)) {
		parameter, known := declared[name]
		if !known {
			return cloud.Refuse("InvalidParameters", "%s is no parameter of document %s", name, now.Text("name"))
		}
		if fault := parameter.refuses(given.Text(name)); fault != "" {
			return cloud.Refuse("InvalidParameters", "parameter %s of document %s %s", name, now.Text("name"), fault)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(declared)) {
		if declared[name].Default == nil && given.Unset(name) {
			return cloud.Refuse("InvalidParameters", "document %s needs the parameter %s", now.Text("name"), name)
		}
	}
	return nil
}

func declaredBy(tx *cloud.Transaction, name string) (map[string]declaration, error) {
	if !own(name) {
		if declared, known := owned[name]; known {
			return declared, nil
		}
		return nil, cloud.Refuse("InvalidDocument", "the local AWS does not know the document %s", name)
	}
	read, err := contentOf(tx, name)
	return read.Parameters, err
}

// contentOf reads a document of the account; of AWS's own the local cloud knows no content.
func contentOf(tx *cloud.Transaction, name string) (content, error) {
	if !own(name) {
		return content{}, nil
	}
	found, there, err := tx.Get(documentToken, name[strings.LastIndexByte(name, '/')+1:])
	if err != nil || !there {
		return content{}, err // its absence has been refused before
	}
	return parse(found.Text("content"), found.Text("documentFormat"), found.Text("documentType"))
}

// refuses says why a value is none of those that the document allows.
func (p declaration) refuses(value string) string {
	matches := func(allowed any) bool { return fmt.Sprint(allowed) == value }
	if len(p.AllowedValues) > 0 && !slices.ContainsFunc(p.AllowedValues, matches) {
		return fmt.Sprintf("must be one of %v", p.AllowedValues)
	}
	pattern, err := regexp.Compile(p.AllowedPattern)
	if err != nil || p.AllowedPattern != "" && !pattern.MatchString(value) {
		return "does not match " + p.AllowedPattern
	}
	return ""
}

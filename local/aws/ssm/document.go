package ssm

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
)

// document is a document of one's own.
// AWS: "Systems Manager API Reference, CreateDocument".
func document() cloud.Kind {
	return cloud.Kind{
		Token:   documentToken,
		Name:    cloud.Name{Property: "name", Limit: 128},
		ID:      func(_ *cloud.Transaction, o *cloud.Object) string { return o.Text("name") },
		ARN:     "arn:{partition}:ssm:{region}:{account}:document/{name}",
		Exists:  "DocumentAlreadyExists: The specified document %s already exists.",
		Missing: "InvalidDocument: The document %s does not exist.",
		Volatile: []string{"defaultVersion", "documentVersion", "latestVersion", "hash", "parameters", "description",
			"schemaVersion"},
		Check: checkDocument,
		Apply: applyDocument,
	}
}

var documentRules = check.Rules{
	"name":           check.Matches(`[a-zA-Z0-9_\-.]+`, 3, 128, "letters, digits and _ - ."),
	"documentFormat": check.OneOf("JSON", "YAML", "TEXT"),
	"documentType": check.OneOf("Command", "Policy", "Automation", "Session", "Package", "ApplicationConfiguration",
		"ApplicationConfigurationSchema", "DeploymentStrategy", "ChangeCalendar", "Automation.ChangeTemplate",
		"ProblemAnalysis", "ProblemAnalysisTemplate", "CloudFormation", "ConformancePackTemplate", "QuickSetup"),
	"targetType":  check.Matches(`/[\w.\-:/]*`, 1, 200, "a slash and a resource type such as AWS::EC2::Instance"),
	"versionName": check.Matches(`[a-zA-Z0-9_\-.]+`, 1, 128, "letters, digits and _ - ."),
}

// sizeLimit is "Systems Manager endpoints and quotas": 64 KB a document.
const sizeLimit = 64 * 1024

func checkDocument(in cloud.Values, report cloud.Report) {
	documentRules.Report(in, report)
	for _, reserved := range []string{"aws", "amazon", "amzn", "awsec2", "awsconfigremediation", "awssupport"} {
		if strings.HasPrefix(strings.ToLower(in.Text("name")), reserved) {
			report("name", "is %q, but must not begin with %s", in.Text("name"), reserved)
			break
		}
	}
	if !in.Known("content") {
		return
	}
	if size := len(in.Text("content")); size > sizeLimit {
		report("content", "has %d bytes, but can have %d", size, sizeLimit)
	}
	if _, err := parse(in.Text("content"), in.Text("documentFormat"), in.Text("documentType")); err != nil {
		report("content", "is no %s document: %s", in.Text("documentType"), err)
	}
}

func applyDocument(_ *cloud.Transaction, before, now *cloud.Object) error {
	content, err := parse(now.Text("content"), now.Text("documentFormat"), now.Text("documentType"))
	if err != nil {
		return cloud.Refuse("InvalidDocumentContent", "%s", err)
	}
	version := "1"
	if before != nil {
		version = before.Text("latestVersion")
		if before.Text("content") != now.Text("content") {
			number, _ := strconv.Atoi(version) // only this function writes it
			version = strconv.Itoa(number + 1)
		}
	} else {
		now.Put("createdDate", time.Now().UTC().Format(time.RFC3339))
	}
	sum := sha256.Sum256([]byte(now.Text("content")))
	for name, value := range map[string]any{
		"defaultVersion": version, "documentVersion": version, "latestVersion": version,
		"hash": hex.EncodeToString(sum[:]), "hashType": "Sha256", "owner": now.Account, "status": "Active",
		"description": content.Description, "schemaVersion": content.SchemaVersion,
		"platformTypes": content.platforms(), "parameters": content.outputs(),
	} {
		now.Put(name, value)
	}
	return nil
}

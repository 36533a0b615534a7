package directory

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ssm"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// documents holds what Systems Manager runs on the management instance. A document's .json names the scripts that a
// step is made of; none of them, and none of their parameters, holds anything secret.
//
//go:embed documents
var documents embed.FS

// runDocument is a Command document ("SSM document syntax", AWS Systems Manager User Guide).
type runDocument struct {
	SchemaVersion string         `json:"schemaVersion"`
	Description   string         `json:"description"`
	Parameters    map[string]any `json:"parameters"`
	MainSteps     []runStep      `json:"mainSteps"`
}

type runStep struct {
	Action string         `json:"action"`
	Name   string         `json:"name"`
	Inputs map[string]any `json:"inputs"`
}

// content is the document of that name with the lines of its scripts put in.
func content(name string) (string, error) {
	text, err := documents.ReadFile(path.Join("documents", name+".json"))
	if err != nil {
		return "", fmt.Errorf("reading document %s: %w", name, err)
	}
	var document runDocument
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&document); err != nil {
		return "", fmt.Errorf("decoding document %s: %w", name, err)
	}
	for _, step := range document.MainSteps {
		scripts, found := step.Inputs["runCommand"].([]any)
		if !found {
			continue
		}
		var lines []string
		for _, script := range scripts {
			text, err := documents.ReadFile(path.Join("documents", fmt.Sprint(script)))
			if err != nil {
				return "", fmt.Errorf("reading a script of document %s: %w", name, err)
			}
			lines = append(lines, strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")...)
		}
		step.Inputs["runCommand"] = lines
	}
	expanded, err := json.Marshal(document)
	if err != nil {
		return "", fmt.Errorf("encoding document %s: %w", name, err)
	}
	return string(expanded), nil
}

// task is a document to run on the management instance.
type task struct {
	document   string
	parameters pulumi.StringMap
	// everyDays has it run again after so many days, for ever; 0 has it run once.
	everyDays int
}

// run has Systems Manager run a document on an instance, now and whenever a parameter changes, and waits until that has
// succeeded. The provider waits for a new association only, not for one that it updates (hashicorp/aws_ssm_association:
// wait_for_success_timeout_seconds); so a changed parameter makes a new one.
func run(ctx *pulumi.Context, name string, task task, instanceID pulumi.StringInput, parent pulumi.Resource,
	opts ...pulumi.ResourceOption) (*ssm.Association, error) {
	text, err := content(task.document)
	if err != nil {
		return nil, err
	}
	name += "-" + task.document
	registered, err := ssm.NewDocument(ctx, name, &ssm.DocumentArgs{
		DocumentType:   pulumi.String("Command"),
		DocumentFormat: pulumi.String("JSON"),
		TargetType:     pulumi.String("/AWS::EC2::Instance"),
		Content:        pulumi.String(text),
		Tags:           tags(name),
	}, pulumi.Parent(parent))
	if err != nil {
		return nil, fmt.Errorf("registering document %s: %w", name, err)
	}
	association, err := ssm.NewAssociation(ctx, name, &ssm.AssociationArgs{
		AssociationName: pulumi.String(name),
		Name:            registered.Name,
		Targets: ssm.AssociationTargetArray{&ssm.AssociationTargetArgs{
			Key:    pulumi.String("InstanceIds"),
			Values: pulumi.StringArray{instanceID},
		}},
		Parameters:         task.parameters,
		ScheduleExpression: schedule(task.everyDays),
		// An instance is up, known to Systems Manager and done with its first run well within half an hour.
		WaitForSuccessTimeoutSeconds: pulumi.Int(1800),
		Tags:                         tags(name),
	}, append(opts, pulumi.Parent(parent), pulumi.ReplaceOnChanges([]string{"parameters"}))...)
	if err != nil {
		return nil, fmt.Errorf("having document %s run: %w", name, err)
	}
	return association, nil
}

// schedule is a rate; an association with one runs at once as well ("Cron and rate expressions for associations", AWS
// Systems Manager User Guide).
func schedule(everyDays int) pulumi.StringPtrInput {
	switch everyDays {
	case 0:
		return nil
	case 1:
		return pulumi.String("rate(1 day)")
	}
	return pulumi.Sprintf("rate(%d days)", everyDays)
}

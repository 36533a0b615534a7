package ssm

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"secure-room/local/aws/cloud"
)

// content is what a Command document says.
// AWS: "Systems Manager User Guide, Data elements and parameters".
type content struct {
	SchemaVersion string                 `json:"schemaVersion"`
	Description   string                 `json:"description"`
	Parameters    map[string]declaration `json:"parameters"`
	MainSteps     []step                 `json:"mainSteps"`
}

// declaration is what a document says of one of its parameters.
type declaration struct {
	Type              string `json:"type"`
	Description       string `json:"description"`
	Default           any    `json:"default"`
	AllowedValues     []any  `json:"allowedValues"`
	AllowedPattern    string `json:"allowedPattern"`
	DisplayType       string `json:"displayType"`
	InterpolationType string `json:"interpolationType"`
	MinItems          *int   `json:"minItems"`
	MaxItems          *int   `json:"maxItems"`
	MinChars          *int   `json:"minChars"`
	MaxChars          *int   `json:"maxChars"`
}

type step struct {
	Action       string         `json:"action"`
	Name         string         `json:"name"`
	Inputs       map[string]any `json:"inputs"`
	Precondition map[string]any `json:"precondition"`
	OnFailure    string         `json:"onFailure"`
	OnSuccess    string         `json:"onSuccess"`
	FinallyStep  bool           `json:"finallyStep"`
	MaxAttempts  int            `json:"maxAttempts"`
	Timeout      int            `json:"timeoutSeconds"`
}

// actions are the plugins of a Command document and where each runs.
// AWS: "Systems Manager User Guide, Command document plugin reference".
var actions = map[string][]string{
	"aws:runPowerShellScript": {"Windows", "Linux"}, "aws:runShellScript": {"Linux", "MacOS"},
	"aws:domainJoin": {"Windows", "Linux"}, "aws:applications": {"Windows"}, "aws:psModule": {"Windows"},
	"aws:updateSsmAgent": {"Windows", "Linux"}, "aws:configurePackage": {"Windows", "Linux"},
	"aws:downloadContent": {"Windows", "Linux"}, "aws:runDocument": {"Windows", "Linux"}, "aws:runDockerAction": {"Windows", "Linux"},
	"aws:softwareInventory": {"Windows", "Linux"}, "aws:refreshAssociation": {"Windows", "Linux"}, "aws:cloudWatch": {"Windows"},
}

var (
	nameForm      = regexp.MustCompile(`^[a-zA-Z0-9_]{3,128}$`)
	parameterName = regexp.MustCompile(`^[a-zA-Z0-9_.-]+$`)
	use           = regexp.MustCompile(`\{\{\s*([A-Za-z0-9_.-]+)\s*\}\}`)
	types         = []string{"String", "StringList", "Integer", "Boolean", "MapList", "StringMap"}
)

// parse reads a document. Only Command documents of schema 2.2 are looked into; another kind must
// say which schema it follows, and is refused here as the local cloud cannot judge it.
func parse(text, format, kind string) (content, error) {
	if kind != "Command" {
		return content{}, fmt.Errorf("the local AWS serves Command documents alone")
	}
	var raw any
	if format == "YAML" {
		if err := yaml.Unmarshal([]byte(text), &raw); err != nil {
			return content{}, err
		}
	} else if err := json.Unmarshal([]byte(text), &raw); err != nil {
		return content{}, fmt.Errorf("it is not JSON: %w", err)
	}
	plain, err := json.Marshal(raw)
	if err != nil {
		return content{}, err
	}
	var read content
	decoder := json.NewDecoder(bytes.NewReader(plain))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&read); err != nil {
		return content{}, err
	}
	return read, read.sound()
}

func (c content) sound() error {
	if c.SchemaVersion != "2.2" {
		return fmt.Errorf("its schemaVersion is %q, but must be 2.2", c.SchemaVersion)
	}
	if len(c.MainSteps) == 0 {
		return fmt.Errorf("it has no mainSteps")
	}
	for _, name := range slices.Sorted(maps.Keys(c.Parameters)) {
		if err := c.Parameters[name].sound(name); err != nil {
			return err
		}
	}
	seen := map[string]bool{}
	for _, each := range c.MainSteps {
		switch {
		case actions[each.Action] == nil:
			return fmt.Errorf("step %q has the unknown action %q", each.Name, each.Action)
		case !nameForm.MatchString(each.Name):
			return fmt.Errorf("the step name %q must be 3 to 128 letters, digits and _", each.Name)
		case seen[each.Name]:
			return fmt.Errorf("the step name %q is used twice", each.Name)
		case len(each.Inputs) == 0:
			return fmt.Errorf("step %q has no inputs", each.Name)
		}
		seen[each.Name] = true
		if err := c.uses(each); err != nil {
			return err
		}
	}
	return nil
}

func (p declaration) sound(name string) error {
	switch {
	case !parameterName.MatchString(name):
		return fmt.Errorf("the parameter name %q must be letters, digits and _ . -", name)
	case !slices.Contains(types, p.Type):
		return fmt.Errorf("parameter %s has the type %q, but must have one of %s", name, p.Type, strings.Join(types, ", "))
	case p.InterpolationType != "" && p.InterpolationType != "ENV_VAR":
		return fmt.Errorf("parameter %s has the interpolationType %q, but can only have ENV_VAR", name, p.InterpolationType)
	}
	if _, err := regexp.Compile(p.AllowedPattern); err != nil {
		return fmt.Errorf("parameter %s has no regular expression as its allowedPattern: %w", name, err)
	}
	return nil
}

// uses checks that a step's {{ parameter }} places name parameters of the document.
func (c content) uses(s step) error {
	text, err := json.Marshal(s.Inputs)
	if err != nil {
		return err
	}
	for _, found := range use.FindAllStringSubmatch(string(text), -1) {
		if _, declared := c.Parameters[found[1]]; !declared && !strings.Contains(found[1], ".") {
			return fmt.Errorf("step %q uses {{ %s }}, which is no parameter of the document", s.Name, found[1])
		}
	}
	return nil
}

// platforms are those on which every step runs.
func (c content) platforms() []any {
	var all []any
	for _, platform := range []string{"Windows", "Linux", "MacOS"} {
		if !slices.ContainsFunc(c.MainSteps, func(s step) bool { return !slices.Contains(actions[s.Action], platform) }) {
			all = append(all, platform)
		}
	}
	return all
}

// outputs are the parameters as the document's resource shows them.
func (c content) outputs() []any {
	var all []any
	for _, name := range slices.Sorted(maps.Keys(c.Parameters)) {
		declared := c.Parameters[name]
		shown := cloud.Values{"name": name, "type": declared.Type, "description": declared.Description}
		if declared.Default != nil {
			shown["defaultValue"] = fmt.Sprint(declared.Default)
		}
		all = append(all, shown)
	}
	return all
}

// Package export reads what `pulumi stack export` writes: a stack's resources as they stand, for the same rules that
// judge a deploy.
package export

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/urn"
	"github.com/pulumi/pulumi/sdk/v3/go/property"

	policy "secure-room/policy/resource"
)

// Stack is one exported stack.
type Stack struct {
	Name      string
	Resources []policy.Resource
	// Encrypted are the URNs of resources that hold secrets which the export does not show. Such a value is unknown.
	Encrypted map[string]bool
	// Unsettled says why the state may not be what stands; empty when it is.
	Unsettled []string
}

// deploymentVersion is the only form of state that this program knows. It is also that of every CLI since 1.0.
const deploymentVersion = 3

// Read reads one export. Resources that a program only reads and does not manage are left out, as they are in a deploy.
func Read(from io.Reader) (*Stack, error) {
	var outer apitype.UntypedDeployment
	decoder := json.NewDecoder(from)
	if err := decoder.Decode(&outer); err != nil {
		return nil, fmt.Errorf("read stack export: %w", err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("read stack export: there is text after the export; give one stack a file")
	}
	if outer.Version != deploymentVersion || len(outer.Deployment) == 0 {
		return nil, fmt.Errorf("read stack export: deployment version is %d; only %d, as `pulumi stack export` writes it, is known", outer.Version, deploymentVersion)
	}
	var deployment apitype.DeploymentV3
	if err := json.Unmarshal(outer.Deployment, &deployment); err != nil {
		return nil, fmt.Errorf("read stack export: %w", err)
	}
	s := &Stack{Encrypted: map[string]bool{}}
	for _, operation := range deployment.PendingOperations {
		s.Unsettled = append(s.Unsettled, fmt.Sprintf("%s: an operation (%s) was interrupted", operation.Resource.URN, operation.Type))
	}
	for i := range deployment.Resources {
		if err := s.add(&deployment.Resources[i]); err != nil {
			return nil, err
		}
	}
	if len(s.Resources) == 0 {
		s.Unsettled = append(s.Unsettled, "the stack holds no resources, so nothing is proved of it")
	}
	return s, nil
}

func (s *Stack) add(r *apitype.ResourceV3) error {
	parsed, err := urn.Parse(string(r.URN))
	if err != nil {
		return fmt.Errorf("read stack export: %q is no resource URN: %w", r.URN, err)
	}
	s.Name = parsed.Stack().String()
	if r.Delete || r.PendingReplacement {
		s.Unsettled = append(s.Unsettled, fmt.Sprintf("%s: it waits to be deleted and may still stand", r.URN))
	}
	if r.External || r.Delete {
		return nil
	}
	d := &decoder{}
	properties := d.fields(r.Outputs)
	if r.Custom {
		properties["id"] = property.New(string(r.ID))
	}
	if d.err != nil {
		return fmt.Errorf("read stack export: %s: %w", r.URN, d.err)
	}
	read := policy.Resource{
		URN:                  string(r.URN),
		Type:                 string(r.Type),
		Name:                 r.URN.Name(),
		Stack:                s.Name,
		Properties:           property.NewMap(properties),
		Parent:               string(r.Parent),
		Protect:              r.Protect,
		IgnoreChanges:        r.IgnoreChanges,
		Dependencies:         texts(r.Dependencies),
		PropertyDependencies: make(map[string][]string, len(r.PropertyDependencies)),
	}
	// A provider is written as its URN and its id ("urn::id").
	if provider, _, found := cutLast(r.Provider, "::"); found {
		read.Provider = provider
	}
	for key, urns := range r.PropertyDependencies {
		if len(urns) > 0 {
			read.PropertyDependencies[string(key)] = texts(urns)
		}
	}
	s.Resources = append(s.Resources, read)
	if d.encrypted {
		s.Encrypted[read.URN] = true
	}
	return nil
}

func texts(urns []resource.URN) []string {
	if len(urns) == 0 {
		return nil
	}
	list := make([]string, 0, len(urns))
	for _, u := range urns {
		list = append(list, string(u))
	}
	return list
}

func cutLast(text, separator string) (before, after string, found bool) {
	i := strings.LastIndex(text, separator)
	if i < 0 {
		return text, "", false
	}
	return text[:i], text[i+len(separator):], true
}

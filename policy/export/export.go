// Package export reads what `pulumi stack export` writes: a stack's resources as they stand, for the same rules that
// judge a deploy.
package export

import (
	"bufio"
	"bytes"
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

// Stack is one exported stack. A stack that was never deployed has neither project nor name: its export holds none.
type Stack struct {
	Project, Name string
	Resources     []policy.Resource
	// Encrypted are the URNs of resources that hold secrets which the export does not show. Such a value is unknown.
	Encrypted map[string]bool
	// Unsettled says why the state may not be what stands; empty when it is.
	Unsettled []string
}

// deploymentVersion is the only form of state that this program knows. It is also that of every CLI since 1.0.
const deploymentVersion = 3

// Read reads one or more exports, one after the other. Resources that a program only reads and does not manage are left
// out, as they are in a deploy.
func Read(from io.Reader) ([]*Stack, error) {
	text := bufio.NewReader(from)
	if start, _ := text.Peek(len(gzipped)); bytes.Equal(start, gzipped) {
		return nil, errors.New("read stack export: it is compressed; unpack it with gunzip first")
	}
	decoder := json.NewDecoder(text)
	var stacks []*Stack
	for {
		var outer envelope
		err := decoder.Decode(&outer)
		if errors.Is(err, io.EOF) && len(stacks) > 0 {
			return stacks, nil
		}
		if errors.Is(err, io.EOF) {
			return nil, errors.New("read stack export: it is empty")
		}
		if err != nil {
			return nil, fmt.Errorf("read stack export: it is not what `pulumi stack export` writes: %w", err)
		}
		s, err := outer.stack()
		if err != nil {
			return nil, fmt.Errorf("read stack export: %w", err)
		}
		stacks = append(stacks, s)
	}
}

// gzipped is how a compressed file begins (RFC 1952, 2.3.1).
var gzipped = []byte{0x1f, 0x8b}

// envelope is what an export is wrapped in. A checkpoint is the form that a backend keeps; other programs write it.
type envelope struct {
	apitype.UntypedDeployment
	Checkpoint json.RawMessage `json:"checkpoint"`
}

func (e envelope) stack() (*Stack, error) {
	switch {
	case len(e.Checkpoint) > 0:
		return nil, errors.New("this is a checkpoint, as a backend keeps it; give what `pulumi stack export` writes")
	case e.Version < deploymentVersion:
		return nil, fmt.Errorf("its version is %d; export it anew with a Pulumi CLI of today, which writes version %d", e.Version, deploymentVersion)
	case e.Version > deploymentVersion:
		return nil, fmt.Errorf("its version is %d (features %q); only version %d is known", e.Version, e.Features, deploymentVersion)
	case len(e.Deployment) == 0:
		return nil, errors.New("it holds no deployment")
	}
	var deployment apitype.DeploymentV3
	if err := json.Unmarshal(e.Deployment, &deployment); err != nil {
		return nil, err
	}
	s := &Stack{Encrypted: map[string]bool{}}
	for _, operation := range deployment.PendingOperations {
		s.Unsettled = append(s.Unsettled, fmt.Sprintf("%s: an operation (%s) was interrupted", operation.Resource.URN, operation.Type))
	}
	seen := map[resource.URN]bool{}
	for i := range deployment.Resources {
		r := &deployment.Resources[i]
		// An old one that waits to be deleted has the URN of the one that replaces it.
		if !r.Delete && seen[r.URN] {
			return nil, fmt.Errorf("it holds %s twice", r.URN)
		}
		seen[r.URN] = seen[r.URN] || !r.Delete
		if err := s.add(r); err != nil {
			return nil, err
		}
	}
	if len(s.Resources) == 0 {
		s.Unsettled = append(s.Unsettled, "a stack holds no resources, so nothing is proved of it")
	}
	return s, nil
}

func (s *Stack) add(r *apitype.ResourceV3) error {
	parsed, err := urn.Parse(string(r.URN))
	if err != nil {
		return fmt.Errorf("%q is no resource URN: %w", r.URN, err)
	}
	project, name := string(parsed.Project()), parsed.Stack().String()
	if s.Name != "" && (s.Project != project || s.Name != name) {
		return fmt.Errorf("it holds resources of two stacks, %s/%s and %s/%s", s.Project, s.Name, project, name)
	}
	s.Project, s.Name = project, name
	if r.Delete || r.PendingReplacement {
		s.Unsettled = append(s.Unsettled, fmt.Sprintf("%s: it waits to be deleted and may still stand", r.URN))
	}
	// A stack reference is a read as well; it stays, since it shows whose outputs the stack takes.
	if r.Delete || r.External && r.Type != "pulumi:pulumi:StackReference" {
		return nil
	}
	d := &decoder{}
	properties := d.fields(r.Outputs)
	if r.Custom {
		properties["id"] = property.New(string(r.ID))
	}
	if d.err != nil {
		return fmt.Errorf("%s: %w", r.URN, d.err)
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
		Aliases:              texts(r.Aliases),
		RetainOnDelete:       r.RetainOnDelete,
		Read:                 r.External,
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

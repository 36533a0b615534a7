package baseline

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"gopkg.in/yaml.v3"
)

//go:embed baseline.yaml
var approved []byte

// Approved returns the baseline that is built into the program, or an error that lists everything wrong with it.
func Approved() (*Baseline, error) {
	b, err := Parse("policy/baseline/baseline.yaml", approved)
	if err != nil {
		return nil, fmt.Errorf("the approved baseline is unsafe or unreadable:\n%w", err)
	}
	return b, nil
}

// Digest names the built-in baseline by its content, so that a run can say which one it enforced.
func Digest() string {
	sum := sha256.Sum256(approved)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// Parse reads a baseline strictly: an unknown or repeated key, a second document and an unsafe value are errors, each
// with its line, all of them at once. name is what messages call the file.
func Parse(name string, text []byte) (*Baseline, error) {
	var document yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	if err := decoder.Decode(&document); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	var second yaml.Node
	if err := decoder.Decode(&second); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read %s: the file holds more than one document; keep one", name)
	}

	strict := yaml.NewDecoder(bytes.NewReader(text))
	strict.KnownFields(true)
	parsed := &Baseline{}
	if err := strict.Decode(parsed); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}

	problems := check(parsed)
	if len(problems) == 0 {
		return parsed, nil
	}
	lines := make([]error, 0, len(problems))
	for _, p := range problems {
		lines = append(lines, fmt.Errorf("%s:%d: %s %s", name, lineOf(&document, p.path), pathText(p.path), p.text))
	}
	return nil, errors.Join(lines...)
}

// lineOf finds the line on which the value at path stands; the line of its nearest ancestor when it is absent.
func lineOf(node *yaml.Node, path []any) int {
	if node.Kind == yaml.DocumentNode && len(node.Content) > 0 {
		node = node.Content[0]
	}
	for _, step := range path {
		next := child(node, step)
		if next == nil {
			break
		}
		node = next
	}
	return node.Line
}

// child returns the value under one key of a mapping or one index of a sequence, following aliases.
func child(node *yaml.Node, step any) *yaml.Node {
	if node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	switch step := step.(type) {
	case string:
		for i := 0; i+1 < len(node.Content) && node.Kind == yaml.MappingNode; i += 2 {
			if node.Content[i].Value == step {
				return node.Content[i+1]
			}
		}
	case int:
		if node.Kind == yaml.SequenceNode && step < len(node.Content) {
			return node.Content[step]
		}
	}
	return nil
}

// pathText writes a path as people write it: endpoints[0].subnets[1].
func pathText(path []any) string {
	var text string
	for _, step := range path {
		switch step := step.(type) {
		case string:
			if text != "" {
				text += "."
			}
			text += step
		case int:
			text += fmt.Sprintf("[%d]", step)
		}
	}
	return text
}

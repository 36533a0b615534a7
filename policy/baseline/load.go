package baseline

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strconv"

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

// Digest names the built-in baseline by its content, so that a run can say which one it enforced: what sha256sum prints of
// the file.
func Digest() string {
	sum := sha256.Sum256(approved)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// Parse reads a baseline strictly: a key that is unknown, missing or there twice, a value of another kind, a second
// document and an unsafe value are errors, each with its line, all of them at once. name is what messages call the file.
func Parse(name string, text []byte) (*Baseline, error) {
	document, err := parseOne(name, text)
	if err != nil {
		return nil, err
	}
	root := document.Content[0]
	c, parsed := &checker{}, &Baseline{}
	if c.shape(nil, root, reflect.TypeFor[Baseline]()) {
		if err := root.Decode(parsed); err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		c.check(parsed, root)
	}
	if len(c.problems) == 0 {
		return parsed, nil
	}
	slices.SortStableFunc(c.problems, func(a, b problem) int { return a.line - b.line })
	lines := make([]error, 0, len(c.problems))
	for _, p := range c.problems {
		lines = append(lines, fmt.Errorf("%s:%d: %s", name, p.line, p))
	}
	return nil, errors.Join(lines...)
}

var (
	// syntax is how the YAML library says where a text stops being YAML.
	syntax = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)
	// counted are the library's messages whose lines it counts from 0: those of its parser, not of its scanner.
	counted = regexp.MustCompile(`^did not find expected (<|node content|'-' indicator|key|',' or)`)
)

// parseOne reads the only document of a file.
func parseOne(name string, text []byte) (*yaml.Node, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var document, second yaml.Node
	err := decoder.Decode(&document)
	if errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s:1: is empty; write what baseline.schema.json says", name)
	}
	if err == nil {
		err = decoder.Decode(&second)
		if err == nil {
			return nil, fmt.Errorf("%s:%d: begins a second document; keep one", name, second.Line)
		}
	}
	if errors.Is(err, io.EOF) {
		return &document, nil
	}
	return nil, notYAML(name, err)
}

// notYAML says where and why a text stops being YAML; the library does not always know where.
func notYAML(name string, err error) error {
	place, what := name, err.Error()
	if found := syntax.FindStringSubmatch(what); found != nil {
		what = found[2]
		if line, err := strconv.Atoi(found[1]); err == nil {
			if counted.MatchString(what) {
				line++
			}
			place = fmt.Sprintf("%s:%d", name, line)
		}
	}
	return fmt.Errorf("%s: is not YAML (%s); mend the punctuation or the indentation", place, what)
}

// lineOf finds the line on which the value at path stands; the line of its nearest ancestor when it is absent.
func lineOf(node *yaml.Node, path []any) int {
	for _, step := range path {
		next := child(node, step)
		if next == nil {
			break
		}
		node = next
	}
	return node.Line
}

// child returns the value under one key of a mapping or one index of a sequence.
func child(node *yaml.Node, step any) *yaml.Node {
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

// Package record keeps what the policy pack has let pass, so that secure-room verify can hold it against what is deployed.
package record

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"secure-room/policy/resource"
)

// Variable is the environment variable that names the folder in which the pack leaves its records; without it, none.
const Variable = "SECURE_ROOM_POLICY_RECORDS"

// version is the only form of record that this program knows.
const version = 1

// Record is one stack as it stood when the pack let an update of it pass.
type Record struct {
	Version int    `json:"version"`
	Project string `json:"project"`
	Stack   string `json:"stack"`
	// Baseline is the digest of the baseline that it was judged by.
	Baseline string    `json:"baseline"`
	Time     time.Time `json:"time"`
	// Resources are the properties of each resource, by its URN.
	Resources map[string]Properties `json:"resources"`
}

// Properties are a SHA-256 of each property's value, by its name. A secret is only said to be one, so nothing can be
// guessed of it; that it has changed does not show.
type Properties map[string]string

// New makes a record of resources that were let pass.
func New(project, stack, baseline string, at time.Time, resources []resource.Resource) Record {
	r := Record{Version: version, Project: project, Stack: stack, Baseline: baseline, Time: at.UTC(), Resources: make(map[string]Properties, len(resources))}
	for i := range resources {
		r.Resources[resources[i].URN] = properties(&resources[i])
	}
	return r
}

// properties leaves out the id: the engine gives it to the pack only where a provider repeats it among the outputs.
func properties(r *resource.Resource) Properties {
	hashes := make(Properties, r.Properties.Len())
	for name, value := range r.Properties.All {
		if name == "id" || value.IsNull() {
			continue
		}
		sum := sha256.Sum256([]byte(canonical(value)))
		hashes[name] = hex.EncodeToString(sum[:])
	}
	return hashes
}

// Write keeps the record in a folder, in place of that stack's last one. The file is whole or not there at all.
func (r Record) Write(folder string) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return fmt.Errorf("write the record of stack %s: %w", r.Stack, err)
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("write the record of stack %s: %w", r.Stack, err)
	}
	temporary, err := os.CreateTemp(folder, ".record-*")
	if err != nil {
		return fmt.Errorf("write the record of stack %s: %w", r.Stack, err)
	}
	defer os.Remove(temporary.Name()) // gone already when it was renamed
	_, err = temporary.Write(append(text, '\n'))
	if err = errors.Join(err, temporary.Sync(), temporary.Close()); err == nil {
		err = os.Rename(temporary.Name(), filepath.Join(folder, r.Project+"."+r.Stack+".json"))
	}
	if err != nil {
		return fmt.Errorf("write the record of stack %s: %w", r.Stack, err)
	}
	return nil
}

// Read reads records: each path is a file, or a folder of which every *.json file is one. Of two records of the same
// stack the later one counts.
func Read(paths []string) ([]Record, error) {
	var files []string
	var problems []error
	for _, path := range paths {
		found, err := filesOf(path)
		files = append(files, found...)
		problems = append(problems, err)
	}
	latest := map[string]Record{}
	for _, file := range files {
		r, err := readOne(file)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		if before, ok := latest[r.key()]; !ok || r.Time.After(before.Time) {
			latest[r.key()] = r
		}
	}
	records := make([]Record, 0, len(latest))
	for _, r := range latest {
		records = append(records, r)
	}
	return records, errors.Join(problems...)
}

func (r Record) key() string { return r.Project + "/" + r.Stack }

func filesOf(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("%s: read record: %w", path, cause(err))
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	files, err := filepath.Glob(filepath.Join(strings.NewReplacer("[", "\\[", "*", "\\*", "?", "\\?").Replace(path), "*.json"))
	if err == nil && len(files) == 0 {
		err = errors.New("the folder holds no record; the pack leaves one at each update, in the folder that " + Variable + " names")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: read record: %w", path, err)
	}
	return files, nil
}

func readOne(file string) (Record, error) {
	var r Record
	text, err := os.ReadFile(file)
	if err != nil {
		return r, fmt.Errorf("%s: read record: %w", file, cause(err))
	}
	if err := json.Unmarshal(text, &r); err != nil {
		return r, fmt.Errorf("%s: read record: %w", file, err)
	}
	if r.Version != version || r.Project == "" || r.Stack == "" || r.Time.IsZero() {
		return r, fmt.Errorf("%s: read record: this is no record of version %d, as the policy pack leaves it in %s", file, version, Variable)
	}
	return r, nil
}

// cause leaves out of a file error the path, which the message begins with.
func cause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

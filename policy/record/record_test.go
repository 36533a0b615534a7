package record_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/policy/export"
	"secure-room/policy/finding"
	"secure-room/policy/record"
	"secure-room/policy/resource"
)

const urn = "urn:pulumi:room::secure-room::aws:ec2/vpc:Vpc::room"

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

// values are properties of every kind, the list built from the given item.
func values(item string) map[string]property.Value {
	return map[string]property.Value{
		"id": property.New("vpc-1"), "cidrBlock": property.New("10.20.0.0/16"), "count": property.New(2.0), "on": property.New(true), "none": {},
		"list":     property.New([]property.Value{property.New(item)}),
		"map":      property.New(map[string]property.Value{"a": property.New("1"), "b": property.New("2")}),
		"password": property.New("hunter2").WithSecret(true),
	}
}

func room(properties map[string]property.Value) *export.Stack {
	return &export.Stack{Project: "secure-room", Name: "room", Resources: []resource.Resource{{URN: urn, Properties: property.NewMap(properties)}}}
}

func seen(properties map[string]property.Value) []record.Record {
	return []record.Record{record.New("secure-room", "room", "sha256:now", noon, room(properties).Resources)}
}

func rulesOf(findings []finding.Finding) []string {
	var ids []string
	for _, f := range findings {
		ids = append(ids, f.Rule)
	}
	return ids
}

func TestCompare(t *testing.T) {
	second := resource.Resource{URN: urn + "-2"}
	for name, c := range map[string]struct {
		stack    *export.Stack
		records  []record.Record
		baseline string
		want     []string
	}{
		"as it was":         {room(values("a")), seen(values("a")), "sha256:now", nil},
		"another value":     {room(values("a")), seen(values("b")), "sha256:now", []string{"deployed/differs"}},
		"another baseline":  {room(values("a")), seen(values("a")), "sha256:new", []string{"deployed/other-baseline"}},
		"no record":         {room(values("a")), nil, "sha256:now", []string{"deployed/no-record"}},
		"never deployed":    {&export.Stack{}, nil, "sha256:now", nil},
		"a record's gone":   {&export.Stack{Project: "secure-room", Name: "room"}, seen(values("a")), "sha256:now", []string{"deployed/gone"}},
		"another project's": {&export.Stack{Project: "other", Name: "room"}, seen(values("a")), "sha256:now", []string{"deployed/no-record"}},
		"one too many":      {&export.Stack{Project: "secure-room", Name: "room", Resources: append(room(values("a")).Resources, second)}, seen(values("a")), "sha256:now", []string{"deployed/never-judged"}},
		"another under the name": {&export.Stack{Project: "secure-room", Name: "room", Resources: []resource.Resource{second}}, seen(values("a")), "sha256:now",
			[]string{"deployed/never-judged", "deployed/gone"}},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, c.want, rulesOf(record.Compare([]*export.Stack{c.stack}, c.records, c.baseline)))
		})
	}
}

func TestDifferencesNamePropertiesAndNoValue(t *testing.T) {
	now := values("a")
	now["cidrBlock"], now["new"] = property.New("10.99.0.0/16"), property.New("x")
	delete(now, "count")
	found := record.Compare([]*export.Stack{room(now)}, seen(values("a")), "sha256:now")
	require.Len(t, found, 1)
	assert.Equal(t, "Its cidrBlock, count, new is not as the pack saw it at 2026-01-02T12:00:00Z.", found[0].Problem)
	assert.Equal(t, urn, found[0].URN)
}

// An export holds a secret encrypted, and so as an unknown; whether it is shown makes no difference, nor does its value.
func TestASecretIsOnlySaidToBeOne(t *testing.T) {
	hidden, changed, open := values("a"), values("a"), values("a")
	hidden["password"] = property.New(property.Computed).WithSecret(true)
	changed["password"] = property.New("correct horse").WithSecret(true)
	open["password"] = property.New("hunter2")
	for _, other := range []map[string]property.Value{hidden, changed} {
		assert.Empty(t, record.Compare([]*export.Stack{room(other)}, seen(values("a")), "sha256:now"))
	}
	assert.Len(t, record.Compare([]*export.Stack{room(open)}, seen(values("a")), "sha256:now"), 1)
}

func TestWriteAndRead(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "records [1]")
	old := seen(values("b"))[0]
	require.NoError(t, old.Write(folder))
	written := seen(values("a"))[0]
	require.NoError(t, written.Write(folder))
	elsewhere := t.TempDir()
	old.Time = noon.Add(-time.Hour)
	require.NoError(t, old.Write(elsewhere))

	records, err := record.Read([]string{elsewhere, filepath.Join(folder, "secure-room.room.json")})
	require.NoError(t, err)
	assert.Equal(t, []record.Record{written}, records, "the latest of a stack counts")
	records, err = record.Read([]string{folder})
	require.NoError(t, err)
	assert.Len(t, records, 1)
	left, err := os.ReadDir(folder)
	require.NoError(t, err)
	assert.Len(t, left, 1, "nothing half-written stays")
	text, err := os.ReadFile(filepath.Join(folder, "secure-room.room.json"))
	require.NoError(t, err)
	assert.NotContains(t, string(text), "hunter2")
	assert.NotContains(t, string(text), "10.20.0.0/16")
}

func TestReadRefusesAllAtOnce(t *testing.T) {
	folder := t.TempDir()
	torn, other := filepath.Join(folder, "torn"), filepath.Join(folder, "other")
	require.NoError(t, os.WriteFile(torn, []byte(`{"version": 1,`), 0o600))
	require.NoError(t, os.WriteFile(other, []byte(`{"version": 3, "deployment": {}}`), 0o600))
	_, err := record.Read([]string{torn, other, folder, "absent"})
	assert.ErrorContains(t, err, torn+": read record: unexpected end")
	assert.ErrorContains(t, err, other+": read record: this is no record of version 1")
	assert.ErrorContains(t, err, folder+": read record: the folder holds no record")
	assert.ErrorContains(t, err, "absent: read record: no such file")
}

func TestWriteFails(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	assert.ErrorContains(t, seen(values("a"))[0].Write(file), "write the record of stack room")
}

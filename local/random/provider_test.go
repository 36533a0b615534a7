package random_test

import (
	"context"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/bcrypt"

	"secure-room/local/random"
)

const passwordType = "random:index/randomPassword:RandomPassword"

type inputs = map[string]any

func create(t *testing.T, in inputs, preview bool) resource.PropertyMap {
	t.Helper()
	made, err := random.New().Create(context.Background(), plugin.CreateRequest{
		URN: "urn:pulumi:a::b::" + passwordType + "::admin", Type: passwordType,
		Properties: resource.NewPropertyMapFromMap(in), Preview: preview,
	})
	require.NoError(t, err)
	return made.Properties
}

func clear(t *testing.T, v resource.PropertyValue) string {
	t.Helper()
	require.True(t, v.IsSecret(), "must be a secret")
	return v.SecretValue().Element.StringValue()
}

func count(s, characters string) (n int) {
	for _, r := range s {
		if strings.ContainsRune(characters, r) {
			n++
		}
	}
	return n
}

func TestCreateDrawsWhatIsAsked(t *testing.T) {
	const lower, upper, digits = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
	for name, c := range map[string]struct {
		in       inputs
		only     string
		atLeast  map[string]int
		exactly0 string
	}{
		"defaults":   {in: inputs{"length": 40}, only: lower + upper + digits + "!@#$%&*()-_=+[]{}<>:?"},
		"no special": {in: inputs{"length": 40, "special": false}, only: lower + upper + digits},
		"minima": {in: inputs{"length": 8, "minLower": 2, "minUpper": 2, "minNumeric": 2, "minSpecial": 2, "overrideSpecial": "-_"},
			only: lower + upper + digits + "-_", atLeast: map[string]int{lower: 2, upper: 2, digits: 2, "-_": 2}},
		"digits only": {in: inputs{"length": 100, "lower": false, "upper": false, "special": false}, only: digits},
		"old name":    {in: inputs{"length": 60, "number": false, "special": false}, only: lower + upper},
	} {
		t.Run(name, func(t *testing.T) {
			out := create(t, c.in, false)
			result := clear(t, out["result"])
			assert.Len(t, result, c.in["length"].(int))
			assert.Equal(t, len(result), count(result, c.only), "only characters of %q", c.only)
			for characters, least := range c.atLeast {
				assert.GreaterOrEqual(t, count(result, characters), least)
			}
			assert.NoError(t, bcrypt.CompareHashAndPassword([]byte(clear(t, out["bcryptHash"])), []byte(result)[:min(72, len(result))]))
			assert.NotEqual(t, result, clear(t, create(t, c.in, false)["result"]))
		})
	}
}

func TestEveryCharacterComesUp(t *testing.T) {
	result := clear(t, create(t, inputs{"length": 4000}, false)["result"])
	for _, r := range "azAZ09!?" {
		assert.Contains(t, result, string(r))
	}
}

func TestPreviewInventsNothing(t *testing.T) {
	out := create(t, inputs{"length": 32}, true)
	for _, key := range []resource.PropertyKey{"result", "bcryptHash"} {
		require.True(t, out[key].IsSecret())
		assert.True(t, out[key].SecretValue().Element.IsComputed())
	}
	assert.Equal(t, true, out["special"].BoolValue())
}

func TestCheck(t *testing.T) {
	for name, c := range map[string]struct {
		in   inputs
		want []string
	}{
		"good":           {in: inputs{"length": 32, "keepers": map[string]any{"year": "1"}}},
		"no length":      {in: inputs{}, want: []string{"length is missing"}},
		"zero":           {in: inputs{"length": 0}, want: []string{"at least 1"}},
		"text length":    {in: inputs{"length": "32"}, want: []string{"length must be a whole number"}},
		"broken length":  {in: inputs{"length": 1.5}, want: []string{"length must be a whole number"}},
		"minima too big": {in: inputs{"length": 3, "minLower": 2, "minUpper": 2}, want: []string{"minUpper + minLower + minNumeric + minSpecial = 4"}},
		"negative":       {in: inputs{"length": 3, "minLower": -1}, want: []string{"minLower is -1"}},
		"nothing allowed": {in: inputs{"length": 3, "lower": false, "upper": false, "numeric": false, "special": false},
			want: []string{"at least one of"}},
		"names differ":  {in: inputs{"length": 3, "number": false, "numeric": true}, want: []string{"old name of numeric"}},
		"several":       {in: inputs{"colour": "red", "upper": 1}, want: []string{`no input "colour"`, "upper must be true or false", "length is missing"}},
		"wrong keepers": {in: inputs{"length": 3, "keepers": "x"}, want: []string{"keepers must be a map"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := random.New().Check(context.Background(), plugin.CheckRequest{
				Type: passwordType, News: resource.NewPropertyMapFromMap(c.in)})
			require.NoError(t, err)
			var reasons []string
			for _, f := range got.Failures {
				reasons = append(reasons, f.Reason)
			}
			require.Len(t, reasons, len(c.want), "%v", reasons)
			for i, want := range c.want {
				assert.Contains(t, reasons[i], want)
			}
		})
	}
}

func TestUnknownInputsWait(t *testing.T) {
	got, err := random.New().Check(context.Background(), plugin.CheckRequest{Type: passwordType,
		News: resource.PropertyMap{"length": resource.MakeComputed(resource.NewProperty(""))}})
	require.NoError(t, err)
	assert.Empty(t, got.Failures)
	_, err = random.New().Create(context.Background(), plugin.CreateRequest{
		URN: "urn:pulumi:a::b::" + passwordType + "::admin", Properties: resource.NewPropertyMapFromMap(inputs{"length": 0})})
	assert.ErrorContains(t, err, "creating the password admin: length is 0")
}

func TestOtherTypesAreRefused(t *testing.T) {
	_, err := random.New().Check(context.Background(), plugin.CheckRequest{Type: "random:index/randomPet:RandomPet"})
	assert.ErrorContains(t, err, "does not serve random:index/randomPet:RandomPet")
}

func TestDiff(t *testing.T) {
	diff := func(olds, news inputs, ignore ...string) plugin.DiffResult {
		d, err := random.New().Diff(context.Background(), plugin.DiffRequest{
			OldInputs: resource.NewPropertyMapFromMap(olds), NewInputs: resource.NewPropertyMapFromMap(news), IgnoreChanges: ignore})
		require.NoError(t, err)
		return d
	}
	same := inputs{"length": 32, "keepers": map[string]any{"a": "1"}}
	assert.Equal(t, plugin.DiffNone, diff(same, same).Changes)
	changed := diff(same, inputs{"length": 32, "keepers": map[string]any{"a": "2"}})
	assert.Equal(t, plugin.DiffSome, changed.Changes)
	assert.Equal(t, []resource.PropertyKey{"keepers"}, changed.ReplaceKeys)
	assert.Equal(t, plugin.DiffUpdateReplace, changed.DetailedDiff["keepers.a"].Kind)
	assert.Equal(t, plugin.DiffNone, diff(same, inputs{"length": 40, "keepers": map[string]any{"a": "1"}}, "length").Changes)
}

func TestReadKeepsThePasswordSecret(t *testing.T) {
	got, err := random.New().Read(context.Background(), plugin.ReadRequest{ID: "none", Type: passwordType,
		Inputs: resource.NewPropertyMapFromMap(inputs{"length": 3}),
		State:  resource.NewPropertyMapFromMap(inputs{"length": 3, "result": "abc", "bcryptHash": "h"})})
	require.NoError(t, err)
	assert.Equal(t, "abc", clear(t, got.Outputs["result"]))
	_, err = random.New().Read(context.Background(), plugin.ReadRequest{ID: "abc", Type: passwordType})
	assert.ErrorContains(t, err, "cannot import")
}

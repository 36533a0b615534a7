package password

import (
	_ "embed"
	"fmt"

	"gopkg.in/yaml.v3"
)

//go:embed samples.yaml
var samplesFile []byte

// shortestSample is in characters, folded. Anything shorter occurs by chance in good passwords too often.
const shortestSample = 5

// samples are the published passwords, folded. They are read once and never changed.
var samples = mustReadSamples(samplesFile)

// mustReadSamples reads the list that the pack was built with; a broken one is found by any test or start of the pack.
func mustReadSamples(text []byte) [][]rune {
	var groups []struct {
		Source    string
		Passwords []string
	}
	if err := yaml.Unmarshal(text, &groups); err != nil {
		panic(fmt.Sprintf("reading samples.yaml: %v", err))
	}
	var all [][]rune
	for _, group := range groups {
		for _, password := range group.Passwords {
			folded := fold(password)
			if len(folded.runes) < shortestSample {
				panic(fmt.Sprintf("samples.yaml: an entry of %q is shorter than %d characters", group.Source, shortestSample))
			}
			all = append(all, folded.runes)
		}
	}
	return all
}

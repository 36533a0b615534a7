// Package workspaceszone knows in which availability zones WorkSpaces are offered: in each region only some, and in some
// regions none ("Availability Zones for WorkSpaces Personal", Amazon WorkSpaces Administration Guide).
package workspaceszone

import (
	"bytes"
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// Count is how many zones a directory's terminals stand in: no more and no fewer ("RegisterWorkspaceDirectory", Amazon
// WorkSpaces API Reference: two subnets in different zones).
const Count = 2

//go:embed zones.yaml
var text []byte

// table is the reviewed file.
type table struct {
	Source   source              `yaml:"source"`
	Reviewed string              `yaml:"reviewed"`
	Regions  map[string][]string `yaml:"regions"`
	LeftOut  []gap               `yaml:"leftOut"`
}

type source struct {
	Title string `yaml:"title"`
	URL   string `yaml:"url"`
}

// gap is a region that AWS lists and that is not taken, with the reason.
type gap struct {
	Region string `yaml:"region"`
	Reason string `yaml:"reason"`
}

// reviewed is read once; the file is part of the program, so that a mistake in it is a mistake in the program.
var reviewed = func() table {
	var data table
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&data); err != nil {
		panic(fmt.Errorf("read zones.yaml: %w", err))
	}
	return data
}()

// Regions are the names of the regions that have WorkSpaces, sorted.
func Regions() []string { return slices.Sorted(maps.Keys(reviewed.Regions)) }

// In are the ids of a region's zones that have WorkSpaces, sorted; none where the region has not.
func In(region string) []string { return slices.Clone(reviewed.Regions[region]) }

// Beside are the ids of the zones that have WorkSpaces in the region of a zone, itself among them where it has. They are
// none where the region has not.
func Beside(id string) []string {
	prefix, _, _ := strings.Cut(id, "-")
	for _, ids := range reviewed.Regions {
		if strings.HasPrefix(ids[0], prefix+"-") {
			return slices.Clone(ids)
		}
	}
	return nil
}

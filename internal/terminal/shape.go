// Package terminal says what a terminal of the room may be: its hardware and volumes, the devices that it is opened with,
// its tags, and which way its clipboard works. Config, components and baseline understand it alike.
package terminal

import (
	"fmt"
	"slices"
	"strings"

	"secure-room/internal/problem"
)

const (
	// DefaultAutoStopMinutes is how long after its user has left a terminal stops, unless said otherwise.
	DefaultAutoStopMinutes = 120
	// AWS counts in whole hours and stops after two days at most ("WorkspaceProperties", Amazon WorkSpaces API
	// Reference: RunningModeAutoStopTimeoutInMinutes, in 60-minute intervals); longer is as good as always on.
	hour            = 60
	longestAutoStop = 48 * hour
	// LargestVolumeGiB is what either volume grows to ("Modify a WorkSpace in WorkSpaces Personal", Amazon WorkSpaces
	// Administration Guide).
	LargestVolumeGiB = 2000
)

// Shape is what one terminal is made of; a field that is not given is empty.
type Shape struct {
	// Bundle is the name of one of Amazon's bundles: it decides the operating system, and whatever is not given below.
	// Required for the room, optional for a user.
	Bundle string
	// ComputeType is the kind of machine, such as "POWER". Default: the bundle's.
	ComputeType string
	// RootVolumeGiB and UserVolumeGiB are the volumes' sizes: 80 with 10, 50 or 100, or 175 to 2000 with 100 to 2000. Default:
	// the bundle's.
	RootVolumeGiB, UserVolumeGiB int
	// AutoStopMinutes is how long after its user has left a terminal stops: a multiple of 60 up to 2880. Default: 120.
	AutoStopMinutes int
}

// computeTypes are those of "WorkspaceProperties", Amazon WorkSpaces API Reference.
var computeTypes = []string{"VALUE", "STANDARD", "PERFORMANCE", "POWER", "POWERPRO", "GRAPHICS", "GRAPHICSPRO", "GRAPHICS_G4DN",
	"GRAPHICSPRO_G4DN", "GENERALPURPOSE_4XLARGE", "GENERALPURPOSE_8XLARGE"}

// Or is the shape with what it does not give taken from another.
func (s Shape) Or(other Shape) Shape {
	if s.Bundle == "" {
		s.Bundle = other.Bundle
	}
	if s.ComputeType == "" {
		s.ComputeType = other.ComputeType
	}
	if s.RootVolumeGiB == 0 {
		s.RootVolumeGiB = other.RootVolumeGiB
	}
	if s.UserVolumeGiB == 0 {
		s.UserVolumeGiB = other.UserVolumeGiB
	}
	if s.AutoStopMinutes == 0 {
		s.AutoStopMinutes = other.AutoStopMinutes
	}
	return s
}

// Problems lists what is wrong with the fields that are given.
func (s Shape) Problems() []problem.Problem {
	var found []problem.Problem
	refuse := func(field string, value any, allowed string) {
		found = append(found, problem.Problem{Field: field, Text: fmt.Sprintf("%v is not allowed; use %s", value, allowed)})
	}
	if s.Bundle != "" && strings.TrimSpace(s.Bundle) != s.Bundle {
		refuse("Bundle", fmt.Sprintf("%q", s.Bundle), "the name of an Amazon bundle without spaces around it")
	}
	if s.ComputeType != "" && !slices.Contains(computeTypes, s.ComputeType) {
		refuse("ComputeType", fmt.Sprintf("%q", s.ComputeType), "one of "+strings.Join(computeTypes, ", "))
	}
	if m := s.AutoStopMinutes; m != 0 && (m < hour || m > longestAutoStop || m%hour != 0) {
		refuse("AutoStopMinutes", m, fmt.Sprintf("a multiple of %d from %d to %d", hour, hour, longestAutoStop))
	}
	root, user := s.RootVolumeGiB, s.UserVolumeGiB
	rootFits := root == 0 || root == 80 || root >= 175 && root <= LargestVolumeGiB
	userFits := user == 0 || user == 10 || user == 50 || user >= 100 && user <= LargestVolumeGiB
	if !rootFits {
		refuse("RootVolumeGiB", root, fmt.Sprintf("80, or 175 to %d", LargestVolumeGiB))
	}
	if !userFits {
		refuse("UserVolumeGiB", user, fmt.Sprintf("10, 50, or 100 to %d", LargestVolumeGiB))
	}
	if rootFits && userFits && root != 0 && user != 0 && !pair(root, user) {
		refuse("UserVolumeGiB", fmt.Sprintf("%d beside a root volume of %d", user, root), Pairs)
	}
	return found
}

// Pairs are the volume sizes that go together ("Modify a WorkSpace in WorkSpaces Personal", Amazon WorkSpaces
// Administration Guide).
const Pairs = "a root volume of 80 with a user volume of 10, 50 or 100, or 175 to 2000 with 100 to 2000"

func pair(root, user int) bool { return root == 80 && user <= 100 || root >= 175 && user >= 100 }

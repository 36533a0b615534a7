package terminal

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// The limits of IP access control groups: rules in each ("Amazon WorkSpaces quotas"), groups of one directory ("IP access
// control groups", both Amazon WorkSpaces Administration Guide). A Region holds 100 groups, for all directories together.
const (
	RulesInGroup      = 10
	groupsOfDirectory = 25
	// MostSources is what all groups of one directory hold.
	MostSources = RulesInGroup * groupsOfDirectory
)

// deviceTypes are the clients that AWS tells apart ("WorkspaceAccessProperties", Amazon WorkSpaces API Reference), in words that
// people use for them; "web" is a browser, the others are installed.
var deviceTypes = []string{"windows", "macos", "linux", "android", "ios", "chromeos", "zeroclient", "web"}

// DeviceTypes are all of them, in a fixed order.
func DeviceTypes() []string { return slices.Clone(deviceTypes) }

// OfficeDevices are those that terminals are opened with unless said otherwise: the installed clients of office machines.
func OfficeDevices() []string { return []string{"windows", "macos"} }

// DeviceProblems lists what is wrong with the devices that terminals are to be opened with.
func DeviceProblems(devices []string) []string {
	var found []string
	if len(devices) == 0 {
		found = append(found, "names no device, so nobody could open a terminal; use some of "+strings.Join(deviceTypes, ", "))
	}
	for i, device := range devices {
		if !slices.Contains(deviceTypes, device) {
			found = append(found, fmt.Sprintf("%q is not allowed; use some of %s", device, strings.Join(deviceTypes, ", ")))
		} else if slices.Contains(devices[:i], device) {
			found = append(found, fmt.Sprintf("%q is listed twice; list each device once", device))
		}
	}
	return found
}

// Clipboard says which way text and pictures may be copied between a terminal and the machine that it is opened from.
type Clipboard string

const (
	// ClipboardOff lets nothing through.
	ClipboardOff Clipboard = "off"
	// ClipboardIntoTerminal lets people paste into the terminal and copy nothing out of it: what the room exists for.
	ClipboardIntoTerminal Clipboard = "into-terminal"
)

// Clipboards are all that there are. None of them lets anything out.
func Clipboards() []string { return []string{string(ClipboardOff), string(ClipboardIntoTerminal)} }

// The rules of tags ("Building blocks of tags", AWS tagging best practices; "Tag" in the Amazon WorkSpaces API Reference).
const (
	mostTags       = 50
	mostTagKey     = 128
	mostTagValue   = 256
	tagCharacters  = "letters, digits, spaces and _ . : / = + - @"
	reservedPrefix = "aws:"
)

var (
	tagForm = regexp.MustCompile(`^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$`)
	// ownTags are those that the room gives by itself.
	ownTags = []string{"Name", "User"}
)

// TagProblems lists what is wrong with the tags that terminals are to have, beside the room's own.
func TagProblems(tags map[string]string) []string {
	var found []string
	refuse := func(format string, values ...any) { found = append(found, fmt.Sprintf(format, values...)) }
	if most := mostTags - len(ownTags); len(tags) > most {
		refuse("has %d tags; give at most %d, since AWS allows %d and the room adds %s", len(tags), most, mostTags, strings.Join(ownTags, " and "))
	}
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		value := tags[key]
		switch length := utf8.RuneCountInString(key); {
		case length < 1 || length > mostTagKey:
			refuse("the key %q has %d characters; use 1 to %d", key, length, mostTagKey)
		case strings.HasPrefix(strings.ToLower(key), reservedPrefix):
			refuse("the key %q begins with %s, which AWS keeps for itself; use another", key, reservedPrefix)
		case slices.ContainsFunc(ownTags, func(own string) bool { return strings.EqualFold(own, key) }):
			refuse("the key %q is one that the room gives by itself; use another", key)
		case !tagForm.MatchString(key):
			refuse("the key %q is not allowed; use %s", key, tagCharacters)
		}
		if length := utf8.RuneCountInString(value); length > mostTagValue {
			refuse("the value of %q has %d characters; use at most %d", key, length, mostTagValue)
		} else if !tagForm.MatchString(value) {
			refuse("the value of %q is not allowed; use %s", key, tagCharacters)
		}
	}
	return found
}

package terminal_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"secure-room/internal/terminal"
)

const pairs = "a root volume of 80 with a user volume of 10, 50 or 100, or 175 to 2000 with 100 to 2000"

func TestShapes(t *testing.T) {
	for name, c := range map[string]struct {
		shape terminal.Shape
		want  string // empty: allowed
	}{
		"nothing given":       {terminal.Shape{}, ""},
		"all given":           {terminal.Shape{"Power with Windows 10 (Server 2022 based)", "POWERPRO", 2000, 2000, 2880}, ""},
		"padded bundle":       {terminal.Shape{Bundle: " B"}, `Bundle " B" is not allowed; use the name of an Amazon bundle without spaces around it`},
		"compute type":        {terminal.Shape{ComputeType: "HUGE"}, `ComputeType "HUGE" is not allowed; use one of VALUE, STANDARD, PERFORMANCE`},
		"compute type's case": {terminal.Shape{ComputeType: "power"}, `ComputeType "power" is not allowed`},
		"half an hour":        {terminal.Shape{AutoStopMinutes: 30}, "AutoStopMinutes 30 is not allowed; use a multiple of 60 from 60 to 2880"},
		"90 minutes":          {terminal.Shape{AutoStopMinutes: 90}, "AutoStopMinutes 90 is not allowed"},
		"an hour back":        {terminal.Shape{AutoStopMinutes: -60}, "AutoStopMinutes -60 is not allowed"},
		"49 hours":            {terminal.Shape{AutoStopMinutes: 2940}, "AutoStopMinutes 2940 is not allowed"},
		"root of 79":          {terminal.Shape{RootVolumeGiB: 79}, "RootVolumeGiB 79 is not allowed; use 80, or 175 to 2000"},
		"root of 80":          {terminal.Shape{RootVolumeGiB: 80}, ""},
		"root of 174":         {terminal.Shape{RootVolumeGiB: 174}, "RootVolumeGiB 174 is not allowed"},
		"root of 2001":        {terminal.Shape{RootVolumeGiB: 2001}, "RootVolumeGiB 2001 is not allowed"},
		"user of 10":          {terminal.Shape{UserVolumeGiB: 10}, ""},
		"user of 60":          {terminal.Shape{UserVolumeGiB: 60}, "UserVolumeGiB 60 is not allowed; use 10, 50, or 100 to 2000"},
		"user of 2001":        {terminal.Shape{UserVolumeGiB: 2001}, "UserVolumeGiB 2001 is not allowed"},
		"80 and 100":          {terminal.Shape{RootVolumeGiB: 80, UserVolumeGiB: 100}, ""},
		"80 and 101":          {terminal.Shape{RootVolumeGiB: 80, UserVolumeGiB: 101}, "UserVolumeGiB 101 beside a root volume of 80 is not allowed; use " + pairs},
		"175 and 100":         {terminal.Shape{RootVolumeGiB: 175, UserVolumeGiB: 100}, ""},
		"175 and 50":          {terminal.Shape{RootVolumeGiB: 175, UserVolumeGiB: 50}, "UserVolumeGiB 50 beside a root volume of 175 is not allowed"},
	} {
		t.Run(name, func(t *testing.T) {
			var said []string
			for _, one := range c.shape.Problems() {
				said = append(said, one.String())
			}
			judge(t, said, c.want)
		})
	}
}

// judge demands one problem that begins so, or none.
func judge(t *testing.T, said []string, want string) {
	t.Helper()
	if want == "" {
		assert.Empty(t, said)
		return
	}
	if assert.Len(t, said, 1) {
		assert.True(t, strings.HasPrefix(said[0], want), "%s", said[0])
	}
}

func TestWhatAShapeDoesNotGiveIsTheRooms(t *testing.T) {
	room := terminal.Shape{"Standard", "STANDARD", 80, 50, 120}
	assert.Equal(t, room, terminal.Shape{}.Or(room))
	own := terminal.Shape{"Power", "POWER", 175, 100, 60}
	assert.Equal(t, own, own.Or(room))
	assert.Equal(t, terminal.Shape{"Standard", "STANDARD", 80, 100, 120}, terminal.Shape{UserVolumeGiB: 100}.Or(room))
}

func TestDevices(t *testing.T) {
	const all = "windows, macos, linux, android, ios, chromeos, zeroclient, web"
	for want, devices := range map[string][]string{
		"": terminal.DeviceTypes(),
		"names no device, so nobody could open a terminal; use some of " + all: nil,
		`"Windows" is not allowed; use some of ` + all:                         {"Windows"},
		`"web" is listed twice; list each device once`:                         {"web", "macos", "web"},
	} {
		judge(t, terminal.DeviceProblems(devices), want)
	}
	assert.Empty(t, terminal.DeviceProblems(terminal.OfficeDevices()))
}

func TestTags(t *testing.T) {
	many := map[string]string{}
	for i := range 49 {
		many[fmt.Sprint("tag-", i)] = ""
	}
	for want, tags := range map[string]map[string]string{
		"": {"Cost centre": "42/部門", strings.Repeat("k", 128): strings.Repeat("v", 256), "empty": ""},
		"has 49 tags; give at most 48, since AWS allows 50 and the room adds Name and User": many,
		`the key "" has 0 characters; use 1 to 128`:                                         {"": "x"},
		`the key "kkk`: {strings.Repeat("k", 129): "x"},
		`the key "AWS:team" begins with aws:, which AWS keeps for itself; use another`:        {"AWS:team": "x"},
		`the key "name" is one that the room gives by itself; use another`:                    {"name": "x"},
		`the key "User" is one that the room gives by itself; use another`:                    {"User": "x"},
		`the key "a,b" is not allowed; use letters, digits, spaces and _ . : / = + - @`:       {"a,b": "x"},
		`the value of "a" has 257 characters; use at most 256`:                                {"a": strings.Repeat("v", 257)},
		`the value of "a" is not allowed; use letters, digits, spaces and _ . : / = + - @`:    {"a": "x;y"},
		`the value of "line" is not allowed; use letters, digits, spaces and _ . : / = + - @`: {"line": "x\ny"},
	} {
		judge(t, terminal.TagProblems(tags), want)
	}
	assert.Empty(t, terminal.TagProblems(nil))
}

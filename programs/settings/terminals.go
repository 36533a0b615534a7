package settings

import (
	"math"

	"secure-room/internal/terminal"
)

// readTerminals reads what all WorkSpaces have in common.
func readTerminals(v value) Terminals {
	fields := v.fields("adoptServiceRole", "autoStopMinutes", "bundle", "clipboard", "computeType", "deviceTypes", "maintenance",
		"rootVolumeGiB", "tags", "userVolumeGiB")
	if bundle := fields["bundle"]; !bundle.given() {
		bundle.text(bundleAllowed) // says that it is missing
	}
	terminals := Terminals{
		Shape:       readShape(v, fields),
		DeviceTypes: terminal.OfficeDevices(),
		Clipboard:   terminal.ClipboardOff,
	}
	if terminals.Shape.AutoStopMinutes == 0 {
		terminals.Shape.AutoStopMinutes = terminal.DefaultAutoStopMinutes
	}
	if devices := fields["deviceTypes"]; devices.given() {
		terminals.DeviceTypes = devices.texts("a list of devices, such as [windows, macos]")
		v.addTexts(devices, terminal.DeviceProblems(terminals.DeviceTypes))
	}
	if tags := fields["tags"]; tags.given() {
		terminals.Tags = tags.textByKey("a group of tags, such as {costCentre: research}")
		v.addTexts(tags, terminal.TagProblems(terminals.Tags))
	}
	if clipboard := fields["clipboard"]; clipboard.given() {
		terminals.Clipboard = terminal.Clipboard(clipboard.choice(terminal.Clipboards()...))
	}
	if maintenance := fields["maintenance"]; maintenance.given() {
		terminals.Maintenance = maintenance.flag()
	}
	if adopt := fields["adoptServiceRole"]; adopt.given() {
		terminals.AdoptServiceRole = adopt.flag()
	}
	return terminals
}

const bundleAllowed = "the name of an Amazon bundle, such as Standard with Windows 10 (Server 2022 based)"

// readShape reads what a terminal is made of, each field where it is given.
func readShape(v value, fields map[string]value) terminal.Shape {
	var shape terminal.Shape
	if bundle := fields["bundle"]; bundle.given() {
		shape.Bundle = bundle.text(bundleAllowed)
	}
	if compute := fields["computeType"]; compute.given() {
		shape.ComputeType = compute.text("a compute type, such as POWER")
	}
	for _, one := range []struct {
		name    string
		number  *int
		allowed string
	}{
		{"autoStopMinutes", &shape.AutoStopMinutes, "a multiple of 60 from 60 to 2880, such as 120"},
		{"rootVolumeGiB", &shape.RootVolumeGiB, "a number of GiB: 80, or 175 to 2000"},
		{"userVolumeGiB", &shape.UserVolumeGiB, "a number of GiB: 10, 50, or 100 to 2000"},
	} {
		if field := fields[one.name]; field.given() {
			*one.number = field.whole(1, math.MaxInt32, one.allowed)
		}
	}
	v.addFields(v, shape.Problems())
	return shape
}

// readOwnTerminal reads in what one user's terminal differs from the room's.
func readOwnTerminal(v value, room terminal.Shape) UserTerminal {
	own := UserTerminal{DeletionProtection: true}
	if !v.given() {
		return own
	}
	fields := v.fields("autoStopMinutes", "bundle", "computeType", "deletionProtection", "rootVolumeGiB", "userVolumeGiB")
	own.Shape = readShape(v, fields)
	if protection := fields["deletionProtection"]; protection.given() {
		own.DeletionProtection = protection.flag()
	}
	// What is wrong with either by itself has been said; this is what only both together show.
	if len(own.Problems()) == 0 && len(room.Problems()) == 0 {
		v.addFields(v, own.Or(room).Problems())
	}
	return own
}

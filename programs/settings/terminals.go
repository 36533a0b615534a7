package settings

import "fmt"

// readTerminals reads what all WorkSpaces have in common.
func readTerminals(v value) Terminals {
	fields := v.fields("bundle", "autoStopMinutes", "adoptServiceRole")
	terminals := Terminals{
		Bundle:          fields["bundle"].text("the name of an Amazon bundle, such as Standard with Windows 10 (Server 2022 based)"),
		AutoStopMinutes: readAutoStop(fields["autoStopMinutes"]),
	}
	if adopt := fields["adoptServiceRole"]; adopt.given() {
		terminals.AdoptServiceRole = adopt.flag()
	}
	return terminals
}

// readAutoStop reads how long after its user has left a terminal stops. AWS counts in steps of an hour (WorkSpaces API
// reference: WorkspaceProperties); two hours unless said otherwise. Beyond two days a terminal is as good as always on.
func readAutoStop(v value) int {
	const twoHours, twoDays = 120, 2880
	const allowed = "a multiple of 60 from 60 to 2880, such as 120"
	if !v.given() {
		return twoHours
	}
	minutes := v.whole(60, twoDays, allowed)
	if minutes%60 != 0 {
		v.refuse(fmt.Sprintf("is %d, which is not a whole number of hours", minutes), allowed)
	}
	return minutes
}

package workspaces

import (
	"strings"

	"secure-room/local/aws/cloud"
)

// pairs are the volume sizes that go together.
// AWS: "WorkSpaces Administration Guide, Modify a WorkSpace in WorkSpaces Personal".
func pairs(properties cloud.Values, report cloud.Report) {
	root, user := properties.Number("rootVolumeSizeGib"), properties.Number("userVolumeSizeGib")
	if !properties.Known("rootVolumeSizeGib") || !properties.Known("userVolumeSizeGib") {
		return
	}
	if root >= 175 && user < 100 {
		report("workspaceProperties.userVolumeSizeGib", "is %v, but must be at least 100 beside a root volume of 175 or more", user)
	}
	if root == 80 && user > 100 {
		report("workspaceProperties.userVolumeSizeGib", "is %v, but must be 10, 50 or 100 beside a root volume of 80", user)
	}
}

// modify is the same page, and "WorkSpaces API Reference, ModifyWorkspaceProperties": volumes only grow, one at a time,
// and not together with the compute type.
func modify(before, now cloud.Values) error {
	changed := 0
	for _, volume := range []string{"rootVolumeSizeGib", "userVolumeSizeGib"} {
		was, is := before.Number(volume), now.Number(volume)
		if is < was {
			return cloud.Refuse("InvalidParameterValuesException", "The %s of %v cannot be made smaller: it is %v.", volume, is, was)
		}
		if is > was {
			changed++
		}
	}
	if before.Text("computeTypeName") != now.Text("computeTypeName") {
		changed++
	}
	if changed > 1 {
		return cloud.Refuse("OperationNotSupportedException", "Only one of the root volume, the user volume and the compute type can be changed at a time.")
	}
	return nil
}

// The greatest lengths; AWS: "Building blocks of tags, Tag naming limits and requirements".
const mostTagKey, mostTagValue = 128, 256

// checkTags is the same page: their number, lengths, and the prefix that AWS keeps for itself.
func checkTags(in cloud.Values, report cloud.Report) {
	tags := in.Object("tags")
	if len(tags) > 50 {
		report("tags", "has %d tags, but can have 50", len(tags))
	}
	for key, value := range tags {
		text, _ := value.(string)
		switch {
		case len([]rune(key)) < 1 || len([]rune(key)) > mostTagKey:
			report("tags", "has a key of %d characters, but it must have 1 to %d", len([]rune(key)), mostTagKey)
		case strings.HasPrefix(strings.ToLower(key), "aws:"):
			report("tags", "has the key %s, but aws: is AWS's own prefix", key)
		case len([]rune(text)) > mostTagValue:
			report("tags", "has a value of %d characters under %s, but it can have %d", len([]rune(text)), key, mostTagValue)
		}
	}
}

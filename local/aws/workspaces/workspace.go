package workspaces

import (
	"fmt"
	"slices"
	"strings"

	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
	"secure-room/local/aws/people"
	"secure-room/local/aws/placement"
)

// workspace is one user's terminal.
// AWS: "WorkSpaces API Reference, CreateWorkspaces".
func workspace() cloud.Kind {
	return cloud.Kind{
		Token:   workspaceToken,
		ID:      func(*cloud.Transaction, *cloud.Object) string { return "ws-" + lowerCase(9) },
		Missing: "ResourceNotFoundException: The WorkSpace %s does not exist.",
		// A user has one WorkSpace, so the old one must go before another can come.
		DeleteFirst: true,
		References: []cloud.Reference{
			{Property: "directoryId", To: directoryToken},
			{Property: "volumeEncryptionKey", To: keyToken, By: "arn|id", Weak: true, Only: func(key string) bool { return key != ownKey }},
		},
		Check: checkWorkspace,
		Apply: applyWorkspace,
	}
}

// ownKey is the key that AWS manages for WorkSpaces.
const ownKey = "alias/aws/workspaces"

var workspaceRules = check.Rules{
	"userName": check.Length(1, 63),
	"bundleId": check.Matches(`wsb-[0-9a-z]{8,63}`, 12, 67, "a bundle's id such as wsb-0a1b2c3d4"),
	"workspaceProperties.computeTypeName": check.OneOf("VALUE", "STANDARD", "PERFORMANCE", "POWER", "POWERPRO", "GRAPHICS",
		"GRAPHICSPRO", "GRAPHICS_G4DN", "GRAPHICSPRO_G4DN", "GENERALPURPOSE_4XLARGE", "GENERALPURPOSE_8XLARGE"),
	"workspaceProperties.runningMode": check.OneOf("AUTO_STOP", "ALWAYS_ON", "MANUAL"),
	// "Modify a WorkSpace in WorkSpaces Personal": the sizes to choose from.
	"workspaceProperties.rootVolumeSizeGib": func(value any) string {
		if size, _ := value.(float64); size != 80 && (size < 175 || size > 2000) {
			return fmt.Sprintf("is %v, but must be 80, or 175 to 2000", size)
		}
		return ""
	},
	"workspaceProperties.userVolumeSizeGib": func(value any) string {
		if size, _ := value.(float64); size != 10 && size != 50 && (size < 100 || size > 2000) {
			return fmt.Sprintf("is %v, but must be 10, 50, or 100 to 2000", size)
		}
		return ""
	},
	// "WorkspaceProperties, RunningModeAutoStopTimeoutInMinutes": 60-minute intervals. The guide's
	// longest is 48 hours ("Manage the running mode in WorkSpaces Personal").
	"workspaceProperties.runningModeAutoStopTimeoutInMinutes": func(value any) string {
		if minutes, _ := value.(float64); minutes < 60 || minutes > 2880 || int(minutes)%60 != 0 {
			return fmt.Sprintf("is %v, but must be a multiple of 60 from 60 to 2880", minutes)
		}
		return ""
	},
}

func checkWorkspace(in cloud.Values, report cloud.Report) {
	workspaceRules.Report(in, report)
	properties := in.Object("workspaceProperties")
	if properties.Text("runningMode") == "ALWAYS_ON" && !properties.Unset("runningModeAutoStopTimeoutInMinutes") {
		report("workspaceProperties.runningModeAutoStopTimeoutInMinutes", "is given for a WorkSpace that is ALWAYS_ON")
	}
	pairs(properties, report)
	checkTags(in, report)
	encrypted := in.Flag("rootVolumeEncryptionEnabled") || in.Flag("userVolumeEncryptionEnabled")
	if encrypted && in.Unset("volumeEncryptionKey") {
		report("volumeEncryptionKey", "is missing; volumes are encrypted with it")
	}
}

func applyWorkspace(tx *cloud.Transaction, before, now *cloud.Object) error {
	properties := now.Object("workspaceProperties")
	if properties.Text("runningMode") == "AUTO_STOP" && properties.Unset("runningModeAutoStopTimeoutInMinutes") {
		properties["runningModeAutoStopTimeoutInMinutes"] = 60
	}
	if before != nil {
		return modify(before.Object("workspaceProperties"), properties)
	}
	if now.Unset("workspaceProperties") {
		now.Put("workspaceProperties", cloud.Values{"computeTypeName": "VALUE", "rootVolumeSizeGib": 80, "userVolumeSizeGib": 10, "runningMode": "ALWAYS_ON"})
	}
	registered, found, err := tx.Get(directoryToken, now.Text("directoryId"))
	if err != nil || !found {
		return err // its absence has been refused before
	}
	for _, rule := range []func(*cloud.Transaction, *cloud.Object, *cloud.Object) error{knownBundle, symmetricKey, onePerUser, knownUser} {
		if err := rule(tx, now, registered); err != nil {
			return err
		}
	}
	return launch(tx, now, registered)
}

func knownBundle(_ *cloud.Transaction, now, _ *cloud.Object) error {
	if !slices.ContainsFunc(bundles(), func(b bundle) bool { return b.id == now.Text("bundleId") }) {
		return cloud.Refuse("ResourceNotFound.Bundle", "The bundle %s does not exist.", now.Text("bundleId"))
	}
	return nil
}

// symmetricKey is "Encrypted WorkSpaces in WorkSpaces Personal, Prerequisites".
func symmetricKey(tx *cloud.Transaction, now, _ *cloud.Object) error {
	given := now.Text("volumeEncryptionKey")
	key, found, err := tx.Get(keyToken, given[strings.LastIndexByte(given, '/')+1:])
	if err != nil || !found {
		return err
	}
	if spec := key.Text("customerMasterKeySpec"); spec != "" && spec != "SYMMETRIC_DEFAULT" || !key.Flag("isEnabled") {
		return cloud.Refuse("InvalidParameterValuesException", "The key %s is not a symmetric key that is enabled.", key.ID)
	}
	return nil
}

// onePerUser is "Administer WorkSpaces users": one WorkSpace for each user of a directory.
func onePerUser(tx *cloud.Transaction, now, _ *cloud.Object) error {
	all, err := tx.List(workspaceToken)
	for _, other := range all {
		if other.ID != now.ID && other.Text("directoryId") == now.Text("directoryId") && strings.EqualFold(other.Text("userName"), now.Text("userName")) {
			return cloud.Refuse("ResourceExists.WorkSpace", "The user %s already has a WorkSpace in the directory %s.", now.Text("userName"), now.Text("directoryId"))
		}
	}
	return err
}

// knownUser: the user must be in the directory already.
func knownUser(tx *cloud.Transaction, now, registered *cloud.Object) error {
	there, err := people.Registered(tx, registered.Text("directoryName"), now.Text("userName"))
	if err == nil && !there {
		return cloud.Refuse("ResourceNotFound.User", "The user %s could not be found in the directory %s (%s).", now.Text("userName"), registered.ID, registered.Text("directoryName"))
	}
	return err
}

// launch gives the WorkSpace its place in one of the directory's subnets.
func launch(tx *cloud.Transaction, now, registered *cloud.Object) error {
	subnets, err := placement.Find(tx, registered.Texts("subnetIds"))
	if err != nil {
		return err
	}
	at := subnets.All[int(now.ID[len(now.ID)-1])%len(subnets.All)]
	address, err := placement.Address(tx, at, now.ID)
	if err != nil {
		return err
	}
	now.Put("ipAddress", address)
	now.Put("computerName", "WSAMZN-"+strings.ToUpper(lowerCase(8)))
	now.Put("state", "AVAILABLE")
	return nil
}

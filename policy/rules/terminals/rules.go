package terminals

import "secure-room/policy/rule"

var sourceNotApproved = rule.Rule{
	ID:      "terminals/source-not-approved",
	Refuses: "An IP access control group that admits an address which is none of the baseline's sourceAddresses, or whose sources cannot be read.",
	Why:     "Terminals could be opened from places that nobody approved.",
	Source:  "Amazon WorkSpaces Administration Guide: IP access control groups",
	Fix:     "Write each source as a CIDR block of the baseline's sourceAddresses.",
}

var noIPGroup = rule.Rule{
	ID:      "terminals/no-ip-group",
	Refuses: "A registered directory without an IP access control group, or with one that no rule has judged.",
	Why:     "Without a group AWS lets terminals be opened from every address there is.",
	Source:  "Amazon WorkSpaces Administration Guide: IP access control groups",
	Fix:     "Set ipGroupIds to the id of the stack's own IP group.",
}

var selfService = rule.Rule{
	ID:      "terminals/self-service",
	Refuses: "Users who may rebuild, restart, enlarge or change the running mode of their own terminal.",
	Why:     "A manager opens and changes terminals; whoever can restart or rebuild one does it without anybody's leave.",
	Source:  "Amazon WorkSpaces Administration Guide: Enable self-service WorkSpaces management capabilities for your users in WorkSpaces Personal",
	Fix:     "Set every one of selfServicePermissions to false.",
}

var deviceNotApproved = rule.Rule{
	ID:      "terminals/device-not-approved",
	Refuses: "A kind of device, the web browser among them, that terminals may be opened with and the baseline does not approve.",
	Why:     "On an unmanaged device nobody knows who watches or records the screen.",
	Source:  "Amazon WorkSpaces Administration Guide: Restrict access to trusted devices for WorkSpaces Personal",
	Fix:     `Set workspaceAccessProperties to "DENY" for every device that the baseline's terminals.deviceTypes do not name.`,
}

var localAdministrator = rule.Rule{
	ID:      "terminals/local-administrator",
	Refuses: "Users who are administrators of their own terminal.",
	Why:     "An administrator can take away the proxy, the firewall and the Group Policy that shut the terminal.",
	Source:  "Amazon WorkSpaces Administration Guide: Update directory details for WorkSpaces Personal",
	Fix:     "Set workspaceCreationProperties.userEnabledAsLocalAdministrator to false.",
}

var terminalPublic = rule.Rule{
	ID:      "terminals/public-address",
	Refuses: "Terminals that are made with a public address.",
	Why:     "A public address is a way to the internet past the proxy.",
	Source:  "Amazon WorkSpaces Administration Guide: Configure automatic IP addresses",
	Fix:     "Set workspaceCreationProperties.enableInternetAccess to false.",
}

var notPersonal = rule.Rule{
	ID:      "terminals/not-personal",
	Refuses: "A pool of terminals, which belong to nobody in particular.",
	Why:     "The baseline names who has a terminal; a pool serves whoever is let in to it.",
	Source:  "Amazon WorkSpaces Administration Guide: WorkSpaces Pools",
	Fix:     "Leave workspaceType out, and make a terminal for each user.",
}

var userNotApproved = rule.Rule{
	ID:      "terminals/user-not-approved",
	Refuses: "A terminal for somebody who is none of the baseline's operators and managers.",
	Why:     "Whoever has a terminal reaches production.",
	Source:  "Amazon WorkSpaces API Reference: WorkspaceRequest",
	Fix:     "Give terminals to the baseline's users only, or have the user approved.",
}

var secondTerminal = rule.Rule{
	ID:      "terminals/second-terminal",
	Refuses: "Two terminals of the same user.",
	Why:     "A second one is a terminal that nobody sees used.",
	Source:  "Amazon WorkSpaces Administration Guide: Create multiple WorkSpaces for a user in WorkSpaces Personal",
	Fix:     "Remove one of them.",
}

var doesNotStop = rule.Rule{
	ID:      "terminals/does-not-stop",
	Refuses: "A terminal that does not stop by itself, in whole hours and within what the baseline allows.",
	Why:     "A terminal that nobody uses must stop, so that it stands open no longer than somebody works in it.",
	Source:  "Amazon WorkSpaces Administration Guide: Manage the running mode in WorkSpaces Personal",
	Fix: `Set workspaceProperties.runningMode to "AUTO_STOP", and runningModeAutoStopTimeoutInMinutes to whole hours within the ` +
		"baseline's maximumAutoStopMinutes.",
}

var volumeNotEncrypted = rule.Rule{
	ID:      "terminals/volume-not-encrypted",
	Refuses: "A terminal with a volume that is not encrypted, or encrypted under no key of the room's own.",
	Why:     "What people work on stands on these volumes, and in each snapshot of them.",
	Source:  "Amazon WorkSpaces Administration Guide: Encrypted WorkSpaces in WorkSpaces Personal",
	Fix:     "Set rootVolumeEncryptionEnabled and userVolumeEncryptionEnabled to true, and volumeEncryptionKey to the ARN of the room's key.",
}

var clipboardOpen = rule.Rule{
	ID:      "terminals/clipboard-open",
	Refuses: "Terminals whose Group Policy nothing sets, or sets to a clipboard that lets out more than the baseline approves.",
	Why:     "Without the policy terminals copy both ways, so production's data leaves by the clipboard.",
	Source:  "Amazon WorkSpaces Administration Guide: Manage your Windows WorkSpaces in WorkSpaces Personal",
	Fix:     "Set secure-room:terminals.clipboard to off, or have into-terminal approved in the baseline's terminals.clipboard.",
}

var instancePublic = rule.Rule{
	ID:      "terminals/instance-public",
	Refuses: "An instance of the room that has, or may have, a public address.",
	Why:     "The management instance manages the directory; from the internet anybody may try to log in to it, and it gets out past the proxy.",
	Source:  "Amazon EC2 User Guide: Amazon EC2 instance IP addressing",
	Fix:     "Set associatePublicIpAddress to false.",
}

var instanceMetadata = rule.Rule{
	ID:      "terminals/instance-metadata",
	Refuses: "An instance of the room that answers version 1 of the instance metadata service.",
	Why:     "A forged request is enough to take the credentials of the instance's role from version 1.",
	Source:  "Amazon EC2 User Guide: Use the Instance Metadata Service to access instance metadata",
	Fix:     `Set metadataOptions.httpTokens to "required".`,
}

var instanceDisk = rule.Rule{
	ID:      "terminals/instance-volume-not-encrypted",
	Refuses: "An instance of the room with a volume that is not encrypted.",
	Why:     "The management instance's volume holds what its administrators have typed and fetched.",
	Source:  "Amazon EBS User Guide: Amazon EBS encryption",
	Fix:     "Set encrypted to true for rootBlockDevice and each of ebsBlockDevices.",
}

var instanceOutOfSight = rule.Rule{
	ID: "terminals/instance-out-of-sight",
	Refuses: "Instances of the room that an Auto Scaling group, a fleet, a spot request or a launch template makes, or that another " +
		"resource changes.",
	Why:    "Their addresses, volumes and metadata options do not stand where these rules read them.",
	Source: "Amazon EC2 User Guide: Store instance launch parameters in Amazon EC2 launch templates",
	Fix:    "Declare each instance by itself, with all its properties.",
}

var managementSource = rule.Rule{
	ID:      "terminals/management-source",
	Refuses: "Any way in to the room's instances but RDP from the baseline's managementSources, and RDP to anything else in the room.",
	Why:     "Whoever reaches the management instance may try to log in as the directory's administrator.",
	Source:  "Amazon EC2 User Guide: Amazon EC2 security groups for your EC2 instances",
	Fix:     "Let in by RDP only the baseline's managementSources, as plain CIDR blocks.",
}

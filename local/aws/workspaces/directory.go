package workspaces

import (
	"fmt"
	"slices"
	"strings"

	"secure-room/internal/workspaceszone"
	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
	"secure-room/local/aws/placement"
	"secure-room/local/aws/policydocument"
)

// directory is a directory registered with WorkSpaces.
// AWS: "WorkSpaces API Reference, RegisterWorkspaceDirectory".
func directory() cloud.Kind {
	return cloud.Kind{
		Token:   directoryToken,
		ID:      func(_ *cloud.Transaction, o *cloud.Object) string { return o.Text("directoryId") },
		Exists:  "InvalidResourceStateException: The directory %s is registered already.",
		Missing: "ResourceNotFoundException: The directory %s is not registered with WorkSpaces.",
		References: []cloud.Reference{
			{Property: "directoryId", To: managedToken},
			{Property: "subnetIds", To: placement.Subnet},
			{Property: "ipGroupIds", To: ipGroupToken},
			{Property: "workspaceCreationProperties.customSecurityGroupId", To: placement.SecurityGroup},
		},
		Check: checkDirectory,
		Apply: applyDirectory,
	}
}

// accessNames are the device types of "WorkspaceAccessProperties".
var accessNames = []string{"deviceTypeAndroid", "deviceTypeChromeos", "deviceTypeIos", "deviceTypeLinux", "deviceTypeOsx",
	"deviceTypeWeb", "deviceTypeWindows", "deviceTypeZeroclient"}

func checkDirectory(in cloud.Values, report cloud.Report) {
	rules := check.Rules{
		"workspaceCreationProperties.defaultOu": check.Matches(`(?:OU=[^,=]+,)+(?:DC=[^,=]+,?)+|OU=[^,=]+(?:,(?:OU|DC)=[^,=]+)*`, 1, 2048,
			"a distinguished name such as OU=Computers,OU=ROOM,DC=corp,DC=example,DC=com"),
	}
	for _, name := range accessNames {
		rules["workspaceAccessProperties."+name] = check.OneOf("ALLOW", "DENY")
	}
	rules.Report(in, report)
	if n := len(in.List("ipGroupIds")); n > groupsOfDirectoryLimit {
		report("ipGroupIds", "has %d groups, but a directory can have %d", n, groupsOfDirectoryLimit)
	}
	if n := len(in.List("subnetIds")); in.Known("subnetIds") && n != 2 {
		report("subnetIds", "has %d subnets, but must have two, in different availability zones", n)
	}
}

func applyDirectory(tx *cloud.Transaction, before, now *cloud.Object) error {
	managed, found, err := tx.Get(managedToken, now.ID)
	if err != nil || !found {
		return err // its absence has been refused before
	}
	now.Default("subnetIds", managed.Object("vpcSettings").List("subnetIds"))
	now.Default("ipGroupIds", []any{})
	now.Default("selfServicePermissions", cloud.Values{"changeComputeType": false, "increaseVolumeSize": false,
		"rebuildWorkspace": false, "restartWorkspace": true, "switchRunningMode": false})
	access := cloud.Values{}
	for _, name := range accessNames {
		access[name] = "ALLOW"
	}
	access["deviceTypeWeb"], access["deviceTypeLinux"] = "DENY", "DENY" // "Manage device trust": off until switched on
	now.Default("workspaceAccessProperties", access)
	now.Default("workspaceCreationProperties", cloud.Values{"enableInternetAccess": false, "enableMaintenanceMode": false,
		"userEnabledAsLocalAdministrator": false})
	for name, from := range map[string]string{"alias": "alias", "directoryName": "name", "dnsIpAddresses": "dnsIpAddresses"} {
		now.Put(name, managed.Values[from])
	}
	now.Put("directoryType", "MicrosoftAD")
	now.Put("customerUserName", "Admin")
	vpc := managed.Object("vpcSettings").Text("vpcId")
	if err := ownGroup(tx, now, vpc); err != nil {
		return err
	}
	if before != nil {
		return nil
	}
	return register(tx, now, vpc)
}

// ownGroup: the group of one's own must be of the directory's VPC.
func ownGroup(tx *cloud.Transaction, now *cloud.Object, vpc string) error {
	custom := now.Object("workspaceCreationProperties").Text("customSecurityGroupId")
	if custom == "" {
		return nil
	}
	foreign, err := placement.ForeignGroup(tx, []string{custom}, vpc)
	if err == nil && foreign != "" {
		return cloud.Refuse("InvalidParameterValuesException", "The security group %s is not of the directory's VPC %s.", foreign, vpc)
	}
	return err
}

func register(tx *cloud.Transaction, now *cloud.Object, vpc string) error {
	role, err := serviceRole(tx)
	if err != nil {
		return err
	}
	now.Put("iamRoleId", role.Text("arn"))
	subnets, err := placement.Find(tx, now.Texts("subnetIds"))
	if err != nil {
		return err
	}
	if subnets.VPC() != vpc {
		return cloud.Refuse("InvalidParameterValuesException", "The subnets are not in the directory's VPC %s.", vpc)
	}
	if len(subnets.Zones) != 2 {
		return cloud.Refuse("OperationNotSupportedException", "The subnets must be in two Availability Zones; they are in %s.", strings.Join(subnets.Zones, ", "))
	}
	// AWS: "WorkSpaces Administration Guide, Availability Zones for WorkSpaces Personal".
	offered := workspaceszone.In(tx.Region)
	if len(offered) == 0 {
		return cloud.Refuse("OperationNotSupportedException", "WorkSpaces is not offered in the Region %s.", tx.Region)
	}
	for _, zone := range subnets.ZoneIDs {
		if !slices.Contains(offered, zone) {
			return cloud.Refuse("OperationNotSupportedException", "WorkSpaces is not offered in the Availability Zone %s; it is in %s.", zone, strings.Join(offered, ", "))
		}
	}
	group, err := tx.Add(now, placement.SecurityGroup, cloud.Values{
		"name": now.ID + "_workspacesMembers", "vpcId": vpc, "ownerId": tx.Account, "ingress": []any{},
		"description": "Amazon WorkSpaces Security Group",
		"egress":      []any{cloud.Values{"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": []any{"0.0.0.0/0"}}},
	})
	if err != nil {
		return err
	}
	now.Put("workspaceSecurityGroupId", group.ID)
	now.Put("registrationCode", fmt.Sprintf("WSnrt+%s", strings.ToUpper(lowerCase(6))))
	return nil
}

// serviceRole is "Create the workspaces_DefaultRole Role": without it, and its policy, nothing can be registered.
func serviceRole(tx *cloud.Transaction) (*cloud.Object, error) {
	const name, policy = "workspaces_DefaultRole", "arn:aws:iam::aws:policy/AmazonWorkSpacesServiceAccess"
	role, found, err := tx.Get(roleToken, name)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, cloud.Refuse("WorkspacesDefaultRoleNotFoundException", "The %s role could not be found.", name)
	}
	trust, err := policydocument.Parse(role.Text("assumeRolePolicy"), policydocument.Trust)
	if err != nil || !trust.Grants("sts:AssumeRole", policydocument.Service("workspaces.amazonaws.com")) {
		return nil, cloud.Refuse("AccessDeniedException", "The %s role does not trust workspaces.amazonaws.com.", name)
	}
	attachments, err := tx.List("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
	for _, each := range attachments {
		if each.Text("role") == name && each.Text("policyArn") == policy {
			return role, err
		}
	}
	if err != nil || slices.Contains(role.Texts("managedPolicyArns"), policy) {
		return role, err
	}
	return nil, cloud.Refuse("AccessDeniedException", "The %s role does not have the policy %s.", name, policy)
}

package access

import "strings"

// areas are what is judged, from "Actions, resources, and condition keys" of each service (Service Authorization
// Reference). Those of iam that give somebody more than he has are listed in "Permissions management" there.
var areas = []area{
	{power: Terminals, service: "workspaces", targets: []string{"arn:*:workspaces:*"}, closed: true, reads: []string{"describe", "list", "get"},
		actions: words(`StartWorkspaces CreateWorkspaces ModifyWorkspaceProperties ModifyWorkspaceState RebuildWorkspaces RestoreWorkspace
			MigrateWorkspace RebootWorkspaces StopWorkspaces TerminateWorkspaces CreateStandbyWorkspaces CreateWorkspacesPool StartWorkspacesPool
			UpdateWorkspacesPool StopWorkspacesPool TerminateWorkspacesPool AssociateIpGroups DisassociateIpGroups AuthorizeIpRules
			RevokeIpRules CreateIpGroup DeleteIpGroup UpdateRulesOfIpGroup RegisterWorkspaceDirectory DeregisterWorkspaceDirectory
			ModifyWorkspaceAccessProperties ModifyWorkspaceCreationProperties ModifySelfservicePermissions ModifySamlProperties
			ModifyCertificateBasedAuthProperties ModifyStreamingProperties ModifyClientProperties ModifyEndpointEncryptionMode ModifyAccount
			UpdateWorkspaceBundle UpdateWorkspaceImagePermission CreateWorkspaceBundle CreateWorkspaceImage CopyWorkspaceImage
			CreateUpdatedWorkspaceImage ImportWorkspaceImage ImportCustomWorkspaceImage CreateAccountLinkInvitation AcceptAccountLinkInvitation
			CreateConnectionAlias AssociateConnectionAlias UpdateConnectionAliasPermission ImportClientBranding CreateConnectClientAddIn
			UpdateConnectClientAddIn AssociateWorkspaceApplication DeployWorkspaceApplications CreateTags DeleteTags Stream
			DirectoryAccessManagement CreateRootClientCertificate UpdateRootClientCertificate ModifyWorkspaceDirectory`)},
	{power: Passwords, service: "ds", targets: []string{"arn:*:ds:*"}, actions: words("ResetUserPassword")},
	// A computer that joins the directory opens nothing; AccessDSData does nothing without an action of ds-data.
	{power: Directory, service: "ds", targets: []string{"arn:*:ds:*"}, closed: true, reads: []string{"describe", "list", "get", "check", "verify"},
		harmless: words("CreateComputer ResetUserPassword AccessDSData"),
		actions: words(`EnableDirectoryDataAccess DisableDirectoryDataAccess CreateTrust UpdateTrust ShareDirectory AcceptSharedDirectory EnableClientAuthentication
			DisableClientAuthentication EnableRadius DisableRadius UpdateRadius EnableSso DisableSso RegisterCertificate EnableLDAPS DisableLDAPS
			CreateAlias CreateMicrosoftAD CreateDirectory ConnectDirectory DeleteDirectory RestoreFromSnapshot CreateSnapshot AddIpRoutes
			AddRegion StartSchemaExtension UpdateSettings UpdateDirectorySetup UpdateConditionalForwarder CreateConditionalForwarder AuthorizeApplication
			UpdateAuthorizedApplication UnauthorizeApplication UpdateNumberOfDomainControllers CreateHybridAD UpdateHybridAD UpdateDirectory EnableRoleAccess CreateIdentityPoolDirectory DeleteTrust
			UnshareDirectory EnableCAEnrollmentPolicy DisableCAEnrollmentPolicy`)},
	{power: Directory, service: "ds-data", targets: []string{"arn:*:ds:*", "arn:*:ds-data:*"}, closed: true, reads: []string{"describe", "list", "search"},
		actions: words("CreateUser UpdateUser DeleteUser DisableUser CreateGroup UpdateGroup DeleteGroup AddGroupMember RemoveGroupMember")},
	{power: Rights, service: "iam", targets: []string{"arn:*:iam::*"}, closed: true, reads: []string{"get", "list", "simulate", "generate"},
		harmless: words("ChangePassword CreateServiceLinkedRole DeleteServiceLinkedRole PassRole"),
		own:      words("iam:CreateVirtualMFADevice iam:EnableMFADevice iam:ResyncMFADevice iam:DeactivateMFADevice iam:DeleteVirtualMFADevice"),
		actions: words(`PutRolePolicy PutUserPolicy PutGroupPolicy AttachRolePolicy AttachUserPolicy AttachGroupPolicy CreatePolicyVersion SetDefaultPolicyVersion
			DeletePolicyVersion DeletePolicy CreatePolicy UpdateAssumeRolePolicy AddUserToGroup RemoveUserFromGroup CreateAccessKey UpdateAccessKey CreateLoginProfile UpdateLoginProfile
			DeleteRolePermissionsBoundary DeleteUserPermissionsBoundary PutRolePermissionsBoundary PutUserPermissionsBoundary
			DetachRolePolicy DetachUserPolicy DetachGroupPolicy DeleteRolePolicy DeleteUserPolicy DeleteGroupPolicy
			CreateRole DeleteRole UpdateRole UpdateRoleDescription CreateUser UpdateUser DeleteUser CreateGroup UpdateGroup CreateInstanceProfile AddRoleToInstanceProfile
			RemoveRoleFromInstanceProfile CreateSAMLProvider UpdateSAMLProvider CreateOpenIDConnectProvider AddClientIDToOpenIDConnectProvider
			UpdateOpenIDConnectProviderThumbprint CreateServiceSpecificCredential ResetServiceSpecificCredential UploadSSHPublicKey UploadSigningCertificate
			UpdateSigningCertificate UpdateAccountPasswordPolicy DeleteAccountPasswordPolicy CreateVirtualMFADevice EnableMFADevice ResyncMFADevice DeactivateMFADevice
			DeleteVirtualMFADevice DeleteLoginProfile DeleteAccessKey EnableOrganizationsRootSessions EnableOrganizationsRootCredentialsManagement
			EnableOutboundWebIdentityFederation CreateDelegationRequest UpdateServiceSpecificCredential UpdateAccountEmailAddress TagRole UntagRole TagUser UntagUser TagPolicy UntagPolicy`)},
	// Identity Center, organizations and Roles Anywhere give rights in an account without any call to iam.
	{power: Rights, service: "sso", targets: []string{"arn:*:sso:*"}, closed: true, reads: []string{"describe", "list", "get", "search"},
		actions: words(`CreateAccountAssignment CreatePermissionSet PutInlinePolicyToPermissionSet AttachManagedPolicyToPermissionSet
			AttachCustomerManagedPolicyReferenceToPermissionSet ProvisionPermissionSet UpdatePermissionSet`)},
	{power: Rights, service: "identitystore", targets: []string{"arn:*:identitystore:*"}, closed: true, reads: []string{"describe", "list", "get", "is"},
		actions: words("CreateGroupMembership CreateUser UpdateUser UpdateGroup")},
	{power: Rights, service: "organizations", targets: []string{"arn:*:organizations:*"}, closed: true, reads: []string{"describe", "list"},
		actions: words("AttachPolicy DetachPolicy UpdatePolicy DeletePolicy DisablePolicyType LeaveOrganization RemoveAccountFromOrganization MoveAccount")},
	{power: Rights, service: "rolesanywhere", targets: []string{"arn:*:rolesanywhere:*"}, closed: true, reads: []string{"get", "list"},
		actions: words("CreateTrustAnchor UpdateTrustAnchor EnableTrustAnchor CreateProfile UpdateProfile EnableProfile")},
	{power: Rights, service: "sso-directory", targets: []string{"arn:*:sso-directory:*"}, closed: true, reads: []string{"describe", "list", "get", "search", "is"},
		actions: words("AddMemberToGroup CreateUser UpdateUser EnableUser UpdatePassword CreateBearerToken UpdateMfaDeviceForUser")},
	// Sessions of a member account's root user, and policies that a budget attaches once it is exceeded, or at once.
	{power: Rights, service: "sts", targets: []string{"arn:*:iam::*:root"}, actions: words("AssumeRoot GetDelegatedAccessToken")},
	{power: Rights, service: "budgets", targets: []string{"arn:*:budgets::*"}, actions: words("CreateBudgetAction UpdateBudgetAction ExecuteBudgetAction")},
	{power: Pass, service: "iam", targets: []string{"arn:*:iam::*:role/*" + AdminRole, "arn:*:iam::*:role/*" + ManagementRole}, actions: words("PassRole")},
	{power: Machines, service: "ssm", targets: []string{"arn:*:ec2:*:*:instance/" + unnamed + "*", "arn:*:ssm:*:*:managed-instance/" + unnamed + "*"},
		actions: words(`SendCommand StartSession ResumeSession CreateAssociation CreateAssociationBatch UpdateAssociation StartAssociationsOnce
			StartAccessRequest UpdateManagedInstanceRole`)},
	{power: Machines, service: "ssm-guiconnect", targets: []string{"arn:*:ec2:*:*:instance/" + unnamed + "*"}, actions: words("StartConnection")},
	{power: Machines, service: "ssm", targets: []string{"arn:*:ssm:*:*:document/" + unnamed + "*", "arn:*:ssm:*:*:automation-definition/" + unnamed + "*",
		"arn:*:ssm:*:*:association/" + unnamed + "*", "arn:*:ssm:*:*:maintenancewindow/" + unnamed + "*"},
		actions: words(`StartAutomationExecution StartChangeRequestExecution UpdateDocument UpdateDocumentDefaultVersion UpdateAssociation
			StartAssociationsOnce RegisterTaskWithMaintenanceWindow UpdateMaintenanceWindowTask`)},
	{power: Machines, service: "ec2", targets: []string{"arn:*:ec2:*:*:instance/" + unnamed + "*"},
		actions: words("ModifyInstanceAttribute AssociateIamInstanceProfile ReplaceIamInstanceProfileAssociation GetPasswordData CreateReplaceRootVolumeTask")},
	{power: Machines, service: "ec2-instance-connect", targets: []string{"arn:*:ec2:*:*:instance/" + unnamed + "*"},
		actions: words("SendSSHPublicKey SendSerialConsoleSSHPublicKey OpenTunnel")},
	// Decryption looks harmless without the ciphertext; but a state that a key encrypts lies in a bucket that many may read.
	{power: Secrets, service: "kms", targets: []string{"arn:*:kms:*:*:key/" + unnamed + "*"},
		actions: words("Decrypt ReEncryptFrom CreateGrant PutKeyPolicy")},
	{power: Secrets, service: "secretsmanager", targets: []string{"arn:*:secretsmanager:*:*:secret:" + unnamed + "*"}, actions: SecretActions},
	// What somebody tags or describes opens nothing, nor do instances and volumes of his own: their groups and subnets decide.
	{power: Network, service: "ec2", targets: []string{"arn:*:ec2:*"},
		actions: words(`CreateRoute ReplaceRoute DeleteRoute AssociateRouteTable ReplaceRouteTableAssociation DisassociateRouteTable
			EnableVgwRoutePropagation AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress ModifySecurityGroupRules
			RevokeSecurityGroupEgress AssociateSecurityGroupVpc ModifyNetworkInterfaceAttribute AttachNetworkInterface CreateVpcPeeringConnection
			AcceptVpcPeeringConnection ModifyVpcPeeringConnectionOptions CreateInternetGateway AttachInternetGateway
			CreateEgressOnlyInternetGateway CreateNatGateway AssociateAddress AssignPrivateNatGatewayAddress CreateNetworkAclEntry
			ReplaceNetworkAclEntry DeleteNetworkAclEntry ReplaceNetworkAclAssociation ModifyManagedPrefixList RestoreManagedPrefixListVersion
			CreateVpcEndpoint ModifyVpcEndpoint CreateVpcEndpointServiceConfiguration AcceptVpcEndpointConnections CreateTransitGateway
			CreateTransitGatewayVpcAttachment AcceptTransitGatewayVpcAttachment CreateTransitGatewayRoute CreateVpnConnection
			CreateVpnConnectionRoute AttachVpnGateway CreateClientVpnEndpoint AssociateClientVpnTargetNetwork AuthorizeClientVpnIngress
			AssociateVpcCidrBlock AssociateSubnetCidrBlock ModifySubnetAttribute ModifyVpcAttribute AssociateDhcpOptions
			CreateInstanceConnectEndpoint CreateTrafficMirrorSession DeleteFlowLogs CreateCarrierGateway CreateLocalGatewayRoute
			ModifyVpcEndpointServicePermissions ModifyInstanceAttribute`)},
	{power: Network, service: "elasticloadbalancing", targets: []string{"arn:*:elasticloadbalancing:*"},
		actions: words("RegisterTargets ModifyTargetGroup CreateListener ModifyListener CreateRule ModifyRule SetSecurityGroups SetSubnets")},
	{power: Network, service: "route53resolver", targets: []string{"arn:*:route53resolver:*"},
		actions: words(`UpdateFirewallDomains ImportFirewallDomains CreateFirewallRule UpdateFirewallRule DeleteFirewallRule
			AssociateFirewallRuleGroup UpdateFirewallRuleGroupAssociation DisassociateFirewallRuleGroup UpdateFirewallConfig
			CreateResolverEndpoint UpdateResolverEndpoint CreateResolverRule UpdateResolverRule AssociateResolverRule`)},
	// A new task definition does nothing until a service or a task is given it.
	{power: Network, service: "ecs", targets: []string{"arn:*:ecs:*"},
		actions: words(`CreateService UpdateService CreateTaskSet UpdateTaskSet UpdateServicePrimaryTaskSet RunTask StartTask ExecuteCommand`)},
}

// SecretActions read a secret, replace it, or change who may.
var SecretActions = words(`GetSecretValue BatchGetSecretValue PutSecretValue UpdateSecret UpdateSecretVersionStage PutResourcePolicy DeleteResourcePolicy
	ReplicateSecretToRegions RotateSecret`)

func words(text string) []string { return strings.Fields(text) }

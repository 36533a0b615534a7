package workspaces_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ssm"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/components/componenttest"
	"secure-room/components/workspaces"
	"secure-room/internal/source"
)

const (
	workspaceType   = "aws:workspaces/workspace:Workspace"
	workspacesType  = "aws:workspaces/directory:Directory"
	roleType        = "aws:iam/role:Role"
	egressType      = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
	bundleName      = "Standard with Windows 10 (Server 2022 based)"
	associationName = "people-registered"
	rolesLookUp     = "aws:iam/getRoles:getRoles"
	roleLookUp      = "aws:iam/getRole:getRole"
)

// args are right ones; a test changes what it is about.
func args() *workspaces.Args {
	return &workspaces.Args{
		DirectoryID: pulumi.String("d-0123456789"),
		Unit:        pulumi.String("OU=Terminals,OU=Computers,OU=ROOM,DC=corp,DC=example,DC=com"),
		SubnetIDs:   []pulumi.StringInput{pulumi.String("subnet-1"), pulumi.String("subnet-2")},
		GroupID:     pulumi.String("sg-terminals"),
		SourceAddresses: []source.Source{
			{CIDR: netip.MustParsePrefix("203.0.113.10/32"), Reason: "Tokyo office"},
			{CIDR: netip.MustParsePrefix("198.51.100.20/32"), Reason: "VPN gateway"},
		},
		Bundle: bundleName,
		Users:  []string{"hanako", "Keiko"},
	}
}

func recorder() *componenttest.Recorder {
	r := componenttest.New()
	r.Answers["aws:workspaces/getBundle:getBundle"] = map[string]any{
		"id": "wsb-standard", "computeTypes": []any{map[string]any{"name": "STANDARD"}},
		"rootStorages": []any{map[string]any{"capacity": "80"}}, "userStorages": []any{map[string]any{"capacity": "50"}},
	}
	r.Answers[rolesLookUp] = map[string]any{"names": []any{}}
	return r
}

// run registers terminals for people who are registered by an association, as in a room.
func run(r *componenttest.Recorder, a *workspaces.Args) error {
	return r.Run(func(ctx *pulumi.Context) error {
		registered, err := ssm.NewAssociation(ctx, associationName, &ssm.AssociationArgs{})
		if err != nil {
			return err
		}
		a.Registered = registered
		_, err = workspaces.New(ctx, "room", a)
		return err
	})
}

func register(t *testing.T, a *workspaces.Args) *componenttest.Recorder {
	t.Helper()
	r := recorder()
	require.NoError(t, run(r, a))
	return r
}

func TestEachUserHasATerminal(t *testing.T) {
	r := register(t, args())
	require.Equal(t, []string{"room-hanako", "room-keiko"}, r.Names(workspaceType))
	made := r.One(t, workspaceType, "room-keiko")
	assert.Equal(t, "Keiko", made.Inputs["userName"])
	assert.Equal(t, "wsb-standard", made.Inputs["bundleId"])
	assert.Equal(t, true, made.Inputs["rootVolumeEncryptionEnabled"])
	assert.Equal(t, true, made.Inputs["userVolumeEncryptionEnabled"])
	assert.Equal(t, "arn:Key:room-terminals", made.Inputs["volumeEncryptionKey"])
	assert.Equal(t, map[string]any{"computeTypeName": "STANDARD", "rootVolumeSizeGib": 80.0, "userVolumeSizeGib": 50.0,
		"runningMode": "AUTO_STOP", "runningModeAutoStopTimeoutInMinutes": 120.0}, made.Inputs["workspaceProperties"])
	assert.Equal(t, []string{"bundleId"}, made.IgnoreChanges)
	assert.Contains(t, strings.Join(made.Dependencies, "\n"), "::"+associationName, "the user must be in the directory first")
	assert.False(t, r.One(t, "aws:kms/key:Key", "room-terminals").Protect)
}

func TestDeletionProtectionKeepsTheKey(t *testing.T) {
	a := args()
	a.DeletionProtection = true
	assert.True(t, register(t, a).One(t, "aws:kms/key:Key", "room-terminals").Protect)
}

func TestAutoStopIsAdjustable(t *testing.T) {
	a := args()
	a.AutoStopMinutes = 60
	properties := register(t, a).One(t, workspaceType, "room-hanako").Inputs["workspaceProperties"].(map[string]any)
	assert.Equal(t, 60.0, properties["runningModeAutoStopTimeoutInMinutes"])
}

func TestDirectoryIsClosed(t *testing.T) {
	r := register(t, args())
	made := r.One(t, workspacesType, "room").Inputs
	assert.Equal(t, map[string]any{"changeComputeType": false, "increaseVolumeSize": false, "rebuildWorkspace": false,
		"restartWorkspace": false, "switchRunningMode": false}, made["selfServicePermissions"])
	assert.Equal(t, map[string]any{"deviceTypeWindows": "ALLOW", "deviceTypeOsx": "ALLOW", "deviceTypeAndroid": "DENY",
		"deviceTypeChromeos": "DENY", "deviceTypeIos": "DENY", "deviceTypeLinux": "DENY", "deviceTypeWeb": "DENY",
		"deviceTypeZeroclient": "DENY"}, made["workspaceAccessProperties"])
	assert.Equal(t, map[string]any{"customSecurityGroupId": "sg-terminals", "enableInternetAccess": false,
		"defaultOu":             "OU=Terminals,OU=Computers,OU=ROOM,DC=corp,DC=example,DC=com",
		"enableMaintenanceMode": false, "userEnabledAsLocalAdministrator": false}, made["workspaceCreationProperties"])
	assert.Equal(t, []any{"IpGroup:room"}, made["ipGroupIds"])
	assert.Equal(t, []any{
		map[string]any{"source": "203.0.113.10/32", "description": "Tokyo office"},
		map[string]any{"source": "198.51.100.20/32", "description": "VPN gateway"},
	}, r.One(t, "aws:workspaces/ipGroup:IpGroup", "room").Inputs["rules"])
}

func TestPerimeterReachesControllersOnly(t *testing.T) {
	r := recorder()
	require.NoError(t, r.Run(func(ctx *pulumi.Context) error {
		_, err := workspaces.NewPerimeter(ctx, "room-terminals", &workspaces.PerimeterArgs{
			VpcID: pulumi.String("vpc-1"), ControllersGroupID: pulumi.String("sg-controllers")})
		return err
	}))
	group := r.One(t, "aws:ec2/securityGroup:SecurityGroup", "room-terminals").Inputs
	assert.NotContains(t, group, "ingress")
	assert.NotContains(t, group, "egress")
	assert.Empty(t, r.Names("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"))
	require.NotEmpty(t, r.Names(egressType))
	for _, name := range r.Names(egressType) {
		assert.Equal(t, "sg-controllers", r.One(t, egressType, name).Inputs["referencedSecurityGroupId"])
	}
}

func TestBadArgsAreListedAtOnceAndRegisterNothing(t *testing.T) {
	a := args()
	a.DirectoryID, a.Unit, a.GroupID = nil, nil, nil
	a.SubnetIDs = append(a.SubnetIDs, pulumi.String("subnet-3"))
	a.SourceAddresses = []source.Source{{CIDR: netip.MustParsePrefix("0.0.0.0/0"), Reason: "all"}}
	a.Bundle, a.AutoStopMinutes = " ", 90
	a.Users = []string{"hanako", "HANAKO", ""}
	r := recorder()
	err := run(r, a)
	for _, problem := range []string{"DirectoryID: missing", "Unit: missing", "GroupID: missing", "SubnetIDs: there are 3",
		"SourceAddresses[0].CIDR: 0.0.0.0/0 is wider", "Bundle: missing", "AutoStopMinutes: 90", `Users[1]: "HANAKO" is listed twice`,
		"Users[2]"} {
		assert.ErrorContains(t, err, problem)
	}
	for _, one := range r.All() {
		assert.Equal(t, associationName, one.Name, "nothing but what the test itself registers")
	}

	a = args()
	a.SourceAddresses = nil
	assert.ErrorContains(t, run(recorder(), a), "SourceAddresses: there are 0", "without any, AWS lets everyone in")
	for _, minutes := range []int{-60, 30, 2940} {
		a = args()
		a.AutoStopMinutes = minutes
		assert.ErrorContains(t, run(recorder(), a), "AutoStopMinutes")
	}
	err = recorder().Run(func(ctx *pulumi.Context) error {
		_, err := workspaces.NewPerimeter(ctx, "room", nil)
		return err
	})
	assert.ErrorContains(t, err, "VpcID: missing")
	assert.ErrorContains(t, err, "ControllersGroupID: missing")
}

func TestBundleMustBeDescribedInFull(t *testing.T) {
	r := recorder()
	r.Answers["aws:workspaces/getBundle:getBundle"]["userStorages"] = []any{}
	assert.ErrorContains(t, run(r, args()), "not described in full")
	assert.Empty(t, r.Names(workspaceType))
}

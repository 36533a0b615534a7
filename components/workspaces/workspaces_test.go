package workspaces_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ssm"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/components/componenttest"
	"secure-room/components/network"
	"secure-room/components/workspaces"
	"secure-room/internal/source"
	"secure-room/internal/terminal"
)

const (
	workspaceType   = "aws:workspaces/workspace:Workspace"
	workspacesType  = "aws:workspaces/directory:Directory"
	roleType        = "aws:iam/role:Role"
	egressType      = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
	ipGroupType     = "aws:workspaces/ipGroup:IpGroup"
	powerName       = "Power with Windows 10 (Server 2022 based)"
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
		Subnets:     []network.Subnet{subnet("subnet-1", "apne1-az1"), subnet("subnet-2", "apne1-az4")},
		GroupID:     pulumi.String("sg-terminals"),
		SourceAddresses: []source.Source{
			{CIDR: netip.MustParsePrefix("203.0.113.10/32"), Reason: "Tokyo office"},
			{CIDR: netip.MustParsePrefix("198.51.100.20/32"), Reason: "VPN gateway"},
		},
		Terminal: terminal.Shape{Bundle: bundleName},
		Users:    []workspaces.User{{Name: "hanako"}, {Name: "Keiko"}},
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
	assert.Equal(t, []string{"bundleId", "workspaceProperties.computeTypeName", "workspaceProperties.rootVolumeSizeGib",
		"workspaceProperties.userVolumeSizeGib"}, made.IgnoreChanges, "what the bundle has decided stays when config names another")
	assert.Equal(t, map[string]any{"Name": "room-keiko", "User": "Keiko"}, made.Inputs["tags"])
	assert.Contains(t, strings.Join(made.Dependencies, "\n"), "::"+associationName, "the user must be in the directory first")
	assert.False(t, made.Protect)
}

func TestDeletionProtection(t *testing.T) {
	a := args()
	a.DeletionProtection = true
	r := register(t, a)
	for _, one := range []struct{ kind, name string }{{"aws:kms/key:Key", "room-terminals"}, {workspacesType, "room"},
		{workspaceType, "room-hanako"}, {workspaceType, "room-keiko"}} {
		assert.True(t, r.One(t, one.kind, one.name).Protect, one.name)
	}
	a.Users[0].Expendable = true
	r = register(t, a)
	assert.False(t, r.One(t, workspaceType, "room-hanako").Protect, "who is about to leave")
	assert.True(t, r.One(t, workspaceType, "room-keiko").Protect)
	r = register(t, args())
	for _, one := range r.All() {
		assert.False(t, one.Protect, one.Name)
	}
}

// TestOverrides gives the room one shape and a user another.
func TestOverrides(t *testing.T) {
	a := args()
	a.Terminal = terminal.Shape{Bundle: bundleName, ComputeType: "PERFORMANCE", UserVolumeGiB: 100, AutoStopMinutes: 180}
	a.Users[1].Terminal = terminal.Shape{Bundle: powerName, ComputeType: "POWERPRO", RootVolumeGiB: 500, UserVolumeGiB: 2000, AutoStopMinutes: 60}
	a.Tags = map[string]string{"Cost centre": "42"}
	r := register(t, a)
	hanako, keiko := r.One(t, workspaceType, "room-hanako"), r.One(t, workspaceType, "room-keiko")
	assert.Equal(t, map[string]any{"computeTypeName": "PERFORMANCE", "rootVolumeSizeGib": 80.0, "userVolumeSizeGib": 100.0,
		"runningMode": "AUTO_STOP", "runningModeAutoStopTimeoutInMinutes": 180.0}, hanako.Inputs["workspaceProperties"])
	assert.Equal(t, []string{"bundleId", "workspaceProperties.rootVolumeSizeGib"}, hanako.IgnoreChanges)
	assert.Equal(t, map[string]any{"computeTypeName": "POWERPRO", "rootVolumeSizeGib": 500.0, "userVolumeSizeGib": 2000.0,
		"runningMode": "AUTO_STOP", "runningModeAutoStopTimeoutInMinutes": 60.0}, keiko.Inputs["workspaceProperties"])
	assert.Equal(t, []string{"bundleId"}, keiko.IgnoreChanges)
	assert.Equal(t, map[string]any{"Name": "room-keiko", "User": "Keiko", "Cost centre": "42"}, keiko.Inputs["tags"])
}

func TestBundleAndOverrideMustGoTogether(t *testing.T) {
	a := args()
	a.Users[1].Terminal.RootVolumeGiB = 175
	r := recorder()
	assert.ErrorContains(t, run(r, a), `terminal of Keiko, made from bundle "`+bundleName+`".UserVolumeGiB: 50 beside a root volume of 175 is not allowed; use `+terminal.Pairs)
	assert.Empty(t, r.Names(workspaceType))
	assert.Empty(t, r.Names(workspacesType))
}

func TestDevicesAndMaintenance(t *testing.T) {
	a := args()
	a.DeviceTypes, a.Maintenance = []string{"web", "linux"}, true
	made := register(t, a).One(t, workspacesType, "room").Inputs
	assert.Equal(t, map[string]any{"deviceTypeWindows": "DENY", "deviceTypeOsx": "DENY", "deviceTypeAndroid": "DENY",
		"deviceTypeChromeos": "DENY", "deviceTypeIos": "DENY", "deviceTypeLinux": "ALLOW", "deviceTypeWeb": "ALLOW",
		"deviceTypeZeroclient": "DENY"}, made["workspaceAccessProperties"])
	assert.Equal(t, true, made["workspaceCreationProperties"].(map[string]any)["enableMaintenanceMode"])
}

// TestManySourcesTakeSeveralGroups: a group holds ten rules.
func TestManySourcesTakeSeveralGroups(t *testing.T) {
	a := args()
	a.SourceAddresses = nil
	for i := range 21 {
		block := netip.PrefixFrom(netip.AddrFrom4([4]byte{203, 0, 113, byte(i)}), 32)
		a.SourceAddresses = append(a.SourceAddresses, source.Source{CIDR: block, Reason: "office"})
	}
	r := register(t, a)
	require.Equal(t, []string{"room", "room-2", "room-3"}, r.Names(ipGroupType))
	assert.Equal(t, []any{"IpGroup:room", "IpGroup:room-2", "IpGroup:room-3"}, r.One(t, workspacesType, "room").Inputs["ipGroupIds"])
	var admitted []any
	for _, name := range r.Names(ipGroupType) {
		rules := r.One(t, ipGroupType, name).Inputs["rules"].([]any)
		assert.LessOrEqual(t, len(rules), 10)
		for _, rule := range rules {
			admitted = append(admitted, rule.(map[string]any)["source"])
		}
	}
	for i, one := range a.SourceAddresses {
		assert.Equal(t, one.CIDR.String(), admitted[i])
	}
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
	}, r.One(t, ipGroupType, "room").Inputs["rules"])
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
	const ingressType = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
	for _, name := range r.Names(ingressType) {
		assert.Equal(t, "sg-controllers", r.One(t, ingressType, name).Inputs["securityGroupId"], "nothing comes into the terminals'")
	}
	require.NotEmpty(t, r.Names(egressType))
	for _, name := range r.Names(egressType) {
		assert.Equal(t, "sg-controllers", r.One(t, egressType, name).Inputs["referencedSecurityGroupId"])
	}
}

func subnet(id, zoneID string) network.Subnet {
	return network.Subnet{ID: pulumi.ID(id).ToIDOutput(), ZoneID: zoneID}
}

// TestEachBadArg: one sentence for each, and nothing registered.
func TestEachBadArg(t *testing.T) {
	office := source.Source{CIDR: netip.MustParsePrefix("203.0.113.10/32"), Reason: "office"}
	for want, spoil := range map[string]func(*workspaces.Args){
		"DirectoryID: missing": func(a *workspaces.Args) { a.DirectoryID = nil },
		"Unit: missing":        func(a *workspaces.Args) { a.Unit = nil },
		"GroupID: missing":     func(a *workspaces.Args) { a.GroupID = nil },
		"Subnets: there are 3; give two, in different availability zones": func(a *workspaces.Args) {
			a.Subnets = append(a.Subnets, subnet("subnet-3", "apne1-az2"))
		},
		"Subnets: both are in apne1-az1; give two, in different availability zones": func(a *workspaces.Args) { a.Subnets[1].ZoneID = "apne1-az1" },
		"Subnets[1]: WorkSpaces are not offered in apne1-az2; use two of apne1-az1, apne1-az4": func(a *workspaces.Args) {
			a.Subnets[1].ZoneID = "apne1-az2"
		},
		`Subnets[0]: "apne3-az1" is in no region known to have WorkSpaces; use one of af-south-1, ap-northeast-1, `: func(a *workspaces.Args) {
			a.Subnets[0].ZoneID = "apne3-az1"
		},
		"SourceAddresses: there are 0; give 1 to 250, as many as the IP access control groups of one directory hold": func(a *workspaces.Args) {
			a.SourceAddresses = nil
		},
		"SourceAddresses: there are 251; give 1 to 250": func(a *workspaces.Args) { a.SourceAddresses = slices.Repeat([]source.Source{office}, 251) },
		"SourceAddresses[0].CIDR: 0.0.0.0/0 is wider than /24; name the addresses themselves": func(a *workspaces.Args) {
			a.SourceAddresses = []source.Source{{CIDR: netip.MustParsePrefix("0.0.0.0/0"), Reason: "all"}}
		},
		"Terminal.Bundle: missing; name one of Amazon's, such as Standard with Windows 10 (Server 2022 based)": func(a *workspaces.Args) { a.Terminal.Bundle = " " },
		"Terminal.AutoStopMinutes: 90 is not allowed; use a multiple of 60 from 60 to 2880":                    func(a *workspaces.Args) { a.Terminal.AutoStopMinutes = 90 },
		"Terminal.AutoStopMinutes: -60 is not allowed":                                                         func(a *workspaces.Args) { a.Terminal.AutoStopMinutes = -60 },
		"Terminal.RootVolumeGiB: 100 is not allowed; use 80, or 175 to 2000":                                   func(a *workspaces.Args) { a.Terminal.RootVolumeGiB = 100 },
		`Terminal.ComputeType: "HUGE" is not allowed; use one of VALUE, `:                                      func(a *workspaces.Args) { a.Terminal.ComputeType = "HUGE" },
		"Users[0].Terminal.UserVolumeGiB: 20 is not allowed; use 10, 50, or 100 to 2000":                       func(a *workspaces.Args) { a.Users[0].Terminal.UserVolumeGiB = 20 },
		"Users[1].Terminal.UserVolumeGiB: 50 beside a root volume of 175 is not allowed; use a root volume of": func(a *workspaces.Args) {
			a.Terminal.RootVolumeGiB, a.Users[1].Terminal.UserVolumeGiB = 175, 50
		},
		`Users[1].Name: "HANAKO" is listed twice; each user has one terminal`: func(a *workspaces.Args) { a.Users[1].Name = "HANAKO" },
		`Users[0].Name: "" is not a user name of 1 to 63 characters`:          func(a *workspaces.Args) { a.Users[0].Name = "" },
		"DeviceTypes: names no device, so nobody could open a terminal":       func(a *workspaces.Args) { a.DeviceTypes = []string{} },
		`DeviceTypes: "osx" is not allowed; use some of windows, macos, `:     func(a *workspaces.Args) { a.DeviceTypes = []string{"osx"} },
		`Tags: the key "User" is one that the room gives by itself`:           func(a *workspaces.Args) { a.Tags = map[string]string{"User": "x"} },
	} {
		t.Run(want, func(t *testing.T) {
			r, a := recorder(), args()
			spoil(a)
			err := run(r, a)
			require.ErrorContains(t, err, want)
			for _, one := range r.All() {
				assert.Equal(t, associationName, one.Name, "nothing but what the test itself registers")
			}
		})
	}
}

func TestBadArgsAreListedAtOnce(t *testing.T) {
	err := recorder().Run(func(ctx *pulumi.Context) error {
		_, err := workspaces.New(ctx, "room", nil)
		return err
	})
	for _, problem := range []string{"DirectoryID: missing", "Unit: missing", "GroupID: missing", "Registered: missing",
		"Subnets: there are 0", "SourceAddresses: there are 0", "Terminal.Bundle: missing"} {
		assert.ErrorContains(t, err, problem)
	}
	err = recorder().Run(func(ctx *pulumi.Context) error {
		_, err := workspaces.NewPerimeter(ctx, "room", nil)
		return err
	})
	assert.ErrorContains(t, err, "VpcID: missing; give the room's VPC")
	assert.ErrorContains(t, err, "ControllersGroupID: missing; give the security group of the directory's controllers")
}

func TestBundleMustBeDescribedInFull(t *testing.T) {
	r := recorder()
	r.Answers["aws:workspaces/getBundle:getBundle"]["userStorages"] = []any{}
	assert.ErrorContains(t, run(r, args()), "not described in full")
	assert.Empty(t, r.Names(workspaceType))
}

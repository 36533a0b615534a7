package directory_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/components/directory"
	"secure-room/components/directory/membership"
)

func TestPasswordIsRotatedAtOnceAndForEver(t *testing.T) {
	r := register(t, args())
	rotation := r.One(t, associationType, "room-rotate-admin-password")
	assert.Equal(t, "rate(30 days)", rotation.Inputs["scheduleExpression"])
	assert.Equal(t, map[string]any{"domain": "corp.example.com", "directoryId": "Directory:room", "adminSecretArn": "arn:Secret:room-admin"},
		rotation.Inputs["parameters"])
	assert.Equal(t, []any{map[string]any{"key": "InstanceIds", "values": []any{"Instance:room-management"}}}, rotation.Inputs["targets"])
	assert.Equal(t, 1800.0, rotation.Inputs["waitForSuccessTimeoutSeconds"], "what comes after waits for the first run")
	waits := strings.Join(rotation.Dependencies, "\n")
	assert.Contains(t, waits, associationType+"::room-join-domain")
	assert.Contains(t, waits, "aws:iam/rolePolicy:RolePolicy::room-management")
	for _, once := range []string{"room-join-domain", "room-register-people"} {
		assert.NotContains(t, r.One(t, associationType, once).Inputs, "scheduleExpression")
	}
	a := args()
	a.PasswordRotationDays = 1
	assert.Equal(t, "rate(1 day)", register(t, a).One(t, associationType, "room-rotate-admin-password").Inputs["scheduleExpression"])
}

// TestRotationKeepsItsOrder holds the order that a run may break off in at any place: stored, in force, proved, current.
func TestRotationKeepsItsOrder(t *testing.T) {
	rotate := scripts(t)["rotate-admin-password"]
	at := -1
	for _, step := range []string{"RandomNumberGenerator", "Write-SECSecretValue", "Reset-DSUserPassword", "Get-ADDomain", "throw 'The directory did not",
		"-VersionStage 'AWSCURRENT' -MoveToVersionId $version", "'AWSPREVIOUS', 'AWSPENDING'"} {
		found := strings.Index(rotate, step)
		assert.Greater(t, found, at, step)
		at = found
	}
	assert.Contains(t, rotate, "-VersionStage 'AWSPENDING'")
	assert.Contains(t, rotate, "-UserName 'Admin'")
	assert.NotContains(t, rotate, "Get-SECSecretValue", "no old password is needed, so a lost one is no trouble")
}

func TestControllersGroupIsShutAfterItsMembersAreIn(t *testing.T) {
	r := recorder()
	require.NoError(t, r.Run(func(ctx *pulumi.Context) error {
		d, err := directory.New(ctx, "room", args())
		if err != nil {
			return err
		}
		entries, err := membership.Allow(ctx, "others", pulumi.String("sg-others"), d.ControllersGroupID)
		if err != nil {
			return err
		}
		_, err = directory.NewTightening(ctx, "room", &directory.TighteningArgs{Directory: d, Members: entries})
		return err
	}))
	shut := r.One(t, associationType, "room-tighten-controllers")
	assert.Equal(t, "rate(1 day)", shut.Inputs["scheduleExpression"], "and what is opened by hand does not stay open")
	assert.Equal(t, map[string]any{"controllersGroupId": "sg-controllers", "region": "ap-northeast-1"}, shut.Inputs["parameters"])
	waits := strings.Join(shut.Dependencies, "\n")
	require.Len(t, r.Names(ingressType), 2*len(membership.Flows()))
	for _, name := range r.Names(ingressType) {
		assert.Contains(t, waits, ingressType+"::"+name)
	}
	assert.Contains(t, waits, "aws:iam/rolePolicy:RolePolicy::room-management")
}

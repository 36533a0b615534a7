package settings

import (
	"context"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"secure-room/components/componenttest"
	"secure-room/internal/allowlist"
	"secure-room/internal/existing"
	"secure-room/internal/person"
	"secure-room/internal/source"
	"secure-room/internal/terminal"
)

// The stack files of the project are the good case that every test starts from.
const (
	productionFile = "../../Pulumi.prod.yaml"
	roomFile       = "../../Pulumi.room.yaml"
)

// without stands for a key taken away.
const without = "\x00"

// stackConfig is a stack file's config as YAML values, changed in some keys.
func stackConfig(t *testing.T, file string, changes map[string]string) map[string]any {
	t.Helper()
	config := componenttest.StackFile(t, file)
	for key, change := range changes {
		var changed any
		require.NoError(t, yaml.Unmarshal([]byte(strings.TrimPrefix(change, without)), &changed))
		config[key] = changed
		if change == without {
			delete(config, key)
		}
	}
	return config
}

// contextOf gives a program the config as the engine and a language host would.
func contextOf(t *testing.T, stack string, config map[string]any, secretKeys ...string) *pulumi.Context {
	t.Helper()
	flat := componenttest.Configure(t, config)
	ctx, err := pulumi.NewContext(context.Background(), pulumi.RunInfo{Organization: "organization",
		Project: "secure-room", Stack: stack, Config: flat, ConfigSecretKeys: secretKeys, Mocks: noResources{}})
	require.NoError(t, err)
	return ctx
}

// noResources refuses to register anything.
type noResources struct{ pulumi.MockResourceMonitor }

func TestTheProjectsOwnStackFilesAreRead(t *testing.T) {
	production, err := ReadProduction(contextOf(t, "prod", stackConfig(t, productionFile, nil)))
	require.NoError(t, err)
	assert.Equal(t, Production{
		Region: "ap-northeast-1",
		Network: Network{CIDR: netip.MustParsePrefix("10.10.0.0/16"),
			AvailabilityZoneIDs: []string{"apne1-az1", "apne1-az4", "apne1-az2"}, FlowLogRetentionDays: 365},
		Endpoints: []Endpoint{{Name: "orders-db", Port: 5432, Protocol: "tcp", InstanceClass: "db.t4g.medium", AllocatedStorageGiB: 20}},
		Web: &Web{Image: production.Web.Image, Port: 8080, HealthPath: "/", CertificateARN: production.Web.CertificateARN,
			Database: "orders-db"},
		Rooms: []Stack{{Name: "room", Reference: "organization/secure-room/room"}},
	}, production)

	room, err := ReadRoom(contextOf(t, "room", stackConfig(t, roomFile, nil)))
	require.NoError(t, err)
	assert.Equal(t, []Stack{{Name: "prod", Reference: "organization/secure-room/prod"}}, room.Productions)
	assert.Nil(t, room.AdminPassword, "generated when none is configured")
	assert.Equal(t, Terminals{
		Shape:       terminal.Shape{Bundle: "Standard with Windows 10 (Server 2022 based)", AutoStopMinutes: 120},
		DeviceTypes: []string{"windows", "macos"}, Clipboard: "off",
	}, room.Terminals)
	assert.Equal(t, source.Source{CIDR: netip.MustParsePrefix("203.0.113.10/32"), Reason: "Tokyo office"}, room.SourceAddresses[0])
	assert.Equal(t, person.Person{Name: "keiko", GivenName: "Keiko", FamilyName: "Tanaka",
		Mail: "keiko.tanaka@example.com", Role: person.Manager}, room.People()[2])
	assert.Equal(t, Egress{Console: true, Hosts: allowlist.List{{Host: "git.example.com", Ports: []int{443}, Reason: "source code"}}},
		room.Egress)
}

func TestOptionalKeysMayBeLeftOut(t *testing.T) {
	production, err := ReadProduction(contextOf(t, "prod", stackConfig(t, productionFile, map[string]string{
		"secure-room:rooms":     without,
		"secure-room:web":       without,
		"secure-room:endpoints": "[{name: orders-db, port: 5432}]",
		"secure-room:network":   "{cidr: 10.10.0.0/16, availabilityZoneIds: [apne1-az1, apne1-az4]}",
	})))
	require.NoError(t, err)
	assert.Empty(t, production.Rooms, "the door is shut")
	assert.Nil(t, production.Web)
	assert.Equal(t, Endpoint{Name: "orders-db", Port: 5432, Protocol: "tcp", InstanceClass: "db.t4g.medium", AllocatedStorageGiB: 20,
		DeletionProtection: true}, production.Endpoints[0])
	assert.Equal(t, 365, production.Network.FlowLogRetentionDays)

	room, err := ReadRoom(contextOf(t, "room", stackConfig(t, roomFile, map[string]string{
		"secure-room:terminals": "{bundle: Standard with Windows 10 (Server 2022 based)}",
		"secure-room:directory": "{domain: corp.example.com, shortName: ROOM, edition: Standard}",
		"secure-room:proxy":     "{imageDigest: 'sha256:" + digits + "'}",
		"secure-room:alarms":    without,
	})))
	require.NoError(t, err)
	assert.Equal(t, 4, room.Proxy.MaximumTasks)
	assert.Equal(t, Alarms{DeniedRequests: 50, SentMiB: 2048, SentMiBByTerminal: 512}, room.Alarms)
	assert.Equal(t, 120, room.Terminals.Shape.AutoStopMinutes)
	assert.Equal(t, Access{OperatorsFrom: FromProxyAddress}, room.Access)
	assert.Empty(t, room.Directory.ManagementSources)
}

func TestTerminals(t *testing.T) {
	room, err := ReadRoom(contextOf(t, "room", stackConfig(t, roomFile, map[string]string{
		"secure-room:terminals": "{bundle: B, autoStopMinutes: 60, computeType: POWER, rootVolumeGiB: 175, userVolumeGiB: 100, deviceTypes: [web, linux], " +
			"clipboard: into-terminal, maintenance: true, tags: {Cost centre: '42', empty: ''}}",
		"secure-room:users": "[" + keiko[:len(keiko)-1] + ", terminal: {bundle: C, userVolumeGiB: 500, deletionProtection: false}}, " + okUser + "]",
	})))
	require.NoError(t, err)
	assert.Equal(t, Terminals{
		Shape:       terminal.Shape{Bundle: "B", ComputeType: "POWER", RootVolumeGiB: 175, UserVolumeGiB: 100, AutoStopMinutes: 60},
		DeviceTypes: []string{"web", "linux"}, Clipboard: terminal.ClipboardIntoTerminal, Maintenance: true,
		Tags: map[string]string{"Cost centre": "42", "empty": ""},
	}, room.Terminals)
	assert.Equal(t, UserTerminal{Shape: terminal.Shape{Bundle: "C", UserVolumeGiB: 500}}, room.Users[0].Terminal)
	assert.Equal(t, UserTerminal{DeletionProtection: true}, room.Users[1].Terminal, "protected unless said otherwise")
}

func TestExistingEndpointsAreRead(t *testing.T) {
	read, err := ReadProduction(contextOf(t, "prod", stackConfig(t, productionFile, map[string]string{"secure-room:endpoints": `
- {name: orders-db, port: 5432}
- {name: legacy-orders, port: 1521, existing: {database: legacy-orders}}
- {name: back-office, port: 443, existing: {loadBalancer: Back-Office, securityGroupId: sg-0123456789abcdef0}}
- {name: clock, port: 123, protocol: udp, existing: {securityGroupId: sg-0123456789abcdef1, subnetIds: [subnet-01234567], address: 10.10.40.9}}
`})))
	require.NoError(t, err)
	assert.Equal(t, []Endpoint{
		{Name: "legacy-orders", Port: 1521, Protocol: "tcp", Existing: &existing.Reference{Database: "legacy-orders"}},
		{Name: "back-office", Port: 443, Protocol: "tcp", Existing: &existing.Reference{LoadBalancer: "Back-Office", SecurityGroupID: "sg-0123456789abcdef0"}},
		{Name: "clock", Port: 123, Protocol: "udp", Existing: &existing.Reference{SecurityGroupID: "sg-0123456789abcdef1",
			SubnetIDs: []string{"subnet-01234567"}, Address: "10.10.40.9"}},
	}, read.Endpoints[1:])
	assert.Equal(t, "secure-room:endpoints[2].existing", ExistingKey(2))
}

func TestEveryProblemIsInOneErrorAndNothingIsRead(t *testing.T) {
	room, err := ReadRoom(contextOf(t, "room", stackConfig(t, roomFile, map[string]string{
		"aws:region":            without,
		"secure-room:network":   "{cidr: 10.20.0.1/16, availabilityZoneIds: [apne1-az1]}",
		"secure-room:terminals": "{bundle: Standard, autoStopMinutes: 90}",
		"secure-room:usres":     "[]",
	})))
	require.Error(t, err)
	assert.Zero(t, room)
	lines := strings.Split(err.Error(), "\n")
	assert.Equal(t, "reading config: 5 problems:", lines[0])
	for i, key := range []string{"secure-room:usres", "aws:region", "secure-room:network.cidr",
		"secure-room:network.availabilityZoneIds", "secure-room:terminals.autoStopMinutes"} {
		assert.Regexp(t, "^  "+key+" of stack room( is | has |: )", lines[i+1])
	}
}

func TestProgram(t *testing.T) {
	for _, program := range []string{ProgramProduction, ProgramRoom} {
		read, err := Program(contextOf(t, "any", map[string]any{"secure-room:program": program}))
		require.NoError(t, err)
		assert.Equal(t, program, read)
	}
	for given, problem := range map[string]string{
		"prodution": `secure-room:program of stack any is "prodution"; allowed is production or room.`,
		"Room":      `secure-room:program of stack any is "Room"; allowed is production or room.`,
	} {
		_, err := Program(contextOf(t, "any", map[string]any{"secure-room:program": given}))
		assert.ErrorContains(t, err, problem)
	}
	_, err := Program(contextOf(t, "any", nil))
	assert.ErrorContains(t, err, "secure-room:program of stack any is missing; allowed is production or room.")
}

func TestSecrets(t *testing.T) {
	const key, password = "secure-room:adminPassword", "Kx7-mistral-Vane-41"
	given := map[string]string{key: password}

	room, err := ReadRoom(contextOf(t, "room", stackConfig(t, roomFile, given), key))
	require.NoError(t, err)
	require.NotNil(t, room.AdminPassword)
	assert.True(t, pulumi.IsSecret(room.AdminPassword.ToStringOutput()), "stays a secret")

	_, err = ReadRoom(contextOf(t, "room", stackConfig(t, roomFile, given)))
	require.ErrorContains(t, err, key+" of stack room stands in plaintext")
	assert.NotContains(t, err.Error(), password, "is never shown")

	_, err = ReadRoom(contextOf(t, "room", stackConfig(t, roomFile, map[string]string{key: `""`}), key))
	require.ErrorContains(t, err, key+" of stack room is empty")

	const weak = "Weak-aDmin-9"
	_, err = ReadRoom(contextOf(t, "room", stackConfig(t, roomFile, map[string]string{key: weak}), key))
	require.ErrorContains(t, err, key+" of stack room contains the word admin; allowed is 8 to 64 characters, of three of the kinds")
	assert.NotContains(t, err.Error(), weak)

	_, err = ReadRoom(contextOf(t, "room", stackConfig(t, roomFile,
		map[string]string{"secure-room:directory": "{domain: hush, word: hush}"}), "secure-room:directory"))
	require.ErrorContains(t, err, "reading config: secure-room:directory of stack room is marked as a secret")
	assert.NotContains(t, err.Error(), "hush", "what is secret is never shown, even where it is also wrong")
}

func TestKeysOfTheOtherProgramAreRefused(t *testing.T) {
	changes := map[string]string{"secure-room:users": "[]", "aws:profile": "somebody"}
	_, err := ReadProduction(contextOf(t, "prod", stackConfig(t, productionFile, changes)))
	assert.EqualError(t, err, "reading config: secure-room:users of stack prod is not a key that its program knows; "+
		"allowed is endpoints, network, program, rooms or web.")
}

func TestEveryRequiredKeyIsMissed(t *testing.T) {
	optional := []string{"secure-room:rooms", "secure-room:program", "secure-room:web", "secure-room:alarms"}
	for _, file := range []string{productionFile, roomFile} {
		for key := range stackConfig(t, file, nil) {
			if slices.Contains(optional, key) {
				continue
			}
			_, err := read(t, file, map[string]string{key: without})
			assert.ErrorContains(t, err, key+" of stack any is missing; allowed is ")
		}
	}
}

// read reads a stack file with some changes, for the program it is for.
func read(t *testing.T, file string, changes map[string]string) (any, error) {
	t.Helper()
	ctx := contextOf(t, "any", stackConfig(t, file, changes))
	if file == productionFile {
		return ReadProduction(ctx)
	}
	return ReadRoom(ctx)
}

package workspaces_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/components/componenttest"
)

const attachmentType = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"

// withRole is a recorder for an account that has the service's role already.
func withRole(trust, stack string) *componenttest.Recorder {
	r := recorder()
	r.Answers[rolesLookUp] = map[string]any{"names": []any{"workspaces_DefaultRole"}}
	r.Answers[roleLookUp] = map[string]any{"name": "workspaces_DefaultRole", "assumeRolePolicy": trust,
		"tags": map[string]any{"secure-room:stack": stack}}
	return r
}

const (
	goodTrust = `{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"workspaces.amazonaws.com"}}}`
	ownStack  = componenttest.Organization + "/" + componenttest.Project + "/" + componenttest.Stack
)

func TestServiceRoleIsMade(t *testing.T) {
	r := register(t, args())
	role := r.One(t, roleType, "room-workspaces-service").Inputs
	assert.Equal(t, "workspaces_DefaultRole", role["name"])
	assert.Equal(t, map[string]any{"secure-room:stack": ownStack}, role["tags"])
	assert.Equal(t, "arn:aws:iam::aws:policy/AmazonWorkSpacesServiceAccess", r.One(t, attachmentType, "room-workspaces-service").Inputs["policyArn"])
	assert.Contains(t, strings.Join(r.One(t, workspacesType, "room").Dependencies, "\n"), attachmentType+"::room-workspaces-service")
}

func TestServiceRoleIsAdopted(t *testing.T) {
	for name, trust := range map[string]string{
		"one statement": goodTrust,
		"lists": `{"Statement":[{"Effect":"Deny"},{"Effect":"Allow","Action":["sts:TagSession","sts:AssumeRole"],
			"Principal":{"Service":["ec2.amazonaws.com","workspaces.amazonaws.com"]}}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			r, a := withRole(trust, "organization/secure-room/other"), args()
			a.AdoptServiceRole = true
			require.NoError(t, run(r, a))
			assert.Empty(t, r.Names(roleType))
			assert.Empty(t, r.Names(attachmentType))
			assert.Equal(t, []string{"room"}, r.Names(workspacesType))
		})
	}
}

func TestServiceRoleThatCannotBe(t *testing.T) {
	const unfit = "AdoptServiceRole: WorkSpaces cannot use the account's role workspaces_DefaultRole: "
	distrusted := strings.Replace(goodTrust, "workspaces.", "ec2.", 1)
	for name, c := range map[string]struct {
		recorder *componenttest.Recorder
		adopt    bool
		want     string
	}{
		"made elsewhere, not adopted": {withRole(goodTrust, "organization/secure-room/other"), false,
			"AdoptServiceRole: the account has a role workspaces_DefaultRole already, which this stack has not made; set it to true to use that role as it is"},
		"nothing to adopt": {recorder(), true,
			"AdoptServiceRole: the account has no role workspaces_DefaultRole to adopt; set it to false to have one made"},
		"made here, adopted": {withRole(goodTrust, ownStack), true,
			"AdoptServiceRole: this stack has made workspaces_DefaultRole itself and would delete it now, under every terminal of the account; set it to false"},
		"for another service":  {withRole(distrusted, ""), true, unfit + "it does not trust workspaces.amazonaws.com; put its trust policy right"},
		"denied":               {withRole(strings.Replace(goodTrust, "Allow", "Deny", 1), ""), true, unfit + "it does not trust"},
		"for another action":   {withRole(strings.Replace(goodTrust, "sts:AssumeRole", "sts:TagSession", 1), ""), true, unfit + "it does not trust"},
		"no JSON":              {withRole("trust", ""), true, unfit + "its trust policy is no JSON"},
		"without a statement":  {withRole("{}", ""), true, unfit + "it does not trust"},
		"made by the same one": {withRole(goodTrust, ownStack), false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			a := args()
			a.AdoptServiceRole = c.adopt
			err := run(c.recorder, a)
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.want)
			assert.Empty(t, c.recorder.Names(workspacesType), "nothing is made")
		})
	}
}

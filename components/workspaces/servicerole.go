package workspaces

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

const (
	// serviceRole is the name that AWS looks for ("Create the workspaces_DefaultRole Role", Amazon WorkSpaces
	// Administration Guide). An account has one, for all its rooms.
	serviceRole = "workspaces_DefaultRole"
	// servicePrincipal, and nobody else, takes it.
	servicePrincipal = "workspaces.amazonaws.com"
	serviceTrust     = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sts:AssumeRole"],` +
		`"Principal":{"Service":"` + servicePrincipal + `"}}]}`
	// servicePolicy is all it needs: AmazonWorkSpacesSelfServiceAccess is for self-service, and there is none.
	servicePolicy = "arn:aws:iam::aws:policy/AmazonWorkSpacesServiceAccess"
	// makerTag says which stack has made the role, so that another one does not take it for its own.
	makerTag = "secure-room:stack"
)

// maker names this stack in the role's tag.
func maker(ctx *pulumi.Context) string {
	return ctx.Organization() + "/" + ctx.Project() + "/" + ctx.Stack()
}

// checkServiceRole makes sure, before anything is made, that the role to adopt is there and fit for use, and that the
// one to make is not there yet: AWS would say no more than EntityAlreadyExists, in the middle of a deploy.
func (t *Terminals) checkServiceRole(ctx *pulumi.Context, adopt bool) error {
	role, err := t.lookUpServiceRole(ctx)
	switch {
	case err != nil:
		return err
	case role == nil && adopt:
		return fmt.Errorf("AdoptServiceRole: the account has no role %s to adopt; set it to false to have one made", serviceRole)
	case role == nil:
		return nil
	case role.Tags[makerTag] == maker(ctx):
		if adopt {
			return fmt.Errorf("AdoptServiceRole: this stack has made %s itself and would delete it now, under every terminal of "+
				"the account; set it to false", serviceRole)
		}
		return nil
	case !adopt:
		return fmt.Errorf("AdoptServiceRole: the account has a role %s already, which this stack has not made; set it to true "+
			"to use that role as it is", serviceRole)
	}
	if err := trusts(role.AssumeRolePolicy, servicePrincipal); err != nil {
		return fmt.Errorf("AdoptServiceRole: WorkSpaces cannot use the account's role %s: %w; put its trust policy right", serviceRole, err)
	}
	return nil
}

// lookUpServiceRole gives the account's role, or nil where there is none. Looking up one role by its name would fail where there
// is none, like every other failure; so it is sought among all.
func (t *Terminals) lookUpServiceRole(ctx *pulumi.Context) (*iam.LookupRoleResult, error) {
	found, err := iam.GetRoles(ctx, &iam.GetRolesArgs{NameRegex: pulumi.StringRef("^" + serviceRole + "$")}, pulumi.Parent(t))
	if err != nil {
		return nil, fmt.Errorf("looking for the role %s: %w", serviceRole, err)
	}
	if !slices.Contains(found.Names, serviceRole) {
		return nil, nil
	}
	role, err := iam.LookupRole(ctx, &iam.LookupRoleArgs{Name: serviceRole}, pulumi.Parent(t))
	if err != nil {
		return nil, fmt.Errorf("looking up the role %s: %w", serviceRole, err)
	}
	return role, nil
}

// trusts says why a trust policy does not let a service assume its role; nil when it does.
func trusts(policy, service string) error {
	var document struct{ Statement json.RawMessage }
	if err := json.Unmarshal([]byte(policy), &document); err != nil {
		return fmt.Errorf("its trust policy is no JSON (%w)", err)
	}
	type statement struct {
		Effect    string
		Action    oneOrMany
		Principal struct{ Service oneOrMany }
	}
	var all []statement
	if json.Unmarshal(document.Statement, &all) != nil {
		var single statement
		if json.Unmarshal(document.Statement, &single) == nil {
			all = []statement{single}
		}
	}
	if !slices.ContainsFunc(all, func(s statement) bool {
		return s.Effect == "Allow" && slices.Contains(s.Action, "sts:AssumeRole") && slices.Contains(s.Principal.Service, service)
	}) {
		return errors.New("it does not trust " + service)
	}
	return nil
}

// oneOrMany is what a policy may write as one text or as a list of texts ("IAM JSON policy elements reference").
type oneOrMany []string

// UnmarshalJSON reads either form.
func (o *oneOrMany) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*o = oneOrMany{one}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(o))
}

// makeServiceRole gives what must be there before the directory is registered: nothing when the role is adopted.
func (t *Terminals) makeServiceRole(ctx *pulumi.Context, args *Args) ([]pulumi.Resource, error) {
	if args.AdoptServiceRole {
		return nil, nil
	}
	role, err := iam.NewRole(ctx, t.name+"-workspaces-service", &iam.RoleArgs{
		Name:             pulumi.String(serviceRole),
		Description:      pulumi.String("What Amazon WorkSpaces does on the account's behalf"),
		AssumeRolePolicy: pulumi.String(serviceTrust),
		Tags:             pulumi.StringMap{makerTag: pulumi.String(maker(ctx))},
	}, pulumi.Parent(t))
	if err != nil {
		return nil, fmt.Errorf("registering %s: %w", serviceRole, err)
	}
	attachment, err := iam.NewRolePolicyAttachment(ctx, t.name+"-workspaces-service", &iam.RolePolicyAttachmentArgs{
		Role:      role.Name,
		PolicyArn: pulumi.String(servicePolicy),
	}, pulumi.Parent(t))
	if err != nil {
		return nil, fmt.Errorf("giving %s its policy: %w", serviceRole, err)
	}
	return []pulumi.Resource{attachment}, nil
}

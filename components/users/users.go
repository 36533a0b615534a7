// Package users gives the room's people their rights in AWS: managers open and close terminals through AdminRole,
// operators look at the accounts through OperatorRole and its counterpart in each production, from the room only, and
// viewers look at the room itself through ViewerRole. Nobody gets an access key or a password here: whoever runs the
// account sets a first password and hands it over.
package users

import (
	"fmt"
	"path"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/internal/person"
)

// Users are one room's people in IAM.
type Users struct {
	pulumi.ResourceState

	// AdminRoleARN is what managers assume to open and close terminals.
	AdminRoleARN pulumi.StringOutput
	// OperatorRoleARN is what operators assume, from the room only; empty when there are none.
	OperatorRoleARN pulumi.StringOutput
	// ViewerRoleARN is what viewers assume, from anywhere; empty when there are none.
	ViewerRoleARN pulumi.StringOutput
	// OperatorARNs are the operators' users, known once they exist: production's role names them.
	OperatorARNs pulumi.StringArrayOutput

	name string
	made map[string]*iam.User
}

// New registers a room's people. In AWS, groups and roles are named after the stack, as in "room-AdminRole", so that two
// rooms can share an account. Users are not: a person of two rooms would be one IAM user, which one stack alone can own.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Users, error) {
	if args == nil {
		args = &Args{}
	}
	if err := args.check(ctx); err != nil {
		return nil, fmt.Errorf("users %s cannot be made:\n%w", name, err)
	}
	u := &Users{name: name, made: map[string]*iam.User{}}
	if err := ctx.RegisterComponentResource("secure-room:users:Users", name, u, opts...); err != nil {
		return nil, fmt.Errorf("registering users %s: %w", name, err)
	}
	if err := u.build(ctx, args); err != nil {
		return nil, fmt.Errorf("making users %s: %w", name, err)
	}
	return u, ctx.RegisterResourceOutputs(u, pulumi.Map{
		"adminRoleArn":    u.AdminRoleARN,
		"operatorRoleArn": u.OperatorRoleARN,
		"viewerRoleArn":   u.ViewerRoleARN,
		"operatorArns":    u.OperatorARNs,
	})
}

// rights are what the people of one role are given.
type rights struct {
	of person.Role
	// title is their IAM role's, such as "AdminRole", arn its place among the outputs.
	title string
	arn   *pulumi.StringOutput
	// text is written into the IAM role; managed are AWS's own policies attached to it.
	text    pulumi.StringOutput
	managed []string
	// more are roles that they may assume beside it, always are statements that hold before they have assumed any.
	more   []string
	always []statement
}

func (u *Users) rights(args *Args) []rights {
	admin := rights{of: person.Manager, title: "AdminRole", arn: &u.AdminRoleARN, text: adminPolicy(args)}
	if args.AWSManagedAdministration {
		admin.managed = []string{"AmazonWorkSpacesAdmin"}
	}
	fromTheRoom := args.From.orDenied()
	return []rights{
		// A manager lets the first one in, so he cannot be in the room already.
		admin,
		// A job function: what is there, not what is in it ("AWS managed policies for job functions", IAM User Guide).
		{of: person.Operator, title: "OperatorRole", arn: &u.OperatorRoleARN, text: policy(fromTheRoom),
			managed: []string{"job-function/ViewOnlyAccess"}, more: args.ProductionRoleARNs, always: []statement{fromTheRoom}},
		{of: person.Viewer, title: "ViewerRole", arn: &u.ViewerRoleARN, text: viewerPolicy(args)},
	}
}

func (u *Users) build(ctx *pulumi.Context, args *Args) error {
	for _, one := range args.People {
		if err := u.makeUser(ctx, one); err != nil {
			return err
		}
	}
	operators := pulumi.StringArray{}
	for _, name := range args.names(person.Operator) {
		operators = append(operators, u.made[name].Arn)
	}
	u.OperatorARNs = operators.ToStringArrayOutput()
	for _, r := range u.rights(args) {
		if len(args.names(r.of)) == 0 {
			*r.arn = pulumi.String("").ToStringOutput()
			continue
		}
		if err := u.give(ctx, args, r); err != nil {
			return err
		}
	}
	return nil
}

// give makes the IAM role and the group of the people of one role.
func (u *Users) give(ctx *pulumi.Context, args *Args, r rights) error {
	role, err := u.makeRole(ctx, args, r.title, r.of)
	if err != nil {
		return err
	}
	*r.arn = role.Arn
	if err := u.permit(ctx, role, r.title, r.text); err != nil {
		return err
	}
	for _, managed := range r.managed {
		if _, err := iam.NewRolePolicyAttachment(ctx, fmt.Sprintf("%s-%s-%s", u.name, r.title, path.Base(managed)),
			&iam.RolePolicyAttachmentArgs{
				Role:      role.Name,
				PolicyArn: pulumi.Sprintf("arn:%s:iam::aws:policy/%s", args.Account.Partition, managed),
			}, pulumi.Parent(u)); err != nil {
			return fmt.Errorf("attaching %s to %s: %w", managed, r.title, err)
		}
	}
	assumable := []any{role.Arn}
	for _, arn := range r.more {
		assumable = append(assumable, arn)
	}
	return u.makeGroup(ctx, args, r.of, role, memberPolicy(args, assumable, r.always...))
}

// makeUser registers a person under the name that the directory knows as well. Whoever leaves the list is removed with
// the password and the MFA devices that were added beside Pulumi.
func (u *Users) makeUser(ctx *pulumi.Context, one person.Person) error {
	name := fmt.Sprintf("%s-%s", u.name, strings.ToLower(one.Name))
	user, err := iam.NewUser(ctx, name, &iam.UserArgs{
		Name:         pulumi.String(one.Name),
		ForceDestroy: pulumi.Bool(true),
		Tags:         pulumi.StringMap{"Name": pulumi.String(one.Name), "Role": pulumi.String(string(one.Role))},
	}, pulumi.Parent(u))
	if err != nil {
		return fmt.Errorf("registering user %s: %w", one.Name, err)
	}
	u.made[one.Name] = user
	return nil
}

// makeRole registers a role that the people of one role, named one by one, may assume.
func (u *Users) makeRole(ctx *pulumi.Context, args *Args, title string, members person.Role) (*iam.Role, error) {
	var arns []any
	for _, name := range args.names(members) {
		arns = append(arns, u.made[name].Arn)
	}
	name := ctx.Stack() + "-" + title
	role, err := iam.NewRole(ctx, u.name+"-"+title, &iam.RoleArgs{
		Name:               pulumi.String(name),
		Description:        pulumi.Sprintf("The secure room's %ss", string(members)),
		AssumeRolePolicy:   trust(arns),
		MaxSessionDuration: pulumi.Int(sessionSeconds),
		Tags:               pulumi.StringMap{"Name": pulumi.String(name)},
	}, pulumi.Parent(u))
	if err != nil {
		return nil, fmt.Errorf("registering %s: %w", title, err)
	}
	return role, nil
}

// permit writes a policy into a role itself, where nobody can attach it to anything else.
func (u *Users) permit(ctx *pulumi.Context, role *iam.Role, title string, text pulumi.StringOutput) error {
	if _, err := iam.NewRolePolicy(ctx, u.name+"-"+title, &iam.RolePolicyArgs{Role: role.Name, Policy: text}, pulumi.Parent(u)); err != nil {
		return fmt.Errorf("giving %s its policy: %w", title, err)
	}
	return nil
}

// makeGroup registers the group of one role's people; the membership is exclusive, so that nobody added by hand stays.
func (u *Users) makeGroup(ctx *pulumi.Context, args *Args, members person.Role, role *iam.Role, text pulumi.StringOutput) error {
	name := fmt.Sprintf("%s-%ss", u.name, members)
	group, err := iam.NewGroup(ctx, name, &iam.GroupArgs{Name: pulumi.Sprintf("%s-%ss", ctx.Stack(), string(members))}, pulumi.Parent(u))
	if err != nil {
		return fmt.Errorf("registering group %s: %w", name, err)
	}
	if _, err := iam.NewGroupPolicy(ctx, name, &iam.GroupPolicyArgs{Group: group.Name, Policy: text},
		pulumi.Parent(u), pulumi.DependsOn([]pulumi.Resource{role})); err != nil {
		return fmt.Errorf("giving group %s its policy: %w", name, err)
	}
	var names pulumi.StringArray
	for _, one := range args.names(members) {
		names = append(names, u.made[one].Name)
	}
	if _, err := iam.NewGroupMembership(ctx, name, &iam.GroupMembershipArgs{Group: group.Name, Users: names}, pulumi.Parent(u)); err != nil {
		return fmt.Errorf("filling group %s: %w", name, err)
	}
	return nil
}

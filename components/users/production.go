package users

import (
	"errors"
	"fmt"
	"regexp"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/network"
)

// userForm is the ARN of an IAM user.
var userForm = regexp.MustCompile(`^arn:aws[a-z-]*:iam::\d{12}:user/[A-Za-z0-9+=,.@_-]{1,64}$`)

// ProductionRole is what a room's operators look at production's account with.
type ProductionRole struct {
	pulumi.ResourceState

	// RoleARN is what operators assume.
	RoleARN pulumi.StringOutput
}

// ProductionRoleArgs is what a production role is made from.
type ProductionRoleArgs struct {
	// Account is production's.
	Account network.Account
	// OperatorARNs are the room's operators, users of its account. The role names them and not their OperatorRole: the
	// console switches roles with the user's own credentials ("Switching to a role (console)", IAM User Guide), and the
	// second factor is in those alone.
	OperatorARNs []string
	// From is where operators must come from: the room.
	From From
}

// ProductionRoleARN is the role that a room's operators have in a production's account. It is made of the names of both
// stacks: so a room can name it before it exists, and no two of one account clash.
func ProductionRoleARN(partition, accountID, room, production string) string {
	return fmt.Sprintf("arn:%s:iam::%s:role/%s", partition, accountID, productionRoleName(room, production))
}

func productionRoleName(room, production string) string {
	return room + "-OperatorRole-in-" + production
}

// NewProductionRole registers the role of the operators of a room's stack in this one. It lets them see what is there and no
// more; what operators need beyond that is for production's owner to attach, and the denial holds for it too.
func NewProductionRole(ctx *pulumi.Context, room string, args *ProductionRoleArgs, opts ...pulumi.ResourceOption) (*ProductionRole, error) {
	if args == nil {
		args = &ProductionRoleArgs{}
	}
	name := productionRoleName(room, ctx.Stack())
	if err := args.check(name); err != nil {
		return nil, fmt.Errorf("production role of %s cannot be made:\n%w", room, err)
	}
	p := &ProductionRole{}
	if err := ctx.RegisterComponentResource("secure-room:users:ProductionRole", room, p, opts...); err != nil {
		return nil, fmt.Errorf("registering production role of %s: %w", room, err)
	}
	if err := p.build(ctx, room, name, args); err != nil {
		return nil, fmt.Errorf("making production role of %s: %w", room, err)
	}
	return p, ctx.RegisterResourceOutputs(p, pulumi.Map{"roleArn": p.RoleARN})
}

func (a *ProductionRoleArgs) check(name string) error {
	problems := []error{checkRoleName(name)}
	refuse := func(format string, values ...any) { problems = append(problems, fmt.Errorf(format, values...)) }
	if a.Account.AccountID == "" || a.Account.Region == "" || a.Account.Partition == "" {
		refuse("Account: incomplete; give account, region and partition")
	}
	if len(a.OperatorARNs) == 0 {
		refuse("OperatorARNs: empty; give the room's operators")
	}
	for i, arn := range a.OperatorARNs {
		if !userForm.MatchString(arn) {
			refuse("OperatorARNs[%d]: %q is not an IAM user's; give one such as arn:aws:iam::123456789012:user/hanako", i, arn)
		}
	}
	if length := trustLength(a.OperatorARNs); length > longestTrust {
		refuse("OperatorARNs: too many for one role, whose trust policy would have %d characters; AWS allows %d", length, longestTrust)
	}
	if !a.From.one() {
		refuse("From: give either Addresses, those that the room's proxy goes out from, or VpcID, the room's")
	}
	return errors.Join(problems...)
}

func (p *ProductionRole) build(ctx *pulumi.Context, room, name string, args *ProductionRoleArgs) error {
	var operators []any
	for _, arn := range args.OperatorARNs {
		operators = append(operators, arn)
	}
	resource := room + "-OperatorRole"
	role, err := iam.NewRole(ctx, resource, &iam.RoleArgs{
		Name:               pulumi.String(name),
		Description:        pulumi.String("Operators of the secure room, from the room only"),
		AssumeRolePolicy:   trust(operators),
		MaxSessionDuration: pulumi.Int(sessionSeconds),
		Tags:               pulumi.StringMap{"Name": pulumi.String(name)},
	}, pulumi.Parent(p))
	if err != nil {
		return fmt.Errorf("registering the role: %w", err)
	}
	denial, err := iam.NewRolePolicy(ctx, resource, &iam.RolePolicyArgs{Role: role.Name, Policy: policy(args.From.orDenied())}, pulumi.Parent(p))
	if err != nil {
		return fmt.Errorf("binding the role to the room: %w", err)
	}
	// Only once it is bound to the room does it get any rights.
	if _, err := iam.NewRolePolicyAttachment(ctx, resource+"-ViewOnlyAccess", &iam.RolePolicyAttachmentArgs{
		Role:      role.Name,
		PolicyArn: pulumi.Sprintf("arn:%s:iam::aws:policy/job-function/ViewOnlyAccess", args.Account.Partition),
	}, pulumi.Parent(p), pulumi.DependsOn([]pulumi.Resource{denial})); err != nil {
		return fmt.Errorf("letting operators view the account: %w", err)
	}
	p.RoleARN = role.Arn
	return nil
}

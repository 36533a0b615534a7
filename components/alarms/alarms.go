// Package alarms makes where the room's alarms go: an encrypted topic of Amazon SNS that CloudWatch alarms of the own
// account alone may publish to, and that sends mail to approved people.
package alarms

import (
	"errors"
	"fmt"
	"regexp"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/kms"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/sns"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/network"
	"secure-room/internal/mailaddress"
	"secure-room/internal/problem"
)

// Args is what the room's alarms are made from.
type Args struct {
	// Account is where they stand.
	Account network.Account
	// Emails are addresses that are told when an alarm is raised and when it is over; none: alarms show in the console alone.
	// AWS asks each for its consent by mail, once.
	Emails []string
}

// Alarms is where alarms of one room go.
type Alarms struct {
	pulumi.ResourceState

	// TopicARN is the topic that they are published to.
	TopicARN pulumi.StringOutput
}

// namePattern is what SNS takes as a topic's name ("CreateTopic", Amazon SNS API Reference).
var namePattern = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)

// New registers the topic and who is told. Its resources are named after it.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Alarms, error) {
	if args == nil {
		args = &Args{}
	}
	topic := fmt.Sprintf("%s-%s-%s", ctx.Project(), ctx.Stack(), name)
	if err := args.check(topic); err != nil {
		return nil, fmt.Errorf("alarms %s cannot be made:\n%w", name, err)
	}
	a := &Alarms{}
	if err := ctx.RegisterComponentResource("secure-room:alarms:Alarms", name, a, opts...); err != nil {
		return nil, fmt.Errorf("registering alarms %s: %w", name, err)
	}
	if err := a.build(ctx, name, topic, args); err != nil {
		return nil, fmt.Errorf("making alarms %s: %w", name, err)
	}
	return a, ctx.RegisterResourceOutputs(a, pulumi.Map{"topicArn": a.TopicARN})
}

func (a *Args) check(topic string) error {
	var problems []error
	if a.Account.AccountID == "" {
		problems = append(problems, errors.New("Account: missing; give the account of the room"))
	}
	if !namePattern.MatchString(topic) {
		problems = append(problems, fmt.Errorf("project, stack and alarms make up the topic's name %q, which SNS does not take; "+
			"use letters, digits, hyphens and underscores in them, 256 in all", topic))
	}
	for _, p := range mailaddress.Problems(a.Emails) {
		problems = append(problems, at(p))
	}
	return errors.Join(problems...)
}

func at(p problem.Problem) error { return fmt.Errorf("Emails[%d]: %s", p.Index, p.Text) }

func (a *Alarms) build(ctx *pulumi.Context, name, topic string, args *Args) error {
	tags := pulumi.StringMap{"Name": pulumi.String(name)}
	key, err := kms.NewKey(ctx, name, &kms.KeyArgs{
		Description:       pulumi.Sprintf("Alarms of %s", name),
		EnableKeyRotation: pulumi.Bool(true),
		Policy:            pulumi.String(keyPolicy(args.Account, topic)),
		Tags:              tags,
	}, pulumi.Parent(a))
	if err != nil {
		return fmt.Errorf("registering the topic's key: %w", err)
	}
	made, err := sns.NewTopic(ctx, name, &sns.TopicArgs{
		// The name is chosen here rather than by AWS, so that the policy that holds it is known before it exists.
		Name:           pulumi.String(topic),
		DisplayName:    pulumi.String("Secure room"),
		KmsMasterKeyId: key.Arn,
		Policy:         pulumi.String(topicPolicy(args.Account, topic)),
		Tags:           tags,
	}, pulumi.Parent(a))
	if err != nil {
		return fmt.Errorf("registering the topic: %w", err)
	}
	a.TopicARN = made.Arn
	for _, address := range args.Emails {
		if _, err := sns.NewTopicSubscription(ctx, name+"-"+address, &sns.TopicSubscriptionArgs{
			Topic:    made.Arn,
			Protocol: pulumi.String("email"),
			Endpoint: pulumi.String(address),
		}, pulumi.Parent(a)); err != nil {
			return fmt.Errorf("registering that %s is told: %w", address, err)
		}
	}
	return nil
}

package directory

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/directoryservice"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/kms"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/network"
)

// logGroupPrefix is what Directory Service's console begins a log group's name with.
const logGroupPrefix = "/aws/directoryservice/"

// forwardLogs has the controllers' security events, who logs in and who changes what, copied out of the directory to a
// log group ("Enabling Amazon CloudWatch Logs log forwarding for AWS Managed Microsoft AD", AWS Directory Service
// Administration Guide).
func (d *Directory) forwardLogs(ctx *pulumi.Context, args *Args, key *kms.Key) error {
	name := d.name + "-directory"
	group, err := cloudwatch.NewLogGroup(ctx, name, &cloudwatch.LogGroupArgs{
		Name:            pulumi.Sprintf("%s%s", logGroupPrefix, d.ID),
		KmsKeyId:        key.Arn,
		RetentionInDays: pulumi.Int(args.LogRetentionDays),
		Tags:            tags(name),
	}, pulumi.Parent(d))
	if err != nil {
		return fmt.Errorf("registering the directory's log group: %w", err)
	}
	d.LogGroup = group.Name
	policy, err := cloudwatch.NewLogResourcePolicy(ctx, name, &cloudwatch.LogResourcePolicyArgs{
		PolicyName:     pulumi.Sprintf("%s-%s", name, d.ID),
		PolicyDocument: d.logPolicy(args.Account, group),
	}, pulumi.Parent(d))
	if err != nil {
		return fmt.Errorf("letting Directory Service write its log: %w", err)
	}
	if _, err := directoryservice.NewLogSubscription(ctx, name, &directoryservice.LogSubscriptionArgs{
		DirectoryId:  d.ID,
		LogGroupName: group.Name,
	}, pulumi.Parent(d), pulumi.DependsOn([]pulumi.Resource{policy})); err != nil {
		return fmt.Errorf("forwarding the directory's log: %w", err)
	}
	return nil
}

// logPolicy lets Directory Service write to the one group, for this directory alone ("Cross-service confused deputy
// prevention", AWS Directory Service Administration Guide).
func (d *Directory) logPolicy(account network.Account, group *cloudwatch.LogGroup) pulumi.StringOutput {
	return pulumi.JSONMarshal(map[string]any{
		"Version": "2012-10-17",
		"Statement": []any{map[string]any{
			"Sid": "DirectoryServiceWrites", "Effect": "Allow",
			"Principal": map[string]any{"Service": "ds.amazonaws.com"},
			"Action":    []string{"logs:CreateLogStream", "logs:PutLogEvents"},
			"Resource":  []any{pulumi.Sprintf("%s:*", group.Arn)},
			"Condition": map[string]any{
				"StringEquals": map[string]any{"aws:SourceAccount": account.AccountID},
				"ArnEquals": map[string]any{"aws:SourceArn": pulumi.Sprintf("arn:%s:ds:%s:%s:directory/%s",
					account.Partition, account.Region, account.AccountID, d.ID)},
			},
		}},
	})
}

// keyPolicy lets the account's own IAM policies rule the key, and CloudWatch Logs use it for directories' logs ("Encrypt
// log data in CloudWatch Logs using AWS Key Management Service", Amazon CloudWatch Logs User Guide). The key stands
// before the directory, so its policy cannot name that one's group.
func keyPolicy(account network.Account) string {
	return fmt.Sprintf(`{"Version":"2012-10-17","Statement":[`+
		`{"Sid":"AccountRules","Effect":"Allow","Principal":{"AWS":"arn:%[1]s:iam::%[3]s:root"},"Action":["kms:*"],"Resource":["*"]},`+
		`{"Sid":"LogsEncrypt","Effect":"Allow","Principal":{"Service":"logs.%[2]s.amazonaws.com"},`+
		`"Action":["kms:Encrypt*","kms:Decrypt*","kms:ReEncrypt*","kms:GenerateDataKey*","kms:Describe*"],"Resource":["*"],`+
		`"Condition":{"ArnLike":{"kms:EncryptionContext:aws:logs:arn":"arn:%[1]s:logs:%[2]s:%[3]s:log-group:%[4]s*"}}}]}`,
		account.Partition, account.Region, account.AccountID, logGroupPrefix)
}

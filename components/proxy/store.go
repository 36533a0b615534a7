package proxy

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecr"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/kms"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/fargate"
)

// keptImages is how many images stay in the repository: the running one and those to go back to.
const keptImages = 10

// makeRepository registers where the image is kept. An image can be built again from components/proxy/image, so the
// repository goes with the stack.
func (p *Proxy) makeRepository(ctx *pulumi.Context, key *kms.Key) error {
	repository, err := ecr.NewRepository(ctx, p.name, &ecr.RepositoryArgs{
		Name:               pulumi.String(p.names.repository),
		ImageTagMutability: pulumi.String("IMMUTABLE"),
		ForceDelete:        pulumi.Bool(true),
		ImageScanningConfiguration: &ecr.RepositoryImageScanningConfigurationArgs{
			ScanOnPush: pulumi.Bool(true),
		},
		EncryptionConfigurations: ecr.RepositoryEncryptionConfigurationArray{
			&ecr.RepositoryEncryptionConfigurationArgs{EncryptionType: pulumi.String("KMS"), KmsKey: key.Arn},
		},
		Tags: tags(p.name),
	}, pulumi.Parent(p))
	if err != nil {
		return fmt.Errorf("registering the image's repository: %w", err)
	}
	if _, err := ecr.NewLifecyclePolicy(ctx, p.name, &ecr.LifecyclePolicyArgs{
		Repository: repository.Name,
		Policy:     pulumi.String(lifecycle()),
	}, pulumi.Parent(p)); err != nil {
		return fmt.Errorf("registering how long images are kept: %w", err)
	}
	p.RepositoryURL = repository.RepositoryUrl
	return nil
}

// lifecycle keeps the newest images ("Lifecycle policy properties in Amazon ECR", Amazon ECR User Guide).
func lifecycle() string {
	return fargate.JSON(map[string]any{"rules": []any{map[string]any{
		"rulePriority": 1,
		"description":  fmt.Sprintf("keep the newest %d images", keptImages),
		"selection":    map[string]any{"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": keptImages},
		"action":       map[string]any{"type": "expire"},
	}}})
}

// makeLogGroup registers where the access log is kept.
func (p *Proxy) makeLogGroup(ctx *pulumi.Context, key *kms.Key, retentionDays int) error {
	group, err := cloudwatch.NewLogGroup(ctx, p.name, &cloudwatch.LogGroupArgs{
		Name:            pulumi.String(p.names.logGroup),
		KmsKeyId:        key.Arn,
		RetentionInDays: pulumi.Int(retentionDays),
		Tags:            tags(p.name),
	}, pulumi.Parent(p))
	if err != nil {
		return fmt.Errorf("registering the access log: %w", err)
	}
	p.LogGroupName = group.Name
	return nil
}

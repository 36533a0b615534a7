// Package aws lists the services of the local AWS.
package aws

import (
	"secure-room/local/aws/applicationautoscaling"
	"secure-room/local/aws/cloud"
	"secure-room/local/aws/cloudwatch"
	"secure-room/local/aws/directoryservice"
	"secure-room/local/aws/ec2"
	"secure-room/local/aws/ecr"
	"secure-room/local/aws/ecs"
	"secure-room/local/aws/elasticloadbalancing"
	"secure-room/local/aws/iam"
	"secure-room/local/aws/kms"
	"secure-room/local/aws/rds"
	"secure-room/local/aws/route53resolver"
	"secure-room/local/aws/secretsmanager"
	"secure-room/local/aws/servicediscovery"
	"secure-room/local/aws/sns"
	"secure-room/local/aws/ssm"
	"secure-room/local/aws/workspaces"
)

// Services are all that the local AWS serves; whatever is not among them is refused by its name.
func Services() []cloud.Service {
	return []cloud.Service{
		applicationautoscaling.Service(),
		cloudwatch.Service(),
		directoryservice.Service(),
		ec2.Service(),
		ecr.Service(),
		ecs.Service(),
		elasticloadbalancing.Service(),
		iam.Service(),
		kms.Service(),
		rds.Service(),
		route53resolver.Service(),
		secretsmanager.Service(),
		servicediscovery.Service(),
		sns.Service(),
		ssm.Service(),
		workspaces.Service(),
	}
}

package main
import (
 _ "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
 _ "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/rds"
 _ "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/kms"
 _ "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
 _ "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
 _ "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/workspaces"
 _ "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/directoryservice"
 _ "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/secretsmanager"
 _ "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ssm"
 _ "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecs"
 _ "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecr"
 _ "github.com/pulumi/pulumi-aws/sdk/v6/go/aws/servicediscovery"
)

package iam

import (
	"fmt"
	"strings"

	"secure-room/local/aws/cloud"
)

// linkedNames are the names of service-linked roles; each service has chosen its own.
// AWS: "Service-linked roles" on each service's pages.
var linkedNames = map[string]string{
	"autoscaling.amazonaws.com":                           "AWSServiceRoleForAutoScaling",
	"access-analyzer.amazonaws.com":                       "AWSServiceRoleForAccessAnalyzer",
	"ecs.amazonaws.com":                                   "AWSServiceRoleForECS",
	"ecs.application-autoscaling.amazonaws.com":           "AWSServiceRoleForApplicationAutoScaling_ECSService",
	"elasticloadbalancing.amazonaws.com":                  "AWSServiceRoleForElasticLoadBalancing",
	"rds.amazonaws.com":                                   "AWSServiceRoleForRDS",
	"ssm.amazonaws.com":                                   "AWSServiceRoleForAmazonSSM",
	"workspaces.amazonaws.com":                            "AWSServiceRoleForWorkSpaces",
	"route53resolver.amazonaws.com":                       "AWSServiceRoleForRoute53Resolver",
	"dynamodb.application-autoscaling.amazonaws.com":      "AWSServiceRoleForApplicationAutoScaling_DynamoDBTable",
	"directory-service-data.amazonaws.com":                "AWSServiceRoleForDirectoryServiceData",
	"vpc-flow-logs.ec2.amazonaws.com":                     "AWSServiceRoleForVPCFlowLogs",
	"networkinsights.ec2.amazonaws.com":                   "AWSServiceRoleForReachabilityAnalyzer",
	"accessmanagement.workspaces-directory.amazonaws.com": "AWSServiceRoleForWorkSpacesDirectory",
}

func linkedName(o *cloud.Object) string {
	service := o.Text("awsServiceName")
	name := linkedNames[service]
	if name == "" {
		name = "AWSServiceRoleFor" + strings.ToUpper(service[:1]) + service[1:strings.IndexByte(service, '.')]
	}
	if suffix := o.Text("customSuffix"); suffix != "" {
		name += "_" + suffix
	}
	return name
}

func linkedPath(o *cloud.Object) string { return "/aws-service-role/" + o.Text("awsServiceName") + "/" }

func linkedARN(tx *cloud.Transaction, o *cloud.Object) string {
	return fmt.Sprintf("arn:aws:iam::%s:role%s%s", tx.Account, linkedPath(o), linkedName(o))
}

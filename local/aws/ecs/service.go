package ecs

import (
	"fmt"
	"slices"
	"strings"

	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
	"secure-room/local/aws/placement"
)

// service keeps a number of tasks running.
// AWS: "Amazon ECS API Reference, CreateService".
func service() cloud.Kind {
	return cloud.Kind{
		Token: serviceToken,
		Name:  cloud.Name{Property: "name", Limit: 255},
		ID: func(tx *cloud.Transaction, o *cloud.Object) string {
			cluster := o.Text("cluster")
			return fmt.Sprintf("arn:aws:ecs:%s:%s:service/%s/%s", tx.Region, tx.Account, cluster[strings.LastIndexByte(cluster, '/')+1:], o.Text("name"))
		},
		Exists:  "InvalidParameterException: Creation of service %s was not idempotent.",
		Missing: "ServiceNotFoundException: Service %s not found.",
		References: []cloud.Reference{
			{Property: "cluster", To: clusterToken, By: "id|name"},
			{Property: "taskDefinition", To: taskDefinitionToken},
			{Property: "networkConfiguration.subnets", To: placement.Subnet},
			{Property: "networkConfiguration.securityGroups", To: placement.SecurityGroup},
			{Property: "serviceRegistries.registryArn", To: "aws:servicediscovery/service:Service", By: "arn"},
			{Property: "loadBalancers.targetGroupArn", To: targetGroupToken},
		},
		Unserved: []string{"serviceConnectConfiguration", "volumeConfiguration", "alarms", "placementConstraints", "orderedPlacementStrategies"},
		Check:    checkService,
		Apply:    applyService,
	}
}

var serviceRules = check.Rules{
	"name":                            nameRule,
	"launchType":                      check.OneOf("FARGATE"),
	"schedulingStrategy":              check.OneOf("REPLICA"),
	"propagateTags":                   check.OneOf("SERVICE", "TASK_DEFINITION", "NONE"),
	"platformVersion":                 check.Matches(`LATEST|1\.[34]\.0`, 5, 6, "LATEST, 1.4.0 or 1.3.0"),
	"desiredCount":                    check.Between(0, 5000),
	"availabilityZoneRebalancing":     check.OneOf("ENABLED", "DISABLED"),
	"deploymentMinimumHealthyPercent": check.Between(0, 100),
	"deploymentMaximumPercent":        check.Between(100, 200),
	"capacityProviderStrategies.capacityProvider": check.OneOf("FARGATE", "FARGATE_SPOT"),
	"deploymentController.type":                   check.OneOf("ECS"),
	"healthCheckGracePeriodSeconds":               check.Between(0, 2147483647),
	"loadBalancers.containerPort":                 check.Between(1, 65535),
}

// "Amazon ECS API Reference, AwsVpcConfiguration": security groups and subnets.
const groupsLimit, subnetsLimit = 5, 16

func checkService(in cloud.Values, report cloud.Report) {
	serviceRules.Report(in, report)
	for _, required := range []string{"cluster", "taskDefinition", "networkConfiguration"} {
		if in.Unset(required) {
			report(required, "is missing; a service on Fargate needs it")
		}
	}
	if in.Unset("launchType") == in.Unset("capacityProviderStrategies") {
		report("launchType", "or capacityProviderStrategies must be given, and not both; the local AWS serves Fargate")
	}
	if !in.Unset("healthCheckGracePeriodSeconds") && in.Unset("loadBalancers") {
		report("healthCheckGracePeriodSeconds", "is only valid for services configured to use load balancers")
	}
	for _, each := range in.Objects("loadBalancers") {
		if each.Unset("targetGroupArn") || !each.Unset("elbName") {
			report("loadBalancers.targetGroupArn", "is missing; a service on Fargate stands behind target groups, not Classic Load Balancers")
		}
	}
	if in.Text("availabilityZoneRebalancing") == "ENABLED" && in.Number("deploymentMaximumPercent") == 100 {
		report("availabilityZoneRebalancing", "is ENABLED, but a deploymentMaximumPercent of 100 leaves it no room")
	}
	network := in.Object("networkConfiguration")
	if n := len(network.List("subnets")); network.Known("subnets") && (n == 0 || n > subnetsLimit) {
		report("networkConfiguration.subnets", "has %d subnets, but must have 1 to %d", n, subnetsLimit)
	}
	if n := len(network.List("securityGroups")); n > groupsLimit {
		report("networkConfiguration.securityGroups", "has %d groups, but can have %d", n, groupsLimit)
	}
	if in.Known("deploymentMaximumPercent") && in.Number("deploymentMaximumPercent") <= in.Number("deploymentMinimumHealthyPercent") {
		report("deploymentMaximumPercent", "leaves a deployment no room: it must be greater than deploymentMinimumHealthyPercent")
	}
}

func applyService(tx *cloud.Transaction, _, now *cloud.Object) error {
	now.Default("iamRole", "/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS")
	now.Default("platformVersion", "LATEST")
	now.Default("triggers", cloud.Values{})
	network := now.Object("networkConfiguration")
	subnets, err := placement.Find(tx, network.Texts("subnets"))
	if err != nil {
		return err
	}
	if subnets.VPC() == "" {
		return cloud.Refuse("InvalidParameterException", "The subnets are of several VPCs.")
	}
	foreign, err := placement.ForeignGroup(tx, network.Texts("securityGroups"), subnets.VPC())
	if err != nil {
		return err
	}
	if foreign != "" {
		return cloud.Refuse("InvalidParameterException", "The security group %s and the subnets are not of the same VPC.", foreign)
	}
	if err := balanced(tx, now, subnets.VPC()); err != nil {
		return err
	}
	return registered(tx, now)
}

// registered checks that the name under which tasks are found can hold their addresses.
// AWS: "Use service discovery to connect Amazon ECS services with DNS names".
func registered(tx *cloud.Transaction, now *cloud.Object) error {
	registry := now.Object("serviceRegistries").Text("registryArn")
	if registry == "" {
		return nil
	}
	services, err := tx.List("aws:servicediscovery/service:Service")
	for _, each := range services {
		if each.Text("arn") != registry {
			continue
		}
		records := each.Object("dnsConfig").Objects("dnsRecords")
		addresses := slices.ContainsFunc(records, func(r cloud.Values) bool { return r.Text("type") == "A" || r.Text("type") == "AAAA" })
		ports := now.Object("serviceRegistries")
		if !addresses && ports.Unset("port") && ports.Unset("containerPort") {
			return cloud.Refuse("InvalidParameterException", "When specifying 'type=SRV', the serviceRegistries must give a port.")
		}
	}
	return err
}

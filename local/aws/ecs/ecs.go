// Package ecs is Amazon Elastic Container Service in the local cloud, on AWS Fargate.
package ecs

import (
	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
)

const (
	clusterToken        = "aws:ecs/cluster:Cluster"
	taskDefinitionToken = "aws:ecs/taskDefinition:TaskDefinition"
	serviceToken        = "aws:ecs/service:Service"
	logGroupToken       = "aws:cloudwatch/logGroup:LogGroup"
	roleToken           = "aws:iam/role:Role"
	targetGroupToken    = "aws:lb/targetGroup:TargetGroup"
)

// Service lists the resource types that the local cloud serves.
func Service() cloud.Service {
	return cloud.Service{Kinds: []cloud.Kind{cluster(), clusterCapacityProviders(), taskDefinition(), service()}}
}

// nameRule is that of clusters, services, families and containers: CreateCluster, CreateService,
// RegisterTaskDefinition.
var nameRule = check.Matches(`[a-zA-Z0-9_-]+`, 1, 255, "letters, digits, _ and -")

// cluster is a cluster.
// AWS: "Amazon ECS API Reference, CreateCluster".
func cluster() cloud.Kind {
	return cloud.Kind{
		Token:   clusterToken,
		Name:    cloud.Name{Property: "name", Limit: 255},
		ID:      func(tx *cloud.Transaction, o *cloud.Object) string { return clusterARN(tx, o.Text("name")) },
		ARN:     "{id}",
		Exists:  "InvalidParameterException: The cluster %s exists already.",
		Missing: "ClusterNotFoundException: Cluster %s not found.",
		References: []cloud.Reference{
			{Property: "configuration.executeCommandConfiguration.logConfiguration.cloudWatchLogGroupName", To: logGroupToken, Weak: true},
			{Property: "configuration.executeCommandConfiguration.kmsKeyId", To: "aws:kms/key:Key", By: "id|arn", Weak: true},
			{Property: "configuration.managedStorageConfiguration.fargateEphemeralStorageKmsKeyId", To: "aws:kms/key:Key", By: "id|arn", Weak: true},
		},
		Check: check.Rules{
			"name":           nameRule,
			"settings.name":  check.OneOf("containerInsights"),
			"settings.value": check.OneOf("enabled", "enhanced", "disabled"),
			"configuration.executeCommandConfiguration.logging": check.OneOf("NONE", "DEFAULT", "OVERRIDE"),
		}.Report,
		Apply: func(_ *cloud.Transaction, _, now *cloud.Object) error {
			now.Default("settings", []any{cloud.Values{"name": "containerInsights", "value": "disabled"}})
			return nil
		},
	}
}

func clusterARN(tx *cloud.Transaction, name string) string {
	return "arn:aws:ecs:" + tx.Region + ":" + tx.Account + ":cluster/" + name
}

// clusterCapacityProviders says what a cluster's tasks run on.
// AWS: "Amazon ECS API Reference, PutClusterCapacityProviders".
func clusterCapacityProviders() cloud.Kind {
	return cloud.Kind{
		Token:      "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
		ID:         func(_ *cloud.Transaction, o *cloud.Object) string { return o.Text("clusterName") },
		Exists:     "InvalidParameterException: The cluster %s has its capacity providers set by another resource.",
		References: []cloud.Reference{{Property: "clusterName", To: clusterToken, By: "name"}},
		Check: check.Rules{
			"capacityProviders": check.OneOf("FARGATE", "FARGATE_SPOT"),
			"defaultCapacityProviderStrategies.capacityProvider": check.OneOf("FARGATE", "FARGATE_SPOT"),
			"defaultCapacityProviderStrategies.base":             check.Between(0, 100000),
			"defaultCapacityProviderStrategies.weight":           check.Between(0, 1000),
		}.Report,
	}
}

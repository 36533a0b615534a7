package ecs

import (
	"slices"

	"secure-room/local/aws/cloud"
)

// balanced checks that a service's tasks can be registered in its target groups.
// AWS: "Use load balancing to distribute Amazon ECS service traffic", Amazon ECS Developer Guide; the words are those
// that users report of CreateService.
func balanced(tx *cloud.Transaction, now *cloud.Object, vpc string) error {
	for _, each := range now.Objects("loadBalancers") {
		arn := each.Text("targetGroupArn")
		group, found, err := tx.Get(targetGroupToken, arn)
		if err != nil {
			return err
		}
		switch {
		case !found: // refused before
		case group.Text("targetType") != "ip":
			return cloud.Refuse("InvalidParameterException", "The provided target group %s has target type instance, which is incompatible with the awsvpc network mode specified in the task definition.", arn)
		case len(group.List("loadBalancerArns")) == 0 && !forwarded(tx, arn):
			return cloud.Refuse("InvalidParameterException", "The target group with targetGroupArn %s does not have an associated load balancer.", arn)
		case group.Text("vpcId") != vpc:
			return cloud.Refuse("InvalidParameterException", "The target group %s is not of %s, where the tasks stand.", arn, vpc)
		}
		if err := mapped(tx, now, each.Text("containerName"), each.Whole("containerPort")); err != nil {
			return err
		}
	}
	return nil
}

// forwarded says whether a listener forwards to a target group.
func forwarded(tx *cloud.Transaction, arn string) bool {
	listeners, err := tx.List("aws:lb/listener:Listener")
	return err == nil && slices.ContainsFunc(listeners, func(each *cloud.Object) bool {
		return slices.Contains(each.At("defaultActions.targetGroupArn"), any(arn)) || slices.Contains(each.At("defaultActions.forward.targetGroups.arn"), any(arn))
	})
}

// mapped checks that the task definition has the container and maps the port.
func mapped(tx *cloud.Transaction, now *cloud.Object, name string, port int) error {
	task, found, err := tx.Get(taskDefinitionToken, now.Text("taskDefinition"))
	if err != nil || !found {
		return err
	}
	containers, err := readContainers(task.Text("containerDefinitions"))
	if err != nil {
		return err
	}
	at := slices.IndexFunc(containers, func(c container) bool { return c.Name == name })
	if at < 0 {
		return cloud.Refuse("InvalidParameterException", "The container %s does not exist in the task definition.", name)
	}
	if !slices.ContainsFunc(containers[at].PortMappings, func(m portMapping) bool { return m.ContainerPort == port }) {
		return cloud.Refuse("InvalidParameterException", "The container %s did not have a container port %d defined.", name, port)
	}
	return nil
}

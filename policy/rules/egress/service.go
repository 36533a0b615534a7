package egress

import (
	"maps"
	"regexp"
	"slices"

	"secure-room/policy/resource"
)

// harmlessService are a service's properties that change nothing about what runs or who gets to it, and those that are judged
// here or, as networkConfiguration, by another family ("Amazon ECS service definition parameters", Amazon ECS Developer Guide).
var harmlessService = set("alarms", "arn", "availabilityZoneRebalancing", "capacityProviderStrategies", "cluster", "deploymentCircuitBreaker",
	"deploymentController", "deploymentMaximumPercent", "deploymentMinimumHealthyPercent", "desiredCount", "enableEcsManagedTags",
	"enableExecuteCommand", "forceDelete", "forceNewDeployment", "healthCheckGracePeriodSeconds", "iamRole", "id", "launchType", "name",
	"networkConfiguration", "orderedPlacementStrategies", "placementConstraints", "platformVersion", "propagateTags", "region",
	"schedulingStrategy", "serviceRegistries", "tags", "tagsAll", "taskDefinition", "triggers", "waitForSteadyState", "__defaults")

// widening says what others are known to do.
var widening = map[string]string{
	"serviceConnectConfiguration": "adds a container to the task that forwards connections",
	"volumeConfiguration":         "gives the task a volume that the task definition does not show",
	"loadBalancers":               "lets others than terminals in to the proxy",
	"vpcLatticeConfigurations":    "lets others than terminals in to the proxy",
}

// revisionPattern is the end of a task definition's name that fixes its revision.
var revisionPattern = regexp.MustCompile(`:[0-9]+$`)

// service judges what runs a task definition.
func (c *checker) service() {
	properties := c.resource.Properties
	switch on, standing := resource.Truth(properties.Get("enableExecuteCommand")); {
	case standing == resource.Absent, standing == resource.Known && !on:
	default:
		c.reject(exec, "ECS Exec is on for the service, or may be: it lets people into the container, past its configuration.")
	}
	controller, standing := resource.Fields(properties.Get("deploymentController"))
	kind, kindStanding := resource.Text(controller.Get("type"))
	if standing != resource.Absent && (standing != resource.Known || kindStanding != resource.Absent && kind != "ECS") {
		c.reject(otherTask, "The service's deployments are controlled from outside the stack, which can run another task definition.")
	}
	for _, key := range slices.Sorted(maps.Keys(properties.AsMap())) {
		effect, known := widening[key]
		if !known {
			effect = "the policy has not learned"
		}
		if !harmlessService[key] && !isUnset(c.Scope.Given(c.resource, key)) {
			c.reject(taskSetting, "The service sets %s, which %s.", key, effect)
		}
	}
	c.runs()
}

// scaling judges what is scaled: how many tasks of a service run, and nothing that something else would have to be called for.
func (c *checker) scaling() {
	namespace, standing := resource.Text(c.resource.Properties.Get("serviceNamespace"))
	dimension, dimensionStanding := resource.Text(c.resource.Properties.Get("scalableDimension"))
	if standing != resource.Known || namespace != "ecs" || dimensionStanding != resource.Known || dimension != "ecs:service:DesiredCount" {
		c.reject(scaling, "Application Auto Scaling changes %s of %s; in the room it may change how many tasks of a service run, and nothing else.",
			resource.Quote(c.resource.Properties.Get("scalableDimension")), resource.Quote(c.resource.Properties.Get("serviceNamespace")))
	}
}

// runs judges which task definition the service runs: one that these rules have judged, at that revision.
func (c *checker) runs() {
	name, standing := resource.Text(c.resource.Properties.Get("taskDefinition"))
	switch {
	case standing == resource.Known && !revisionPattern.MatchString(name):
		c.reject(otherTask, "The service runs whatever revision of its task definition is the newest, not the one that was judged.")
	case standing == resource.Absent || standing == resource.Malformed:
		c.reject(otherTask, "The service names no task definition, so what it runs is decided outside the stack.")
	case c.Scope == resource.Stack && !c.judged(name, standing):
		c.reject(otherTask, "The service runs a task definition that is none of the stack's own, so no rule has judged it.")
	}
}

// judged says whether the name, or while it is unknown what it comes from, is a task definition of the same stack.
func (c *checker) judged(name string, standing resource.Standing) bool {
	sources := c.resource.PropertyDependencies["taskDefinition"]
	if standing == resource.Unknown && len(sources) == 0 {
		return false
	}
	own := map[string]bool{}
	for _, r := range c.Resources {
		if r.Type != taskDefinitionType || r.Stack != c.resource.Stack {
			continue
		}
		own[r.URN] = true
		arn, _ := resource.Text(r.Properties.Get("arn"))
		family, _ := resource.Text(r.Properties.Get("family"))
		revision, _ := resource.Text(r.Properties.Get("revision"))
		if standing == resource.Known && (name == arn || name == family+":"+revision) {
			return true
		}
	}
	return standing == resource.Unknown && !slices.ContainsFunc(sources, func(urn string) bool { return !own[urn] })
}

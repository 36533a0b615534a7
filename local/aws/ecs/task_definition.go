package ecs

import (
	"fmt"
	"slices"
	"strings"

	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
)

// taskDefinition is a revision of a task definition. The provider gives the family as the id, which
// two revisions share while one replaces the other; here the id is the revision's ARN.
// AWS: "Amazon ECS API Reference, RegisterTaskDefinition".
func taskDefinition() cloud.Kind {
	return cloud.Kind{
		Token:   taskDefinitionToken,
		ID:      func(tx *cloud.Transaction, o *cloud.Object) string { return nextRevision(tx, o.Text("family")) },
		ARN:     "{id}",
		Missing: "ClientException: Unable to describe task definition %s.",
		References: []cloud.Reference{
			{Property: "executionRoleArn", To: roleToken, By: "arn", Weak: true},
			{Property: "taskRoleArn", To: roleToken, By: "arn", Weak: true},
		},
		Check:  checkTask,
		Apply:  applyTask,
		Delete: deregister,
	}
}

var taskRules = check.Rules{
	"family":                                nameRule,
	"networkMode":                           check.OneOf("awsvpc"),
	"requiresCompatibilities":               check.OneOf("FARGATE"),
	"ephemeralStorage.sizeInGib":            check.Between(21, 200),
	"runtimePlatform.cpuArchitecture":       check.OneOf("X86_64", "ARM64"),
	"runtimePlatform.operatingSystemFamily": check.OneOf("LINUX", "WINDOWS_SERVER_2019_FULL", "WINDOWS_SERVER_2019_CORE", "WINDOWS_SERVER_2022_FULL", "WINDOWS_SERVER_2022_CORE"),
	"volumes.name":                          nameRule,
}

func checkTask(in cloud.Values, report cloud.Report) {
	taskRules.Report(in, report)
	for property, needed := range map[string]string{"requiresCompatibilities": "FARGATE", "networkMode": "awsvpc", "cpu": "CPU units", "memory": "MiB"} {
		if in.Unset(property) {
			report(property, "is missing; Fargate needs it (%s)", needed)
		}
	}
	if in.Known("cpu") && in.Known("memory") {
		if err := checkSize(in.Text("cpu"), in.Text("memory")); err != nil {
			report("memory", "does not fit: %s", err)
		}
	}
	if !in.Unset("placementConstraints") {
		report("placementConstraints", "is not supported on Fargate")
	}
	for _, volume := range in.Objects("volumes") {
		if volume.Text("hostPath") != "" || !volume.Unset("dockerVolumeConfiguration") {
			report("volumes", "has %q with a host path or Docker configuration, which Fargate does not support", volume.Text("name"))
		}
	}
	if !in.Known("containerDefinitions") {
		return
	}
	containers, err := readContainers(in.Text("containerDefinitions"))
	if err != nil {
		for _, line := range strings.Split(err.Error(), "\n") {
			report("containerDefinitions", "%s", line)
		}
		return
	}
	checkTogether(in, containers, report)
}

// checkTogether holds containers against the rest of the task.
func checkTogether(in cloud.Values, containers []container, report cloud.Report) {
	volumes, whole, settled := []string{}, 0, in.Unset("volumes") || in.Known("volumes")
	for _, volume := range in.Objects("volumes") {
		volumes = append(volumes, volume.Text("name"))
	}
	for _, each := range containers {
		whole += each.CPU
		for _, mount := range each.MountPoints {
			if settled && !slices.Contains(volumes, mount.SourceVolume) {
				report("containerDefinitions", "container %q mounts the unknown volume %q", each.Name, mount.SourceVolume)
			}
		}
		// "Amazon ECS task execution IAM role": what the agent does on the task's behalf needs one.
		needs := len(each.Secrets) > 0 || ecrImage.MatchString(each.Image) || each.LogConfiguration != nil && each.LogConfiguration.LogDriver == "awslogs"
		if needs && in.Unset("executionRoleArn") {
			report("executionRoleArn", "is missing; container %q needs it for its ECR image, its log or its secrets", each.Name)
		}
	}
	if cpu, err := units(in.Text("cpu"), "vCPU"); err == nil && whole > cpu {
		report("containerDefinitions", "has containers with %d CPU units in all, but the task has %d", whole, cpu)
	}
}

func applyTask(tx *cloud.Transaction, _, now *cloud.Object) error {
	now.Default("networkMode", "awsvpc")
	at := strings.LastIndexByte(now.ID, ':')
	var revision int
	if _, err := fmt.Sscanf(now.ID[at+1:], "%d", &revision); err != nil {
		return fmt.Errorf("reading the revision of %s: %w", now.ID, err)
	}
	now.Put("revision", revision)
	now.Put("arnWithoutRevision", now.ID[:at])
	// Task roles must let ECS in ("Amazon ECS task IAM role").
	return passable(tx, now.Text("executionRoleArn"), now.Text("taskRoleArn"))
}

// nextRevision counts a family's revisions, those that are deregistered too.
func nextRevision(tx *cloud.Transaction, family string) string {
	all, err := tx.List(taskDefinitionToken)
	last := 0
	for _, each := range all {
		if err == nil && each.Text("family") == family {
			last = max(last, each.Whole("revision"))
		}
	}
	return fmt.Sprintf("arn:aws:ecs:%s:%s:task-definition/%s:%d", tx.Region, tx.Account, family, last+1)
}

// deregister keeps an INACTIVE revision, so that its number is never given again.
// AWS: "Deregistering an Amazon ECS task definition revision".
func deregister(tx *cloud.Transaction, gone *cloud.Object) error {
	kept := &cloud.Object{Key: gone.Key, Values: cloud.Values{"family": gone.Text("family"), "revision": gone.Number("revision")}}
	kept.ID = gone.ID + " (inactive)"
	return tx.Save(kept)
}

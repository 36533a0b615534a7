package ecs

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// container is a container definition; what is not named here the local cloud cannot judge, and refuses.
// AWS: "Amazon ECS API Reference, ContainerDefinition".
type container struct {
	Name                   string            `json:"name"`
	Image                  string            `json:"image"`
	CPU                    int               `json:"cpu"`
	Memory                 *int              `json:"memory"`
	MemoryReservation      *int              `json:"memoryReservation"`
	Essential              *bool             `json:"essential"`
	User                   string            `json:"user"`
	WorkingDirectory       string            `json:"workingDirectory"`
	ReadonlyRootFilesystem bool              `json:"readonlyRootFilesystem"`
	Privileged             bool              `json:"privileged"`
	Command                []string          `json:"command"`
	EntryPoint             []string          `json:"entryPoint"`
	Environment            []nameValue       `json:"environment"`
	EnvironmentFiles       []map[string]any  `json:"environmentFiles"`
	Secrets                []map[string]any  `json:"secrets"`
	DependsOn              []dependency      `json:"dependsOn"`
	MountPoints            []mountPoint      `json:"mountPoints"`
	VolumesFrom            []map[string]any  `json:"volumesFrom"`
	PortMappings           []portMapping     `json:"portMappings"`
	LinuxParameters        *linuxParameters  `json:"linuxParameters"`
	LogConfiguration       *logConfiguration `json:"logConfiguration"`
	HealthCheck            *healthCheck      `json:"healthCheck"`
	StartTimeout           int               `json:"startTimeout"`
	StopTimeout            int               `json:"stopTimeout"`
	Ulimits                []map[string]any  `json:"ulimits"`
	DockerLabels           map[string]string `json:"dockerLabels"`
	SystemControls         []map[string]any  `json:"systemControls"`
	Interactive            bool              `json:"interactive"`
	PseudoTerminal         bool              `json:"pseudoTerminal"`
	VersionConsistency     string            `json:"versionConsistency"`
	RepositoryCredentials  map[string]any    `json:"repositoryCredentials"`
}

type nameValue struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type dependency struct {
	ContainerName string `json:"containerName"`
	Condition     string `json:"condition"`
}

type mountPoint struct {
	SourceVolume  string `json:"sourceVolume"`
	ContainerPath string `json:"containerPath"`
	ReadOnly      bool   `json:"readOnly"`
}

type portMapping struct {
	ContainerPort int    `json:"containerPort"`
	HostPort      int    `json:"hostPort"`
	Protocol      string `json:"protocol"`
	Name          string `json:"name"`
	AppProtocol   string `json:"appProtocol"`
}

type linuxParameters struct {
	InitProcessEnabled bool `json:"initProcessEnabled"`
	Capabilities       struct {
		Add  []string `json:"add"`
		Drop []string `json:"drop"`
	} `json:"capabilities"`
	Tmpfs []map[string]any `json:"tmpfs"`
}

type logConfiguration struct {
	LogDriver     string            `json:"logDriver"`
	Options       map[string]string `json:"options"`
	SecretOptions []map[string]any  `json:"secretOptions"`
}

type healthCheck struct {
	Command     []string `json:"command"`
	Interval    int      `json:"interval"`
	Timeout     int      `json:"timeout"`
	Retries     int      `json:"retries"`
	StartPeriod int      `json:"startPeriod"`
}

// containersLimit is "Amazon ECS service quotas": containers in a task definition.
const containersLimit = 10

// readContainers reads a task's containers, and lists all that is wrong with them in themselves.
func readContainers(text string) ([]container, error) {
	var all []container
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&all); err != nil {
		return nil, fmt.Errorf("is not a JSON list of container definitions: %w", err)
	}
	if len(all) == 0 || len(all) > containersLimit {
		return nil, fmt.Errorf("has %d containers, but must have 1 to %d", len(all), containersLimit)
	}
	var problems []error
	names, essential := []string{}, false
	for _, each := range all {
		if slices.Contains(names, each.Name) {
			problems = append(problems, fmt.Errorf("has the container name %q twice", each.Name))
		}
		names = append(names, each.Name)
		essential = essential || each.Essential == nil || *each.Essential
	}
	if !essential {
		problems = append(problems, errors.New("has no essential container"))
	}
	for _, each := range all {
		for _, problem := range each.problems(names) {
			problems = append(problems, fmt.Errorf("container %q %w", each.Name, problem))
		}
	}
	return all, errors.Join(problems...)
}

// problems are those of one container, on Fargate.
// AWS: "Amazon ECS task definition differences for Fargate".
func (c container) problems(names []string) (all []error) {
	wrong := func(format string, values ...any) { all = append(all, fmt.Errorf(format, values...)) }
	if fault := nameRule(c.Name); fault != "" {
		wrong("has a name that %s", fault)
	}
	if c.Image == "" {
		wrong("has no image")
	}
	if c.Privileged {
		wrong("is privileged, which Fargate does not allow")
	}
	for _, each := range c.PortMappings {
		if each.ContainerPort < 1 || each.ContainerPort > 65535 || !slices.Contains([]string{"", "tcp", "udp"}, each.Protocol) {
			wrong("maps port %d/%s, but must map 1 to 65535 of tcp or udp", each.ContainerPort, each.Protocol)
		}
		if each.HostPort != 0 && each.HostPort != each.ContainerPort {
			wrong("maps host port %d to container port %d, but with awsvpc they must be the same", each.HostPort, each.ContainerPort)
		}
	}
	for _, each := range c.Environment {
		if each.Name == "" {
			wrong("has an environment variable without a name")
		}
	}
	for _, each := range c.DependsOn {
		if !slices.Contains(names, each.ContainerName) || each.ContainerName == c.Name || !slices.Contains([]string{"START", "COMPLETE", "SUCCESS", "HEALTHY"}, each.Condition) {
			wrong("depends on %q being %q, but must name another container and START, COMPLETE, SUCCESS or HEALTHY", each.ContainerName, each.Condition)
		}
	}
	if c.LinuxParameters != nil && slices.ContainsFunc(c.LinuxParameters.Capabilities.Add, func(name string) bool { return name != "SYS_PTRACE" }) {
		wrong("adds capabilities, of which Fargate allows SYS_PTRACE alone")
	}
	if c.StopTimeout > 120 || c.StopTimeout < 0 {
		wrong("has the stopTimeout %d, but can have 0 to 120", c.StopTimeout)
	}
	return append(append(all, c.HealthCheck.problems()...), c.LogConfiguration.problems()...)
}

// problems holds "Amazon ECS API Reference, HealthCheck".
func (h *healthCheck) problems() (all []error) {
	if h == nil {
		return nil
	}
	if len(h.Command) < 2 || !slices.Contains([]string{"CMD", "CMD-SHELL"}, h.Command[0]) {
		all = append(all, errors.New("has a healthCheck whose command does not begin with CMD or CMD-SHELL"))
	}
	for _, each := range []struct {
		name               string
		value, least, most int
	}{{"interval", h.Interval, 5, 300}, {"timeout", h.Timeout, 2, 120}, {"retries", h.Retries, 1, 10}, {"startPeriod", h.StartPeriod, 0, 300}} {
		if each.value != 0 && (each.value < each.least || each.value > each.most) {
			all = append(all, fmt.Errorf("has the healthCheck %s %d, but can have %d to %d", each.name, each.value, each.least, each.most))
		}
	}
	return all
}

// problems holds "Amazon ECS API Reference, LogConfiguration".
func (l *logConfiguration) problems() (all []error) {
	if l == nil {
		return nil
	}
	if !slices.Contains([]string{"awslogs", "splunk", "awsfirelens"}, l.LogDriver) {
		all = append(all, fmt.Errorf("has the logDriver %q, but Fargate has awslogs, splunk and awsfirelens", l.LogDriver))
	}
	for _, option := range []string{"awslogs-group", "awslogs-region", "awslogs-stream-prefix"} {
		if l.LogDriver == "awslogs" && l.Options[option] == "" {
			all = append(all, fmt.Errorf("has no %s, which awslogs needs on Fargate", option))
		}
	}
	if mode := l.Options["mode"]; !slices.Contains([]string{"", "blocking", "non-blocking"}, mode) {
		all = append(all, fmt.Errorf("has the log option mode %q, but can have blocking or non-blocking", mode))
	}
	return all
}

// ecrImage is the form of an image in a private ECR repository.
var ecrImage = regexp.MustCompile(`^[0-9]{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com/`)

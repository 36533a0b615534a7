package egress

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"secure-room/internal/squid"
	"secure-room/policy/baseline"
	"secure-room/policy/resource"
)

// harmlessContainer are a container's keys that change nothing about what runs in it or where it writes ("Amazon ECS
// task definition parameters for Fargate", Amazon ECS Developer Guide).
var harmlessContainer = set("name", "essential", "cpu", "memory", "memoryreservation", "starttimeout", "stoptimeout", "ulimits",
	"versionconsistency", "portmappings", "dockerlabels", "restartpolicy")

// container judges one container. secret says that its text must not be repeated.
func (c *checker) container(d object, scratch string, secret bool) {
	judged := map[string]func(any){
		"image":                  c.origin,
		"user":                   c.user,
		"readonlyrootfilesystem": c.rootFilesystem,
		"logconfiguration":       c.logging,
		"environment":            func(value any) { c.environment(value, secret) },
		"mountpoints":            func(value any) { c.mounts(value, scratch) },
		"healthcheck":            c.health,
		"linuxparameters":        c.linux,
	}
	for _, key := range slices.Sorted(maps.Keys(judged)) {
		judged[key](d[key])
	}
	for _, key := range slices.Sorted(maps.Keys(d.given())) {
		if judged[key] == nil && !harmlessContainer[key] {
			c.reject(outsideInput, "The container sets %s, which can change what runs in it from outside its configuration.", key)
		}
	}
}

var imagePattern = regexp.MustCompile(`^([0-9]{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com/([a-z0-9._/-]+)(?::[A-Za-z0-9._-]+)?@sha256:[0-9a-f]{64}$`)

// origin judges where the image comes from. A tag alone can be moved to another image.
func (c *checker) origin(value any) {
	text, _ := value.(string)
	parts := imagePattern.FindStringSubmatch(text)
	if parts == nil {
		c.reject(image, "The container's image is not named by digest in an ECR repository, so what runs can be changed without a deploy.")
		return
	}
	place := func(account, region string) string { return "account " + account + " in " + region }
	own := places(c.rooms(), func(r baseline.Room) string { return place(r.AccountID, c.Baseline.RegionOf(r.Network)) })
	if from := place(parts[1], parts[2]); !slices.Contains(own, from) {
		c.reject(image, "The container's image comes from %s; only the room's own %s is approved.", from, strings.Join(own, " or "))
	}
	if c.Scope == resource.Stack && !c.ownsRepository(parts[3]) {
		c.reject(image, "The container's image comes from repository %s, which is none of the stack's own.", parts[3])
	}
}

func (c *checker) ownsRepository(name string) bool {
	return slices.ContainsFunc(c.Resources, func(r resource.Resource) bool {
		own, standing := resource.Text(r.Properties.Get("name"))
		return r.Type == repositoryType && r.Stack == c.resource.Stack && standing == resource.Known && own == name
	})
}

func (c *checker) user(value any) {
	text, _ := value.(string)
	id, _, _ := strings.Cut(text, ":")
	if number, err := strconv.Atoi(id); err != nil || number <= 0 {
		c.reject(privileges, "The container may run as root, since it names no other user by number.")
	}
}

func (c *checker) rootFilesystem(value any) {
	if value != true {
		c.reject(privileges, "The container can write to its own image, and so change what runs.")
	}
}

func (c *checker) mounts(value any, scratch string) {
	mounts, ok := objects(value)
	for _, mount := range mounts {
		ok = ok && len(mounts) == 1 && scratch != "" && mount["sourcevolume"] == scratch && mount["containerpath"] == squid.Scratch
	}
	if !ok {
		c.reject(mounted, "The container mounts something other than one empty volume at %s, which could take the place of the proxy's files.", squid.Scratch)
	}
}

// health judges the health check, which is a command that runs in the container again and again.
func (c *checker) health(value any) {
	if isEmpty(value) {
		return
	}
	check, _ := value.(object)
	words, _ := check["command"].([]any)
	var command []string
	for _, word := range words {
		text, _ := word.(string)
		command = append(command, text)
	}
	if !slices.Equal(command, squid.HealthCheck()) && !slices.Equal(command, []string{"NONE"}) {
		c.reject(outsideInput, "The health check runs a command of its own in the container, which could change its configuration; the image's is %s.",
			strings.Join(squid.HealthCheck(), " "))
	}
}

func (c *checker) linux(value any) {
	if isEmpty(value) {
		return
	}
	parameters, _ := value.(object)
	said := parameters.given()
	capabilities, _ := said["capabilities"].(object)
	delete(said, "initprocessenabled")
	if isEmpty(capabilities["add"]) {
		delete(said, "capabilities")
	}
	if parameters == nil || len(said) > 0 {
		c.reject(privileges, "The container gets capabilities, devices or memory file systems beyond what a proxy needs.")
	}
}

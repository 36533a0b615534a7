package proxy

import (
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/alarms"
	"secure-room/components/fargate"
	"secure-room/components/network"
	"secure-room/internal/allowlist"
)

// Args is what a room's proxy is made from.
type Args struct {
	// Network is the room's, with endpoints of ecr.api, ecr.dkr, logs and S3: starting a task takes them. Its account is
	// known before anything exists, and so all that the task definition says: a policy judges the real configuration at
	// the first preview.
	Network *network.Network
	// SubnetIDs are the proxy tier's: at least two, in different availability zones.
	SubnetIDs []pulumi.StringInput
	// Clients are the terminals' subnets, ClientsGroupID the terminals' security group.
	Clients        []netip.Prefix
	ClientsGroupID pulumi.StringInput
	// ImageDigest is "sha256:" and 64 hexadecimal digits: an image in the proxy's own repository.
	ImageDigest string
	// Console lets out what the AWS console of the region needs; Hosts are let out besides.
	Console bool
	Hosts   []allowlist.Entry
	// Namespace is the private DNS zone in which the proxy is found, such as "room.internal".
	Namespace string
	// LogRetentionDays is how long the access log is kept.
	LogRetentionDays int
	// MostTasks is to how many tasks the proxy is scaled under load, fargate.Least to fargate.Most.
	MostTasks int
	// Alarms is where its alarms go, Thresholds from what on they are raised.
	Alarms     *alarms.Alarms
	Thresholds Thresholds
}

var (
	digestPattern    = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)
	namespacePattern = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$`)
	// repositoryPattern is what ECR takes ("CreateRepository", Amazon ECR API Reference: repositoryName).
	repositoryPattern = regexp.MustCompile(`^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$`)
)

// check returns what is let out, and every problem of the arguments.
func (a *Args) check() (allowlist.List, error) {
	var problems []error
	refuse := func(format string, values ...any) { problems = append(problems, fmt.Errorf(format, values...)) }
	if a.Network == nil {
		refuse("Network: missing; give the room's network")
	}
	if a.ClientsGroupID == nil {
		refuse("ClientsGroupID: missing; give the terminals' security group")
	}
	if len(a.SubnetIDs) < 2 {
		refuse("SubnetIDs: there are %d; give at least two, in different availability zones", len(a.SubnetIDs))
	}
	if len(a.Clients) == 0 {
		refuse("Clients: empty; give the terminals' subnets")
	}
	if !digestPattern.MatchString(a.ImageDigest) {
		refuse("ImageDigest: %q is not a digest; write sha256: and 64 lower-case hexadecimal digits", a.ImageDigest)
	}
	if !namespacePattern.MatchString(a.Namespace) {
		refuse("Namespace: %q is not a private zone; write one such as room.internal", a.Namespace)
	}
	if a.LogRetentionDays <= 0 {
		refuse("LogRetentionDays: %d is not allowed; keep the access log for at least a day", a.LogRetentionDays)
	}
	if a.MostTasks < fargate.Least || a.MostTasks > fargate.Most {
		refuse("MostTasks: %d is not allowed; give %d to %d", a.MostTasks, fargate.Least, fargate.Most)
	}
	if a.Alarms == nil {
		refuse("Alarms: missing; give where the room's alarms go")
	}
	for _, one := range []struct {
		name  string
		value int
	}{{"DeniedRequests", a.Thresholds.DeniedRequests}, {"SentMiB", a.Thresholds.SentMiB}, {"SentMiBByTerminal", a.Thresholds.SentMiBByTerminal}} {
		if one.value <= 0 {
			refuse("Thresholds.%s: %d is not allowed; give 1 or more", one.name, one.value)
		}
	}
	list, err := a.allowed()
	problems = append(problems, err)
	return list, errors.Join(problems...)
}

// allowed is what the proxy lets out.
func (a *Args) allowed() (allowlist.List, error) {
	var problems []error
	own, found := allowlist.Parse(a.Hosts)
	for _, problem := range found {
		problems = append(problems, fmt.Errorf("Hosts[%d]: %s", problem.Index, problem))
	}
	if !a.Console || a.Network == nil {
		return own, errors.Join(problems...)
	}
	console, err := allowlist.Console(a.Network.Region)
	if err != nil {
		problems = append(problems, fmt.Errorf("Console: %w", err))
	}
	return allowlist.Union(console, own), errors.Join(problems...)
}

// names are those that AWS knows parts of the proxy by. They are chosen here rather than by AWS, so that the task
// definition that holds them is known before they exist.
type names struct {
	repository, repositoryARN string
	logGroup, logGroupARN     string
	image                     string
}

func (a *Args) names(project, stack, name string) (names, error) {
	account := a.Network.Account
	n := names{
		repository: strings.ToLower(fmt.Sprintf("%s/%s/%s", project, stack, name)),
		logGroup:   fmt.Sprintf("/%s/%s/%s", project, stack, name),
	}
	if !repositoryPattern.MatchString(n.repository) || len(n.repository) > 256 {
		return n, fmt.Errorf("project, stack and proxy make up the repository's name %q, which ECR does not take; use letters, digits and single hyphens in them", n.repository)
	}
	n.repositoryARN = fmt.Sprintf("arn:%s:ecr:%s:%s:repository/%s", account.Partition, account.Region, account.AccountID, n.repository)
	n.logGroupARN = fmt.Sprintf("arn:%s:logs:%s:%s:log-group:%s", account.Partition, account.Region, account.AccountID, n.logGroup)
	n.image = fmt.Sprintf("%s.dkr.ecr.%s.amazonaws.com/%s@%s", account.AccountID, account.Region, n.repository, a.ImageDigest)
	return n, nil
}

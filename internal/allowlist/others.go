package allowlist

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// ConsoleOpens says whose accounts the console's names open beside one's own ("AWS Management Console Private Access",
// AWS Management Console documentation).
const ConsoleOpens = "lets people sign in to anybody's AWS account; only AWS Management Console Private Access, with a policy that names " +
	"your accounts, would keep them to yours"

// codeHosts are hosts where anybody may have a repository and push to it.
var codeHosts = []string{"github.com", "api.github.com", "ssh.github.com", "gitlab.com", "bitbucket.org", "api.bitbucket.org"}

// ownAWS are names under amazonaws.com that one account's resource has alone: a registry, an API, an interface endpoint
// ("Amazon ECR private registries", Amazon ECR User Guide; "Invoke REST APIs in API Gateway", Amazon API Gateway
// Developer Guide; "Access an AWS service using an interface VPC endpoint", AWS PrivateLink Guide).
var ownAWS = regexp.MustCompile(`^([0-9]{12}\.dkr\.ecr\.[a-z0-9-]+|[a-z0-9]+\.execute-api\.[a-z0-9-]+|.+\.vpce)\.amazonaws\.com$`)

// OthersAccounts says how e opens accounts that are not the company's, and what would be narrower; empty when it is not
// known to. Such an entry may be approved: whoever does should know.
func (e Entry) OthersAccounts() string {
	switch {
	case ownAWS.MatchString(e.Host):
		return ""
	case strings.HasSuffix(e.Host, ".amazonaws.com") || strings.HasSuffix(e.Host, ".api.aws"):
		return fmt.Sprintf("%s takes anybody's keys, so data can go into anybody's AWS account; the service's interface VPC endpoint, "+
			"with a policy that names your accounts, is narrower", e.Host)
	case slices.Contains(codeHosts, e.Host):
		return fmt.Sprintf("%s takes anybody's repositories, so data can go into anybody's account; a server of your own is narrower", e.Host)
	default:
		return ""
	}
}

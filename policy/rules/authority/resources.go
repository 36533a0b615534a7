package authority

import (
	"fmt"
	"strings"

	"secure-room/policy/access"
	"secure-room/policy/document"
	"secure-room/policy/finding"
	"secure-room/policy/resource"
)

// resourcePolicies are the types that carry a resource policy, and the property that it stands in. Those of secrets the family password
// judges, those of repositories the family egress, those of VPC endpoints and log groups the family perimeter.
var resourcePolicies = map[string]string{
	"aws:kms/key:Key":                       "policy",
	"aws:kms/keyPolicy:KeyPolicy":           "policy",
	"aws:ecr/registryPolicy:RegistryPolicy": "policy",
	"aws:s3/bucket:Bucket":                  "policy",
	"aws:s3/bucketV2:BucketV2":              "policy",
	"aws:s3/bucketPolicy:BucketPolicy":      "policy",
	"aws:sns/topic:Topic":                   "policy",
	"aws:sns/topicPolicy:TopicPolicy":       "policy",
	"aws:sqs/queue:Queue":                   "policy",
	"aws:sqs/queuePolicy:QueuePolicy":       "policy",
}

// shared judges whom a resource policy lets in.
func (c *checker) shared(r *resource.Resource) {
	property, carries := resourcePolicies[r.Type]
	if !carries {
		return
	}
	text, standing := resource.Text(c.Scope.Given(r, property))
	if standing == resource.Absent || standing == resource.Known && strings.TrimSpace(text) == "" || standing == resource.Unknown {
		return // none, or judged before it is made
	}
	statements, err := document.Parse(text)
	if standing != resource.Known || err != nil {
		c.add(notKnown.At(r, fmt.Sprintf("The resource policy of %s cannot be read.", r.Name)))
		return
	}
	for _, s := range statements {
		if who := c.stranger(s); who != "" {
			f := resourceOpen.At(r, fmt.Sprintf("The resource policy of %s lets in %s.", r.Name, who))
			f.Counterexample = fmt.Sprintf("%s → %s on %s", who, strings.Join(s.Action, ", "), r.Name)
			c.add(f)
			return
		}
	}
}

// stranger is the first principal of a statement that is none of the baseline's accounts' and no service; empty for none.
func (c *checker) stranger(s document.Statement) string {
	switch {
	case s.Denies():
		return ""
	case s.NotPrincipal != nil || s.Principal == nil:
		return "all but a few (NotPrincipal)"
	}
	for kind, names := range s.Principal {
		for _, name := range names {
			switch {
			case kind == "Service":
			case kind != "AWS":
				return name
			case document.HasWildcard(name):
				if !c.boundToOwn(s) {
					return name
				}
			case !c.ownAccount(principalOf(name).account):
				return name
			}
		}
	}
	return ""
}

// adminSecrets judges who may read the secrets of a room by their names.
func (c *checker) adminSecrets() {
	for i := range c.Resources {
		r := &c.Resources[i]
		name, standing := resource.Text(r.Properties.Get("name"))
		if r.Type != "aws:secretsmanager/secret:Secret" || standing != resource.Known || !c.isRoom(r.Stack) {
			continue
		}
		for _, p := range c.Access.Policies {
			if p.Holder == nil || c.permitted(p.Holder, access.Secrets) {
				continue
			}
			if f := c.reads(p, r, name); f != nil {
				c.add(*f)
			}
		}
	}
}

func (c *checker) reads(p *access.Policy, secret *resource.Resource, name string) *finding.Finding {
	for _, action := range access.SecretActions {
		// AWS adds a hyphen and six characters to the name ("Secrets Manager secret", AWS Secrets Manager User Guide).
		on, allowed := document.Allowed(p.Statements, "secretsmanager:"+action, "arn:*:secretsmanager:*:*:secret:"+name+"-??????")
		if !allowed {
			continue
		}
		f := readsSecret.At(p.Resource, fmt.Sprintf("%s lets %s at secret %s of the room's directory.", p.Resource.Name, p.Holder, secret.Name))
		f.Counterexample = fmt.Sprintf("%s → secretsmanager:%s on %s", p.Holder, action, on)
		return &f
	}
	return nil
}

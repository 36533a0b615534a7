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
	"aws:kms/key:Key":                  "policy",
	"aws:kms/keyPolicy:KeyPolicy":      "policy",
	"aws:s3/bucket:Bucket":             "policy",
	"aws:s3/bucketV2:BucketV2":         "policy",
	"aws:s3/bucketPolicy:BucketPolicy": "policy",
	"aws:sns/topic:Topic":              "policy",
	"aws:sns/topicPolicy:TopicPolicy":  "policy",
	"aws:sqs/queue:Queue":              "policy",
	"aws:sqs/queuePolicy:QueuePolicy":  "policy",
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
	if who := document.FindOutsider(statements, c.Baseline.Accounts(), c.mayBeLetIn); who != nil {
		f := resourceOpen.At(r, fmt.Sprintf("The resource policy of %s %s.", r.Name, who))
		f.Counterexample = fmt.Sprintf("%s → %s on %s", who.Name, strings.Join(who.Statement.Action, ", "), r.Name)
		c.add(f)
	}
}

// mayBeLetIn says whether a principal is a service, or everybody under a condition that keeps to the baseline's accounts.
func (c *checker) mayBeLetIn(s document.Statement, kind, name string) bool {
	return kind == "Service" || kind == "AWS" && document.HasWildcard(name) && c.boundToOwn(s)
}

// adminSecrets judges who may read the secrets of a room by their names, or decrypt with a key of theirs.
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
	// AWS adds a hyphen and six characters to the name ("Secrets Manager secret", AWS Secrets Manager User Guide).
	target := "arn:*:secretsmanager:*:*:secret:" + name + "-??????"
	for _, action := range access.SecretActions {
		if on, allowed := document.Allowed(p.Statements, "secretsmanager:"+action, target); allowed {
			return seesSecret(p, secret, "secretsmanager:"+action, on)
		}
	}
	key, standing := resource.Text(secret.Properties.Get("kmsKeyId"))
	if standing != resource.Known || key == "" {
		return nil
	}
	target = "arn:*:kms:*:*:key/" + key[strings.LastIndex(key, "/")+1:]
	if on, allowed := document.Allowed(p.Statements, "kms:Decrypt", target); allowed {
		return seesSecret(p, secret, "kms:Decrypt", on)
	}
	return nil
}

func seesSecret(p *access.Policy, secret *resource.Resource, action, on string) *finding.Finding {
	f := readsSecret.At(p.Resource, fmt.Sprintf("%s lets %s at secret %s of the room's directory.", p.Resource.Name, p.Holder, secret.Name))
	f.Counterexample = fmt.Sprintf("%s → %s on %s", p.Holder, action, on)
	return &f
}

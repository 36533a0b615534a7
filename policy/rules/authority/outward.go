package authority

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"secure-room/policy/access"
	"secure-room/policy/document"
	"secure-room/policy/resource"
)

// writes are actions that carry data to a resource which can be another account's, shares those that open something of the
// account's own to others, and mail, whose receivers IAM does not know ("Actions, resources, and condition keys" of each
// service, Service Authorization Reference).
var (
	writes = []string{"s3:PutObject", "s3:PutObjectAcl", "s3:PutObjectTagging", "s3:ReplicateObject", "sns:Publish", "sqs:SendMessage",
		"ssm:PutParameter", "ssm:SendCommand", "ssm:StartAutomationExecution", "events:PutEvents", "kinesis:PutRecord", "kinesis:PutRecords", "firehose:PutRecord", "firehose:PutRecordBatch",
		"lambda:InvokeFunction", "states:StartExecution", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:BatchWriteItem",
		"ecr:PutImage", "ecr:UploadLayerPart", "codecommit:GitPush", "execute-api:Invoke", "secretsmanager:PutSecretValue",
		"kms:Encrypt", "kms:CreateGrant", "sts:AssumeRole", "logs:PutSubscriptionFilter"}
	shares = []string{"ssm:ModifyDocumentPermission", "ec2:ModifySnapshotAttribute", "ec2:ModifyImageAttribute", "rds:ModifyDBSnapshotAttribute",
		"s3:PutBucketPolicy", "s3:PutReplicationConfiguration", "s3:PutBucketAcl", "ecr:SetRepositoryPolicy", "lambda:AddPermission", "sns:AddPermission",
		"sns:Subscribe", "sqs:AddPermission", "kms:PutKeyPolicy", "ram:CreateResourceShare", "logs:PutDestinationPolicy", "ec2:CreateVpcEndpoint",
		"ses:SendEmail", "ses:SendRawEmail", "workmailmessageflow:PutRawMessageContent"}
)

// outward judges what those of a room may write to.
func (c *checker) outward() {
	for _, p := range c.Access.Policies {
		if p.Holder == nil || !c.isRoom(p.Holder.Stack) || c.breakGlass(p.Holder) {
			continue
		}
		action, on := c.wayOut(p)
		if action == "" {
			continue
		}
		f := writesOutside.At(p.Resource, fmt.Sprintf("%s lets the room's %s write to, or share with, accounts that are not the baseline's.", p.Resource.Name, p.Holder))
		f.Counterexample = fmt.Sprintf("%s → %s on %s", p.Holder, action, on)
		c.add(f)
	}
}

// wayOut is the first action by which a policy carries data out, and on what; empty for none.
func (c *checker) wayOut(p *access.Policy) (action, on string) {
	powers, _ := p.Powers()
	for _, held := range powers {
		if held.Power == access.Outward {
			return held.Action, held.Resource
		}
	}
	for _, s := range p.Statements {
		if s.Denies() {
			continue
		}
		for _, action := range shares {
			if on, allowed := document.Allowed(only(p.Statements, s), action, "*"); allowed {
				return action, on
			}
		}
		if c.ownResources(s) {
			continue
		}
		for _, action := range writes {
			if !s.Names(action) {
				continue
			}
			service, _, _ := strings.Cut(action, ":")
			target := "arn:*:" + service + ":*"
			if service == "sts" {
				target = "arn:*:iam::*:role/*"
			}
			for _, on := range s.Reaching(target) {
				if !c.inOwnAccount(on, service, p.Holder.Stack) && !document.Denied(p.Statements, action, on) {
					return action, on
				}
			}
		}
	}
	return "", ""
}

// only is one statement with all that deny.
func only(statements []document.Statement, one document.Statement) []document.Statement {
	kept := []document.Statement{one}
	for _, s := range statements {
		if s.Denies() {
			kept = append(kept, s)
		}
	}
	return kept
}

// ownResources says whether a condition holds a statement to resources of the baseline's accounts.
func (c *checker) ownResources(s document.Statement) bool {
	for _, key := range []string{"aws:ResourceAccount", "s3:ResourceAccount"} {
		if values := s.Fixed(key, "StringEquals"); len(values) > 0 && every(values, c.ownAccount) {
			return true
		}
	}
	values := s.Fixed("aws:ResourceOrgID", "StringEquals")
	return len(values) > 0 && every(values, func(id string) bool { return id == c.Baseline.OrganizationID })
}

// inOwnAccount says whether an ARN is surely one of the baseline's accounts': by its account or, a bucket's having none, by being
// a bucket of the stack.
func (c *checker) inOwnAccount(arn, service, stack string) bool {
	part := strings.SplitN(arn, ":", 6)
	if len(part) != 6 {
		return false
	}
	if service != "s3" {
		return c.ownAccount(part[4])
	}
	bucket, _, _ := strings.Cut(part[5], "/")
	return slices.ContainsFunc(c.Resources, func(r resource.Resource) bool {
		if r.Stack != stack || !strings.HasPrefix(r.Type, "aws:s3/bucket") {
			return false
		}
		name, standing := resource.Text(r.Properties.Get("bucket"))
		return standing == resource.Known && name == bucket
	})
}

// operators judges that every role which an operator assumes is bound to the room.
func (c *checker) operators() {
	for _, p := range c.Access.Principals {
		if who := c.operatorOf(p); who != "" && !c.bound(p) {
			f := fromAnywhere.At(p.Resource, fmt.Sprintf("Role %s, which operators assume, holds from anywhere; nothing denies what does not come from the room.", p.Name))
			f.Counterexample = fmt.Sprintf("%s → sts:AssumeRole on role %s, from any address", who, p.Name)
			c.add(f)
		}
	}
}

// operatorOf is an operator whom a role's trust policy names; empty for none.
func (c *checker) operatorOf(p *access.Principal) string {
	if p.Trust == nil {
		return ""
	}
	for _, s := range p.Trust.Statements {
		for _, name := range s.Principal["AWS"] {
			who := principalOf(name)
			if user := c.people().Named(who.name); !s.Denies() && who.kind == "user" && user != nil && user.Role == "operator" {
				return name
			}
		}
	}
	return ""
}

// bound says whether some policy of a role denies everything from elsewhere. One that waits for the room's addresses is taken for
// that denial: before it is made nothing else is known of it.
func (c *checker) bound(p *access.Principal) bool {
	return slices.ContainsFunc(p.Policies, func(one *access.Policy) bool {
		return one.Waits() || slices.ContainsFunc(one.Statements, deniesElsewhere)
	})
}

// deniesElsewhere says whether a statement denies every action on everything, but from some addresses or a VPC. Both operators
// hold when their key is absent ("IAM JSON policy elements: Condition operators"). What AWS does on the caller's behalf comes from
// elsewhere, so it may be let through; any other condition would leave a gap.
func deniesElsewhere(s document.Statement) bool {
	if s.Effect != "Deny" || !slices.Contains(s.Action, "*") || !slices.Contains(s.Resource, "*") {
		return false
	}
	from := false
	for operator, keys := range s.Condition {
		for key, values := range keys {
			switch strings.ToLower(operator + " " + key) {
			case "notipaddress aws:sourceip":
				from = every(values, narrow)
			case "stringnotequals aws:sourcevpc":
				from = every(values, func(v string) bool { return strings.HasPrefix(v, "vpc-") && !document.HasWildcard(v) })
			case "bool aws:viaawsservice":
				if !every(values, func(v string) bool { return strings.EqualFold(v, "false") }) {
					return false
				}
			default:
				return false
			}
		}
	}
	return from
}

// narrow says whether a text is an address or a small range, as the baseline takes for one place.
func narrow(text string) bool {
	if _, err := netip.ParseAddr(text); err == nil {
		return true
	}
	block, err := netip.ParsePrefix(text)
	return err == nil && (block.Addr().Is4() && block.Bits() >= 24 || block.Addr().Is6() && block.Bits() >= 64)
}

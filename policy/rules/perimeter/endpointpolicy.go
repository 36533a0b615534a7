package perimeter

import (
	"fmt"
	"slices"
	"strings"

	"secure-room/internal/servicename"
	"secure-room/policy/baseline"
	"secure-room/policy/document"
	"secure-room/policy/resource"
)

// endpointTypes carry the policy of a VPC endpoint.
var endpointTypes = []string{"aws:ec2/vpcEndpoint:VpcEndpoint", "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy"}

// endpointPolicy judges whom a VPC endpoint serves. One without a policy, or with a wide one, serves anybody's credentials
// on anybody's resources: a way for data into somebody else's account, past the proxy ("Control access to VPC endpoints
// using endpoint policies", AWS PrivateLink guide). One that is not known yet is refused too: it could say anything.
func (j *judge) endpointPolicy(r *resource.Resource) {
	if !slices.Contains(endpointTypes, r.Type) {
		return
	}
	wrong := ""
	text, standing := resource.Text(j.Scope.Given(r, "policy"))
	switch {
	case standing == resource.Absent || standing == resource.Known && strings.TrimSpace(text) == "":
		wrong = "is not given, so it serves everybody, on everybody's resources"
	case standing == resource.Unknown:
		wrong = "is not known yet, so it could serve everybody"
	default:
		wrong = servesOthers(text, j.Baseline)
	}
	if wrong != "" {
		j.add(endpointServes.At(r, fmt.Sprintf("The policy of VPC endpoint %s %s; allowed are approved accounts on both sides, and reading what Amazon publishes.", r.Name, wrong)))
	}
}

// servesOthers says what is wrong with the first statement that is not right; empty when all are.
func servesOthers(text string, b *baseline.Baseline) string {
	statements, err := document.Parse(text)
	if err != nil {
		return err.Error()
	}
	for i, s := range statements {
		caller := bound(s, "aws:PrincipalAccount", b.Accounts()) || bound(s, "aws:PrincipalOrgID", organization(b))
		owner := bound(s, "aws:ResourceAccount", b.Accounts()) || bound(s, "aws:ResourceOrgID", organization(b))
		switch {
		case s.Denies() || published(s, b):
		case s.NotPrincipal != nil || s.NotAction != nil || s.NotResource != nil:
			return fmt.Sprintf("allows all but a few in statement %d (NotPrincipal, NotAction or NotResource)", i+1)
		case len(s.Action) == 0:
			return fmt.Sprintf("names no action in statement %d", i+1)
		case !caller:
			return fmt.Sprintf("serves callers of any account in statement %d", i+1)
		case !owner && !each(s.Action, withinAccount):
			return fmt.Sprintf("serves on resources of any account in statement %d", i+1)
		}
	}
	return ""
}

// bound says whether a condition key is held to values that are all allowed ones.
func bound(s document.Statement, key string, allowed []string) bool {
	values := s.Fixed(key, "StringEquals")
	return len(values) > 0 && each(values, allowed)
}

func organization(b *baseline.Baseline) []string {
	if b.OrganizationID == "" {
		return nil
	}
	return []string{b.OrganizationID}
}

// withinAccount are actions that act in the caller's own account: IAM knows no resource for them, or what a Systems Manager
// agent reports of its own instance ("Working with associations using IAM", AWS Systems Manager User Guide). A condition on
// the resource's account may find none, and then nothing would be allowed.
var withinAccount = []string{
	"ecr:GetAuthorizationToken", "ds:DescribeDirectories", "ec2:DescribeSecurityGroupRules",
	"ssm:DescribeAssociation", "ssm:GetManifest", "ssm:ListAssociations", "ssm:ListInstanceAssociations",
	"ssm:PutComplianceItems", "ssm:PutConfigurePackageResult", "ssm:PutInventory", "ssm:UpdateAssociationStatus",
	"ssm:UpdateInstanceAssociationStatus", "ssm:UpdateInstanceInformation",
	"ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel",
	"ec2messages:AcknowledgeMessage", "ec2messages:DeleteMessage", "ec2messages:FailMessage", "ec2messages:GetEndpoint",
	"ec2messages:GetMessages", "ec2messages:SendReply",
}

// publishedReads are what may be done with what Amazon publishes.
var publishedReads = []string{"s3:GetObject", "ssm:DescribeDocument", "ssm:GetDocument"}

// published says whether a statement only reads what Amazon publishes in an approved region: nobody else can put anything
// there, and nothing can be put there this way. These belong to accounts of Amazon's, which it does not tell.
func published(s document.Statement, b *baseline.Baseline) bool {
	return s.NotAction == nil && s.NotResource == nil && len(s.Action) > 0 && each(s.Action, publishedReads) &&
		len(s.Resource) > 0 && !slices.ContainsFunc(s.Resource, func(arn string) bool { return !amazons(arn, b) })
}

// amazons says whether an ARN names objects of a bucket of Amazon's, or documents of Systems Manager that belong to no
// account, as Amazon's alone do.
func amazons(arn string, b *baseline.Baseline) bool {
	part := strings.SplitN(arn, ":", 6) // arn, partition, service, region, account, resource
	if len(part) < 6 || part[4] != "" {
		return false
	}
	return slices.ContainsFunc(b.Networks(), func(n baseline.Network) bool {
		region := b.RegionOf(n)
		bucket, _, objects := strings.Cut(part[5], "/")
		switch part[2] {
		case "s3":
			return objects && slices.Contains(servicename.Buckets(region), bucket)
		case "ssm":
			return part[3] == region && objects && bucket == "document"
		}
		return false
	})
}

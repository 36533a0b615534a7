package network

import (
	"fmt"
	"strings"

	"secure-room/internal/servicename"
)

// An endpoint without a policy of its own allows everything, with anyone's credentials, on anyone's resources: a way to
// carry data into somebody else's account ("Control access to VPC endpoints using endpoint policies", AWS PrivateLink
// guide). So each service here has one that names what is done through it and no more, and asks for the own account on
// both sides, after "Data perimeters on AWS" and its examples.

// everyone is bounded by the conditions beside it: a gateway endpoint's policy can name principals no other way
// ("Gateway endpoints for Amazon S3": Principal must be *).
var everyone = principal{"AWS": "*"}

// grant is one thing that may be asked of a service through its endpoint.
type grant struct {
	sid     string
	actions []string
	// own are resources of the own account, as what follows the account in their ARNs; amazons are those that AWS
	// publishes, which belong to no account.
	//
	// A grant with neither is bound to the caller's account alone. For most of its actions IAM knows no resource. Some of
	// what the Systems Manager agent reports names its own instance, association or document; but these are held against
	// a policy only where the request names them ("Working with associations using IAM", AWS Systems Manager User Guide),
	// AWS does not say of which requests that is true, and an agent that is refused runs nothing at all. They act in the
	// caller's own account, so that the caller's account settles it.
	own, amazons []string
}

// pull is what fetching an image takes ("Amazon ECR interface VPC endpoints (AWS PrivateLink)", Amazon ECR User Guide).
var pull = grant{sid: "PullOwnImages", own: []string{"repository/*"},
	actions: []string{"ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"}}

// grants are what is done through each interface endpoint that there can be. Resource types are those of the Service
// Authorization Reference.
var grants = map[string][]grant{
	"ecr.api": {pull, {sid: "GetOwnToken", actions: []string{"ecr:GetAuthorizationToken"}}},
	"ecr.dkr": {pull},
	"logs": {{sid: "WriteOwnLogs", own: []string{"log-group:*"},
		actions: []string{"logs:CreateLogStream", "logs:PutLogEvents"}}},
	"secretsmanager": {{sid: "KeepOwnSecrets", own: []string{"secret:*"}, actions: []string{"secretsmanager:DescribeSecret",
		"secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"}}},
	// Joining a directory, and resetting a password of it.
	"ds": {
		{sid: "UseOwnDirectories", own: []string{"directory/*"}, actions: []string{"ds:CreateComputer", "ds:ResetUserPassword"}},
		{sid: "FindDirectories", actions: []string{"ds:DescribeDirectories"}},
	},
	// Tightening security groups that AWS made. Nothing can be opened this way. Rules revoked by their ids are resources too.
	"ec2": {
		{sid: "TightenOwnGroups", own: []string{"security-group/*", "security-group-rule/*"},
			actions: []string{"ec2:RevokeSecurityGroupIngress"}},
		{sid: "ReadRules", actions: []string{"ec2:DescribeSecurityGroupRules"}},
	},
	// The next three are AmazonSSMManagedInstanceCore (AWS Managed Policy Reference), less parameters and patches.
	"ssm": {
		{sid: "AgentReports", actions: []string{"ssm:DescribeAssociation", "ssm:GetManifest", "ssm:ListAssociations",
			"ssm:ListInstanceAssociations", "ssm:PutComplianceItems", "ssm:PutConfigurePackageResult", "ssm:PutInventory",
			"ssm:UpdateAssociationStatus", "ssm:UpdateInstanceAssociationStatus", "ssm:UpdateInstanceInformation"}},
		{sid: "ReadOwnDocuments", own: []string{"document/*"}, actions: documentReads},
		{sid: "ReadAmazonDocuments", amazons: []string{"document/*"}, actions: documentReads},
	},
	"ssmmessages": {{sid: "HoldSessions", actions: []string{"ssmmessages:CreateControlChannel",
		"ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel"}}},
	"ec2messages": {{sid: "TakeCommands", actions: []string{"ec2messages:AcknowledgeMessage", "ec2messages:DeleteMessage",
		"ec2messages:FailMessage", "ec2messages:GetEndpoint", "ec2messages:GetMessages", "ec2messages:SendReply"}}},
}

var documentReads = []string{"ssm:DescribeDocument", "ssm:GetDocument"}

// interfacePolicy is what may be asked of a service through its interface endpoint.
func (n *Network) interfacePolicy(service string) string {
	var policy document
	for _, g := range grants[service] {
		prefix, _, _ := strings.Cut(g.actions[0], ":")
		one := statement{Sid: g.sid, Principal: everyone, Action: g.actions,
			Condition: condition{"StringEquals": {"aws:PrincipalAccount": n.AccountID}}}
		for _, resource := range g.own {
			one.Resource = append(one.Resource, fmt.Sprintf("arn:%s:%s:%s:%s:%s", n.Partition, prefix, n.Region, n.AccountID, resource))
			one.Condition["StringEquals"]["aws:ResourceAccount"] = n.AccountID
		}
		for _, resource := range g.amazons {
			one.Resource = append(one.Resource, fmt.Sprintf("arn:%s:%s:%s::%s", n.Partition, prefix, n.Region, resource))
		}
		if len(one.Resource) == 0 {
			one.Resource = []string{"*"}
		}
		policy = append(policy, one)
	}
	return policy.json()
}

// s3Policy lets nothing be read but what the room's parts are made of, from the buckets where Amazon keeps that, and
// nothing be written. The account that these are read with is Amazon's own where the service hands out a signed address,
// so it cannot be asked for.
func (n *Network) s3Policy() string {
	one := statement{Sid: "ReadAmazonBuckets", Principal: everyone, Action: []string{"s3:GetObject"}}
	for _, bucket := range servicename.Buckets(n.Region) {
		one.Resource = append(one.Resource, fmt.Sprintf("arn:%s:s3:::%s/*", n.Partition, bucket))
	}
	return document{one}.json()
}

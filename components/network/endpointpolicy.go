package network

import "fmt"

// An endpoint without a policy of its own allows everything, with anyone's credentials, on anyone's resources: a way to
// carry data into somebody else's account ("Control access to VPC endpoints using endpoint policies", AWS PrivateLink
// guide). So each policy here asks for the own account on both sides, after "Data perimeters on AWS" and its examples.

// everyone is bounded by the conditions beside it: a gateway endpoint's policy can name principals no other way
// ("Gateway endpoints for Amazon S3": Principal must be *).
var everyone = principal{"AWS": "*"}

// interfacePolicy is what may be asked of a service through its interface endpoint.
func (n *Network) interfacePolicy(service string) string {
	policy := document{n.ownAccountOnly("*")}
	if service == "ssm" {
		// The documents that AWS publishes, such as the one that joins an instance to a directory, belong to no
		// account of ours. They may be read; read only, since nothing is sent to them.
		policy = append(policy, statement{
			Sid: "OwnIdentitiesReadAmazonDocuments", Principal: everyone,
			Action: []string{"ssm:DescribeDocument", "ssm:GetDocument", "ssm:GetParameter", "ssm:GetParameters"},
			Resource: []string{
				fmt.Sprintf("arn:%s:ssm:%s::document/*", n.Partition, n.Region),
				fmt.Sprintf("arn:%s:ssm:%s::parameter/aws/*", n.Partition, n.Region),
			},
			Condition: condition{"StringEquals": {"aws:PrincipalAccount": n.AccountID}},
		})
	}
	return policy.json()
}

// s3Policy adds to the own account's buckets a read of those where Amazon keeps what the room's parts are made of. The
// account these are read with is Amazon's own where the service hands out a signed address, so it cannot be asked for.
func (n *Network) s3Policy() string {
	bucket := func(name string) string { return fmt.Sprintf("arn:%s:s3:::%s/*", n.Partition, name) }
	return document{
		n.ownAccountOnly("s3:*"),
		{
			Sid: "ReadAmazonBuckets", Principal: everyone, Action: []string{"s3:GetObject"},
			Resource: []string{
				// Image layers: "Minimum Amazon S3 bucket permissions for Amazon ECR", Amazon ECR interface VPC
				// endpoints (AWS PrivateLink), Amazon ECR User Guide.
				bucket(fmt.Sprintf("prod-%s-starport-layer-bucket", n.Region)),
				// What the Systems Manager agent loads on Windows: "SSM Agent communications with AWS managed S3
				// buckets", AWS Systems Manager User Guide. Those for patches and packages are left out: unused.
				bucket("aws-windows-downloads-" + n.Region),
				bucket("amazon-ssm-" + n.Region),
				bucket("aws-ssm-" + n.Region),
				bucket("aws-ssm-document-attachments-" + n.Region),
			},
		},
	}.json()
}

// ownAccountOnly allows actions by identities of the own account on resources of the own account.
func (n *Network) ownAccountOnly(actions string) statement {
	return statement{
		Sid: "OwnIdentitiesOnOwnResources", Principal: everyone, Action: []string{actions}, Resource: []string{"*"},
		Condition: condition{"StringEquals": {"aws:PrincipalAccount": n.AccountID, "aws:ResourceAccount": n.AccountID}},
	}
}

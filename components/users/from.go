package users

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// From is how AWS tells that a call comes out of the room: by one of two ways, never both. A call through a VPC endpoint
// carries no public address, and a call through the proxy's NAT gateway no VPC ("AWS global condition context keys",
// IAM User Guide: aws:SourceIp, aws:SourceVpc); each key is absent on the other's path.
type From struct {
	// Addresses are the public addresses that the proxy goes out from.
	Addresses pulumi.StringArrayInput
	// VpcID is the room's VPC, for a room whose calls to AWS all go through VPC endpoints, those of AWS Management
	// Console Private Access among them.
	VpcID pulumi.StringInput
}

// one says whether exactly one way is given.
func (f From) one() bool { return (f.Addresses == nil) != (f.VpcID == nil) }

// orDenied denies everything that does not come out of the room, save what an AWS service does on the person's behalf,
// which comes from a place of its own ("AWS: Denies access to AWS based on the source IP", IAM User Guide; "Implementing
// identity-based policies and other policy types", AWS Management Console Getting Started Guide, which has aws:SourceVpc
// only: Private Access does not support aws:SourceVpce).
//
// Neither way fails open. NotIpAddress and StringNotEquals hold when their key is absent ("IAM JSON policy elements:
// Condition operators"), so a call by the other way is denied; and aws:ViaAWSService is in every request.
func (f From) orDenied() statement {
	condition := map[string]any{"Bool": map[string]any{"aws:ViaAWSService": "false"}}
	if f.VpcID != nil {
		condition["StringNotEquals"] = map[string]any{"aws:SourceVpc": f.VpcID}
	} else {
		condition["NotIpAddress"] = map[string]any{"aws:SourceIp": f.Addresses}
	}
	return statement{
		"Sid": "FromTheRoomOnly", "Effect": "Deny", "Action": []string{"*"}, "Resource": []string{"*"}, "Condition": condition,
	}
}

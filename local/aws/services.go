// Package aws lists the services of the local AWS.
package aws

import (
	"secure-room/local/aws/cloud"
	"secure-room/local/aws/ec2"
	"secure-room/local/aws/kms"
)

// Services are all that the local AWS serves; whatever is not among them is refused by its name.
func Services() []cloud.Service {
	return []cloud.Service{
		ec2.Service(),
		kms.Service(),
	}
}

// Package kms is AWS Key Management Service in the local cloud.
package kms

import "secure-room/local/aws/cloud"

// Service lists the resource types that the local cloud serves.
func Service() cloud.Service {
	return cloud.Service{Kinds: []cloud.Kind{key(), alias()}}
}

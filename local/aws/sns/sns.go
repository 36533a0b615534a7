// Package sns is Amazon Simple Notification Service in the local cloud. It sends nothing.
package sns

import (
	"secure-room/local/aws/cloud"
)

const topicToken = "aws:sns/topic:Topic"

// Service lists the resource types that the local cloud serves.
func Service() cloud.Service {
	return cloud.Service{Kinds: []cloud.Kind{topic(), topicPolicy(), topicSubscription()}}
}

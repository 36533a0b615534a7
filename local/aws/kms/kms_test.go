package kms_test

import (
	"testing"

	"secure-room/local/aws/cloudtest"
	"secure-room/local/aws/kms"
)

func TestConformance(t *testing.T) {
	cloudtest.Conform(t, kms.Service(), []cloudtest.Case{{
		Token: "aws:kms/key:Key",
		Valid: func(*cloudtest.Cloud) cloudtest.Inputs { return cloudtest.Inputs{"description": "volumes"} },
		Changed: func(in cloudtest.Inputs) cloudtest.Inputs {
			return in.With(cloudtest.Inputs{"enableKeyRotation": true})
		},
		Bad: []cloudtest.Bad{{
			Rule:   "deletion window of 7 to 30 days",
			Inputs: cloudtest.Set(cloudtest.Inputs{"deletionWindowInDays": 5}),
			Says:   "must be between 7 and 30 days",
		}},
	}})
}

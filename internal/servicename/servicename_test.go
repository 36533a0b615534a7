package servicename_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"secure-room/internal/servicename"
)

func TestOf(t *testing.T) {
	for service, want := range map[string][]string{
		"ssm":     {"ssm.eu-west-1.amazonaws.com"},
		"ecr.api": {"api.ecr.eu-west-1.amazonaws.com"},
		"ecr.dkr": {"123456789012.dkr.ecr.eu-west-1.amazonaws.com"},
		"s3": {"s3.eu-west-1.amazonaws.com", "prod-eu-west-1-starport-layer-bucket.s3.eu-west-1.amazonaws.com",
			"aws-windows-downloads-eu-west-1.s3.eu-west-1.amazonaws.com", "amazon-ssm-eu-west-1.s3.eu-west-1.amazonaws.com",
			"aws-ssm-eu-west-1.s3.eu-west-1.amazonaws.com", "aws-ssm-document-attachments-eu-west-1.s3.eu-west-1.amazonaws.com"},
	} {
		assert.Equal(t, want, servicename.Of(service, "eu-west-1", "123456789012"))
		assert.Equal(t, want, servicename.OfEndpoint("com.amazonaws.eu-west-1."+service, "eu-west-1", "123456789012"))
	}
}

func TestOfEndpointKnowsAmazonsServicesInTheRegionAlone(t *testing.T) {
	for _, other := range []string{"com.amazonaws.us-east-1.ssm", "com.amazonaws.vpce.eu-west-1.vpce-svc-1", "com.amazonaws.eu-west-1.", "ssm", ""} {
		assert.Empty(t, servicename.OfEndpoint(other, "eu-west-1", "123456789012"), other)
	}
}

package image_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/internal/image"
)

var digest = "sha256:" + strings.Repeat("0a", 32)

func TestParse(t *testing.T) {
	read, err := image.Parse("123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/shop/web@" + digest)
	require.NoError(t, err)
	assert.Equal(t, image.Image{Registry: "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com", Repository: "shop/web", Digest: digest,
		AccountID: "123456789012", Region: "ap-northeast-1"}, read)
	read, err = image.Parse("public.ecr.aws/nginx/nginx-unprivileged@" + digest)
	require.NoError(t, err)
	assert.Empty(t, read.AccountID)
}

func TestParseRefuses(t *testing.T) {
	for _, text := range []string{
		"", "web", "web@" + digest, "public.ecr.aws/web", "public.ecr.aws/web:latest", "public.ecr.aws/web:1@" + digest, "public.ecr.aws/@" + digest,
		"public.ecr.aws/Web@" + digest, "public.ecr.aws/web@sha256:abc", "https://public.ecr.aws/web@" + digest, " public.ecr.aws/web@" + digest,
	} {
		_, err := image.Parse(text)
		assert.ErrorContains(t, err, "is not a registry, a repository and a digest", text)
	}
}

package site_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"secure-room/internal/site"
)

func TestParseARN(t *testing.T) {
	region, account, ok := site.ParseARN("arn:aws:acm:ap-northeast-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-000000000000")
	assert.Equal(t, []any{"ap-northeast-1", "123456789012", true}, []any{region, account, ok})
	for _, bad := range []string{"", "arn:aws:iam::123456789012:server-certificate/web", "arn:aws:acm:ap-northeast-1:123456789012:certificate/x"} {
		_, _, ok := site.ParseARN(bad)
		assert.False(t, ok, bad)
	}
}

func TestIsPath(t *testing.T) {
	for text, want := range map[string]bool{"/": true, "/healthy?deep=1": true, "": false, "healthy": false, "/a b": false} {
		assert.Equal(t, want, site.IsPath(text), text)
	}
}

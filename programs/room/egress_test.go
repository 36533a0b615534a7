package room

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"secure-room/internal/allowlist"
	"secure-room/programs/settings"
)

func TestEgressWarningsNameTheKey(t *testing.T) {
	hosts := allowlist.List{{Host: "git.example.com"}, {Host: "github.com"}, {Host: "sts.amazonaws.com"}}
	texts := egressWarnings(settings.Egress{Console: true, Hosts: hosts})
	if assert.Len(t, texts, 3) {
		assert.Contains(t, texts[0], "secure-room:egress.console lets people sign in to anybody's AWS account")
		assert.Contains(t, texts[1], "secure-room:egress.hosts[1]: github.com")
		assert.Contains(t, texts[2], "secure-room:egress.hosts[2]: sts.amazonaws.com")
	}
	assert.Empty(t, egressWarnings(settings.Egress{Hosts: hosts[:1]}))
}

package acceptance

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAttempts tries, on what `make up` brings up, what people of the room would, and what they must not.
func TestAttempts(t *testing.T) {
	t.Parallel()
	s := bothUp(t)
	for _, attempt := range []struct {
		name string
		try  []string
		code int
		says string
	}{
		{"from the office", []string{"login", "hanako", "--from", "203.0.113.10"}, 0, "terminal room-hanako runs"},
		{"from elsewhere", []string{"login", "hanako", "--from", "203.0.113.11"}, 1, "IP access control group room does not let in 203.0.113.11"},
		{"by a web browser", []string{"login", "hanako", "--from", "203.0.113.10", "--device", "web"}, 1, "denies clients of kind web"},
		{"without a terminal", []string{"login", "mallory", "--from", "203.0.113.10"}, 1, "mallory has no terminal"},
		{"from no address", []string{"login", "hanako"}, 2, `--from "" is not an address`},
		{"the exposed endpoint", []string{"connect", "hanako", "orders-db:5432"}, 0, "rule room-to-orders-db of security group orders-db lets it in"},
		{"another port of it", []string{"connect", "hanako", "orders-db:22"}, 1, "lets in nothing for tcp/22"},
		{"production's web tier", []string{"connect", "hanako", "web:443"}, 1, "has no route to"},
		{"the directory", []string{"connect", "hanako", "corp.example.com:389"}, 0, "answers on tcp/389"},
		{"an address of nobody", []string{"connect", "hanako", "10.99.0.1:22"}, 2, "nothing with an address is called 10.99.0.1"},
		{"the AWS console", []string{"open", "hanako", "https://console.aws.amazon.com"}, 0, "by NAT gateway"},
		{"the Git host", []string{"open", "hanako", "https://git.example.com/team"}, 0, "lets CONNECT git.example.com:443 through"},
		{"the same in clear", []string{"open", "hanako", "http://git.example.com"}, 1, "the proxy refuses GET git.example.com:80"},
		{"a host that nobody approved", []string{"open", "hanako", "https://paste.example"}, 1, "the proxy refuses CONNECT paste.example:443"},
		{"another port of an approved one", []string{"open", "hanako", "https://git.example.com:8443"}, 1, "the proxy refuses CONNECT git.example.com:8443"},
		{"no site at all", []string{"open", "hanako", "ftp://git.example.com"}, 2, `scheme "ftp" is not one that a browser opens`},
	} {
		result := s.LocalAWS(attempt.try...)
		assert.Equal(t, attempt.code, result.Code, "%s: %s", attempt.name, result.Output)
		assert.Contains(t, result.Output, attempt.says, attempt.name)
	}
}

// TestTerminalLife stops and starts a terminal as an administrator does, and asks each time whether its user gets in.
func TestTerminalLife(t *testing.T) {
	t.Parallel()
	s := bothUp(t)
	login := func() string { return s.LocalAWS("login", "taro", "--from", "203.0.113.10").Output }
	do := func(verb string) {
		t.Helper()
		result := s.LocalAWS(verb, "taro")
		require.Zero(t, result.Code, result.Output)
	}
	do("stop")
	assert.Contains(t, login(), "terminal room-taro is stopped, and starts when its user logs in")
	assert.Contains(t, s.LocalAWS("stop", "taro").Output, "the terminal of taro is STOPPED; it has to be AVAILABLE")
	do("maintain")
	assert.Contains(t, login(), "terminal room-taro is under maintenance by an administrator; nobody can log in")
	assert.Contains(t, s.LocalAWS("start", "taro").Output, "the terminal of taro is ADMIN_MAINTENANCE; it has to be STOPPED")
	do("release")
	assert.Contains(t, login(), "terminal room-taro runs")
}

// TestScaling has the proxy scaled up as AWS does, behind Pulumi's back: it is a change for nobody, and no update
// undoes it.
func TestScaling(t *testing.T) {
	t.Parallel()
	s := bothUp(t)
	targets := inputs(s, room, "aws:appautoscaling/target:Target", "resourceId")
	require.Len(t, targets, 1)
	service := "arn:aws:ecs:ap-northeast-1:123456789012:" + targets[0]
	scaled := s.LocalAWS("set", service, "desiredCount", "4")
	require.Zero(t, scaled.Code, scaled.Output)
	require.Zero(t, s.Refresh(room).Code)
	preview := s.Preview(room, "--expect-no-changes")
	assert.Zero(t, preview.Code, preview.Output)
	up(t, s, room)
	verified := s.SecureRoom(append([]string{"verify", "--seen", s.Records}, exported(t, s, production, room)...)...)
	assert.Zero(t, verified.Code, verified.Output)
	assert.Contains(t, s.LocalAWS("show", service).Output, `"desiredCount": 4`)
}

// TestChangesByHand changes what stands behind Pulumi's back: the attempt that was refused gets through, and refresh,
// preview and verify each show it.
func TestChangesByHand(t *testing.T) {
	t.Parallel()
	s := bothUp(t)
	stranger := []string{"login", "hanako", "--from", "192.0.2.66"}
	require.Equal(t, 1, s.LocalAWS(stranger...).Code)
	changed := s.LocalAWS("set", "IpGroup=room", "rules", `[{"source": "192.0.2.0/24", "description": "by hand"}]`)
	require.Zero(t, changed.Code, changed.Output)
	assert.Zero(t, s.LocalAWS(stranger...).Code)

	require.NotZero(t, s.Refresh(room, "--preview-only", "--expect-no-changes").Code)
	refreshed := s.Refresh(room)
	require.Zero(t, refreshed.Code, refreshed.Output)
	preview := s.Preview(room, "--expect-no-changes")
	assert.NotZero(t, preview.Code, preview.Output)
	verified := s.SecureRoom(append([]string{"verify"}, exported(t, s, production, room)...)...)
	assert.Equal(t, 1, verified.Code)
	assert.Contains(t, verified.Output, "192.0.2.0/24")

	// The next update puts it right.
	up(t, s, room)
	assert.Equal(t, 1, s.LocalAWS(stranger...).Code)
}

package source_test

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/internal/source"
)

func one(block string) source.Source {
	return source.Source{CIDR: netip.MustParsePrefix(block), Reason: "office"}
}

func TestCheckPublic(t *testing.T) {
	cases := map[string]string{ // block → what the refusal says; empty: accepted
		"203.0.113.10/32": "",
		"198.51.100.0/24": "",
		"203.0.112.0/23":  "wider than /24",
		"0.0.0.0/0":       "wider than /24",
		"203.0.113.10/30": "did you mean 203.0.113.8/30?",
		"2001:db8::1/128": "not an IPv4 block",
		"10.20.0.1/32":    "is not public",
		"172.31.0.0/24":   "is not public",
		"127.0.0.1/32":    "is not public",
		"100.64.0.0/24":   "is not public",
		"224.0.0.1/32":    "is not public",
	}
	for block, want := range cases {
		t.Run(block, func(t *testing.T) { judge(t, source.CheckPublic("Sources", []source.Source{one(block)}), want) })
	}
}

func TestCheckPrivate(t *testing.T) {
	cases := map[string]string{
		"10.20.0.10/32":   "",
		"192.168.1.0/24":  "",
		"203.0.113.10/32": "is not private",
		"10.0.0.0/8":      "wider than /24",
	}
	for block, want := range cases {
		t.Run(block, func(t *testing.T) { judge(t, source.CheckPrivate("Sources", []source.Source{one(block)}), want) })
	}
}

func judge(t *testing.T, err error, want string) {
	t.Helper()
	if want == "" {
		assert.NoError(t, err)
		return
	}
	require.ErrorContains(t, err, "Sources[0].CIDR: ")
	assert.ErrorContains(t, err, want)
}

func TestCheckListsAll(t *testing.T) {
	err := source.CheckPublic("Sources", []source.Source{one("203.0.113.0/28"), one("203.0.113.1/32"), {Reason: " "}})
	require.ErrorContains(t, err, "Sources[1].CIDR: 203.0.113.1/32 overlaps entry 0 (203.0.113.0/28)")
	require.ErrorContains(t, err, "Sources[2].Reason: is empty")
	require.ErrorContains(t, err, "Sources[2].CIDR: invalid Prefix is not an IPv4 block")
}

package traffic_test

import (
	"math/rand/v2"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/policy/traffic"
)

func parse(t *testing.T, protocol string, ports ...int) traffic.Services {
	t.Helper()
	var from, to *int
	if len(ports) == 2 {
		from, to = &ports[0], &ports[1]
	}
	s, err := traffic.Parse(protocol, from, to)
	require.NoError(t, err)
	return s
}

func TestParseAsEC2Reads(t *testing.T) {
	for _, c := range []struct {
		protocol string
		ports    []int
		want     string
	}{
		{"tcp", []int{22, 22}, "tcp/22"},
		{"TCP", []int{22, 80}, "tcp/22-80"},
		{"6", []int{0, 65535}, "tcp"},
		{"tcp", nil, "tcp"},
		{"udp", []int{-1, -1}, "udp"},
		{"icmp", []int{8, 0}, "icmp"},
		{"icmp", []int{-1, -1}, "icmp"},
		{"icmpv6", nil, "icmpv6"},
		{"50", []int{0, 0}, "protocol 50"},
		{"-1", []int{22, 22}, "all protocols and ports"},
		{"all", nil, "all protocols and ports"},
	} {
		assert.Equal(t, c.want, parse(t, c.protocol, c.ports...).String(), c)
	}
	for _, bad := range []struct {
		protocol string
		ports    []int
	}{{"quic", nil}, {"", nil}, {"256", nil}, {"tcp", []int{80, 22}}, {"tcp", []int{0, 65536}}, {"udp", []int{-1, 5}}} {
		from, to := 0, 0
		if len(bad.ports) == 2 {
			from, to = bad.ports[0], bad.ports[1]
		}
		_, err := traffic.Parse(bad.protocol, &from, &to)
		assert.Error(t, err, bad)
	}
}

func TestOneRefusesWhatIsNoService(t *testing.T) {
	assert.Equal(t, "tcp/5432", traffic.One("tcp", 5432).String())
	for _, none := range []traffic.Services{traffic.One("tcp", -1), traffic.One("tcp", 0), traffic.One("tcp", 70000), traffic.One("-1", 5432), traffic.One("icmp", 1)} {
		assert.True(t, none.Empty())
	}
}

// TestServicesAgainstBits holds the arithmetic to a plain model: one truth value a port.
func TestServicesAgainstBits(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	const width = 40
	draw := func() (traffic.Services, [width]bool) {
		var s traffic.Services
		var bits [width]bool
		for range r.IntN(4) {
			from := 1 + r.IntN(width-1)
			to := from + r.IntN(width-from)
			s = s.Union(parse(t, "tcp", from, to))
			for i := from; i <= to; i++ {
				bits[i] = true
			}
		}
		return s, bits
	}
	holds := func(s traffic.Services, port int) bool { return !s.Intersect(traffic.One("tcp", port)).Empty() }
	for range 500 {
		a, bitsA := draw()
		b, bitsB := draw()
		for port := 1; port < width; port++ {
			assert.Equal(t, bitsA[port] || bitsB[port], holds(a.Union(b), port))
			assert.Equal(t, bitsA[port] && bitsB[port], holds(a.Intersect(b), port))
			assert.Equal(t, bitsA[port] && !bitsB[port], holds(a.Minus(b), port))
		}
		assert.True(t, a.Union(b).Equal(b.Union(a)))
		var atoms traffic.Services
		for atom, in := range traffic.Stretches(a, b) {
			assert.NotEmpty(t, in)
			assert.True(t, atoms.Intersect(atom).Empty(), "atoms lie apart")
			assert.True(t, atom.Minus(a).Empty() || atom.Intersect(a).Empty(), "an atom is in a set or not")
			atoms = atoms.Union(atom)
		}
		assert.True(t, atoms.Equal(a.Union(b)))
	}
}

func TestWithoutLeavesNothingOfWhatIsApproved(t *testing.T) {
	of := func(text string) traffic.Box {
		return traffic.Box{From: traffic.Of(netip.MustParsePrefix("10.20.32.0/24")), To: traffic.Of(netip.MustParsePrefix(text)), Services: traffic.One("tcp", 5432)}
	}
	whole := of("10.10.32.0/23")
	assert.Empty(t, whole.Without(of("10.10.32.0/24"), of("10.10.33.0/24")))
	left := whole.Without(of("10.10.32.0/24"))
	require.Len(t, left, 1)
	assert.Equal(t, "10.20.32.4 → 10.10.33.4 tcp/5432", left[0].Example())
	wider := whole
	wider.Services = traffic.Everything()
	left = wider.Without(of("10.10.32.0/23"))
	require.Len(t, left, 1)
	assert.Equal(t, "10.20.32.4 → 10.10.32.4 tcp/22", left[0].Example())
	assert.Equal(t, "nowhere", traffic.AddressText(nil))
	assert.Equal(t, "10.10.32.0/23", traffic.AddressText(traffic.Union(of("10.10.32.0/24").To, of("10.10.33.0/24").To)))
}

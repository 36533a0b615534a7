package allowlist

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWithin(t *testing.T) {
	plain := func(name string, port int, methods ...string) Entry {
		return Entry{Host: name, Ports: []int{port}, Methods: methods}
	}
	host := func(name string, ports ...int) Entry { return Entry{Host: name, Ports: ports} }
	tree := func(name string, ports ...int) Entry { return Entry{Host: name, Subdomains: true, Ports: ports} }
	for name, test := range map[string]struct {
		list, approved List
		want           Destination
		within         bool
	}{
		"nothing":                       {nil, nil, Destination{}, true},
		"the same":                      {List{host("a.example", 443)}, List{host("a.example", 443)}, Destination{}, true},
		"another host":                  {List{host("b.example", 443)}, List{host("a.example", 443)}, Destination{"b.example", 443, Connect}, false},
		"another port":                  {List{host("a.example", 443, 8443)}, List{host("a.example", 443)}, Destination{"a.example", 8443, Connect}, false},
		"ports of two entries":          {List{host("a.example", 443, 8443)}, List{host("a.example", 443), tree("a.example", 8443)}, Destination{}, true},
		"one host of a tree":            {List{host("x.a.example", 443)}, List{tree("a.example", 443)}, Destination{}, true},
		"the tree's own name":           {List{host("a.example", 443)}, List{tree("a.example", 443)}, Destination{}, true},
		"a name that only ends alike":   {List{host("xa.example", 443)}, List{tree("a.example", 443)}, Destination{"xa.example", 443, Connect}, false},
		"a tree where a host was meant": {List{tree("a.example", 443)}, List{host("a.example", 443)}, Destination{"any.a.example", 443, Connect}, false},
		"a tree inside a tree":          {List{tree("x.a.example", 443)}, List{tree("a.example", 443)}, Destination{}, true},
		"a tree and the likely names":   {List{tree("a.example", 443)}, List{host("a.example", 443), host("any.a.example", 443)}, Destination{"any-any.a.example", 443, Connect}, false},
		"plain HTTP for encrypted":      {List{plain("a.example", 443, "GET")}, List{host("a.example", 443)}, Destination{"a.example", 443, "GET"}, false},
		"one method of two":             {List{plain("a.example", 80, "GET")}, List{plain("a.example", 80, "GET", "HEAD")}, Destination{}, true},
		"a method more":                 {List{plain("a.example", 80, "GET", "PUT")}, List{plain("a.example", 80, "GET", "HEAD")}, Destination{"a.example", 80, "PUT"}, false},
		"methods of different ports":    {List{plain("a.example", 80, "GET", "PUT")}, List{plain("a.example", 80, "GET"), plain("a.example", 81, "PUT")}, Destination{"a.example", 80, "PUT"}, false},
		"CONNECT by its name":           {List{plain("a.example", 443, Connect)}, List{host("a.example", 443)}, Destination{}, true},
	} {
		t.Run(name, func(t *testing.T) {
			got, within := test.list.Within(test.approved)
			assert.Equal(t, test.within, within)
			assert.Equal(t, test.want, got)
		})
	}
}

func TestUnionLeavesOutWhatIsCovered(t *testing.T) {
	union := Union(
		List{{Host: "x.a.example", Ports: []int{443}}, {Host: "b.example", Ports: []int{443}}},
		List{{Host: "a.example", Subdomains: true, Ports: []int{443}}, {Host: "b.example", Ports: []int{22}}, {Host: "y.a.example", Ports: []int{22}}},
	)
	assert.Equal(t, List{
		{Host: "b.example", Ports: []int{22, 443}},
		{Host: "a.example", Subdomains: true, Ports: []int{443}},
		{Host: "y.a.example", Ports: []int{22}},
	}, union)
	assert.Equal(t, []int{22, 443}, union.Ports())
}

func TestConsoleIsExactNamesOfTheRegion(t *testing.T) {
	list, err := Console("ap-northeast-1")
	require.NoError(t, err)
	assert.True(t, list.Admits(Destination{"ap-northeast-1.console.aws.amazon.com", 443, Connect}))
	assert.True(t, list.Admits(Destination{"ap-northeast-1.signin.aws", 443, Connect}))
	for _, e := range list {
		assert.False(t, e.Subdomains, e.Host)
		assert.Equal(t, []int{443}, e.Ports, e.Host)
	}
	for _, everybodys := range []string{"d111111abcdef8.cloudfront.net", "opfcaptcha-prod.s3.amazonaws.com", "s3.ap-northeast-1.amazonaws.com", "us-west-2.console.aws.amazon.com"} {
		assert.False(t, list.Admits(Destination{everybodys, 443, Connect}), everybodys)
	}
	home, err := Console("us-east-1")
	require.NoError(t, err)
	assert.Len(t, home, len(list)-2, "us-east-1 names itself once")
}

func TestConsoleRefusesRegionsItDoesNotKnow(t *testing.T) {
	for _, region := range []string{"", "tokyo", "cn-north-1", "us-gov-west-1", "ap-northeast-1.evil.example"} {
		_, err := Console(region)
		assert.ErrorContains(t, err, "region", region)
	}
}

func TestConsoleDataIsReviewed(t *testing.T) {
	assert.NotEmpty(t, console.Sources)
	assert.Regexp(t, `^20\d\d-\d\d-\d\d$`, console.Reviewed)
	for _, gap := range console.Left {
		assert.NotEmpty(t, gap.Reason, gap.Name)
		assert.NotEmpty(t, gap.Effect, gap.Name)
	}
}

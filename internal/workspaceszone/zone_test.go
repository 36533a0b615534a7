package workspaceszone

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheReviewedFile(t *testing.T) {
	assert.NotEmpty(t, reviewed.Source.Title)
	assert.True(t, strings.HasPrefix(reviewed.Source.URL, "https://docs.aws.amazon.com/"))
	_, err := time.Parse(time.DateOnly, reviewed.Reviewed)
	assert.NoError(t, err)
	form, prefixes := regexp.MustCompile(`^[a-z]+[0-9]-az[0-9]$`), map[string]string{}
	for region, ids := range reviewed.Regions {
		assert.GreaterOrEqual(t, len(ids), 2, "%s: terminals need two zones", region)
		assert.True(t, slices.IsSorted(ids), region)
		assert.Equal(t, ids, slices.Compact(slices.Clone(ids)), region)
		prefix, _, _ := strings.Cut(ids[0], "-")
		assert.Empty(t, prefixes[prefix], "%s has the prefix of another region", region)
		prefixes[prefix] = region
		for _, id := range ids {
			assert.Regexp(t, form, id)
			assert.True(t, strings.HasPrefix(id, prefix+"-"), "%s is in %s", id, region)
		}
	}
	for _, one := range reviewed.LeftOut {
		assert.Empty(t, In(one.Region))
		assert.NotEmpty(t, one.Reason)
	}
}

func TestZones(t *testing.T) {
	for _, test := range []struct {
		region, zone string
		want         []string
	}{
		{"ap-northeast-1", "apne1-az2", []string{"apne1-az1", "apne1-az4"}},
		{"us-east-1", "use1-az2", []string{"use1-az2", "use1-az4", "use1-az6"}},
		{"us-gov-east-1", "usge1-az1", []string{"usge1-az1", "usge1-az2", "usge1-az3"}},
		{"ap-northeast-3", "apne3-az1", nil},
		{"us-east-2", "use2-az1", nil},
		{"", "", nil},
	} {
		assert.Equal(t, test.want, In(test.region), test.region)
		assert.Equal(t, test.want, Beside(test.zone), test.zone)
	}
	require.Contains(t, Regions(), "ap-northeast-1")
	assert.True(t, slices.IsSorted(Regions()))
	In("ap-northeast-1")[0], Beside("apne1-az1")[0] = "changed", "changed"
	assert.Equal(t, "apne1-az1", In("ap-northeast-1")[0], "the table is nobody's to change")
}

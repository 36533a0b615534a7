package closedworld

import (
	"bufio"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What the two programs register has been learned, or is a component of this project.
func TestTheProgramsAreLearned(t *testing.T) {
	for file, kind := range map[string]Kind{
		"../../programs/room/testdata/resources.golden":       Room,
		"../../programs/production/testdata/resources.golden": Production,
	} {
		golden, err := os.Open(file)
		require.NoError(t, err)
		defer golden.Close()
		lines := bufio.NewScanner(golden)
		for lines.Scan() {
			name, _, _ := strings.Cut(lines.Text(), " ")
			if Package(name) == "secure-room" {
				continue
			}
			learned, known := Learned(name)
			assert.True(t, known && learned.In(kind), "%s in %s", name, kind)
			_, refused := Refused(name)
			assert.False(t, refused, name)
			assert.True(t, HasPackage(kind, Package(name)), name)
		}
		require.NoError(t, lines.Err())
	}
}

func TestNothingIsLearnedAndRefused(t *testing.T) {
	for name := range read().learned {
		_, refused := Refused(name)
		assert.False(t, refused, name)
	}
	for _, one := range read().refused {
		assert.NotEmpty(t, one.Why, one.Prefix)
	}
}

func TestAListThatSaysTooLittle(t *testing.T) {
	for text, want := range map[string]string{
		"learned: [{stacks: [room], types: [a:b:C]}]":                                                  "one of them",
		"learned: [{judgedBy: x, harmless: y, stacks: [room], types: [a:b:C]}]":                        "one of them",
		"learned: [{judgedBy: x, stacks: [room], types: [a:b:C, a:b:C]}]":                              "twice",
		"learned: [{judgedBy: x, stacks: [elsewhere], types: [a:b:C]}]":                                "no kind of stack",
		"mayIgnore: [{type: a:b:C, properties: [x], why: y}]":                                          "no judged type",
		"learned: [{harmless: x, stacks: [room], types: [a:b:C]}]\nmayIgnore: [{type: a:b:C, why: y}]": "no judged type",
		"learnt: []": "not found",
	} {
		_, err := parse([]byte(text))
		assert.ErrorContains(t, err, want, text)
	}
}

func TestPackages(t *testing.T) {
	assert.Equal(t, "aws", ProviderOf("pulumi:providers:aws"))
	assert.Empty(t, ProviderOf("aws:ec2/vpc:Vpc"))
	assert.Equal(t, "pulumi-nodejs", Package("pulumi-nodejs:dynamic:Resource"))
	assert.False(t, HasPackage(Room, "pulumi-nodejs"))
	why, refused := Refused("aws:ec2/vpnConnection:VpnConnection")
	assert.True(t, refused)
	assert.Contains(t, why, "VPN")
}

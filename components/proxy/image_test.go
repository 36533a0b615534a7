package proxy_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/internal/squid"
)

// instruction is one of a Dockerfile's ("Dockerfile reference", Docker documentation).
type instruction struct{ name, arguments string }

func dockerfile(t *testing.T) []instruction {
	t.Helper()
	text, err := os.ReadFile("image/Dockerfile")
	require.NoError(t, err)
	var found []instruction
	for _, line := range strings.Split(strings.ReplaceAll(string(text), "\\\n", " "), "\n") {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, arguments, _ := strings.Cut(line, " ")
		found = append(found, instruction{name, strings.TrimSpace(arguments)})
	}
	return found
}

// only is the arguments of an instruction of which there is one.
func only(t *testing.T, all []instruction, name string) string {
	t.Helper()
	var found []string
	for _, one := range all {
		if one.name == name {
			found = append(found, one.arguments)
		}
	}
	require.Len(t, found, 1, name)
	return found[0]
}

func list(t *testing.T, text string) (items []string) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(text), &items), text)
	return items
}

// What is not listed here would change the image out of this test's sight: ADD fetches, ENV and ARG reach into scripts,
// SHELL and ONBUILD change what others mean.
func TestTheImageIsMadeOfFewThings(t *testing.T) {
	var names []string
	for _, one := range dockerfile(t) {
		names = append(names, one.name)
	}
	assert.Equal(t, []string{"FROM", "RUN", "COPY", "VOLUME", "USER", "EXPOSE", "ENTRYPOINT"}, names)
}

func TestWhatTheImageIsBuiltFromIsFixed(t *testing.T) {
	all := dockerfile(t)
	assert.Regexp(t, `^debian:12\.[0-9]+-slim@sha256:[0-9a-f]{64}$`, only(t, all, "FROM"))
	packages := only(t, all, "RUN")
	assert.Regexp(t, `apt-get install --yes --no-install-recommends 'squid-openssl=[0-9.]+-\*' openssl +&& `, packages,
		"Squid of one release, and what makes it a certificate")
	assert.NotRegexp(t, `curl|wget|http:|https:|unauthenticated|allow-insecure`, packages)
}

// What the task definition says (and the policy demands) of the container is what the image is made for.
func TestTheImageIsWhatTheTaskDefinitionSays(t *testing.T) {
	all := dockerfile(t)
	assert.Equal(t, squid.User, only(t, all, "USER"))
	assert.Equal(t, strconv.Itoa(squid.Port), only(t, all, "EXPOSE"))
	assert.Equal(t, []string{squid.Scratch}, list(t, only(t, all, "VOLUME")), "a mount takes its owner from a declared volume")
	assert.Contains(t, only(t, all, "RUN"), "install --directory --owner=proxy --group=proxy --mode=0700 "+squid.Scratch)

	// --chmod=0555 entrypoint healthy /usr/local/bin/
	copied := strings.Fields(only(t, all, "COPY"))
	require.Greater(t, len(copied), 2)
	assert.Equal(t, "--chmod=0555", copied[0], "nobody can write them")
	folder := copied[len(copied)-1]
	programs := map[string]bool{}
	for _, name := range copied[1 : len(copied)-1] {
		_, err := os.Stat(path.Join("image", name))
		assert.NoError(t, err)
		programs[path.Join(folder, name)] = true
	}
	entry := list(t, only(t, all, "ENTRYPOINT"))
	require.Len(t, entry, 1)
	assert.True(t, programs[entry[0]], "%s is copied", entry[0])
	check := squid.HealthCheck()
	assert.True(t, len(check) == 2 && check[0] == "CMD" && programs[check[1]], "%s is copied", check)

	script, err := os.ReadFile(path.Join("image", path.Base(entry[0])))
	require.NoError(t, err)
	assert.Contains(t, string(script), "$"+squid.Variable)
	assert.Contains(t, string(script), squid.Scratch+"/")
	assert.Regexp(t, `(?m)^exec .*squid -N `, string(script), "Squid gets the signal that stops the container")
	healthy, err := os.ReadFile(path.Join("image", path.Base(check[1])))
	require.NoError(t, err)
	assert.Contains(t, string(healthy), fmt.Sprintf("/127.0.0.1/%d", squid.Port))
}

// ECS kills what has not stopped by itself; Fargate waits 120 seconds at most ("stopTimeout", Amazon ECS Developer
// Guide).
func TestConnectionsMayFinishBeforeTheContainerIsKilled(t *testing.T) {
	_, recorder := made(t, args())
	container := containers(t, recorder)[0]
	configuration := container["environment"].([]any)[0].(map[string]any)["value"].(string)
	found := regexp.MustCompile(`(?m)^shutdown_lifetime ([0-9]+) seconds$`).FindStringSubmatch(configuration)
	require.NotNil(t, found)
	lifetime, err := strconv.Atoi(found[1])
	require.NoError(t, err)
	stop := int(container["stopTimeout"].(float64))
	assert.GreaterOrEqual(t, stop, lifetime+10, "Squid needs a while to notice that time is up")
	assert.LessOrEqual(t, stop, 120)
}

package squid

import (
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
)

// A real Squid takes the configuration that we render. Debian's package, which `make test` installs where it may, is
// the release that the image runs.
func TestReleaseTakesTheGoldenFile(t *testing.T) {
	const binary = "/usr/sbin/squid"
	if _, err := os.Stat(binary); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("%s is missing; install Debian's squid-openssl", binary)
		}
		t.Skipf("%s is missing; install Debian's squid-openssl to run this test", binary)
	}
	output, err := exec.Command(binary, "-k", "parse", "-f", "testdata/squid.conf").CombinedOutput()
	assert.NoError(t, err, "%s", output)
	assert.NotRegexp(t, `(?m)ERROR|FATAL`, string(output))

	broken, err := exec.Command(binary, "-k", "parse", "-f", "testdata/broken.conf").CombinedOutput()
	assert.Error(t, err, "a Squid that takes anything proves nothing: %s", broken)
}

package terminals

import (
	"fmt"
	"math"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"secure-room/policy/baseline"
	"secure-room/policy/resource"
)

// workspace judges one terminal.
func (c *checker) workspace(r *resource.Resource) {
	user := r.Properties.Get("userName")
	switch approved := c.approved(user); {
	case approved == nil:
		c.reject(userNotApproved, r, fmt.Sprintf("Terminal %s is for %s, who is none of the baseline's users.", r.Name, resource.Quote(user)),
			"")
	case approved.Role == "viewer":
		c.reject(userNotApproved, r, fmt.Sprintf("Terminal %s is for %s, a viewer in the baseline; viewers have no terminal.", r.Name, resource.Quote(user)),
			"Give terminals to operators and managers only, or have the user approved as one.")
	}
	c.stops(r)
	for _, key := range []string{"rootVolumeEncryptionEnabled", "userVolumeEncryptionEnabled"} {
		if value := c.Scope.Given(r, key); !isTrue(value) {
			c.reject(volumeNotEncrypted, r, fmt.Sprintf("Terminal %s has %s set to %s; both volumes must be encrypted.", r.Name, key, resource.Quote(value)), "")
		}
	}
	// A key that is not known yet is a key all the same.
	if key, standing := resource.Text(c.Scope.Given(r, "volumeEncryptionKey")); standing != resource.Unknown &&
		(standing != resource.Known || strings.TrimSpace(key) == "") {
		c.reject(volumeNotEncrypted, r, fmt.Sprintf("Terminal %s names no key for its volumes.", r.Name), "")
	} else if strings.HasSuffix(strings.TrimSpace(key), "alias/aws/workspaces") {
		c.reject(volumeNotEncrypted, r, fmt.Sprintf("Terminal %s takes %s, AWS's own key, which the whole account shares.", r.Name,
			resource.Quote(c.Scope.Given(r, "volumeEncryptionKey"))), "")
	}
}

// approved is the baseline user of a name; nil when there is none.
func (c *checker) approved(name property.Value) *baseline.User {
	text, standing := resource.Text(name)
	if standing != resource.Known {
		return nil
	}
	return c.people().Named(text)
}

// stops judges whether a terminal stops by itself, soon enough. The provider's default is to run always; the timer runs
// in whole hours ("Manage the running mode", Amazon WorkSpaces Administration Guide).
func (c *checker) stops(r *resource.Resource) {
	most := c.Baseline.Terminals.MaximumAutoStopMinutes
	properties, _ := c.section(r, "workspaceProperties")
	if mode, standing := resource.Text(properties.Get("runningMode")); standing != resource.Known || mode != "AUTO_STOP" {
		c.reject(doesNotStop, r, fmt.Sprintf("Terminal %s has running mode %s; only AUTO_STOP is allowed, since a terminal that nobody uses must stop.",
			r.Name, resource.Quote(properties.Get("runningMode"))), "")
	}
	timeout := properties.Get("runningModeAutoStopTimeoutInMinutes")
	minutes, standing := resource.Number(timeout)
	if standing != resource.Known || !(minutes >= 60 && minutes <= float64(most)) || math.Mod(minutes, 60) != 0 {
		c.reject(doesNotStop, r, fmt.Sprintf("Terminal %s stops after %s minutes; allowed is a multiple of 60 up to %d.", r.Name, resource.Quote(timeout), most),
			"")
	}
}

// oneEach refuses a second terminal of the same user.
func (c *checker) oneEach() {
	first := map[string]*resource.Resource{}
	for i := range c.Resources {
		r := &c.Resources[i]
		user, standing := resource.Text(r.Properties.Get("userName"))
		if r.Type != workspaceType || standing != resource.Known {
			continue
		}
		if other := first[strings.ToLower(user)]; other != nil {
			c.reject(secondTerminal, r, fmt.Sprintf("Terminal %s is a second one of the same user, beside %s; each has one.", r.Name, other.Name), "")
			continue
		}
		first[strings.ToLower(user)] = r
	}
}

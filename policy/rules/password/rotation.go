package password

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"secure-room/policy/resource"
)

const (
	associationType = "aws:ssm/association:Association"
	documentType    = "aws:ssm/document:Document"
)

// slowest leaves a day before the default domain policy ends a password's life ("Password policies", AWS Directory
// Service Administration Guide: 42 days, Admin included).
const slowest = 41 * 24 * time.Hour

// rotation demands that something gives Admin a new password before the old one's life ends. Until then the first one,
// which Pulumi's state holds, is in force. It sees that there is such a thing, run by Systems Manager at once and at a
// rate, for this directory; whether its script does what it calls, no rule can see.
func (c *checker) rotation(directory *resource.Resource) {
	if c.Scope == resource.Single {
		return // it is made of several resources
	}
	for i := range c.Resources {
		if r := &c.Resources[i]; r.Type == associationType && r.Stack == directory.Stack && often(r) && c.meant(r, directory) && c.resets(r) {
			return
		}
	}
	c.report(notRotated, directory, "Nothing rotates the password of directory %s; a State Manager association must run a document that "+
		"calls Reset-DSUserPassword for Admin of this directory, at a rate of at most 41 days.", directory.Name)
}

var rate = regexp.MustCompile(`^rate\(([0-9]{1,6}) (minute|hour|day)s?\)$`)

// often says whether an association runs at a rate that is fast enough. Other schedules are not read.
func often(association *resource.Resource) bool {
	text, standing := resource.Text(association.Properties.Get("scheduleExpression"))
	parts := rate.FindStringSubmatch(text)
	if standing != resource.Known || parts == nil {
		return false
	}
	count, _ := strconv.Atoi(parts[1]) // the form lets nothing else through
	unit := map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}[parts[2]]
	return count > 0 && time.Duration(count)*unit <= slowest
}

// meant says whether an association is told of the directory by one of its parameters.
func (c *checker) meant(association, directory *resource.Resource) bool {
	fields, standing := resource.Fields(association.Properties.Get("parameters"))
	if standing == resource.Unknown {
		return slices.Contains(association.PropertyDependencies["parameters"], directory.URN)
	}
	id, known := resource.Text(directory.Properties.Get("id"))
	for _, value := range fields.All {
		text, standing := resource.Text(value)
		if standing == resource.Known && known == resource.Known && text == id ||
			standing == resource.Unknown && slices.Contains(association.PropertyDependencies["parameters"], directory.URN) {
			return true
		}
	}
	return false
}

// resets says whether an association's document calls the reset, and for Admin.
func (c *checker) resets(association *resource.Resource) bool {
	name, standing := resource.Text(association.Properties.Get("name"))
	for i := range c.Resources {
		r := &c.Resources[i]
		if r.Type != documentType || r.Stack != association.Stack {
			continue
		}
		own, _ := resource.Text(r.Properties.Get("name"))
		id, _ := resource.Text(r.Properties.Get("id"))
		named := standing == resource.Known && name != "" && (name == own || name == id) ||
			standing == resource.Unknown && slices.Contains(association.PropertyDependencies["name"], r.URN)
		if named && callsReset(r.Properties.Get("content")) {
			return true
		}
	}
	return false
}

// call is the cmdlet of ds:ResetUserPassword for Admin. A comment on the same line does not count as a call.
var call = regexp.MustCompile(`(?i)^[^#]*\bReset-DSUserPassword\b[^#]*-UserName ['\\"]*Admin\b`)

// callsReset looks through the strings of a document's JSON, however that is written.
func callsReset(content property.Value) bool {
	text, standing := resource.Text(content)
	var document any
	if standing != resource.Known || json.Unmarshal([]byte(text), &document) != nil {
		return false
	}
	return calls(document)
}

func calls(v any) bool {
	switch v := v.(type) {
	case string:
		return slices.ContainsFunc(strings.Split(v, "\n"), call.MatchString)
	case []any:
		return slices.ContainsFunc(v, calls)
	case map[string]any:
		for _, field := range v {
			if calls(field) {
				return true
			}
		}
	}
	return false
}

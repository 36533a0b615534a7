// Package squid knows Squid's configuration: it writes the proxy's and works out what any given one lets through, by
// Squid 5's own rules (squid-cache.org, "squid.conf" reference; source of release 5.7 where that is silent).
package squid

import "encoding/json"

// What the proxy's image (components/proxy/image) and whoever runs or judges it agree on.
const (
	// Variable is the one environment variable that the image reads: the whole configuration.
	Variable = "SQUID_CONF"
	// Port is where the proxy listens.
	Port = 3128
	// Scratch is the one directory that the image writes to.
	Scratch = "/scratch"
	// User is Debian's "proxy", by number, since a container's user may not depend on what its image calls it.
	User = "13:13"
)

// HealthCheck is the command, part of the image, that says whether the proxy takes connections.
func HealthCheck() []string { return []string{"CMD", "/usr/local/bin/healthy"} }

// ConfigurationIn is Squid's configuration in the containers of a task definition, which are JSON as ECS takes them; false
// when they hold none, or are not known.
func ConfigurationIn(containerDefinitions string) (string, bool) {
	var containers []struct {
		Environment []struct{ Name, Value string }
	}
	if json.Unmarshal([]byte(containerDefinitions), &containers) != nil {
		return "", false
	}
	for _, c := range containers {
		for _, variable := range c.Environment {
			if variable.Name == Variable {
				return variable.Value, true
			}
		}
	}
	return "", false
}

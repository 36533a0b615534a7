// Package mode says whether this machine was asked to stand in for AWS.
//
// Every local provider looks here before it serves anything, so that a provider left behind in a
// plugin folder can never answer for the real one.
package mode

import (
	"fmt"
	"os"
)

// Variable is the switch. The local environment file sets it; a real deploy never does.
const Variable = "SECURE_ROOM_LOCAL_AWS"

// Demand gives an error unless local mode was asked for. The plugin's name goes into the sentence.
func Demand(plugin string) error {
	if os.Getenv(Variable) == "" {
		return fmt.Errorf("%s is the local stand-in and %s is not set: set it for a rehearsal, "+
			"or remove this plugin from PULUMI_HOME to use the real one", plugin, Variable)
	}
	return nil
}

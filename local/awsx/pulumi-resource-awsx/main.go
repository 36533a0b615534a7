// Command pulumi-resource-awsx is the local stand-in for the awsx provider.
package main

import (
	"fmt"
	"os"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/provider"

	"secure-room/local/awsx"
	"secure-room/local/lifeline"
	"secure-room/local/mode"
)

func main() {
	err := mode.Demand("pulumi-resource-awsx")
	if err == nil {
		lifeline.Watch(os.Stdin, func() { os.Exit(1) })
		err = provider.ComponentMain("awsx", awsx.Version, awsx.Schema, awsx.Construct)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

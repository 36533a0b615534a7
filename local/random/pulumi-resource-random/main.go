// Command pulumi-resource-random is the local stand-in for the random provider.
package main

import (
	"fmt"
	"os"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/provider"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"

	"secure-room/local/lifeline"
	"secure-room/local/mode"
	"secure-room/local/random"
)

func main() {
	err := mode.Demand("pulumi-resource-random")
	if err == nil {
		lifeline.Watch(os.Stdin, func() { os.Exit(1) })
		err = provider.Main("random", func(*provider.HostClient) (pulumirpc.ResourceProviderServer, error) {
			return plugin.NewProviderServer(random.New()), nil
		})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

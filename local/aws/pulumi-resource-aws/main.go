// Command pulumi-resource-aws serves AWS's resource types from the local cloud.
package main

import (
	"fmt"
	"os"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/provider"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"

	"secure-room/local/aws"
	"secure-room/local/aws/cloud"
	"secure-room/local/aws/store"
	"secure-room/local/lifeline"
	"secure-room/local/mode"
)

func main() {
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve() error {
	// The switch must be set in sight, and names the folder that the cloud is kept in.
	if err := mode.Demand("pulumi-resource-aws"); err != nil {
		return err
	}
	kept, err := store.Open(os.Getenv(mode.Variable))
	if err != nil {
		return err
	}
	engine, err := cloud.New(kept, aws.Services()...)
	if err != nil {
		return err
	}
	lifeline.Watch(os.Stdin, func() { os.Exit(1) }) // what was under way is one transaction: made or not made
	return provider.Main("aws", func(*provider.HostClient) (pulumirpc.ResourceProviderServer, error) {
		return plugin.NewProviderServer(engine.Provider()), nil
	})
}

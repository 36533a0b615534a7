// Command pulumi-resource-aws serves AWS's resource types from the local cloud.
package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/provider"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"

	"secure-room/local/aws"
	"secure-room/local/aws/cloud"
	"secure-room/local/aws/store"
)

// folderVariable is the switch that a local run must set in sight: without it nothing is served, so
// that a deploy meant for the real AWS can never end here unnoticed.
const folderVariable = "SECURE_ROOM_LOCAL_AWS"

func main() {
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve() error {
	folder := os.Getenv(folderVariable)
	if folder == "" {
		return errors.New("this is the local AWS, not the real one: set " + folderVariable + " to the folder it may keep its cloud in, or install the real provider with `pulumi plugin install resource aws`")
	}
	kept, err := store.Open(folder)
	if err != nil {
		return err
	}
	engine, err := cloud.New(kept, aws.Services()...)
	if err != nil {
		return err
	}
	return provider.Main("aws", func(*provider.HostClient) (pulumirpc.ResourceProviderServer, error) {
		return plugin.NewProviderServer(engine.Provider()), nil
	})
}

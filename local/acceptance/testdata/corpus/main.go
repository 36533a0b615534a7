// A program that registers whatever resources a file lists, as every language's SDK does in the end.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/types/known/emptypb"
)

func main() {
	if err := run(context.Background(), os.Getenv("PULUMI_MONITOR"), os.Getenv("CORPUS_RESOURCES")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, monitor, file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("read what to register: %w", err)
	}
	var requests []json.RawMessage
	if err := json.Unmarshal(text, &requests); err != nil {
		return fmt.Errorf("read %s: %w", file, err)
	}
	connection, err := grpc.NewClient(monitor, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return fmt.Errorf("reach the engine: %w", err)
	}
	defer connection.Close()
	engine := pulumirpc.NewResourceMonitorClient(connection)
	ids := map[string]string{}
	for _, raw := range requests {
		var request pulumirpc.RegisterResourceRequest
		if err := protojson.Unmarshal(raw, &request); err != nil {
			return fmt.Errorf("read a resource of %s: %w", file, err)
		}
		// A provider is named by its id too, which is known from here on.
		if request.Provider != "" {
			request.Provider += "::" + ids[request.Provider]
		}
		answer, err := engine.RegisterResource(ctx, &request)
		if err != nil {
			return fmt.Errorf("register %s: %w", request.Name, err)
		}
		ids[answer.Urn] = answer.Id
	}
	_, err = engine.SignalAndWaitForShutdown(ctx, &emptypb.Empty{})
	return err
}

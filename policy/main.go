// The policy pack of the secure room. The Pulumi engine starts it on every deploy that names the folder policy as a
// pack; see PulumiPolicy.yaml.
package main

import (
	"fmt"
	"os"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/policyx"

	"secure-room/policy/baseline"
	"secure-room/policy/pack"
	"secure-room/policy/record"
	"secure-room/policy/resource"
	"secure-room/policy/rules"
)

func main() {
	if err := policyx.Main(start); err != nil {
		fmt.Fprintln(os.Stderr, "secure-room policy pack:", err)
		os.Exit(1)
	}
}

// start refuses an unsafe baseline, so that no deploy goes through under one, and says which baseline is in force. Of
// an update that it lets pass it leaves a record, where the environment says so.
func start(ctx *pulumi.Context) (policyx.PolicyPack, error) {
	approved, err := baseline.Approved()
	if err != nil {
		return nil, err
	}
	if err := ctx.Log.Info("secure-room policy: baseline "+baseline.Digest(), nil); err != nil {
		return nil, fmt.Errorf("say which baseline is in force: %w", err)
	}
	folder := os.Getenv(record.Variable)
	if folder == "" || ctx.DryRun() {
		return pack.New(approved, rules.All())
	}
	return pack.New(approved, rules.All(), func(passed []resource.Resource) error {
		return record.New(ctx.Project(), ctx.Stack(), baseline.Digest(), time.Now(), passed).Write(folder)
	})
}

// Command outputs registers no cloud resource: it tests the language host and the harness alone.
package main

import (
	"errors"
	"os"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		setting := func(key string) string { value, _ := ctx.GetConfig("outputs:" + key); return value }
		if setting("fail") != "" {
			return errors.New("told to fail")
		}
		if setting("forbidden") != "" { // the pack beside this program refuses the type
			var component pulumi.ResourceState
			if err := ctx.RegisterComponentResource("sandbox:index:Forbidden", "forbidden", &component); err != nil {
				return err
			}
		}
		if started := setting("waitAfter"); started != "" { // long enough for a test to kill it
			if err := os.WriteFile(started, nil, 0o600); err != nil {
				return err
			}
			time.Sleep(time.Minute)
		}
		ctx.Export("greeting", pulumi.String(setting("greeting")))
		return nil
	})
}

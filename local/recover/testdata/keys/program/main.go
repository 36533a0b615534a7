// Command keys makes passwords and keys, one key for each password: many small resources to kill an update among.
package main

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

const (
	pairs         = 12
	randomVersion = "4.18.0"
	awsVersion    = "6.83.0"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		for i := range pairs {
			var password, key pulumi.CustomResourceState
			err := ctx.RegisterResource("random:index/randomPassword:RandomPassword", fmt.Sprintf("password-%d", i),
				pulumi.Map{"length": pulumi.Int(32)}, &password, pulumi.Version(randomVersion))
			if err != nil {
				return err
			}
			err = ctx.RegisterResource("aws:kms/key:Key", fmt.Sprintf("key-%d", i),
				pulumi.Map{"description": pulumi.Sprintf("for %s", password.URN()), "enableKeyRotation": pulumi.Bool(true)},
				&key, pulumi.Version(awsVersion), pulumi.DependsOn([]pulumi.Resource{&password}))
			if err != nil {
				return err
			}
		}
		return nil
	})
}

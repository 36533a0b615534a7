// Production as it should be, and as many log groups more as the config says: to measure how long larger stacks take.
package main

import (
	"fmt"
	"strconv"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/programs/production"
	"secure-room/programs/settings"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		text, _ := ctx.GetConfig("many:more")
		more, err := strconv.Atoi(text)
		if err != nil {
			return fmt.Errorf("read how many log groups more: %w", err)
		}
		own, err := settings.ReadProduction(ctx)
		if err != nil {
			return err
		}
		if err := production.Run(ctx, own); err != nil {
			return err
		}
		for i := range more {
			group := &cloudwatch.LogGroupArgs{RetentionInDays: pulumi.Int(90)}
			if _, err := cloudwatch.NewLogGroup(ctx, fmt.Sprintf("more-%d", i), group); err != nil {
				return err
			}
		}
		return nil
	})
}

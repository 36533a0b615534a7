package alarms_test

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/alarms"
	"secure-room/components/componenttest"
)

// An alarm that security is told of by mail.
func ExampleNew() {
	recorder := componenttest.New() // stands in for Pulumi and AWS
	err := recorder.Run(func(ctx *pulumi.Context) error {
		a, err := alarms.New(ctx, "room-alarms", &alarms.Args{Account: account, Emails: []string{"security@example.com"}})
		if err != nil {
			return err
		}
		return a.Watch(ctx, "room-root-log-in", alarms.Alarm{
			Description: "The account's root user has logged in.",
			Namespace:   "room", Metric: "RootLogIns", Seconds: 300, Times: 1, Threshold: 1,
		}, a)
	})
	fmt.Println(err)
	fmt.Println(recorder.Names("aws:cloudwatch/metricAlarm:MetricAlarm"))
	// Output:
	// <nil>
	// [room-root-log-in]
}

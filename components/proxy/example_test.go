package proxy_test

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/alarms"
	"secure-room/components/componenttest"
	"secure-room/components/proxy"
	"secure-room/internal/allowlist"
)

// A proxy that lets terminals reach one Git host and nothing else.
func ExampleNew() {
	recorder := componenttest.New() // stands in for Pulumi and AWS
	err := recorder.Run(func(ctx *pulumi.Context) error {
		own, err := room(ctx)
		if err != nil {
			return err
		}
		told, err := alarms.New(ctx, "room-alarms", &alarms.Args{Account: own.Account, Emails: []string{"security@example.com"}})
		if err != nil {
			return err
		}
		p, err := proxy.New(ctx, "room-proxy", &proxy.Args{
			Network:          own,
			SubnetIDs:        []pulumi.StringInput{pulumi.String("subnet-1"), pulumi.String("subnet-2")},
			Clients:          []netip.Prefix{netip.MustParsePrefix("10.20.32.0/24"), netip.MustParsePrefix("10.20.33.0/24")},
			ClientsGroupID:   pulumi.String("sg-terminals"),
			ImageDigest:      "sha256:" + strings.Repeat("a", 64),
			Hosts:            []allowlist.Entry{{Host: "git.example.com", Ports: []int{443}, Reason: "source code"}},
			Namespace:        "room.internal",
			LogRetentionDays: 365,
			MostTasks:        4,
			Alarms:           told,
			Thresholds:       proxy.Thresholds{DeniedRequests: 50, SentMiB: 2048, SentMiBByTerminal: 512},
		})
		if err != nil {
			return err
		}
		fmt.Println(p.Address)
		fmt.Println(p.Allowed.Admits(allowlist.Destination{Host: "git.example.com", Port: 443, Method: allowlist.Connect}))
		fmt.Println(p.Allowed.Admits(allowlist.Destination{Host: "www.example.com", Port: 443, Method: allowlist.Connect}))
		return nil
	})
	fmt.Println(err)
	// Output:
	// proxy.room.internal:3128
	// true
	// false
	// <nil>
}

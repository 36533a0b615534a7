package web_test

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/componenttest"
	"secure-room/components/network"
	"secure-room/components/web"
)

// A site behind a public load balancer: whoever reaches the balancer on 443 is all that reaches the tasks.
func ExampleNew() {
	recorder := componenttest.New() // stands in for Pulumi and AWS
	err := recorder.Run(func(ctx *pulumi.Context) error {
		own, err := network.New(ctx, "production", &network.Args{
			CIDR:                 netip.MustParsePrefix("10.10.0.0/16"),
			AvailabilityZoneIDs:  []string{"apne1-az1", "apne1-az4"},
			Tiers:                []network.Tier{{Name: "public", Reach: network.Public}, {Name: "app", Reach: network.Egress}},
			SingleNATGateway:     true,
			FlowLogRetentionDays: 365,
		})
		if err != nil {
			return err
		}
		_, err = web.New(ctx, "web", &web.Args{
			Network:            own,
			Public:             own.Tier("public"),
			App:                own.Tier("app"),
			Image:              "public.ecr.aws/nginx/nginx-unprivileged@sha256:" + strings.Repeat("0a", 32),
			Port:               8080,
			HealthPath:         "/",
			CertificateARN:     certificateARN,
			RedirectHTTP:       true,
			DeletionProtection: true,
			LogRetentionDays:   365,
		})
		return err
	})
	fmt.Println(err)
	for _, name := range recorder.Names("aws:lb/listener:Listener") {
		fmt.Println("listener", name)
	}
	for _, name := range recorder.Names(ingressType) {
		fmt.Println("way in  ", name)
	}
	// Output:
	// <nil>
	// listener web
	// listener web-redirect
	// way in   web-balancer-from-internet
	// way in   web-balancer-redirect
	// way in   web-from-balancer
}

package dnsfirewall_test

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/componenttest"
	"secure-room/components/dnsfirewall"
	"secure-room/internal/allowlist"
)

// A VPC that may ask for one Git host and the proxy's own name, and for nothing else.
func ExampleNew() {
	recorder := componenttest.New() // stands in for Pulumi and AWS
	err := recorder.Run(func(ctx *pulumi.Context) error {
		f, err := dnsfirewall.New(ctx, "room", &dnsfirewall.Args{
			VpcID:   pulumi.String("vpc-room"),
			Allowed: allowlist.List{{Host: "git.example.com", Ports: []int{443}, Reason: "source code"}},
			Names:   []string{"proxy.room.internal"},
		})
		if err != nil {
			return err
		}
		fmt.Println(f.Domains)
		return nil
	})
	fmt.Println(err)
	// Output:
	// [git.example.com proxy.room.internal]
	// <nil>
}

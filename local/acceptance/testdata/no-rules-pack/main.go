// A policy pack of the same shape as the secure room's that judges nothing: what a preview takes longer with it than
// without any is the price of every pack, and none of our rules'.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/blang/semver"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/policyx"
)

func main() {
	err := policyx.Main(func(*pulumi.Context) (policyx.PolicyPack, error) {
		return policyx.NewPolicyPack("no-rules", semver.MustParse("1.0.0"), policyx.EnforcementLevelMandatory, []policyx.Policy{
			policyx.NewResourceValidationPolicy("resource", policyx.ResourceValidationPolicyArgs{
				Description:      "Nothing of one resource.",
				EnforcementLevel: policyx.EnforcementLevelMandatory,
				ValidateResource: func(context.Context, policyx.ResourceValidationArgs) error { return nil },
			}),
			policyx.NewStackValidationPolicy("stack", policyx.StackValidationPolicyArgs{
				Description:      "Nothing of the stack.",
				EnforcementLevel: policyx.EnforcementLevelMandatory,
				ValidateStack:    func(context.Context, policyx.StackValidationArgs) error { return nil },
			}),
		})
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, "policy pack without rules:", err)
		os.Exit(1)
	}
}

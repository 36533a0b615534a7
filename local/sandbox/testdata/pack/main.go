// Command pack is a policy pack with one rule on the whole stack: it tests that packs run, and stop an update.
package main

import (
	"context"
	"log"

	"github.com/blang/semver"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/policyx"
)

func main() {
	rule := policyx.NewStackValidationPolicy("nothing-forbidden", policyx.StackValidationPolicyArgs{
		Description:      "The stack holds nothing forbidden.",
		EnforcementLevel: policyx.EnforcementLevelMandatory,
		ValidateStack: func(_ context.Context, args policyx.StackValidationArgs) error {
			for _, resource := range args.Resources {
				if resource.Type == "sandbox:index:Forbidden" {
					args.Manager.ReportViolation("this type is forbidden", resource.URN)
				}
			}
			return nil
		},
	})
	err := policyx.Main(func(*pulumi.Context) (policyx.PolicyPack, error) {
		return policyx.NewPolicyPack("pack", semver.MustParse("1.0.0"), policyx.EnforcementLevelMandatory, []policyx.Policy{rule})
	})
	if err != nil {
		log.Fatal(err)
	}
}

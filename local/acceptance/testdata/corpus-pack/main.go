// The policy pack with all its rules, under the baseline that the corpus of cases is judged by.
package main

import (
	"fmt"
	"os"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/policyx"

	"secure-room/policy/pack"
	"secure-room/policy/policytest"
	"secure-room/policy/rules"
)

func main() {
	if err := policyx.Main(func(*pulumi.Context) (policyx.PolicyPack, error) {
		return pack.New(policytest.Baseline(), rules.All())
	}); err != nil {
		fmt.Fprintln(os.Stderr, "policy pack:", err)
		os.Exit(1)
	}
}

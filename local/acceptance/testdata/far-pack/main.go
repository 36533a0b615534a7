// The policy pack with all its rules, under a baseline that approves several rooms and productions.
package main

import (
	_ "embed"
	"fmt"
	"os"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/policyx"

	"secure-room/policy/baseline"
	"secure-room/policy/pack"
	"secure-room/policy/rules"
)

//go:embed baseline.yaml
var text []byte

func main() {
	if err := policyx.Main(func(*pulumi.Context) (policyx.PolicyPack, error) {
		approved, err := baseline.Parse("baseline.yaml", text)
		if err != nil {
			return nil, err
		}
		return pack.New(approved, rules.All())
	}); err != nil {
		fmt.Fprintln(os.Stderr, "policy pack:", err)
		os.Exit(1)
	}
}

// The policy pack with all its rules, under the baseline that the case is judged by.
package main

import (
	"fmt"
	"os"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/policyx"

	"secure-room/policy/baseline"
	"secure-room/policy/pack"
	"secure-room/policy/rules"
)

func main() {
	if err := policyx.Main(func(*pulumi.Context) (policyx.PolicyPack, error) {
		file := os.Getenv("CORPUS_BASELINE")
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("read the case's baseline: %w", err)
		}
		approved, err := baseline.Parse(file, text)
		if err != nil {
			return nil, err
		}
		return pack.New(approved, rules.All())
	}); err != nil {
		fmt.Fprintln(os.Stderr, "policy pack:", err)
		os.Exit(1)
	}
}

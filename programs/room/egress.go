package room

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/internal/allowlist"
	"secure-room/programs/settings"
)

// warnOfEgress tells the deployer which config keys let terminals reach accounts that are not the company's.
func warnOfEgress(ctx *pulumi.Context, egress settings.Egress) error {
	for _, text := range egressWarnings(egress) {
		if err := ctx.Log.Warn(text, nil); err != nil {
			return fmt.Errorf("warning of what the proxy lets out: %w", err)
		}
	}
	return nil
}

func egressWarnings(egress settings.Egress) []string {
	var texts []string
	if egress.Console {
		texts = append(texts, "secure-room:egress.console "+allowlist.ConsoleOpens+".")
	}
	for i, entry := range egress.Hosts {
		if text := entry.OthersAccounts(); text != "" {
			texts = append(texts, fmt.Sprintf("secure-room:egress.hosts[%d]: %s.", i, text))
		}
	}
	return texts
}

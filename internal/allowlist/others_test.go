package allowlist

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestOthersAccounts(t *testing.T) {
	for host, want := range map[string]string{
		"sts.amazonaws.com":                        "interface VPC endpoint",
		"sqs.ap-northeast-1.amazonaws.com":         "interface VPC endpoint",
		"api.ecr.ap-northeast-1.amazonaws.com":     "interface VPC endpoint",
		"ec2.ap-northeast-1.api.aws":               "interface VPC endpoint",
		"execute-api.ap-northeast-1.amazonaws.com": "interface VPC endpoint",
		"github.com": "a server of your own",
		"gitlab.com": "a server of your own",
		"123456789012.dkr.ecr.ap-northeast-1.amazonaws.com": "",
		"a1b2c3.execute-api.ap-northeast-1.amazonaws.com":   "",
		"vpce-1-2.sqs.ap-northeast-1.vpce.amazonaws.com":    "",
		"github.example.com":                                "",
		"amazonaws.com.example":                             "",
	} {
		said := Entry{Host: host}.OthersAccounts()
		if want == "" {
			assert.Empty(t, said, host)
			continue
		}
		assert.Contains(t, said, host)
		assert.Contains(t, said, want, host)
	}
}

// The console's own names are summed up in one sentence, ConsoleOpens, and so none may need one of its own.
func TestConsoleIsSummedUp(t *testing.T) {
	list, err := Console("ap-northeast-1")
	require.NoError(t, err)
	for _, e := range list {
		assert.Empty(t, e.OthersAccounts(), e.Host)
	}
}

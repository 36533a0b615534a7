// Package site knows what a public web site is configured with: its certificate and the path that shows its health. Both
// stand in config and in components alike.
package site

import "regexp"

// What ParseARN and IsPath take, in words.
const (
	AllowedARN  = "the ARN of a certificate of AWS Certificate Manager, such as arn:aws:acm:ap-northeast-1:123456789012:certificate/…"
	AllowedPath = "a path of up to 1024 characters, such as /"
)

// form is "Resource types defined by AWS Certificate Manager", Service Authorization Reference.
var form = regexp.MustCompile(`^arn:aws[a-z-]*:acm:([a-z0-9-]+):([0-9]{12}):certificate/[0-9a-f-]{36}$`)

// ParseARN gives the region and the account of a certificate, and whether the text is a certificate's ARN.
func ParseARN(arn string) (region, accountID string, ok bool) {
	parts := form.FindStringSubmatch(arn)
	if parts == nil {
		return "", "", false
	}
	return parts[1], parts[2], true
}

var path = regexp.MustCompile(`^/[!-~]*$`)

// IsPath says whether a health check can ask for a path ("CreateTargetGroup, HealthCheckPath", Elastic Load Balancing API
// Reference).
func IsPath(text string) bool { return len(text) <= 1024 && path.MatchString(text) }

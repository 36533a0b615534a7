package cloud

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
)

// Account is the account of a provider that assumes no role in another one.
const Account = "123456789012"

// settings are the provider's inputs that the local cloud understands. Of the real provider's many
// others, those in ignored change only how AWS is called, and all the rest is refused.
var (
	settings = []string{"region", "defaultTags", "assumeRole", "assumeRoles", "allowedAccountIds", "forbiddenAccountIds", "version"}
	ignored  = []string{"profile", "maxRetries", "retryMode", "skipCredentialsValidation", "skipMetadataApiCheck",
		"skipRegionValidation", "skipRequestingAccountId", "sharedConfigFiles", "sharedCredentialsFiles", "pluginDownloadURL"}
)

var roleARN = regexp.MustCompile(`^arn:aws:iam::(\d{12}):role/.+$`)

// CheckConfig validates a provider resource.
func (p *Provider) CheckConfig(_ context.Context, request plugin.CheckConfigRequest) (plugin.CheckConfigResponse, error) {
	var faults faults
	for _, name := range slices.Sorted(maps.Keys(request.News)) {
		if !internal(string(name)) && !slices.Contains(settings, string(name)) && !slices.Contains(ignored, string(name)) {
			faults.add(string(name), "is a provider setting that the local AWS does not serve; it serves %s", strings.Join(settings, ", "))
		}
	}
	values := fromPulumi(request.News)
	if region := values.Text("region"); region != "" && regions[region] == nil {
		faults.add("region", "is %q, but must be one of %s", region, strings.Join(slices.Sorted(maps.Keys(regions)), ", "))
	}
	return plugin.CheckConfigResponse{Properties: request.News, Failures: faults.found}, nil
}

// DiffConfig says that everything lives elsewhere once the region or the role has changed.
func (p *Provider) DiffConfig(_ context.Context, request plugin.DiffConfigRequest) (plugin.DiffConfigResponse, error) {
	olds, news := essence(request.OldInputs, nil, nil), essence(request.NewInputs, nil, nil)
	return differences(olds, news, func(path resource.PropertyPath) bool { return path[0] == "region" }), nil
}

// Configure chooses the account and the region.
func (p *Provider) Configure(_ context.Context, request plugin.ConfigureRequest) (plugin.ConfigureResponse, error) {
	values := fromPulumi(request.Inputs)
	for name, value := range values {
		values[name] = structured(value)
	}
	p.region = values.Text("region")
	for _, variable := range []string{"AWS_REGION", "AWS_DEFAULT_REGION"} {
		if p.region == "" {
			p.region = os.Getenv(variable)
		}
	}
	if regions[p.region] == nil {
		return plugin.ConfigureResponse{}, fmt.Errorf("aws:region is %q, but must be one of %s", p.region, strings.Join(slices.Sorted(maps.Keys(regions)), ", "))
	}
	p.defaultTags = values.Object("defaultTags").Object("tags")
	var err error
	p.account, err = account(values)
	return plugin.ConfigureResponse{}, err
}

// structured undoes the JSON in which provider settings that are not texts come.
func structured(value any) any {
	text, isText := value.(string)
	if !isText || !strings.HasPrefix(text, "{") && !strings.HasPrefix(text, "[") {
		return value
	}
	var decoded any
	if json.Unmarshal([]byte(text), &decoded) != nil {
		return value
	}
	return fromJSON(decoded)
}

// account is the one of the role assumed last, or the general one.
func account(values Values) (string, error) {
	chosen := Account
	roles := values.Objects("assumeRoles")
	if role := values.Object("assumeRole"); !role.Unset("roleArn") {
		roles = append(roles, role)
	}
	for _, role := range roles {
		match := roleARN.FindStringSubmatch(role.Text("roleArn"))
		if match == nil {
			return "", fmt.Errorf("aws:assumeRole: roleArn is %q, but must be the ARN of an IAM role", role.Text("roleArn"))
		}
		chosen = match[1]
	}
	if allowed := values.Texts("allowedAccountIds"); len(allowed) > 0 && !slices.Contains(allowed, chosen) {
		return "", fmt.Errorf("AWS account ID not allowed: %s (allowedAccountIds lists %s)", chosen, strings.Join(allowed, ", "))
	}
	if slices.Contains(values.Texts("forbiddenAccountIds"), chosen) {
		return "", fmt.Errorf("AWS account ID not allowed: %s is among forbiddenAccountIds", chosen)
	}
	return chosen, nil
}

package ssm

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"

	"secure-room/local/aws/cloud"
)

// publicImage are the paths under which AWS publishes its newest machine images.
// AWS: "Systems Manager User Guide, Calling AMI public parameters in Parameter Store".
var publicImage = regexp.MustCompile(`^/aws/service/(?:` +
	`ami-windows-latest/(?:TPM-)?Windows_Server-(?:2016|2019|2022|2025)-(?:English|Japanese)-(?:Full|Core)-Base|` +
	`ami-amazon-linux-latest/al2023-ami-(?:minimal-)?kernel-default-(?:x86_64|arm64)|` +
	`ecs/optimized-ami/amazon-linux-2023/recommended/image_id)$`)

// getParameter answers look-ups of public images, and of the account's own parameters that are no secrets.
// AWS: "Systems Manager API Reference, GetParameter".
func getParameter(tx *cloud.Transaction, arguments cloud.Values) (cloud.Values, error) {
	name := arguments.Text("name")
	answer := cloud.Values{"id": name, "name": name, "type": "String", "version": 1, "withDecryption": true}
	if publicImage.MatchString(name) {
		answer["insecureValue"], answer["value"] = imageOf(tx.Region, name), imageOf(tx.Region, name)
		answer["arn"] = fmt.Sprintf("arn:aws:ssm:%s::parameter%s", tx.Region, name)
		return answer, nil
	}
	own, found, err := tx.Get(parameterToken, name)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, cloud.Refuse("ParameterNotFound", "there is no parameter %s, and it is none of the public images that the local AWS knows", name)
	}
	if own.Text("type") == "SecureString" {
		return nil, fmt.Errorf("the local AWS keeps no secrets: it cannot give the value of the SecureString %s", name)
	}
	for _, property := range []string{"arn", "type", "version"} {
		answer[property] = own.Values[property]
	}
	answer["insecureValue"], answer["value"] = own.Values["insecureValue"], own.Values["insecureValue"]
	return answer, nil
}

// imageOf makes an image's id that is the same every time, and another in each Region, as with AWS.
func imageOf(region, path string) string {
	sum := sha256.Sum256([]byte(region + path))
	return "ami-" + hex.EncodeToString(sum[:])[:17]
}

// Package people knows who is registered in a directory. Directories are opaque to AWS's own
// interfaces: users get into one by a script that Systems Manager runs on an instance joined to it.
// The local cloud takes such a script's word: an association whose parameters are the directory's
// `domain` and `people`, the Base64 of a JSON list of {"name": …}, has registered those people.
package people

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"

	"secure-room/local/aws/cloud"
)

// administrator is the user that AWS makes with every directory.
// AWS: "AWS Managed Microsoft AD Administrator account permissions".
const administrator = "Admin"

// Registered says whether a directory has a user of that name. Case does not matter in Active Directory.
func Registered(tx *cloud.Transaction, domain, name string) (bool, error) {
	if strings.EqualFold(name, administrator) {
		return true, nil
	}
	associations, err := tx.List("aws:ssm/association:Association")
	for _, each := range associations {
		parameters := each.Object("parameters")
		if strings.EqualFold(parameters.Text("domain"), domain) && names(parameters.Text("people"), name) {
			return true, err
		}
	}
	return false, err
}

// names says whether the list names the user; what is no such list names nobody.
func names(encoded, name string) bool {
	text, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return false
	}
	var listed []struct {
		Name string `json:"name"`
	}
	if err := json.Unmarshal(text, &listed); err != nil {
		return false
	}
	return slices.ContainsFunc(listed, func(one struct {
		Name string `json:"name"`
	}) bool {
		return strings.EqualFold(one.Name, name)
	})
}

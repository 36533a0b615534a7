// Package principal finds the users, groups and roles that policy documents and managed policies'
// users name.
package principal

import (
	"strings"

	"secure-room/local/aws/cloud"
	"secure-room/local/aws/policydocument"
)

// Missing gives the first AWS principal of the own account that a document names and IAM does not
// have; empty when all are there. Other accounts' principals cannot be seen from here.
// AWS: "AWS JSON policy elements: Principal" (IAM User Guide).
func Missing(tx *cloud.Transaction, document policydocument.Document) (string, error) {
	for _, statement := range document.Statements {
		for _, each := range append(statement.Principals, statement.NotPrincipals...) {
			if each.Type != "AWS" || each.AccountOf() != tx.Account || !strings.HasPrefix(each.Name, "arn:") {
				continue
			}
			found, err := exists(tx, each.Name)
			if err != nil || !found {
				return each.Name, err
			}
		}
	}
	return "", nil
}

// exists looks a user or a role up by its ARN. The account's root always is there, and sessions
// stand and fall with their role.
func exists(tx *cloud.Transaction, arn string) (bool, error) {
	_, rest, _ := strings.Cut(arn, "::")
	_, what, _ := strings.Cut(rest, ":")
	token := ""
	switch kind, _, _ := strings.Cut(what, "/"); kind {
	case "root", "assumed-role":
		return true, nil
	case "role":
		token = "aws:iam/role:Role"
	case "user":
		token = "aws:iam/user:User"
	default:
		return false, nil
	}
	all, err := tx.List(token)
	for _, each := range all {
		if each.Text("arn") == arn {
			return true, err
		}
	}
	return false, err
}

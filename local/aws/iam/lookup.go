package iam

import (
	"regexp"
	"slices"
	"strings"

	"secure-room/local/aws/cloud"
)

// lookUps are the provider's look-ups of roles: of one, which must be there, and of all whose name fits.
func lookUps() []cloud.Function {
	return []cloud.Function{
		{Token: "aws:iam/getRole:getRole", Call: getRole},
		{Token: "aws:iam/getRoles:getRoles", Call: getRoles},
	}
}

// getRole is "IAM API Reference, GetRole".
func getRole(tx *cloud.Transaction, arguments cloud.Values) (cloud.Values, error) {
	name := arguments.Text("name")
	role, found, err := tx.Get(roleToken, name)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, cloud.Refuse("NoSuchEntity", "The role with name %s cannot be found.", name)
	}
	answer := cloud.Values{"id": role.ID, "roleLastUseds": []any{}, "path": "/", "description": "", "permissionsBoundary": "",
		"maxSessionDuration": 3600, "tags": cloud.Values{}}
	for _, property := range []string{"arn", "assumeRolePolicy", "createDate", "description", "maxSessionDuration", "name", "path",
		"permissionsBoundary", "tags", "uniqueId"} {
		if !role.Unset(property) {
			answer[property] = role.Values[property]
		}
	}
	return answer, nil
}

// getRoles is "IAM API Reference, ListRoles", of which the provider keeps the names that fit an expression. None is no error.
func getRoles(tx *cloud.Transaction, arguments cloud.Values) (cloud.Values, error) {
	expression := arguments.Text("nameRegex")
	fits, err := regexp.Compile(expression)
	if err != nil {
		return nil, cloud.Refuse("InvalidInput", "nameRegex is %q, which is no regular expression", expression)
	}
	all, err := tx.List(roleToken)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b *cloud.Object) int { return strings.Compare(a.ID, b.ID) })
	names, arns := []any{}, []any{}
	for _, role := range all {
		if fits.MatchString(role.Text("name")) {
			names, arns = append(names, role.Text("name")), append(arns, role.Text("arn"))
		}
	}
	return cloud.Values{"id": "aws-roles", "nameRegex": expression, "names": names, "arns": arns}, nil
}

package ecs

import (
	"secure-room/local/aws/cloud"
	"secure-room/local/aws/policydocument"
)

// passable wants roles that trust ecs-tasks.amazonaws.com.
// AWS: "Amazon ECS task execution IAM role", trust relationship.
func passable(tx *cloud.Transaction, arns ...string) error {
	roles, err := tx.List(roleToken)
	if err != nil {
		return err
	}
	for _, role := range roles {
		for _, arn := range arns {
			if role.Text("arn") != arn {
				continue
			}
			trust, err := policydocument.Parse(role.Text("assumeRolePolicy"), policydocument.Trust)
			if err != nil || !trust.Grants("sts:AssumeRole", policydocument.Service("ecs-tasks.amazonaws.com")) {
				return cloud.Refuse("ClientException", "ECS was unable to assume the role '%s'. Please verify that the role being passed has the proper trust relationship.", arn)
			}
		}
	}
	return nil
}

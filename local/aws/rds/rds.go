// Package rds is Amazon RDS in the local cloud.
package rds

import (
	"slices"

	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
	"secure-room/local/aws/placement"
)

const (
	subnetGroupToken    = "aws:rds/subnetGroup:SubnetGroup"
	instanceToken       = "aws:rds/instance:Instance"
	parameterGroupToken = "aws:rds/parameterGroup:ParameterGroup"
	keyToken            = "aws:kms/key:Key"
)

// Service lists the resource types that the local cloud serves.
func Service() cloud.Service {
	return cloud.Service{
		Kinds: []cloud.Kind{subnetGroup(), parameterGroup(), instance()},
		Functions: []cloud.Function{
			{Token: "aws:rds/getInstance:getInstance", Call: lookUpInstance},
			{Token: "aws:rds/getSubnetGroup:getSubnetGroup", Call: lookUpSubnetGroup},
		},
	}
}

// subnetGroup is where instances may stand.
// AWS: "RDS API Reference, CreateDBSubnetGroup".
func subnetGroup() cloud.Kind {
	return cloud.Kind{
		Token:      subnetGroupToken,
		Name:       cloud.Name{Property: "name", Limit: 255, Lower: true},
		ID:         func(_ *cloud.Transaction, o *cloud.Object) string { return o.Text("name") },
		ARN:        "arn:{partition}:rds:{region}:{account}:subgrp:{name}",
		Exists:     "DBSubnetGroupAlreadyExists: The DB subnet group '%s' already exists.",
		Missing:    "DBSubnetGroupNotFoundFault: DB subnet group '%s' does not exist.",
		References: []cloud.Reference{{Property: "subnetIds", To: placement.Subnet}},
		Check: check.Rules{
			// The provider allows what the API keeps: lower case, letters, digits, . _ - and spaces; never "default".
			"name": func(value any) string {
				if value == "default" {
					return `is "default", which is reserved`
				}
				return check.Matches(`[ .0-9a-z_-]+`, 1, 255, "lower-case letters, digits, spaces and . _ -")(value)
			},
			"description": check.Length(1, 255),
		}.Report,
		Apply: func(tx *cloud.Transaction, _, now *cloud.Object) error {
			subnets, err := placement.Find(tx, now.Texts("subnetIds"))
			if err != nil {
				return err
			}
			if subnets.VPC() == "" {
				return cloud.Refuse("InvalidParameterValue", "The DB subnet group %s has subnets of several VPCs.", now.ID)
			}
			if len(subnets.Zones) < 2 {
				return cloud.Refuse("DBSubnetGroupDoesNotCoverEnoughAZs", "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: %s. Add subnets to cover at least 2 AZs.", subnets.Zones[0])
			}
			now.Put("vpcId", subnets.VPC())
			now.Put("supportedNetworkTypes", []any{"IPV4"})
			return nil
		},
	}
}

// families are the parameter group families that the local cloud knows.
var families = []string{"postgres14", "postgres15", "postgres16", "postgres17", "mysql8.0", "mysql8.4", "mariadb10.11", "mariadb11.4"}

// parameterGroup is an engine's settings.
// AWS: "RDS API Reference, CreateDBParameterGroup".
func parameterGroup() cloud.Kind {
	return cloud.Kind{
		Token:   parameterGroupToken,
		Name:    cloud.Name{Property: "name", Limit: 255, Lower: true},
		ID:      func(_ *cloud.Transaction, o *cloud.Object) string { return o.Text("name") },
		ARN:     "arn:{partition}:rds:{region}:{account}:pg:{name}",
		Exists:  "DBParameterGroupAlreadyExists: Parameter group %s already exists",
		Missing: "DBParameterGroupNotFound: DBParameterGroup not found: %s",
		Check: check.Rules{
			"name":                   check.Matches(identifierForm, 1, 255, "lower-case letters, digits and single hyphens, beginning with a letter"),
			"family":                 check.OneOf(families...),
			"parameters.applyMethod": check.OneOf("immediate", "pending-reboot"),
		}.Report,
		Apply: func(_ *cloud.Transaction, _, now *cloud.Object) error {
			seen := []string{}
			for _, each := range now.Objects("parameters") {
				if slices.Contains(seen, each.Text("name")) {
					return cloud.Refuse("InvalidParameterValue", "The parameter %s is given twice.", each.Text("name"))
				}
				seen = append(seen, each.Text("name"))
			}
			return nil
		},
	}
}

// identifierForm is "CreateDBInstance, DBInstanceIdentifier": letters, digits and hyphens, the first
// a letter, no hyphen at the end and no two of them together.
const identifierForm = `[a-z](?:-?[a-z0-9])*`

package rds

import (
	"secure-room/local/aws/cloud"
)

// instanceShown are a DB instance's properties as its look-up shows them, by the look-up's names.
var instanceShown = map[string]string{
	"address": "address", "allocatedStorage": "allocatedStorage", "availabilityZone": "availabilityZone", "backupRetentionPeriod": "backupRetentionPeriod",
	"dbInstanceArn": "arn", "dbInstanceClass": "instanceClass", "dbInstanceIdentifier": "identifier", "dbInstancePort": "port",
	"dbName": "dbName", "dbSubnetGroup": "dbSubnetGroupName", "enabledCloudwatchLogsExports": "enabledCloudwatchLogsExports", "endpoint": "endpoint",
	"engine": "engine", "engineVersion": "engineVersionActual", "kmsKeyId": "kmsKeyId", "masterUserSecrets": "masterUserSecrets",
	"masterUsername": "username", "multiAz": "multiAz", "port": "port", "publiclyAccessible": "publiclyAccessible", "resourceId": "resourceId",
	"storageEncrypted": "storageEncrypted", "storageType": "storageType", "vpcSecurityGroups": "vpcSecurityGroupIds",
}

// lookUpInstance finds a DB instance by its identifier.
// AWS: "RDS API Reference, DescribeDBInstances".
func lookUpInstance(tx *cloud.Transaction, in cloud.Values) (cloud.Values, error) {
	all, err := tx.List(instanceToken)
	for _, each := range all {
		if each.Text("identifier") != in.Text("dbInstanceIdentifier") {
			continue
		}
		shown := cloud.Values{"id": each.Text("identifier")}
		for name, property := range instanceShown {
			if !each.Unset(property) {
				shown[name] = each.Values[property]
			}
		}
		return shown, nil
	}
	if err == nil {
		err = cloud.Refuse("DBInstanceNotFound", "DBInstance %s not found.", in.Text("dbInstanceIdentifier"))
	}
	return nil, err
}

// lookUpSubnetGroup finds a DB subnet group by its name.
// AWS: "RDS API Reference, DescribeDBSubnetGroups".
func lookUpSubnetGroup(tx *cloud.Transaction, in cloud.Values) (cloud.Values, error) {
	group, found, err := tx.Get(subnetGroupToken, in.Text("name"))
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, cloud.Refuse("DBSubnetGroupNotFoundFault", "DB subnet group '%s' does not exist.", in.Text("name"))
	}
	return cloud.Values{"id": group.ID, "arn": group.Text("arn"), "name": group.Text("name"), "description": group.Text("description"),
		"status": "Complete", "subnetIds": group.Values["subnetIds"], "vpcId": group.Text("vpcId")}, nil
}

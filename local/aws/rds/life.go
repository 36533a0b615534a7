package rds

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"secure-room/local/aws/cloud"
	"secure-room/local/aws/placement"
)

func applyInstance(tx *cloud.Transaction, before, now *cloud.Object) error {
	if err := identifierFree(tx, now); err != nil {
		return err
	}
	if err := placed(tx, before, now); err != nil {
		return err
	}
	engine := now.Text("engine")
	for name, value := range map[string]any{
		"port": float64(ports[engine]), "engineVersion": newest(engine), "backupRetentionPeriod": 0, "multiAz": false,
		"storageType": "gp2", "networkType": "IPV4", "licenseModel": licences[engine],
		"caCertIdentifier": "rds-ca-rsa2048-g1", "backupTarget": "region", "backupWindow": "17:00-17:30", "maintenanceWindow": "sun:18:00-sun:18:30",
		"engineLifecycleSupport": "open-source-rds-extended-support", "vpcSecurityGroupIds": []any{},
		"parameterGroupName": "default." + family(engine, now.Text("engineVersion")),
		"optionGroupName":    "default:" + strings.ReplaceAll(family(engine, now.Text("engineVersion")), ".", "-"),
	} {
		now.Default(name, value)
	}
	if now.Text("storageType") == "gp3" { // "gp3 storage": the baseline below 400 GiB
		now.Default("iops", 3000)
		now.Default("storageThroughput", 125)
	}
	address := fmt.Sprintf("%s.%s.%s.rds.amazonaws.com", now.Text("identifier"), accountMark(tx), tx.Region)
	for name, value := range map[string]any{
		"address": address, "endpoint": fmt.Sprintf("%s:%d", address, now.Whole("port")), "resourceId": now.ID, "status": "available",
		"hostedZoneId": "Z24O6O9L7SGTNB", "engineVersionActual": actual(engine, now.Text("engineVersion")), "replicas": []any{},
	} {
		now.Put(name, value)
	}
	return ownSecret(tx, now)
}

// identifierFree: the identifier, not the id, is what must be unique.
func identifierFree(tx *cloud.Transaction, now *cloud.Object) error {
	all, err := tx.List(instanceToken)
	for _, other := range all {
		if other.ID != now.ID && other.Text("identifier") == now.Text("identifier") {
			return cloud.Refuse("DBInstanceAlreadyExists", "DB instance %s already exists", now.Text("identifier"))
		}
	}
	return err
}

// placed checks that the security groups are of the subnet group's VPC.
func placed(tx *cloud.Transaction, before, now *cloud.Object) error {
	if now.Unset("dbSubnetGroupName") {
		return cloud.Refuse("DBSubnetGroupNotFoundFault", "No default subnet group for this account; dbSubnetGroupName must be given")
	}
	group, found, err := tx.Get(subnetGroupToken, now.Text("dbSubnetGroupName"))
	if err != nil || !found {
		return err // its absence has been refused before
	}
	foreign, err := placement.ForeignGroup(tx, now.Texts("vpcSecurityGroupIds"), group.Text("vpcId"))
	if err != nil {
		return err
	}
	if foreign != "" {
		return cloud.Refuse("InvalidVPCNetworkStateFault", "The DB instance and EC2 security group are in different VPCs. The DB instance is in %s and the EC2 security group %s is not.", group.Text("vpcId"), foreign)
	}
	if before != nil {
		return nil
	}
	subnets, err := placement.Find(tx, group.Texts("subnetIds"))
	if err != nil {
		return err
	}
	now.Default("availabilityZone", subnets.All[0].Text("availabilityZone"))
	return nil
}

// ownSecret is the secret that RDS keeps the master user's password in, when it is asked to.
// AWS: "Password management with Amazon RDS and AWS Secrets Manager".
func ownSecret(tx *cloud.Transaction, now *cloud.Object) error {
	if !now.Flag("manageMasterUserPassword") {
		now.Put("masterUserSecrets", []any{})
		return nil
	}
	if len(now.Objects("masterUserSecrets")) > 0 {
		return nil
	}
	key := now.Text("masterUserSecretKmsKeyId")
	if key != "" && !strings.HasPrefix(key, "arn:") {
		key = fmt.Sprintf("arn:aws:kms:%s:%s:key/%s", tx.Region, tx.Account, key)
	}
	now.Put("masterUserSecrets", []any{cloud.Values{
		"kmsKeyId": key, "secretStatus": "active",
		"secretArn": fmt.Sprintf("arn:aws:secretsmanager:%s:%s:secret:rds!%s-%s", tx.Region, tx.Account, strings.ToLower(now.ID), cloud.NewID("")[:6]),
	}})
	return nil
}

// deletable is "DeleteDBInstance": protection must be off first.
func deletable(_ *cloud.Transaction, gone *cloud.Object) error {
	if gone.Flag("deletionProtection") {
		return cloud.Refuse("InvalidParameterCombination", "Cannot delete protected DB Instance, please disable deletion protection and try again.")
	}
	return nil
}

var licences = map[string]string{"postgres": "postgresql-license", "mysql": "general-public-license", "mariadb": "general-public-license"}

func newest(engine string) string { return versions[engine][len(versions[engine])-1] }

// family is the parameter group family of a version, such as postgres16 or mysql8.0.
func family(engine, version string) string {
	if version == "" {
		version = newest(engine)
	}
	for _, major := range versions[engine] {
		if version == major || strings.HasPrefix(version, major+".") {
			return engine + major
		}
	}
	return engine + version
}

// actual is the full version that a major one stands for.
func actual(engine, version string) string {
	if strings.Count(version, ".") > strings.Count(versions[engine][0], ".") {
		return version
	}
	return version + ".8"
}

// accountMark is the part of an endpoint's name that an account has in a Region.
func accountMark(tx *cloud.Transaction) string {
	sum := sha256.Sum256([]byte(tx.Account + tx.Region))
	return "c" + hex.EncodeToString(sum[:])[:11]
}

package rds

import (
	"fmt"
	"slices"
	"strings"

	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
)

// instance is a DB instance.
// AWS: "RDS API Reference, CreateDBInstance".
func instance() cloud.Kind {
	return cloud.Kind{
		Token: instanceToken,
		Name:  cloud.Name{Property: "identifier", Limit: 63, Lower: true},
		// The provider's id is the instance's resource id, which a renamed instance keeps.
		ID:      func(*cloud.Transaction, *cloud.Object) string { return "db-" + upperCase(26) },
		ARN:     "arn:{partition}:rds:{region}:{account}:db:{name}",
		Exists:  "DBInstanceAlreadyExists: DB instance %s already exists",
		Missing: "DBInstanceNotFound: DBInstance %s not found.",
		References: []cloud.Reference{
			{Property: "dbSubnetGroupName", To: subnetGroupToken},
			{Property: "vpcSecurityGroupIds", To: "aws:ec2/securityGroup:SecurityGroup"},
			{Property: "parameterGroupName", To: parameterGroupToken, Only: custom},
			{Property: "kmsKeyId", To: keyToken, By: "arn", Weak: true},
			{Property: "masterUserSecretKmsKeyId", To: keyToken, By: "id|arn", Weak: true},
			{Property: "performanceInsightsKmsKeyId", To: keyToken, By: "arn", Weak: true},
			{Property: "monitoringRoleArn", To: "aws:iam/role:Role", By: "arn", Weak: true},
		},
		Unserved: []string{"replicateSourceDb", "snapshotIdentifier", "restoreToPointInTime", "s3Import", "domain", "domainFqdn",
			"domainOu", "domainAuthSecretArn", "domainDnsIps", "domainIamRoleName", "customIamInstanceProfile", "characterSetName", "timezone"},
		Check:  checkInstance,
		Apply:  applyInstance,
		Delete: deletable,
	}
}

func custom(group string) bool { return !strings.HasPrefix(group, "default.") }

// versions are the engines served, with the major versions that RDS offers of each.
// AWS: "Release calendars for Amazon RDS for PostgreSQL" and its fellows.
var versions = map[string][]string{
	"postgres": {"13", "14", "15", "16", "17"}, "mysql": {"8.0", "8.4"}, "mariadb": {"10.6", "10.11", "11.4"},
}

var ports = map[string]int{"postgres": 5432, "mysql": 3306, "mariadb": 3306}

// logs are those that each engine can send to CloudWatch Logs ("CreateDBInstance, EnableCloudwatchLogsExports").
var logs = map[string][]string{
	"postgres": {"postgresql", "upgrade", "iam-db-auth-error"}, "mysql": {"audit", "error", "general", "slowquery", "iam-db-auth-error"},
	"mariadb": {"audit", "error", "general", "slowquery", "iam-db-auth-error"},
}

// reservedUsers cannot be a PostgreSQL master user ("CreateDBInstance, MasterUsername": reserved words).
var reservedUsers = []string{"admin", "postgres_admin", "rdsadmin", "rds_superuser", "user", "public"}

var instanceRules = check.Rules{
	"identifier":                         check.Matches(identifierForm, 1, 63, "lower-case letters, digits and single hyphens, beginning with a letter"),
	"engine":                             check.OneOf("postgres", "mysql", "mariadb"),
	"instanceClass":                      check.Matches(`db\.[a-z0-9]+(?:-[a-z0-9]+)*\.(?:micro|small|medium|large|[0-9]*xlarge)`, 5, 40, "an instance class such as db.t4g.medium"),
	"storageType":                        check.OneOf("gp2", "gp3", "io1", "io2", "standard"),
	"allocatedStorage":                   check.Between(20, 65536),
	"port":                               check.Between(1150, 65535),
	"backupRetentionPeriod":              check.Between(0, 35),
	"username":                           check.Matches(`[a-zA-Z][a-zA-Z0-9_]*`, 1, 63, "letters, digits and _, beginning with a letter"),
	"dbName":                             check.Matches(`[a-zA-Z_][a-zA-Z0-9_]*`, 1, 63, "letters, digits and _, beginning with a letter or _"),
	"monitoringInterval":                 check.OneNumberOf(0, 1, 5, 10, 15, 30, 60),
	"finalSnapshotIdentifier":            check.Matches(`[a-zA-Z](?:-?[a-zA-Z0-9])*`, 1, 255, "letters, digits and single hyphens, beginning with a letter"),
	"networkType":                        check.OneOf("IPV4", "DUAL"),
	"engineLifecycleSupport":             check.OneOf("open-source-rds-extended-support", "open-source-rds-extended-support-disabled"),
	"performanceInsightsRetentionPeriod": check.Between(7, 731),
}

func checkInstance(in cloud.Values, report cloud.Report) {
	instanceRules.Report(in, report)
	engine := in.Text("engine")
	if in.Unset("engine") {
		report("engine", "is required, but missing")
	}
	if version := in.Text("engineVersion"); version != "" && engine != "" && !offered(engine, version) {
		report("engineVersion", "is %q, but must be one of %s, or a minor version of it", version, strings.Join(versions[engine], ", "))
	}
	for _, name := range in.Texts("enabledCloudwatchLogsExports") {
		if engine != "" && !slices.Contains(logs[engine], name) {
			report("enabledCloudwatchLogsExports", "has %q, but %s can send %s", name, engine, strings.Join(logs[engine], ", "))
		}
	}
	if engine == "postgres" && slices.Contains(reservedUsers, strings.ToLower(in.Text("username"))) {
		report("username", "is %q, a reserved word of the engine", in.Text("username"))
	}
	checkOwner(in, report)
	checkStorage(in, report)
}

// checkOwner: the master user and its password come from the program, or the latter from RDS.
func checkOwner(in cloud.Values, report cloud.Report) {
	if in.Unset("username") {
		report("username", "is required, but missing")
	}
	_, pending := in["manageMasterUserPassword"].(cloud.Unknown)
	if in.Unset("password") && !in.Flag("manageMasterUserPassword") && !pending {
		report("password", "is missing; give it, or set manageMasterUserPassword")
	}
	if in.Known("password") && (len(in.Text("password")) < 8 || len(in.Text("password")) > 128 || strings.ContainsAny(in.Text("password"), "/'\"@ ")) {
		report("password", `must be 8 to 128 characters without / ' " @ and spaces`)
	}
	if !in.Unset("masterUserSecretKmsKeyId") && in.Unset("manageMasterUserPassword") {
		report("masterUserSecretKmsKeyId", "needs manageMasterUserPassword")
	}
}

// checkStorage is "Amazon RDS DB instance storage" and "Encrypting Amazon RDS resources".
func checkStorage(in cloud.Values, report cloud.Report) {
	if in.Unset("allocatedStorage") {
		report("allocatedStorage", "is required, but missing")
	}
	_, pending := in["storageEncrypted"].(cloud.Unknown)
	if !in.Unset("kmsKeyId") && !in.Flag("storageEncrypted") && !pending {
		report("kmsKeyId", "needs storageEncrypted to be true")
	}
	if provisioned := slices.Contains([]string{"io1", "io2"}, in.Text("storageType")); provisioned && in.Unset("iops") {
		report("iops", "is missing; storage of the type %s needs it", in.Text("storageType"))
	}
	if most := in.Whole("maxAllocatedStorage"); most != 0 && in.Known("allocatedStorage") && most <= in.Whole("allocatedStorage") {
		report("maxAllocatedStorage", "is %d, but must be greater than allocatedStorage", most)
	}
	if !in.Flag("skipFinalSnapshot") && in.Unset("finalSnapshotIdentifier") {
		report("finalSnapshotIdentifier", "is missing; give it, or set skipFinalSnapshot")
	}
}

func offered(engine, version string) bool {
	return slices.ContainsFunc(versions[engine], func(major string) bool {
		return version == major || strings.HasPrefix(version, major+".")
	})
}

func upperCase(length int) string {
	id := strings.ToUpper(cloud.NewID("") + cloud.NewID(""))
	return fmt.Sprintf("%.*s", length, id)
}

package settings

import "regexp"

var (
	// A database's identifier: letters, digits and single hyphens, first a letter, last no hyphen (RDS API reference:
	// CreateDBInstance). Pulumi appends 8 characters of its own; IAM and others cut long names short before RDS does.
	endpointForm = regexp.MustCompile(`^[a-z](-?[a-z0-9]){1,39}$`)
	classForm    = regexp.MustCompile(`^db\.[a-z0-9-]+\.[a-z0-9]+$`)
)

// readEndpoints reads what production shows to the room.
func readEndpoints(v value) []Endpoint {
	const allowed = "a list of endpoints such as {name: orders-db, port: 5432}, [] for none"
	seen := names{}
	var endpoints []Endpoint
	for _, item := range v.list(allowed) {
		fields := item.fields("name", "port", "instanceClass", "allocatedStorageGiB", "deletionProtection")
		endpoint := Endpoint{
			Name: fields["name"].match(endpointForm,
				"2 to 40 lower-case letters, digits and single hyphens, such as orders-db"),
			// RDS API reference, CreateDBInstance: PostgreSQL listens on 1150 to 65535.
			Port:                fields["port"].whole(1150, 65535, "a port from 1150 to 65535, such as 5432"),
			InstanceClass:       "db.t4g.medium",
			AllocatedStorageGiB: 20,
			DeletionProtection:  true,
		}
		if class := fields["instanceClass"]; class.given() {
			endpoint.InstanceClass = class.match(classForm, "an RDS instance class, such as db.t4g.medium")
		}
		if storage := fields["allocatedStorageGiB"]; storage.given() {
			// RDS User Guide, "Amazon RDS DB instance storage": gp3 for PostgreSQL.
			endpoint.AllocatedStorageGiB = storage.whole(20, 65536, "a whole number of GiB from 20 to 65536")
		}
		if protection := fields["deletionProtection"]; protection.given() {
			endpoint.DeletionProtection = protection.flag()
		}
		seen.once(fields["name"], endpoint.Name)
		endpoints = append(endpoints, endpoint)
	}
	return endpoints
}

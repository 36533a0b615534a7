package settings

import (
	"regexp"

	"secure-room/internal/existing"
)

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
		fields := item.fields("name", "port", "protocol", "instanceClass", "allocatedStorageGiB", "deletionProtection", "existing")
		endpoint := Endpoint{Name: fields["name"].match(endpointForm,
			"2 to 40 lower-case letters, digits and single hyphens, such as orders-db")}
		if fields["existing"].given() {
			endpoint.readExisting(fields)
		} else {
			endpoint.readDatabase(fields)
		}
		seen.once(fields["name"], endpoint.Name)
		endpoints = append(endpoints, endpoint)
	}
	notOwn(v, endpoints)
	return endpoints
}

// readDatabase reads an endpoint that the stack makes.
func (e *Endpoint) readDatabase(fields map[string]value) {
	// RDS API reference, CreateDBInstance: PostgreSQL listens on 1150 to 65535.
	e.Port = fields["port"].whole(1150, 65535, "a port from 1150 to 65535, such as 5432")
	e.Protocol, e.InstanceClass, e.AllocatedStorageGiB, e.DeletionProtection = "tcp", "db.t4g.medium", 20, true
	if protocol := fields["protocol"]; protocol.given() {
		protocol.choice("tcp")
	}
	if class := fields["instanceClass"]; class.given() {
		e.InstanceClass = class.match(classForm, "an RDS instance class, such as db.t4g.medium")
	}
	if storage := fields["allocatedStorageGiB"]; storage.given() {
		// RDS User Guide, "Amazon RDS DB instance storage": gp3 for PostgreSQL.
		e.AllocatedStorageGiB = storage.whole(20, 65536, "a whole number of GiB from 20 to 65536")
	}
	if protection := fields["deletionProtection"]; protection.given() {
		e.DeletionProtection = protection.flag()
	}
}

// readExisting reads an endpoint that stands already.
func (e *Endpoint) readExisting(fields map[string]value) {
	e.Port, e.Protocol = fields["port"].whole(1, 65535, "a port from 1 to 65535, such as 5432"), "tcp"
	if protocol := fields["protocol"]; protocol.given() {
		e.Protocol = protocol.choice("tcp", "udp")
	}
	for _, name := range []string{"instanceClass", "allocatedStorageGiB", "deletionProtection"} {
		if fields[name].given() {
			fields[name].refuse("is of a database that this stack makes, and the endpoint is an existing one", "nothing")
		}
	}
	v := fields["existing"]
	inner := v.fields("database", "loadBalancer", "securityGroupId", "subnetIds", "address")
	e.Existing = &existing.Reference{}
	for name, field := range map[string]*string{"database": &e.Existing.Database, "loadBalancer": &e.Existing.LoadBalancer,
		"securityGroupId": &e.Existing.SecurityGroupID, "address": &e.Existing.Address} {
		if inner[name].given() {
			*field = inner[name].text("text")
		}
	}
	if subnets := inner["subnetIds"]; subnets.given() {
		for _, item := range subnets.list("a list of subnet ids, such as [subnet-0123456789abcdef0]") {
			e.Existing.SubnetIDs = append(e.Existing.SubnetIDs, item.text("a subnet's id, such as subnet-0123456789abcdef0"))
		}
	}
	if !v.refused[v.key] {
		v.addFields(v, e.Existing.Problems())
	}
}

// notOwn refuses the name of a database that this stack makes: that one is exposed already. Its identifier in AWS has
// characters at the end that Pulumi draws, so AWS would only answer that there is no such database.
func notOwn(list value, endpoints []Endpoint) {
	for i, e := range endpoints {
		for _, own := range endpoints {
			if e.Existing != nil && own.Existing == nil && own.Name != "" && e.Existing.Database == own.Name {
				value{key: itemKey(list.key, i) + ".existing.database", problems: list.problems}.refuse(
					"is "+describe(own.Name)+", which this stack makes and exposes already", "the identifier of a database made elsewhere")
			}
		}
	}
}

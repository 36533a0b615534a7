// Package existing names something that stands in AWS already and was made by nobody here: by the name of the resource, or
// by its security group. Config and components understand the same by it.
package existing

import (
	"fmt"
	"regexp"

	"secure-room/internal/problem"
)

// Reference names one thing, in one of three ways: Database, LoadBalancer, or SecurityGroupID with SubnetIDs and Address.
type Reference struct {
	// Database is the identifier of an RDS database.
	Database string
	// LoadBalancer is the name of an internal Application Load Balancer.
	LoadBalancer string
	// SecurityGroupID is the group to let terminals in to. Default, for a database or load balancer: the one it carries.
	SecurityGroupID string
	// SubnetIDs are the subnets that the endpoint stands in, all of them. Only with a security group alone.
	SubnetIDs []string
	// Address is the name or IPv4 address that terminals are to use. Only with a security group alone.
	Address string
}

var (
	// "CreateDBInstance, DBInstanceIdentifier", Amazon RDS API Reference; RDS keeps it in small letters.
	database = regexp.MustCompile(`^[a-z](-?[a-z0-9]){0,62}$`)
	// "CreateLoadBalancer, Name", Elastic Load Balancing API Reference.
	balancer = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?$`)
	// "Resource IDs", Amazon EC2 User Guide.
	group  = regexp.MustCompile(`^sg-[0-9a-f]{8,17}$`)
	subnet = regexp.MustCompile(`^subnet-[0-9a-f]{8,17}$`)
	// A host name of RFC 1123, section 2.1, or an IPv4 address, which has the same form.
	address = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$`)
)

// Problems lists what is wrong with a reference: all of it.
func (r Reference) Problems() []problem.Problem {
	var found []problem.Problem
	refuse := func(field, format string, values ...any) {
		found = append(found, problem.Problem{Field: field, Text: fmt.Sprintf(format, values...)})
	}
	form := func(field, text string, form *regexp.Regexp, allowed string) {
		if text != "" && !form.MatchString(text) {
			refuse(field, "is %q; use %s", text, allowed)
		}
	}
	form("Database", r.Database, database, "the identifier of an RDS database, such as legacy-orders")
	form("LoadBalancer", r.LoadBalancer, balancer, "the name of a load balancer, such as back-office")
	form("SecurityGroupID", r.SecurityGroupID, group, "a security group's id, such as sg-0123456789abcdef0")
	form("Address", r.Address, address, "a host name or an IPv4 address, such as reports.internal.example.com")
	seen := map[string]bool{}
	for i, id := range r.SubnetIDs {
		field := fmt.Sprintf("SubnetIDs[%d]", i)
		if !subnet.MatchString(id) {
			refuse(field, "is %q; use a subnet's id, such as subnet-0123456789abcdef0", id)
		} else if seen[id] {
			refuse(field, "is %s a second time; name each subnet once", id)
		}
		seen[id] = true
	}
	switch {
	case r.Database != "" && r.LoadBalancer != "":
		refuse("LoadBalancer", "stands beside database; name one of the two")
	case r.Database != "" || r.LoadBalancer != "":
		if len(r.SubnetIDs) > 0 {
			refuse("SubnetIDs", "stands beside the resource's name; AWS tells its subnets")
		}
		if r.Address != "" {
			refuse("Address", "stands beside the resource's name; AWS tells its address")
		}
	case r.SecurityGroupID == "":
		refuse("Database", "is missing; name a database, a load balancer, or a security group with its subnets and address")
	default:
		if len(r.SubnetIDs) == 0 {
			refuse("SubnetIDs", "is missing; name every subnet that the endpoint stands in")
		}
		if r.Address == "" {
			refuse("Address", "is missing; give the name or address that terminals are to use")
		}
	}
	return found
}

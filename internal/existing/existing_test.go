package existing_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"secure-room/internal/existing"
)

func TestGoodReferences(t *testing.T) {
	for _, good := range []existing.Reference{
		{Database: "legacy-orders"}, {LoadBalancer: "Back-Office"}, {Database: "a", SecurityGroupID: "sg-0123456789abcdef0"},
		{SecurityGroupID: "sg-01234567", SubnetIDs: []string{"subnet-01234567"}, Address: "10.10.40.9"},
	} {
		assert.Empty(t, good.Problems())
	}
}

func TestEveryProblemIsTold(t *testing.T) {
	whole := existing.Reference{SecurityGroupID: "sg-0123456789abcdef0", SubnetIDs: []string{"subnet-0123456789abcdef0"}, Address: "reports.example.com"}
	with := func(change func(*existing.Reference)) existing.Reference {
		changed := whole
		change(&changed)
		return changed
	}
	for want, bad := range map[string]existing.Reference{
		"Database is missing; name a database, a load balancer, or a security group with its subnets and address": {},
		`Database is "Legacy"; use the identifier of an RDS database, such as legacy-orders`:                      {Database: "Legacy"},
		`LoadBalancer is "a_b"; use the name of a load balancer, such as back-office`:                             {LoadBalancer: "a_b"},
		"LoadBalancer stands beside database; name one of the two":                                                {Database: "a", LoadBalancer: "b"},
		"SubnetIDs stands beside the resource's name; AWS tells its subnets":                                      {Database: "a", SubnetIDs: whole.SubnetIDs},
		"Address stands beside the resource's name; AWS tells its address":                                        {LoadBalancer: "a", Address: "b"},
		`SecurityGroupID is "default"; use a security group's id, such as sg-0123456789abcdef0`:                   with(func(r *existing.Reference) { r.SecurityGroupID = "default" }),
		`SubnetIDs[0] is "data"; use a subnet's id, such as subnet-0123456789abcdef0`:                             with(func(r *existing.Reference) { r.SubnetIDs = []string{"data"} }),
		"SubnetIDs[1] is subnet-0123456789abcdef0 a second time; name each subnet once":                           with(func(r *existing.Reference) { r.SubnetIDs = append(r.SubnetIDs, r.SubnetIDs...) }),
		"SubnetIDs is missing; name every subnet that the endpoint stands in":                                     with(func(r *existing.Reference) { r.SubnetIDs = nil }),
		`Address is "http://a"; use a host name or an IPv4 address, such as reports.internal.example.com`:         with(func(r *existing.Reference) { r.Address = "http://a" }),
		"Address is missing; give the name or address that terminals are to use":                                  with(func(r *existing.Reference) { r.Address = "" }),
	} {
		found := bad.Problems()
		if assert.Len(t, found, 1, want) {
			assert.Equal(t, want, found[0].String())
		}
	}
}

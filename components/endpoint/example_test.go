package endpoint_test

import (
	"fmt"
	"net/netip"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/componenttest"
	"secure-room/components/endpoint"
	"secure-room/components/network"
)

// A database that nobody reaches yet: it has a security group without rules. Rooms are let in by peering.NewAcceptance.
func ExampleNewDatabase() {
	recorder := componenttest.New() // stands in for Pulumi and AWS
	err := recorder.Run(func(ctx *pulumi.Context) error {
		own := &network.Network{CIDR: netip.MustParsePrefix("10.10.0.0/16"), VpcID: pulumi.String("vpc-0aaaaaaaaaaaaaaaa").ToStringOutput()}
		database, err := endpoint.NewDatabase(ctx, "orders-db", &endpoint.DatabaseArgs{
			Network: own,
			Subnets: []network.Subnet{
				{Tier: "data", ZoneID: "apne1-az1", CIDR: netip.MustParsePrefix("10.10.32.0/24"), ID: pulumi.ID("subnet-1").ToIDOutput()},
				{Tier: "data", ZoneID: "apne1-az4", CIDR: netip.MustParsePrefix("10.10.33.0/24"), ID: pulumi.ID("subnet-2").ToIDOutput()},
			},
			Port:                5432,
			InstanceClass:       "db.t4g.medium",
			AllocatedStorageGiB: 20,
			DeletionProtection:  true,
		})
		if err != nil {
			return err
		}
		fmt.Println("exposes", database.Exposed.Name, database.Exposed.Protocol, database.Exposed.Port)
		return nil
	})
	if err != nil {
		fmt.Println(err)
	}
	for _, one := range recorder.All() {
		fmt.Println(one.Type, one.Name)
	}
	// Unordered output:
	// exposes orders-db tcp 5432
	// secure-room:endpoint:Database orders-db
	// aws:ec2/securityGroup:SecurityGroup orders-db
	// aws:kms/key:Key orders-db
	// aws:rds/subnetGroup:SubnetGroup orders-db
	// aws:rds/instance:Instance orders-db
}

// A database that stood before is looked up, never managed: exposing it registers nothing by itself.
func ExampleFindExisting() {
	recorder := standing() // stands in for Pulumi and for an AWS account in which the database legacy listens on 1521
	err := recorder.Run(func(ctx *pulumi.Context) error {
		found, err := endpoint.FindExisting(ctx, "legacy-orders", byDatabase())
		if err != nil {
			return err
		}
		exposed := found.Expose(&network.Network{VpcID: pulumi.String("Vpc:production").ToStringOutput()})
		fmt.Println("exposes", exposed.Name, exposed.Protocol, exposed.Port)
		for _, subnet := range exposed.Subnets {
			fmt.Println("in", subnet.CIDR)
		}
		return nil
	})
	fmt.Println(err, len(recorder.All()))
	// Output:
	// exposes legacy-orders tcp 1521
	// in 10.10.40.0/24
	// in 10.10.32.0/24
	// <nil> 0
}

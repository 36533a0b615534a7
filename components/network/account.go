package network

import (
	"errors"
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Account is an account's corner of AWS, known at preview.
type Account struct {
	// AccountID is twelve digits, Region such as "ap-northeast-1", Partition such as "aws".
	AccountID, Region, Partition string
}

// lookUpAccount asks the provider that the network's own resources will use.
func lookUpAccount(ctx *pulumi.Context, n *Network) (Account, error) {
	caller, err := aws.GetCallerIdentity(ctx, nil, pulumi.Parent(n))
	if err != nil {
		return Account{}, fmt.Errorf("asking AWS for the account: %w", err)
	}
	region, err := aws.GetRegion(ctx, nil, pulumi.Parent(n))
	if err != nil {
		return Account{}, fmt.Errorf("asking AWS for the region: %w", err)
	}
	partition, err := aws.GetPartition(ctx, nil, pulumi.Parent(n))
	if err != nil {
		return Account{}, fmt.Errorf("asking AWS for the partition: %w", err)
	}
	return Account{AccountID: caller.AccountId, Region: region.Name, Partition: partition.Partition}, nil
}

// lookUpZones maps zone ids to the names that this account knows them by: apne1-az1 is ap-northeast-1a in one account
// and ap-northeast-1c in the next ("Availability Zone IDs for your AWS resources", AWS RAM User Guide).
func lookUpZones(ctx *pulumi.Context, n *Network, ids []string) (map[string]string, error) {
	available, err := aws.GetAvailabilityZones(ctx, &aws.GetAvailabilityZonesArgs{State: pulumi.StringRef("available")},
		pulumi.Parent(n))
	if err != nil {
		return nil, fmt.Errorf("asking AWS for the availability zones of %s: %w", n.Region, err)
	}
	if len(available.Names) != len(available.ZoneIds) {
		return nil, fmt.Errorf("AWS names %d availability zones and gives %d ids", len(available.Names), len(available.ZoneIds))
	}
	names := map[string]string{}
	for i, id := range available.ZoneIds {
		names[id] = available.Names[i]
	}
	var problems []error
	for _, id := range ids {
		if names[id] == "" {
			problems = append(problems, fmt.Errorf("AvailabilityZoneIDs: %s has no zone %q for this account; use some of %v",
				n.Region, id, available.ZoneIds))
		}
	}
	return names, errors.Join(problems...)
}

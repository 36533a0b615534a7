package endpoint

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/lb"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/rds"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// place is where something stands and is found. groups are nil when only the caller can tell.
type place struct {
	address         string
	groups, subnets []string
}

// find asks AWS for what the arguments name.
func (a *ExistingArgs) find(ctx *pulumi.Context) (place, error) {
	switch {
	case a.Reference.Database != "":
		return a.findDatabase(ctx)
	case a.Reference.LoadBalancer != "":
		return a.findLoadBalancer(ctx)
	}
	return place{address: a.Reference.Address, subnets: a.Reference.SubnetIDs}, nil
}

func (a *ExistingArgs) findDatabase(ctx *pulumi.Context) (place, error) {
	database, err := rds.LookupInstance(ctx, &rds.LookupInstanceArgs{DbInstanceIdentifier: pulumi.StringRef(a.Reference.Database)})
	if err != nil {
		return place{}, fmt.Errorf("Database: looking %s up: %w", a.Reference.Database, err)
	}
	if database.Port != a.Port {
		return place{}, fmt.Errorf("Port: is %d, and database %s listens on %d", a.Port, a.Reference.Database, database.Port)
	}
	subnets, err := rds.LookupSubnetGroup(ctx, &rds.LookupSubnetGroupArgs{Name: database.DbSubnetGroup})
	if err != nil {
		return place{}, fmt.Errorf("Database: looking up the subnet group %s of %s: %w", database.DbSubnetGroup, a.Reference.Database, err)
	}
	return place{address: database.Address, groups: orEmpty(database.VpcSecurityGroups), subnets: subnets.SubnetIds}, nil
}

// findLoadBalancer takes an internal one only: the name of one that faces the internet leads to public addresses, which
// terminals do not reach.
func (a *ExistingArgs) findLoadBalancer(ctx *pulumi.Context) (place, error) {
	balancer, err := lb.LookupLoadBalancer(ctx, &lb.LookupLoadBalancerArgs{Name: pulumi.StringRef(a.Reference.LoadBalancer)})
	if err != nil {
		return place{}, fmt.Errorf("LoadBalancer: looking %s up: %w", a.Reference.LoadBalancer, err)
	}
	if !balancer.Internal {
		return place{}, fmt.Errorf("LoadBalancer: %s faces the internet, and its name leads to public addresses, which terminals cannot reach; "+
			"expose an internal one", a.Reference.LoadBalancer)
	}
	if _, err := lb.LookupListener(ctx, &lb.LookupListenerArgs{LoadBalancerArn: pulumi.StringRef(balancer.Arn), Port: pulumi.IntRef(a.Port)}); err != nil {
		return place{}, fmt.Errorf("Port: looking up the listener of load balancer %s on %d: %w", a.Reference.LoadBalancer, a.Port, err)
	}
	return place{address: balancer.DnsName, groups: orEmpty(balancer.SecurityGroups), subnets: balancer.Subnets}, nil
}

// orEmpty tells groups that are none from groups that only the caller can tell.
func orEmpty(groups []string) []string {
	if groups == nil {
		return []string{}
	}
	return groups
}

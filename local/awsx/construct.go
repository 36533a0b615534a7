// Package awsx serves awsx:ec2:Vpc as pulumi-awsx 2.22 does: a component made of plain aws resources
// with the same names, parents, tags and outputs, so that programs and the policy pack see the same
// children in a rehearsal as in a real deploy.
//
// Served: subnetStrategy "Auto" with explicit cidrBlocks or allocated subnets, and every NAT gateway
// strategy. What is not served is refused by name: nothing is ignored.
package awsx

import (
	"errors"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/provider"
)

// Version is the release of pulumi-awsx that this provider stands in for.
const Version = "2.22.0"

// Schema is the least that the engine asks of a provider.
var Schema = []byte(`{"name":"awsx","version":"` + Version + `"}`)

const vpcType = "awsx:ec2:Vpc"

// Construct makes the one component served.
func Construct(ctx *pulumi.Context, typ, name string, inputs provider.ConstructInputs,
	options pulumi.ResourceOption) (*provider.ConstructResult, error) {
	if typ != vpcType {
		return nil, fmt.Errorf("the local awsx provider does not serve %s; it serves %s", typ, vpcType)
	}
	given, err := inputs.Map()
	if err != nil {
		return nil, fmt.Errorf("reading the inputs of the VPC %s: %w", name, err)
	}
	var args vpcArgs
	if err := errors.Join(unserved(given)...); err != nil {
		return nil, fmt.Errorf("the VPC %s: %w", name, err)
	}
	if err := inputs.CopyTo(&args); err != nil {
		return nil, fmt.Errorf("reading the inputs of the VPC %s: %w", name, err)
	}
	vpc, err := newVpc(ctx, name, args, options)
	if err != nil {
		return nil, fmt.Errorf("the VPC %s: %w", name, err)
	}
	return provider.NewConstructResult(vpc)
}

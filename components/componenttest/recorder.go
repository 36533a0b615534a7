// Package componenttest runs components without an engine or a provider, and keeps what they register.
package componenttest

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/stretchr/testify/require"
)

// Where a program runs under a Recorder.
const (
	Organization = "organization"
	Project      = "secure-room"
	Stack        = "test"
	AccountID    = "123456789012"
	Region       = "ap-northeast-1"
)

// gatewayName is the internet gateway that the VPC of awsx refers to. A reference can only be followed to a resource
// that the program itself has registered, so Run registers this one.
const gatewayName = "made-by-awsx"

// Recorder stands in for the engine, the providers and other stacks. Every custom resource gets the id "Type:name", as
// in "RouteTable:room-public-apne1-az1", so that a test can say exactly what leads where.
type Recorder struct {
	// StackOutputs are the outputs of other stacks, by their full reference; a stack that is not there has none yet.
	StackOutputs map[string]map[string]any
	// Answers are what look-ups return, by token, or by token and one argument of a look-up: "aws:ec2/getSubnet:getSubnet
	// subnet-1". Those for account, region, partition and zones are given.
	Answers map[string]map[string]any
	// Computed are outputs of a type, by token, beyond its inputs and those given to all.
	Computed map[string]map[string]any

	mutex      sync.Mutex
	registered []Resource
}

// Resource is what a program has asked for.
type Resource struct {
	Type, Name string
	// Inputs are plain values: strings, float64 numbers, lists and maps.
	Inputs map[string]any
	// Parent is the parent's URN.
	Parent string
	// Dependencies are the URNs that this resource waits for.
	Dependencies     []string
	IgnoreChanges    []string
	ReplaceOnChanges []string
	Protect          bool
}

// New is a Recorder for a room or production on its first deploy: no other stack has outputs.
func New() *Recorder {
	return &Recorder{
		StackOutputs: map[string]map[string]any{},
		Answers: map[string]map[string]any{
			"aws:index/getCallerIdentity:getCallerIdentity": {"accountId": AccountID,
				"arn": "arn:aws:iam::" + AccountID + ":root"},
			"aws:index/getRegion:getRegion":       {"name": Region, "id": Region},
			"aws:index/getPartition:getPartition": {"partition": "aws", "dnsSuffix": "amazonaws.com"},
			"aws:index/getAvailabilityZones:getAvailabilityZones": {
				"names":   []any{"ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d"},
				"zoneIds": []any{"apne1-az4", "apne1-az1", "apne1-az2"},
			},
		},
	}
}

// Run runs a program to its end.
func (r *Recorder) Run(program pulumi.RunFunc) error {
	return pulumi.RunErr(func(ctx *pulumi.Context) error {
		gateway, err := ec2.NewInternetGateway(ctx, gatewayName, nil)
		if err != nil {
			return err
		}
		registered := make(chan struct{})
		gateway.ID().ApplyT(func(pulumi.ID) bool { close(registered); return true })
		<-registered // registration goes on in the background
		return program(ctx)
	}, pulumi.WithMocksWithOrganization(Organization, Project, Stack, r))
}

// Names are the names of the resources of a type, sorted.
func (r *Recorder) Names(resourceType string) []string {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	names := []string{}
	for _, one := range r.registered {
		if one.Type == resourceType && one.Name != gatewayName {
			names = append(names, one.Name)
		}
	}
	slices.Sort(names)
	return names
}

// One is the resource of that type and name; the test ends where there is none.
func (r *Recorder) One(t *testing.T, resourceType, name string) Resource {
	t.Helper()
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for _, one := range r.registered {
		if one.Type == resourceType && one.Name == name {
			return one
		}
	}
	require.Failf(t, "not registered", "%s named %s", resourceType, name)
	return Resource{}
}

// All are the resources in the order of registration.
func (r *Recorder) All() []Resource {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return slices.DeleteFunc(slices.Clone(r.registered), func(one Resource) bool { return one.Name == gatewayName })
}

// NewResource answers a registration (pulumi.MockResourceMonitor).
func (r *Recorder) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	one := Resource{Type: args.TypeToken, Name: args.Name, Inputs: args.Inputs.Mappable()}
	if args.RegisterRPC != nil {
		one.Parent = args.RegisterRPC.GetParent()
		one.Dependencies = args.RegisterRPC.GetDependencies()
		one.IgnoreChanges = args.RegisterRPC.GetIgnoreChanges()
		one.ReplaceOnChanges = args.RegisterRPC.GetReplaceOnChanges()
		one.Protect = args.RegisterRPC.GetProtect()
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.registered = append(r.registered, one)

	if args.TypeToken == "pulumi:pulumi:StackReference" {
		outputs := r.StackOutputs[args.Name]
		if outputs == nil {
			outputs = map[string]any{}
		}
		return args.Name, resource.NewPropertyMapFromMap(map[string]any{"name": args.Name, "outputs": outputs}), nil
	}
	id := path.Base(strings.ReplaceAll(args.TypeToken, ":", "/")) + ":" + args.Name
	outputs := outputsOf(args, id)
	for key, value := range r.Computed[args.TypeToken] {
		outputs[resource.PropertyKey(key)] = resource.NewPropertyValue(value)
	}
	return id, outputs, nil
}

// outputsOf adds to the inputs what AWS would compute, as far as one component hands it to another.
func outputsOf(args pulumi.MockResourceArgs, id string) resource.PropertyMap {
	outputs := args.Inputs.Copy()
	computed := map[resource.PropertyKey]string{
		"arn": "arn:" + id, "name": args.Name + "-0123456", "keyId": id, "publicIp": "public address of " + args.Name,
		"prefixListId": "prefix list of " + args.Name, "address": args.Name + ".example.rds.amazonaws.com",
		"dnsName": args.Name + ".example.elb.amazonaws.com",
	}
	if args.TypeToken == "awsx:ec2:Vpc" {
		gateway := resource.NewURN(Stack, Project, "", "aws:ec2/internetGateway:InternetGateway", gatewayName)
		outputs["vpcId"] = resource.NewProperty(id)
		outputs["internetGateway"] = resource.MakeCustomResourceReference(gateway, "InternetGateway:"+gatewayName, "")
		return outputs
	}
	if args.TypeToken == "aws:rds/instance:Instance" {
		outputs["masterUserSecrets"] = resource.NewPropertyValue([]any{map[string]any{"secretArn": "secret of " + args.Name}})
	}
	for key, value := range computed {
		if _, given := outputs[key]; !given {
			outputs[key] = resource.NewProperty(value)
		}
	}
	return outputs
}

// Call answers a look-up (pulumi.MockResourceMonitor).
func (r *Recorder) Call(args pulumi.MockCallArgs) (resource.PropertyMap, error) {
	if args.Token == "pulumi:pulumi:readStackOutputs" { // what the engine itself answers
		outputs := r.StackOutputs[args.Args["name"].StringValue()]
		if outputs == nil {
			outputs = map[string]any{}
		}
		return resource.NewPropertyMapFromMap(map[string]any{"outputs": outputs}), nil
	}
	answer, known := r.Answers[args.Token]
	for _, asked := range args.Args {
		if !asked.IsString() {
			continue
		}
		if exact, given := r.Answers[args.Token+" "+asked.StringValue()]; given {
			answer, known = exact, true
		}
	}
	if !known {
		return nil, fmt.Errorf("no answer to the look-up %s", args.Token)
	}
	return resource.NewPropertyMapFromMap(answer), nil
}

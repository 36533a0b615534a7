package password

import (
	"fmt"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"secure-room/policy/resource"
)

// BenchmarkStack judges a stack of 1,000 resources.
func BenchmarkStack(b *testing.B) {
	stack := house()
	for i := range 1000 {
		properties := fields{"tags": property.New(fields{"Name": text("room"), "stack": text("room")})}
		for j := range 25 {
			properties[fmt.Sprint("p", j)] = text(fmt.Sprintf("arn:aws:ec2:ap-northeast-1:123456789012:thing/thing-%08d-%08d", i, j))
		}
		stack = append(stack, named("aws:ec2/vpc:Vpc", fmt.Sprint("v", i), properties))
	}
	for b.Loop() {
		if found := judge(resource.Stack, stack...); len(found) > 0 {
			b.Fatal(found)
		}
	}
}

// BenchmarkOne judges one directory alone.
func BenchmarkOne(b *testing.B) {
	r := directoryWith(secret(good))
	for b.Loop() {
		judge(resource.Single, r)
	}
}

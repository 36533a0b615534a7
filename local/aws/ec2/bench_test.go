package ec2_test

import (
	"fmt"
	"testing"

	"secure-room/local/aws/cloudtest"
	"secure-room/local/aws/ec2"
)

// BenchmarkNetwork makes a VPC with 100 subnets and their route tables: 301 resources, as many as
// both stacks together have.
func BenchmarkNetwork(b *testing.B) {
	for b.Loop() {
		w := world{cloudtest.New(b, ec2.Service())}
		id := w.vpc("main", "10.0.0.0/16")
		for i := range 100 {
			table := w.Create(routeTableToken, fmt.Sprint(i), inputs{"vpcId": id})
			part := w.subnet(id, fmt.Sprintf("10.0.%d.0/24", i), "ap-northeast-1a")
			w.Create(associationToken, fmt.Sprint(i), inputs{"routeTableId": table.ID, "subnetId": part})
		}
	}
}

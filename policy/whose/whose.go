// Package whose tells which approved network a stack holds: by its VPC's block, the one thing that the baseline and every
// program agree on.
package whose

import (
	"secure-room/policy/baseline"
	"secure-room/policy/resource"
)

// VPCs lists the VPCs that a stack holds.
func VPCs(resources []resource.Resource, stack string) []*resource.Resource {
	var found []*resource.Resource
	for i := range resources {
		if r := &resources[i]; r.Stack == stack && r.Type == "aws:ec2/vpc:Vpc" {
			found = append(found, r)
		}
	}
	return found
}

// Network is the approved room or production that a VPC is; both are nil when it is neither.
func Network(b *baseline.Baseline, vpc *resource.Resource) (*baseline.Room, *baseline.Production) {
	block, standing := resource.Block(vpc.Properties.Get("cidrBlock"))
	if standing != resource.Known {
		return nil, nil
	}
	return b.RoomAt(block), b.ProductionAt(block)
}

// Room is the one room that a stack holds; nil when it holds none, several, or something else beside it.
func Room(b *baseline.Baseline, resources []resource.Resource, stack string) *baseline.Room {
	vpcs := VPCs(resources, stack)
	if len(vpcs) != 1 {
		return nil
	}
	room, _ := Network(b, vpcs[0])
	return room
}

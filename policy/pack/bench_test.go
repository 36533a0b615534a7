package pack_test

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"secure-room/policy/baseline"
	"secure-room/policy/pack"
	"secure-room/policy/policytest"
	"secure-room/policy/resource"
	"secure-room/policy/rules"
)

// grown is the good pair with as many of production's own services, and terminals, as make that many resources together.
func grown(count int) ([]resource.Resource, *baseline.Baseline) {
	pair, approved := policytest.Good(), policytest.Baseline()
	size := func() int { return len(pair.Prod.Nodes) + len(pair.Room.Nodes) }
	vpc, terminals, key := pair.Prod.Get("production"), pair.Room.Get("terminals"), pair.Room.Get("terminals-key")
	for i := 0; size()+6 <= count; i++ {
		name := fmt.Sprintf("service-%d", i)
		group := pair.Prod.Add("aws:ec2/securityGroup:SecurityGroup", name, policytest.P{"vpcId": vpc.Ref()})
		pair.Prod.Add("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", name+"-in", policytest.P{"securityGroupId": group.Ref(),
			"cidrIpv4": "0.0.0.0/0", "ipProtocol": "tcp", "fromPort": 443, "toPort": 443})
		pair.Prod.Add("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", name+"-out", policytest.P{"securityGroupId": group.Ref(),
			"cidrIpv4": "0.0.0.0/0", "ipProtocol": "-1"})
		pair.Prod.Add("aws:ec2/instance:Instance", name, policytest.P{"subnetId": pair.Prod.Get(fmt.Sprintf("public-%d", i%2)).Ref(),
			"vpcSecurityGroupIds": []any{group.Ref()}})
		pair.Prod.Add("aws:cloudwatch/logGroup:LogGroup", name, policytest.P{"retentionInDays": 90})
		user := fmt.Sprintf("user-%d", i)
		approved.Users = append(approved.Users, baseline.User{Name: user, Role: "operator"})
		pair.Room.Add("aws:workspaces/workspace:Workspace", user, policytest.P{"directoryId": terminals.Ref(), "userName": user,
			"rootVolumeEncryptionEnabled": true, "userVolumeEncryptionEnabled": true, "volumeEncryptionKey": key.Ref(),
			"workspaceProperties": policytest.P{"runningMode": "AUTO_STOP", "runningModeAutoStopTimeoutInMinutes": 120}})
	}
	return policytest.Deployed(pair.Prod, pair.Room), approved
}

// BenchmarkResource is what all rules take for one resource alone.
func BenchmarkResource(b *testing.B) {
	resources, approved := grown(1000)
	families := rules.All()
	for b.Loop() {
		for i := range resources {
			pack.Judge(families, resource.Single, resources[i:i+1], approved)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(resources)), "ns/resource")
}

// BenchmarkStack is what the proof of whole stacks takes, by their size.
func BenchmarkStack(b *testing.B) {
	for _, count := range []int{100, 300, 1000, 10000} {
		resources, approved := grown(count)
		// Where the good pair is larger, its first part is judged, with whatever that lacks.
		resources = resources[:min(count, len(resources))]
		families := rules.All()
		b.Run(fmt.Sprintf("resources=%d", len(resources)), func(b *testing.B) {
			start := processor(b)
			for b.Loop() {
				pack.Judge(families, resource.Stack, resources, approved)
			}
			b.ReportMetric(float64((processor(b)-start).Nanoseconds())/float64(b.N), "cpu-ns/op")
		})
	}
}

// processor is the processor time that this process has used: on a busy machine it tells more than the clock.
func processor(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal("read this process's processor time:", err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

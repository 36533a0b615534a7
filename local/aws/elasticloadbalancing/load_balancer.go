package elasticloadbalancing

import (
	"fmt"
	"hash/crc32"
	"slices"
	"strings"

	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
	"secure-room/local/aws/placement"
)

// loadBalancer is an Application Load Balancer.
// AWS: "Elastic Load Balancing API Reference (2015-12-01), CreateLoadBalancer".
func loadBalancer() cloud.Kind {
	return cloud.Kind{
		Token: balancerToken,
		Name:  cloud.Name{Property: "name", Limit: 32},
		ID: func(tx *cloud.Transaction, o *cloud.Object) string {
			return fmt.Sprintf("arn:aws:elasticloadbalancing:%s:%s:loadbalancer/app/%s/%s", tx.Region, tx.Account, o.Text("name"), mark())
		},
		ARN:     "{id}",
		Missing: "LoadBalancerNotFound: Load balancer '%s' not found",
		References: []cloud.Reference{
			{Property: "subnets", To: placement.Subnet},
			{Property: "securityGroups", To: placement.SecurityGroup},
		},
		Unserved: []string{"accessLogs", "connectionLogs", "customerOwnedIpv4Pool", "ipamPools", "minimumLoadBalancerCapacity", "subnetMappings"},
		Check:    checkBalancer,
		Apply:    applyBalancer,
		Delete: func(_ *cloud.Transaction, gone *cloud.Object) error {
			if gone.Flag("enableDeletionProtection") {
				return cloud.Refuse("OperationNotPermitted", "Load balancer '%s' cannot be deleted because deletion protection is enabled", gone.ID)
			}
			return nil
		},
	}
}

var balancerRules = check.Rules{
	"name":                    nameRule,
	"loadBalancerType":        check.OneOf("application"),
	"ipAddressType":           check.OneOf("ipv4"),
	"idleTimeout":             check.Between(1, 4000),
	"clientKeepAlive":         check.Between(60, 604800),
	"desyncMitigationMode":    check.OneOf("monitor", "defensive", "strictest"),
	"xffHeaderProcessingMode": check.OneOf("append", "preserve", "remove"),
}

func checkBalancer(in cloud.Values, report cloud.Report) {
	balancerRules.Report(in, report)
	if strings.HasPrefix(in.Text("name"), "internal-") {
		report("name", "is %q, but cannot begin with internal-", in.Text("name"))
	}
	if in.Unset("subnets") {
		report("subnets", "is missing; an application load balancer needs subnets in two availability zones")
	}
}

func applyBalancer(tx *cloud.Transaction, before, now *cloud.Object) error {
	if same, err := taken(tx, now); err != nil || same {
		if err == nil {
			err = cloud.Refuse("DuplicateLoadBalancerName", "A load balancer with the same name '%s' exists, but with different settings", now.Text("name"))
		}
		return err
	}
	if err := placed(tx, now); err != nil {
		return err
	}
	now.Default("internal", false)
	now.Default("ipAddressType", "ipv4")
	now.Default("enforceSecurityGroupInboundRulesOnPrivateLinkTraffic", "")
	if before != nil {
		return nil
	}
	prefix := ""
	if now.Flag("internal") {
		prefix = "internal-"
	}
	// "DNS name" in "Application Load Balancers", Elastic Load Balancing user guide.
	now.Put("dnsName", fmt.Sprintf("%s%s-%d.%s.elb.amazonaws.com", prefix, now.Text("name"), crc32.ChecksumIEEE([]byte(now.ID)), tx.Region))
	now.Put("zoneId", "Z14GRHDCWA56QT") // ap-northeast-1: "Elastic Load Balancing endpoints and quotas", AWS General Reference
	now.Put("arnSuffix", shortARN(now.ID, "app/"))
	now.Put("subnetMappings", []any{})
	return nil
}

// placed holds "Application Load Balancers, Subnets for your load balancer": two zones of one VPC, which has an
// internet gateway when the balancer faces the internet. AWS does not ask whether the subnets route to it.
func placed(tx *cloud.Transaction, now *cloud.Object) error {
	subnets, err := placement.Find(tx, now.Texts("subnets"))
	if err != nil {
		return err
	}
	if subnets.VPC() == "" {
		return cloud.Refuse("InvalidConfigurationRequest", "All subnets must belong to the same VPC")
	}
	if len(subnets.Zones) < 2 {
		return cloud.Refuse("ValidationError", "At least two subnets in two different Availability Zones must be specified")
	}
	if len(subnets.All) > len(subnets.Zones) {
		return cloud.Refuse("InvalidConfigurationRequest", "A load balancer cannot be attached to multiple subnets in the same Availability Zone")
	}
	vpc := subnets.VPC()
	now.Put("vpcId", vpc)
	if now.Unset("securityGroups") {
		network, _, err := tx.Get(placement.VPC, vpc)
		if err != nil {
			return err
		}
		now.Put("securityGroups", []any{network.Text("defaultSecurityGroupId")})
	}
	foreign, err := placement.ForeignGroup(tx, now.Texts("securityGroups"), vpc)
	if err != nil {
		return err
	}
	if foreign != "" {
		return cloud.Refuse("InvalidConfigurationRequest", "One or more security groups are invalid: %s is not of %s", foreign, vpc)
	}
	if now.Flag("internal") {
		return nil
	}
	gateways, err := tx.List("aws:ec2/internetGateway:InternetGateway")
	if err == nil && !slices.ContainsFunc(gateways, func(g *cloud.Object) bool { return g.Text("vpcId") == vpc }) {
		err = cloud.Refuse("InvalidSubnet", "VPC %s has no internet gateway", vpc)
	}
	return err
}

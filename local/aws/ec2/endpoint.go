package ec2

import (
	"encoding/json"
	"fmt"
	"hash/crc32"
	"slices"
	"strings"

	"secure-room/local/aws/cloud"
)

const endpointToken = "aws:ec2/vpcEndpoint:VpcEndpoint"

// AWS: "AWS PrivateLink, Gateway endpoints" and "AWS services that integrate with AWS PrivateLink".
var (
	gatewayServices   = []string{"dynamodb", "s3"}
	interfaceServices = []string{
		"cloudtrail", "config", "console", "console-static", "dynamodb", "ds", "ec2", "ec2messages", "ecr.api", "ecr.dkr", "ecs",
		"ecs-agent", "ecs-telemetry", "elasticloadbalancing", "events", "execute-api", "kms", "lambda", "logs", "monitoring",
		"rds", "s3", "secretsmanager", "servicediscovery", "signin", "sns", "sqs", "ssm", "ssmmessages", "states", "sts",
		"workspaces", "access-analyzer", "git-codecommit", "codecommit",
	}
)

// endpoint reaches an AWS service from inside a VPC.
// AWS: "Amazon EC2 API Reference, CreateVpcEndpoint".
func endpoint() cloud.Kind {
	return cloud.Kind{
		Token:   endpointToken,
		Prefix:  "vpce-",
		ARN:     "arn:{partition}:ec2:{region}:{account}:vpc-endpoint/{id}",
		Missing: "InvalidVpcEndpointId.NotFound: The Vpc Endpoint Id '%s' does not exist",
		References: []cloud.Reference{
			{Property: "vpcId", To: vpcToken},
			{Property: "subnetIds", To: subnetToken},
			{Property: "securityGroupIds", To: groupToken},
			{Property: "routeTableIds", To: routeTableToken},
		},
		Unserved: []string{"autoAccept", "subnetConfigurations", "resourceConfigurationArn", "serviceNetworkArn", "serviceRegion"},
		Check:    checkEndpoint,
		Apply:    applyEndpoint,
	}
}

func checkEndpoint(in cloud.Values, report cloud.Report) {
	if in.Unset("serviceName") {
		report("serviceName", "is required, but missing")
	}
	kind := in.Text("vpcEndpointType")
	forbidden := map[string][]string{
		"Gateway":   {"subnetIds", "securityGroupIds", "privateDnsEnabled"},
		"Interface": {"routeTableIds"},
	}
	for _, name := range forbidden[kind] {
		if list, isList := in[name].([]any); !in.Unset(name) && in[name] != false && !(isList && len(list) == 0) {
			report(name, "cannot be given for an endpoint of type %s", kind)
		}
	}
	if kind == "GatewayLoadBalancer" {
		report("vpcEndpointType", "is GatewayLoadBalancer, which the local AWS does not serve; it serves Gateway and Interface")
	}
	if policy := in.Text("policy"); policy != "" && !json.Valid([]byte(policy)) {
		report("policy", "is not valid JSON")
	}
}

func applyEndpoint(tx *cloud.Transaction, before, now *cloud.Object) error {
	service, ours := strings.CutPrefix(now.Text("serviceName"), "com.amazonaws."+now.Region+".")
	served := interfaceServices
	if now.Text("vpcEndpointType") == "Gateway" {
		served = gatewayServices
	}
	if !ours || !slices.Contains(served, service) {
		return cloud.Refuse("InvalidServiceName", "The Vpc Endpoint Service '%s' does not exist; com.amazonaws.%s has for type %s: %s",
			now.Text("serviceName"), now.Region, now.Text("vpcEndpointType"), strings.Join(served, ", "))
	}
	if before == nil {
		now.Put("state", "available")
		now.Put("ownerId", now.Account)
		now.Put("requesterManaged", false)
	}
	now.Default("policy", `{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}`)
	for _, name := range []string{"subnetIds", "securityGroupIds", "routeTableIds"} {
		now.Default(name, []any{})
	}
	if now.Text("vpcEndpointType") == "Gateway" {
		return applyGatewayEndpoint(tx, now, service)
	}
	return applyInterfaceEndpoint(tx, now, service)
}

// applyGatewayEndpoint puts the service's prefix list into route tables of the VPC.
func applyGatewayEndpoint(tx *cloud.Transaction, now *cloud.Object, service string) error {
	for _, id := range now.Texts("routeTableIds") {
		table, err := must(tx, routeTableToken, id)
		if err != nil {
			return err
		}
		if table.Text("vpcId") != now.Text("vpcId") {
			return cloud.Refuse("InvalidParameter", "Route table %s does not belong to %s", id, now.Text("vpcId"))
		}
	}
	others, err := tx.List(endpointToken)
	if err != nil {
		return err
	}
	for _, other := range others {
		for _, id := range now.Texts("routeTableIds") {
			if other.ID != now.ID && other.Text("serviceName") == now.Text("serviceName") && slices.Contains(other.Texts("routeTableIds"), id) {
				return cloud.Refuse("RouteAlreadyExists", "route table %s already has a route to %s by %s", id, now.Text("serviceName"), other.ID)
			}
		}
	}
	now.Put("prefixListId", prefixList(now.Region, service))
	return nil
}

// prefixList is the id of the list of a service's networks in a region, which AWS keeps; it is the
// same in every account. AWS: "Amazon VPC User Guide, AWS-managed prefix lists".
func prefixList(region, service string) string {
	return fmt.Sprintf("pl-%08x", crc32.ChecksumIEEE([]byte("com.amazonaws."+region+"."+service)))
}

func managedPrefixList(region, id string) bool {
	return slices.ContainsFunc(gatewayServices, func(service string) bool { return prefixList(region, service) == id })
}

// applyInterfaceEndpoint puts a network interface of the service into each subnet.
// AWS: "AWS PrivateLink, Access an AWS service using an interface VPC endpoint": one subnet a zone;
// private DNS needs both DNS attributes of the VPC.
func applyInterfaceEndpoint(tx *cloud.Transaction, now *cloud.Object, service string) error {
	within, err := must(tx, vpcToken, now.Text("vpcId"))
	if err != nil {
		return err
	}
	if err := oneSubnetAZone(tx, now, within); err != nil {
		return err
	}
	if err := groupsIn(tx, now, "securityGroupIds", within.ID); err != nil {
		return err
	}
	if len(now.List("securityGroupIds")) == 0 {
		now.Put("securityGroupIds", []any{within.Text("defaultSecurityGroupId")})
	}
	now.Default("privateDnsEnabled", false)
	now.Default("ipAddressType", "ipv4")
	if now.Flag("privateDnsEnabled") {
		if !within.Flag("enableDnsSupport") || !within.Flag("enableDnsHostnames") {
			return cloud.Refuse("InvalidParameter", "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for %s", within.ID)
		}
		if err := soleDomain(tx, now); err != nil {
			return err
		}
	}
	interfaces := now.Texts("networkInterfaceIds")
	for len(interfaces) < len(now.List("subnetIds")) {
		interfaces = append(interfaces, cloud.NewID("eni-"))
	}
	now.Put("networkInterfaceIds", interfaces[:len(now.List("subnetIds"))])
	now.Default("dnsEntries", []cloud.Values{{
		"dnsName":      fmt.Sprintf("%s.%s.%s.vpce.amazonaws.com", now.ID, service, now.Region),
		"hostedZoneId": "Z" + strings.ToUpper(cloud.NewID("")[:13]),
	}})
	return nil
}

func oneSubnetAZone(tx *cloud.Transaction, now, within *cloud.Object) error {
	zones := map[string]string{}
	for _, id := range now.Texts("subnetIds") {
		part, err := must(tx, subnetToken, id)
		if err != nil {
			return err
		}
		if part.Text("vpcId") != within.ID {
			return cloud.Refuse("InvalidParameter", "Subnet %s does not belong to %s", id, within.ID)
		}
		zone := part.Text("availabilityZone")
		if other, twice := zones[zone]; twice {
			return cloud.Refuse("DuplicateSubnetsInSameZone", "Found another VPC endpoint subnet in the availability zone of %s: %s and %s are both in %s", id, other, id, zone)
		}
		zones[zone] = id
	}
	return nil
}

// soleDomain refuses a second endpoint that would answer for the same private name.
func soleDomain(tx *cloud.Transaction, now *cloud.Object) error {
	others, err := tx.List(endpointToken)
	for _, other := range others {
		if other.ID != now.ID && other.Text("vpcId") == now.Text("vpcId") && other.Flag("privateDnsEnabled") &&
			other.Text("serviceName") == now.Text("serviceName") {
			return cloud.Refuse("InvalidParameter", "private-dns-enabled cannot be set because there is already a conflicting DNS domain for %s in the VPC %s: %s",
				now.Text("serviceName"), now.Text("vpcId"), other.ID)
		}
	}
	return err
}

// groupsIn makes sure that the security groups of a network interface are its VPC's.
func groupsIn(tx *cloud.Transaction, now *cloud.Object, property, vpcID string) error {
	for _, id := range now.Texts(property) {
		group, err := must(tx, groupToken, id)
		if err != nil {
			return err
		}
		if group.Text("vpcId") != vpcID {
			return cloud.Refuse("InvalidParameter", "Security group %s and %s belong to different networks: the group is in %s", id, vpcID, group.Text("vpcId"))
		}
	}
	return nil
}

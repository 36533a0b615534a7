package ec2

import (
	"regexp"
	"strings"

	"secure-room/local/aws/cloud"
	"secure-room/local/aws/placement"
)

const (
	instanceToken        = "aws:ec2/instance:Instance"
	instanceProfileToken = "aws:iam/instanceProfile:InstanceProfile"
)

var (
	imageID      = regexp.MustCompile(`^ami-([0-9a-f]{8}|[0-9a-f]{17})$`)
	instanceType = regexp.MustCompile(`^[a-z][a-z0-9-]*\.(nano|micro|small|medium|large|metal|([0-9]+)?xlarge|metal-[0-9]+xl)$`)
)

// instance is a virtual machine.
// AWS: "Amazon EC2 API Reference, RunInstances".
func instance() cloud.Kind {
	return cloud.Kind{
		Token:   instanceToken,
		Prefix:  "i-",
		ARN:     "arn:{partition}:ec2:{region}:{account}:instance/{id}",
		Missing: "InvalidInstanceID.NotFound: The instance ID '%s' does not exist",
		References: []cloud.Reference{
			{Property: "subnetId", To: subnetToken},
			{Property: "vpcSecurityGroupIds", To: groupToken},
			{Property: "iamInstanceProfile", To: instanceProfileToken, By: "name", Weak: true},
		},
		Unserved: []string{"capacityReservationSpecification", "cpuCoreCount", "cpuOptions", "cpuThreadsPerCore", "enablePrimaryIpv6", "ephemeralBlockDevices",
			"hibernation", "hostId", "hostResourceGroupArn", "instanceMarketOptions", "ipv6AddressCount", "ipv6Addresses",
			"launchTemplate", "networkInterfaces", "placementGroup", "placementPartitionNumber", "securityGroups", "getPasswordData"},
		Check: checkInstance,
		Apply: applyInstance,
	}
}

func checkInstance(in cloud.Values, report cloud.Report) {
	for _, name := range []string{"ami", "instanceType"} {
		if in.Unset(name) {
			report(name, "is required, but missing")
		}
	}
	if ami := in.Text("ami"); ami != "" && !imageID.MatchString(ami) {
		report("ami", "is %q, but an image id is ami- and 17 hexadecimal digits", ami)
	}
	if kind := in.Text("instanceType"); kind != "" && !instanceType.MatchString(kind) {
		report("instanceType", "is %q, but must be a family and a size, such as t3.medium", kind)
	}
	if metadata := in.Object("metadataOptions"); metadata.Known("httpPutResponseHopLimit") {
		if hops := metadata.Whole("httpPutResponseHopLimit"); hops < 1 || hops > 64 {
			report("metadataOptions.httpPutResponseHopLimit", "is %d, but must be between 1 and 64", hops)
		}
	}
	// "User data is limited to 16 KB, in raw form" (Amazon EC2 User Guide).
	if len(in.Text("userData")) > 16<<10 {
		report("userData", "has %d bytes, but may have up to 16384", len(in.Text("userData")))
	}
}

func applyInstance(tx *cloud.Transaction, before, now *cloud.Object) error {
	if now.Unset("subnetId") {
		return cloud.Refuse("MissingInput", "No subnets found for the default VPC; subnetId must be given")
	}
	part, err := must(tx, subnetToken, now.Text("subnetId"))
	if err != nil {
		return err
	}
	if err := groupsIn(tx, now, "vpcSecurityGroupIds", part.Text("vpcId")); err != nil {
		return err
	}
	if before != nil {
		return nil
	}
	if err := giveAddresses(tx, now, part); err != nil {
		return err
	}
	for name, value := range map[string]any{
		"associatePublicIpAddress": part.Flag("mapPublicIpOnLaunch"),
		"disableApiStop":           false, "disableApiTermination": false, "ebsOptimized": false, "monitoring": false,
		"instanceInitiatedShutdownBehavior": "stop", "tenancy": "default",
	} {
		now.Default(name, value)
	}
	now.Put("instanceState", "running")
	now.Put("metadataOptions", filled(now.Object("metadataOptions"), cloud.Values{
		"httpEndpoint": "enabled", "httpProtocolIpv6": "disabled", "httpPutResponseHopLimit": 1, "httpTokens": "optional",
		"instanceMetadataTags": "disabled",
	}))
	now.Put("rootBlockDevice", filled(now.Object("rootBlockDevice"), cloud.Values{
		"deviceName": "/dev/sda1", "encrypted": false, "volumeId": cloud.NewID("vol-"), "volumeSize": 30, "volumeType": "gp3",
	}))
	return nil
}

func giveAddresses(tx *cloud.Transaction, now, part *cloud.Object) error {
	if now.Unset("privateIp") {
		address, err := placement.Address(tx, part, now.ID)
		if err != nil {
			return err
		}
		now.Put("privateIp", address)
	}
	now.Put("availabilityZone", part.Text("availabilityZone"))
	now.Put("primaryNetworkInterfaceId", cloud.NewID("eni-"))
	now.Put("privateDns", "ip-"+strings.ReplaceAll(now.Text("privateIp"), ".", "-")+"."+now.Region+".compute.internal")
	if now.Flag("associatePublicIpAddress") || now.Unset("associatePublicIpAddress") && part.Flag("mapPublicIpOnLaunch") {
		now.Put("publicIp", publicAddress(now.ID, nil))
	}
	if len(now.List("vpcSecurityGroupIds")) == 0 {
		within, err := must(tx, vpcToken, part.Text("vpcId"))
		if err != nil {
			return err
		}
		now.Put("vpcSecurityGroupIds", []any{within.Text("defaultSecurityGroupId")})
	}
	return nil
}

func filled(given, defaults cloud.Values) cloud.Values {
	for name, value := range defaults {
		if given.Unset(name) {
			given[name] = value
		}
	}
	return given
}

// Package servicename knows the DNS names that clients ask AWS's services by, as exact names. What a room may resolve of
// AWS is decided with it, and judged with it.
package servicename

import (
	"fmt"
	"strings"
)

// Of lists the names of one service in a region, the service being named as in "com.amazonaws.<region>.<service>". Of
// Amazon ECR and S3 the names that anybody's account or bucket has are left out: of the first there is the registry of the
// given account, of the second there are the buckets that Amazon itself keeps images and agents in.
func Of(service, region, account string) []string {
	regional := func(host string) string { return host + "." + region + ".amazonaws.com" }
	switch service {
	case "ecr.api": // "Amazon ECR interface VPC endpoints (AWS PrivateLink)", Amazon ECR User Guide
		return []string{regional("api.ecr")}
	case "ecr.dkr":
		return []string{regional(account + ".dkr.ecr")}
	case "s3":
		names := []string{regional("s3")}
		for _, bucket := range Buckets(region) {
			names = append(names, regional(bucket+".s3"))
		}
		return names
	}
	return []string{regional(service)}
}

// Buckets are Amazon's own in a region: image layers ("Amazon ECR interface VPC endpoints (AWS PrivateLink)", Amazon ECR
// User Guide), and what the Systems Manager agent loads ("SSM Agent communications with AWS managed S3 buckets", AWS
// Systems Manager User Guide). The region is part of what makes a name Amazon's: others could take a like one.
func Buckets(region string) []string {
	var names []string
	for _, form := range []string{"prod-%s-starport-layer-bucket", "aws-windows-downloads-%s", "amazon-ssm-%s", "aws-ssm-%s",
		"aws-ssm-document-attachments-%s"} {
		names = append(names, fmt.Sprintf(form, region))
	}
	return names
}

// OfEndpoint is Of for a service written in full, "com.amazonaws.<region>.<service>"; nothing when it is another region's or
// nobody of Amazon's.
func OfEndpoint(full, region, account string) []string {
	service, ours := strings.CutPrefix(full, "com.amazonaws."+region+".")
	if !ours || service == "" || strings.HasPrefix(full, "com.amazonaws.vpce.") {
		return nil
	}
	return Of(service, region, account)
}

package directory

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/kms"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ssm"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

const (
	// windowsImage is the public parameter that AWS keeps pointed at its newest image ("Reference AMIs using Systems
	// Manager parameters", Amazon EC2 User Guide).
	windowsImage = "/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base"
	// instanceType has the 4 GiB that Windows Server with its graphical tools wants.
	instanceType = "t3.medium"
	rdp          = 3389
)

// makeManagementGroup registers the management instance's security group: RDP in from the named sources, if any.
func (d *Directory) makeManagementGroup(ctx *pulumi.Context, args *Args) error {
	name := d.name + "-management"
	group, err := ec2.NewSecurityGroup(ctx, name, &ec2.SecurityGroupArgs{
		Description: pulumi.Sprintf("Management instance of directory %s", d.domain),
		VpcId:       args.VpcID,
		Tags:        tags(name),
	}, pulumi.Parent(d))
	if err != nil {
		return fmt.Errorf("registering the management instance's security group: %w", err)
	}
	d.ManagementGroupID = group.ID()
	for _, one := range args.ManagementSources {
		if _, err := vpc.NewSecurityGroupIngressRule(ctx, name+"-rdp-from-"+label(one.CIDR), &vpc.SecurityGroupIngressRuleArgs{
			SecurityGroupId: group.ID(),
			CidrIpv4:        pulumi.String(one.CIDR.String()),
			IpProtocol:      pulumi.String("tcp"),
			FromPort:        pulumi.Int(rdp),
			ToPort:          pulumi.Int(rdp),
			Description:     pulumi.String(describe(one.Reason)),
		}, pulumi.Parent(d)); err != nil {
			return fmt.Errorf("letting %s manage the directory: %w", one.CIDR, err)
		}
	}
	return nil
}

// makeManagementInstance registers the instance. The image is the newest when the instance is made, and no newer one
// replaces it unasked.
func (d *Directory) makeManagementInstance(ctx *pulumi.Context, args *Args, key *kms.Key, profile *iam.InstanceProfile) error {
	image, err := ssm.LookupParameter(ctx, &ssm.LookupParameterArgs{Name: windowsImage}, pulumi.Parent(d))
	if err != nil {
		return fmt.Errorf("asking AWS for its newest Windows Server image: %w", err)
	}
	instance, err := ec2.NewInstance(ctx, d.name+"-management", &ec2.InstanceArgs{
		Ami:                      pulumi.String(image.InsecureValue),
		InstanceType:             pulumi.String(instanceType),
		SubnetId:                 args.SubnetIDs[0],
		VpcSecurityGroupIds:      pulumi.StringArray{d.ManagementGroupID},
		AssociatePublicIpAddress: pulumi.Bool(false),
		IamInstanceProfile:       profile.Name,
		// Only version 2 of the metadata service, which a forged request cannot use ("Use the Instance Metadata
		// Service", Amazon EC2 User Guide), and only from the instance itself.
		MetadataOptions: &ec2.InstanceMetadataOptionsArgs{
			HttpEndpoint:            pulumi.String("enabled"),
			HttpTokens:              pulumi.String("required"),
			HttpPutResponseHopLimit: pulumi.Int(1),
		},
		RootBlockDevice: &ec2.InstanceRootBlockDeviceArgs{
			VolumeType:          pulumi.String("gp3"),
			Encrypted:           pulumi.Bool(true),
			KmsKeyId:            key.Arn,
			DeleteOnTermination: pulumi.Bool(true),
		},
		Tags: tags(d.name + "-management"),
	}, pulumi.Parent(d), pulumi.IgnoreChanges([]string{"ami"}))
	if err != nil {
		return fmt.Errorf("registering the management instance: %w", err)
	}
	d.ManagementInstanceID = instance.ID()
	return nil
}

// label writes a block so that a resource's name can hold it.
func label(block netip.Prefix) string {
	return strings.NewReplacer(".", "-", "/", "-").Replace(block.String())
}

// describe keeps of a reason what a rule's description may hold ("SecurityGroupRuleDescription", Amazon EC2 API
// Reference: 255 of these characters).
func describe(reason string) string {
	const also = " ._-:/()#,@[]+=&;{}!$*"
	kept := strings.Map(func(r rune) rune {
		if r < 128 && (strings.ContainsRune(also, r) || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z') {
			return r
		}
		return '-'
	}, reason)
	return kept[:min(len(kept), 255)]
}

package ec2

import (
	"fmt"
	"regexp"
	"strings"

	"secure-room/local/aws/cloud"
)

const (
	groupToken        = "aws:ec2/securityGroup:SecurityGroup"
	defaultGroupToken = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
)

// words are the characters that names and descriptions of groups and rules may have.
// AWS: "Amazon EC2 API Reference, CreateSecurityGroup".
var words = regexp.MustCompile(`^[0-9A-Za-z ._:/()#,@\[\]+=&;{}!$*-]*$`)

// securityGroup is a set of rules for network interfaces. Terraform's provider removes the egress
// rule that AWS gives every new group, so a group without rules lets nothing in or out.
// AWS: "Amazon EC2 API Reference, CreateSecurityGroup".
func securityGroup() cloud.Kind {
	return cloud.Kind{
		Token:   groupToken,
		Name:    cloud.Name{Property: "name", Limit: 255},
		Prefix:  "sg-",
		ARN:     "arn:{partition}:ec2:{region}:{account}:security-group/{id}",
		Missing: "InvalidGroup.NotFound: The security group '%s' does not exist",
		References: []cloud.Reference{
			{Property: "vpcId", To: vpcToken},
			{Property: "ingress.securityGroups", To: groupToken, Elsewhere: true},
			{Property: "egress.securityGroups", To: groupToken, Elsewhere: true},
		},
		Check: checkGroup,
		Apply: applyGroup,
	}
}

func checkGroup(in cloud.Values, report cloud.Report) {
	name := in.Text("name")
	if name == "default" || strings.HasPrefix(name, "sg-") {
		report("name", "is %q, but cannot be default or start with sg-", name)
	}
	text(in, "name", report)
	text(in, "description", report)
	checkInline(in, report)
}

func text(in cloud.Values, property string, report cloud.Report) {
	if value := in.Text(property); len(value) > 255 || !words.MatchString(value) {
		report(property, "is %q, but may have up to 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*", value)
	}
}

func applyGroup(tx *cloud.Transaction, _, now *cloud.Object) error {
	if now.Text("vpcId") == "" {
		return cloud.Refuse("VPCIdNotSpecified", "No default VPC for this user; vpcId must be given")
	}
	others, err := tx.List(groupToken)
	if err != nil {
		return err
	}
	for _, other := range others {
		if other.ID != now.ID && other.Text("vpcId") == now.Text("vpcId") && other.Text("name") == now.Text("name") {
			return cloud.Refuse("InvalidGroup.Duplicate", "The security group '%s' already exists for VPC '%s'", now.Text("name"), now.Text("vpcId"))
		}
	}
	now.Put("ownerId", now.Account)
	now.Default("ingress", []any{})
	now.Default("egress", []any{})
	return nil
}

// defaultSecurityGroup takes over the group that came with a VPC, and takes all rules out of it that
// the program does not give. Deleting it leaves the group as it is.
// Terraform AWS provider: "aws_default_security_group".
func defaultSecurityGroup() cloud.Kind {
	return cloud.Kind{
		Token:      defaultGroupToken,
		Adopts:     true,
		ARN:        "arn:{partition}:ec2:{region}:{account}:security-group/{id}",
		References: []cloud.Reference{{Property: "vpcId", To: vpcToken, Weak: true}},
		ID: func(tx *cloud.Transaction, now *cloud.Object) string {
			owner, found, err := tx.Get(vpcToken, now.Text("vpcId"))
			if err != nil || !found {
				return "" // its reference to the VPC is refused next
			}
			return owner.Text("defaultSecurityGroupId")
		},
		Check: checkInline,
		Apply: applyDefaultGroup,
	}
}

func applyDefaultGroup(tx *cloud.Transaction, _, now *cloud.Object) error {
	if now.ID == "" {
		return cloud.Refuse("VPCIdNotSpecified", "No default VPC for this user; vpcId must be given")
	}
	group, err := must(tx, groupToken, now.ID)
	if err != nil {
		return err
	}
	for _, name := range []string{"ingress", "egress"} {
		now.Default(name, []any{})
		group.Put(name, now.Values[name])
	}
	now.Put("name", group.Text("name"))
	now.Put("description", group.Text("description"))
	now.Put("ownerId", now.Account)
	now.BelongTo(group)
	return tx.Save(group)
}

// checkInline holds rules that are written into a group to the same rules as standalone ones.
func checkInline(in cloud.Values, report cloud.Report) {
	for _, direction := range []string{"ingress", "egress"} {
		for i, rule := range in.Objects(direction) {
			at := func(property, format string, arguments ...any) {
				report(fmt.Sprintf("%s[%d].%s", direction, i, property), format, arguments...)
			}
			if len(rule.List("cidrBlocks"))+len(rule.List("ipv6CidrBlocks"))+len(rule.List("securityGroups"))+
				len(rule.List("prefixListIds")) == 0 && !rule.Flag("self") {
				at("cidrBlocks", "is missing: a rule needs at least one of cidrBlocks, ipv6CidrBlocks, securityGroups, prefixListIds and self")
			}
			for _, cidr := range rule.Texts("cidrBlocks") {
				block(cloud.Values{"cidrBlocks": cidr}, "cidrBlocks", at)
			}
			text(rule, "description", at)
			checkPorts(rule, "protocol", at)
		}
	}
}

// everything is a rule for all protocols and ports.
func everything(source cloud.Values) cloud.Values {
	source["protocol"], source["fromPort"], source["toPort"] = "-1", 0.0, 0.0
	return source
}

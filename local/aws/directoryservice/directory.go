package directoryservice

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"

	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
	"secure-room/local/aws/credential"
	"secure-room/local/aws/placement"
)

// microsoftAD is the only type of directory that the local cloud serves.
const microsoftAD = "MicrosoftAD"

// directory is an AWS Managed Microsoft AD.
// AWS: "Directory Service API Reference, CreateMicrosoftAD".
func directory() cloud.Kind {
	return cloud.Kind{
		Token:   directoryToken,
		ID:      func(*cloud.Transaction, *cloud.Object) string { return newDirectoryID() },
		Missing: "EntityDoesNotExistException: Directory %s does not exist.",
		References: []cloud.Reference{
			{Property: "vpcSettings.vpcId", To: placement.VPC},
			{Property: "vpcSettings.subnetIds", To: placement.Subnet},
		},
		Check: checkDirectory,
		Apply: applyDirectory,
	}
}

var directoryRules = check.Rules{
	"name":        check.Matches(`(?:[a-zA-Z0-9]+[.-])+[a-zA-Z0-9]+`, 1, 255, "a fully qualified domain name such as corp.example.com"),
	"shortName":   check.Matches(`[^\\/:*?"<>|.]+[^\\/:*?"<>|]*`, 1, 15, `a NetBIOS name without \ / : * ? " < > |`),
	"description": check.Matches(`(?:[a-zA-Z0-9_][\\a-zA-Z0-9_@#%*+=:?./!\s-]*)?`, 0, 128, "letters, digits and some punctuation"),
	"edition":     check.OneOf("Enterprise", "Standard"),
	"type":        check.OneOf(microsoftAD),
	"alias":       check.Matches(`[\da-zA-Z]+(?:-*[\da-zA-Z])*`, 1, 62, "letters, digits and hyphens between them"),
	"desiredNumberOfDomainControllers": func(value any) string {
		return check.Between(2, 20)(value) // "UpdateNumberOfDomainControllers, DesiredNumber": at least two
	},
}

func checkDirectory(in cloud.Values, report cloud.Report) {
	directoryRules.Report(in, report)
	if in.Unset("type") {
		report("type", "is missing, which means SimpleAD; the local AWS serves %s alone", microsoftAD)
	}
	for _, foreign := range []string{"size", "connectSettings"} {
		if !in.Unset(foreign) {
			report(foreign, "is not a setting of a %s directory", microsoftAD)
		}
	}
	if in.Unset("vpcSettings") {
		report("vpcSettings", "is missing; a %s directory stands in a VPC", microsoftAD)
	}
	if in.Flag("enableSso") && in.Unset("alias") {
		report("enableSso", "needs an alias") // "EnableSso": the directory must have one
	}
	if strings.HasPrefix(in.Text("alias"), "d-") {
		report("alias", "is %q, but must not begin with d-", in.Text("alias"))
	}
	if ids := in.Object("vpcSettings").List("subnetIds"); !in.Unset("vpcSettings") && in.Object("vpcSettings").Known("subnetIds") && len(ids) != 2 {
		report("vpcSettings.subnetIds", "has %d subnets, but must have two, in different availability zones", len(ids))
	}
	if in.Known("password") {
		checkPassword(in.Text("password"), report)
	}
}

// passwordClasses are the classes of which a password needs three.
var passwordClasses = []*regexp.Regexp{
	regexp.MustCompile(`[a-z]`), regexp.MustCompile(`[A-Z]`), regexp.MustCompile(`[0-9]`), regexp.MustCompile(`[^A-Za-z0-9\s]`),
}

// checkPassword holds the pattern of "CreateMicrosoftAD, Password", and from "Create your AWS Managed
// Microsoft AD" that it cannot include the word admin. No message shows any of it.
func checkPassword(password string, report cloud.Report) {
	if n := len([]rune(password)); n < 8 || n > 64 {
		report("password", "has %d characters, but must have 8 to 64", n)
	}
	classes := 0
	for _, class := range passwordClasses {
		if class.MatchString(password) {
			classes++
		}
	}
	if classes < 3 {
		report("password", "has %d of these classes of characters, but must have three: lower case, upper case, digits, others", classes)
	}
	if strings.Contains(strings.ToLower(password), "admin") {
		report("password", "contains the word admin")
	}
}

func applyDirectory(tx *cloud.Transaction, before, now *cloud.Object) error {
	now.Default("alias", now.ID)
	now.Default("edition", "Enterprise")
	now.Default("size", "Small") // what the API answers for every type
	now.Default("desiredNumberOfDomainControllers", 2)
	now.Default("shortName", strings.ToUpper(strings.SplitN(now.Text("name"), ".", 2)[0]))
	now.Put("accessUrl", now.Text("alias")+".awsapps.com")
	if before != nil {
		return nil
	}
	if err := aliasFree(tx, now); err != nil {
		return err
	}
	settings := now.Object("vpcSettings")
	subnets, err := placement.Find(tx, settings.Texts("subnetIds"))
	if err != nil {
		return err
	}
	if subnets.VPC() != settings.Text("vpcId") {
		return cloud.Refuse("InvalidParameterException", "The subnets are not all in the VPC %s.", settings.Text("vpcId"))
	}
	if len(subnets.Zones) != 2 {
		return cloud.Refuse("InvalidParameterException", "The two subnets must be in different Availability Zones; both are in %s.", subnets.Zones[0])
	}
	settings["availabilityZones"] = []any{subnets.Zones[0], subnets.Zones[1]}
	if err := credential.Keep(tx, now, now.Text("password")); err != nil {
		return err
	}
	return standUp(tx, now, subnets)
}

// aliasFree: an access URL is one in all of AWS.
func aliasFree(tx *cloud.Transaction, now *cloud.Object) error {
	all, err := tx.Everywhere(directoryToken)
	for _, other := range all {
		if other.ID != now.ID && other.Text("alias") == now.Text("alias") {
			return cloud.Refuse("EntityAlreadyExistsException", "The alias %s is taken.", now.Text("alias"))
		}
	}
	return err
}

// standUp makes what AWS makes with a directory: the controllers' security group, and a controller
// with its address in each subnet.
// AWS: "What gets created with your AWS Managed Microsoft AD".
func standUp(tx *cloud.Transaction, now *cloud.Object, subnets placement.Subnets) error {
	group, err := tx.Add(now, placement.SecurityGroup, cloud.Values{
		"name": now.ID + "_controllers", "vpcId": subnets.VPC(), "ownerId": tx.Account,
		"description": fmt.Sprintf("AWS created security group for %s directory controllers", now.ID),
		"ingress":     controllerIngress(), "egress": []any{rule("-1", 0, 0)},
	})
	if err != nil {
		return err
	}
	now.Put("securityGroupId", group.ID)
	addresses := []any{}
	for _, subnet := range subnets.All {
		address, err := placement.Address(tx, subnet, now.ID)
		if err != nil {
			return err
		}
		addresses = append(addresses, address)
	}
	now.Put("dnsIpAddresses", addresses)
	return nil
}

// controllerIngress is the table "Security group inbound rules" of the same page: any source.
func controllerIngress() []any {
	return []any{
		rule("icmp", -1, -1), rule("tcp", 53, 53), rule("udp", 53, 53), rule("tcp", 88, 88), rule("udp", 88, 88),
		rule("udp", 123, 123), rule("tcp", 135, 135), rule("udp", 138, 138), rule("tcp", 389, 389), rule("udp", 389, 389),
		rule("tcp", 445, 445), rule("udp", 445, 445), rule("tcp", 464, 464), rule("udp", 464, 464), rule("tcp", 636, 636),
		rule("tcp", 1024, 65535), rule("tcp", 3268, 3269),
	}
}

func rule(protocol string, from, to int) cloud.Values {
	return cloud.Values{"protocol": protocol, "fromPort": from, "toPort": to, "cidrBlocks": []any{"0.0.0.0/0"}}
}

// newDirectoryID makes an id such as d-926f1b3c5a.
func newDirectoryID() string {
	var random [5]byte
	_, _ = rand.Read(random[:]) // never fails, see crypto/rand
	return "d-" + hex.EncodeToString(random[:])
}

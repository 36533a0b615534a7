package ssm

import (
	"regexp"
	"slices"
	"strings"

	"secure-room/local/aws/cloud"
	"secure-room/local/aws/credential"
)

const (
	directoryToken = "aws:directoryservice/directory:Directory"
	secretToken    = "aws:secretsmanager/secret:Secret"
	groupToken     = "aws:ec2/securityGroup:SecurityGroup"
	ingressToken   = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
)

// script is what a document has PowerShell run, with an association's parameters put in and comments left out. The local
// cloud runs none of it. It takes from the cmdlets that are called, and from the ids, ARNs and names that stand beside
// them, what the script does to the rest of the cloud, and believes that it does it.
type script string

var (
	secretForm = regexp.MustCompile(`arn:aws[a-z-]*:secretsmanager:[A-Za-z0-9:/_+=.@-]+`)
	idForm     = regexp.MustCompile(`\b(?:d-[0-9a-f]{10}|sg-[0-9a-f]{8,17})\b`)
)

// scriptOf is the script that an association runs; empty when its document runs none.
func scriptOf(tx *cloud.Transaction, association *cloud.Object) (script, error) {
	read, err := contentOf(tx, association.Text("name"))
	if err != nil {
		return "", err
	}
	var lines []string
	for _, step := range read.MainSteps {
		commands, _ := step.Inputs["runCommand"].([]any)
		for _, command := range commands {
			for line := range strings.Lines(textOf(command)) {
				if !strings.HasPrefix(strings.TrimSpace(line), "#") {
					lines = append(lines, strings.TrimRight(line, "\n"))
				}
			}
		}
	}
	given := association.Object("parameters")
	return script(use.ReplaceAllStringFunc(strings.Join(lines, "\n"), func(place string) string {
		name := use.FindStringSubmatch(place)[1]
		if given.Unset(name) {
			return textOf(read.Parameters[name].Default)
		}
		return given.Text(name)
	})), nil
}

func textOf(value any) string { text, _ := value.(string); return text }

func (s script) calls(cmdlet string) bool {
	return strings.Contains(strings.ToLower(string(s)), strings.ToLower(cmdlet))
}

// take does to the cloud what the script does.
func (s script) take(tx *cloud.Transaction) error {
	for _, effect := range []struct {
		cmdlet string
		take   func(*cloud.Transaction) error
	}{
		{"Reset-DSUserPassword", s.rotate},
		{"Get-SECSecretValue", s.logOn},
		{"Revoke-EC2SecurityGroupIngress", s.revoke},
	} {
		if s.calls(effect.cmdlet) {
			if err := effect.take(tx); err != nil {
				return err
			}
		}
	}
	return nil
}

// rotate gives a directory's Admin another password, and puts it into the secret if the script stores it there.
// AWS: "Directory Service API Reference, ResetUserPassword".
func (s script) rotate(tx *cloud.Transaction) error {
	directory, err := s.named(tx, directoryToken, idForm, "directory")
	if err != nil {
		return err
	}
	if !s.calls("Write-SECSecretValue") {
		return cloud.Refuse("AssociationFailed", "The script resets a password in directory %s and stores it nowhere, so nobody would know it.", directory.ID)
	}
	secret, err := s.named(tx, secretToken, secretForm, "secret")
	if err != nil {
		return err
	}
	return credential.Rotate(tx, directory, secret, s.calls("AWSPREVIOUS"))
}

// logOn has a script that reads a secret, to act as somebody in a directory that it names, fail when the secret does not
// hold Admin's password.
func (s script) logOn(tx *cloud.Transaction) error {
	if !s.calls("PSCredential") {
		return nil
	}
	secret, err := s.named(tx, secretToken, secretForm, "secret")
	if err != nil {
		return err
	}
	directories, err := tx.List(directoryToken)
	if err != nil {
		return err
	}
	for _, directory := range directories {
		if !s.calls(directory.Text("name")) {
			continue
		}
		opens, err := credential.Opens(tx, secret, directory)
		if err != nil {
			return err
		}
		if !opens {
			return cloud.Refuse("AssociationFailed", "The script could not log on to directory %s: secret %s does not hold the password that its Admin has.",
				directory.Text("name"), secret.Text("name"))
		}
	}
	return nil
}

// revoke takes out of a group the inbound rules that name addresses.
// AWS: "Amazon EC2 API Reference, RevokeSecurityGroupIngress".
func (s script) revoke(tx *cloud.Transaction) error {
	group, err := s.named(tx, groupToken, idForm, "security group")
	if err != nil {
		return err
	}
	kept := slices.DeleteFunc(slices.Clone(group.List("ingress")), func(rule any) bool {
		values, _ := rule.(cloud.Values)
		return len(values.List("cidrBlocks"))+len(values.List("ipv6CidrBlocks"))+len(values.List("prefixListIds")) > 0
	})
	group.Put("ingress", kept)
	if err := tx.Save(group); err != nil {
		return err
	}
	rules, err := tx.List(ingressToken)
	for _, rule := range rules {
		if rule.Text("securityGroupId") == group.ID && rule.Text("referencedSecurityGroupId") == "" {
			if err := tx.Remove(rule); err != nil {
				return err
			}
		}
	}
	return err
}

// named finds the one object of a type whose id stands in the script.
func (s script) named(tx *cloud.Transaction, token string, form *regexp.Regexp, what string) (*cloud.Object, error) {
	for _, id := range form.FindAllString(string(s), -1) {
		if object, found, err := tx.Get(token, id); err != nil || found {
			return object, err
		}
	}
	return nil, cloud.Refuse("AssociationFailed", "The script names no %s of this account in %s", what, tx.Region)
}

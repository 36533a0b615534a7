package kms

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"

	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
	"secure-room/local/aws/policydocument"
	"secure-room/local/aws/principal"
)

// symmetric is the key specification that encrypts, and the default.
const symmetric = "SYMMETRIC_DEFAULT"

// key is a customer managed key.
// AWS: "AWS Key Management Service API Reference, CreateKey".
func key() cloud.Kind {
	return cloud.Kind{
		Token:   "aws:kms/key:Key",
		ID:      func(*cloud.Transaction, *cloud.Object) string { return newKeyID() },
		ARN:     "arn:{partition}:kms:{region}:{account}:key/{id}",
		Missing: "NotFoundException: Key '%s' does not exist",
		Check:   checkKey,
		Apply:   applyKey,
	}
}

var keyRules = check.Rules{
	"description": check.Length(0, 8192),
	"keyUsage":    check.OneOf("ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT"),
	"customerMasterKeySpec": check.OneOf(symmetric, "RSA_2048", "RSA_3072", "RSA_4096", "ECC_NIST_P256", "ECC_NIST_P384",
		"ECC_NIST_P521", "ECC_SECG_P256K1", "HMAC_224", "HMAC_256", "HMAC_384", "HMAC_512", "SM2"),
	// "ScheduleKeyDeletion, PendingWindowInDays".
	"deletionWindowInDays": check.Between(7, 30),
	// "EnableKeyRotation, RotationPeriodInDays".
	"rotationPeriodInDays": check.Between(90, 2560),
	"policy":               check.Length(1, 32768),
}

func checkKey(in cloud.Values, report cloud.Report) {
	keyRules.Report(in, report)
	if spec := in.Text("customerMasterKeySpec"); spec != "" && spec != symmetric && in.Flag("enableKeyRotation") {
		report("enableKeyRotation", "is true, but only %s keys are rotated automatically", symmetric) // "Rotate AWS KMS keys"
	}
	if in.Known("rotationPeriodInDays") && in.Known("enableKeyRotation") && !in.Flag("enableKeyRotation") {
		report("rotationPeriodInDays", "needs enableKeyRotation to be true")
	}
	if in.Known("policy") {
		if _, err := policydocument.Parse(in.Text("policy"), policydocument.Resource); err != nil {
			report("policy", "%s", err)
		}
	}
}

func applyKey(tx *cloud.Transaction, before, now *cloud.Object) error {
	now.Put("keyId", now.ID)
	now.Default("multiRegion", false)
	now.Default("description", "")
	if now.Unset("rotationPeriodInDays") && now.Flag("enableKeyRotation") {
		now.Put("rotationPeriodInDays", 365)
	}
	if now.Unset("policy") {
		now.Put("policy", defaultPolicy(tx.Account))
	}
	document, err := policydocument.Parse(now.Text("policy"), policydocument.Resource)
	if err != nil {
		return cloud.Refuse("MalformedPolicyDocumentException", "policy %s", err)
	}
	missing, err := principal.Missing(tx, document)
	if err != nil {
		return err
	}
	if missing != "" {
		return cloud.Refuse("MalformedPolicyDocumentException", "Policy contains a statement with one or more invalid principals: %s does not exist", missing)
	}
	return checkLockout(tx, now, document)
}

// checkLockout is "PutKeyPolicy, BypassPolicyLockoutSafetyCheck": whoever makes the key must be able
// to change its policy afterwards.
func checkLockout(tx *cloud.Transaction, now *cloud.Object, document policydocument.Document) error {
	own := func(p policydocument.Principal) bool {
		return p.Type == "*" || p.Type == "AWS" && (p.Name == "*" || p.AccountOf() == tx.Account)
	}
	if !now.Flag("bypassPolicyLockoutSafetyCheck") && !document.Grants("kms:PutKeyPolicy", own) {
		return cloud.Refuse("MalformedPolicyDocumentException", "The new key policy will not allow you to update the key policy in the future.")
	}
	return nil
}

// defaultPolicy is "Default key policy": the account's IAM policies rule the key.
func defaultPolicy(account string) string {
	return fmt.Sprintf(`{"Id":"key-default-1","Statement":[{"Action":"kms:*","Effect":"Allow",`+
		`"Principal":{"AWS":"arn:aws:iam::%s:root"},"Resource":"*","Sid":"EnableIAMUserPermissions"}],"Version":"2012-10-17"}`, account)
}

// newKeyID makes an id in the form of a version 4 UUID.
func newKeyID() string {
	var id [16]byte
	_, _ = rand.Read(id[:]) // never fails, see crypto/rand
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	digits := hex.EncodeToString(id[:])
	return digits[:8] + "-" + digits[8:12] + "-" + digits[12:16] + "-" + digits[16:20] + "-" + digits[20:]
}

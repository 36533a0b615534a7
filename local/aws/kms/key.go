package kms

import (
	"crypto/rand"
	"encoding/hex"

	"secure-room/local/aws/cloud"
)

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

func checkKey(in cloud.Values, report cloud.Report) {
	// "ScheduleKeyDeletion, PendingWindowInDays": between 7 and 30.
	if days := in.Whole("deletionWindowInDays"); in.Known("deletionWindowInDays") && (days < 7 || days > 30) {
		report("deletionWindowInDays", "is %d, but must be between 7 and 30 days", days)
	}
}

func applyKey(_ *cloud.Transaction, _, now *cloud.Object) error {
	now.Put("keyId", now.ID)
	now.Default("enableKeyRotation", false)
	return nil
}

// newKeyID makes an id in the form of a version 4 UUID.
func newKeyID() string {
	var id [16]byte
	_, _ = rand.Read(id[:]) // never fails, see crypto/rand
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	digits := hex.EncodeToString(id[:])
	return digits[:8] + "-" + digits[8:12] + "-" + digits[12:16] + "-" + digits[16:20] + "-" + digits[20:]
}

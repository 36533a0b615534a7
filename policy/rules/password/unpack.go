package password

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"io"
	"strings"
	"unicode"
)

// largestUnpacked is in bytes; user data is 16 KB at most ("Run commands when you launch an EC2 instance", Amazon EC2 User
// Guide).
const largestUnpacked = 1 << 20

// shortestPacked is in bytes: below it nothing holds half a password.
const shortestPacked = 12

// beyondBase64 says that a character is of neither base64 alphabet, nor padding, nor white space: most texts have one early.
func beyondBase64(r rune) bool {
	letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	return !letter && !strings.ContainsRune("+/-_=", r) && !unicode.IsSpace(r)
}

// unpack takes one layer off a text: gzip, which cloud-init reads as user data, or base64 of the whole.
func unpack(text string) (string, bool) {
	if strings.HasPrefix(text, "\x1f\x8b") {
		reader, err := gzip.NewReader(strings.NewReader(text))
		if err != nil {
			return "", false
		}
		var inner bytes.Buffer
		// What can be read of a broken one counts.
		_, _ = io.Copy(&inner, io.LimitReader(reader, largestUnpacked))
		return inner.String(), true
	}
	if len(text) < shortestPacked || strings.ContainsAny(text[:shortestPacked], ": .{") {
		return "", false
	}
	if strings.IndexFunc(text, beyondBase64) >= 0 {
		return "", false
	}
	text = strings.TrimRight(strings.Join(strings.Fields(text), ""), "=")
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		if inner, err := encoding.DecodeString(text); err == nil {
			return string(inner), true
		}
	}
	return "", false
}

package domain_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"secure-room/internal/domain"
)

func TestIsName(t *testing.T) {
	longest := strings.Repeat("a.", 126) + "com"
	for name, want := range map[string]bool{
		"corp.example.com": true, "corp": false, "corp.example.com.": false, "10.20.0.1": false, "10.corp.com": true,
		"-corp.example.com": false, "corp_x.example.com": false, "a..com": false, longest: true, "a." + longest: false,
	} {
		assert.Equal(t, want, domain.IsName(name), name)
	}
}

func TestIsShortName(t *testing.T) {
	for name, want := range map[string]bool{
		"ROOM": true, "R": true, "ROOM-1": true, "ROOM-": false, "1ROOM": false, "RO.OM": false, "": false,
		"ABCDEFGHIJKLMNO": true, "ABCDEFGHIJKLMNOP": false,
	} {
		assert.Equal(t, want, domain.IsShortName(name), name)
	}
}

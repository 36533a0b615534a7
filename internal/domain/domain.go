// Package domain says what an Active Directory domain may be called.
package domain

import "regexp"

var (
	// CreateMicrosoftAD, Name (AWS Directory Service API Reference): a fully qualified name of two labels or more;
	// labels after RFC 1123, section 2.1.
	nameForm = regexp.MustCompile(`^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$`)
	// A NetBIOS name has at most 15 characters ("Naming conventions in Active Directory"); the organizational unit
	// that is named after it needs no quoting with these.
	shortNameForm = regexp.MustCompile(`^[A-Za-z]([A-Za-z0-9-]{0,13}[A-Za-z0-9])?$`)
)

// IsName says whether a domain may have this DNS name.
func IsName(name string) bool { return len(name) <= 255 && nameForm.MatchString(name) }

// IsShortName says whether a domain may have this NetBIOS name.
func IsShortName(name string) bool { return shortNameForm.MatchString(name) }

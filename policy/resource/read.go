package resource

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// Standing says what is known about a property's value.
type Standing int

const (
	// Absent: the property is missing or null.
	Absent Standing = iota
	// Known: the value is there and has the kind that was asked for.
	Known
	// Unknown: the value is computed and not there yet.
	Unknown
	// Malformed: the value has another kind, which no rule can read.
	Malformed
)

// Text reads a string. A resource reference reads as the id of its resource, a number or truth value as its text.
func Text(v property.Value) (string, Standing) {
	switch {
	case v.IsNull():
		return "", Absent
	case v.IsComputed():
		return "", Unknown
	case v.IsString():
		return v.AsString(), Known
	case v.IsBool():
		return strconv.FormatBool(v.AsBool()), Known
	case v.IsNumber():
		return strconv.FormatFloat(v.AsNumber(), 'f', -1, 64), Known
	case v.IsResourceReference():
		return Text(v.AsResourceReference().ID)
	}
	return "", Malformed
}

// Number reads a number, also one written as text, as configuration and other languages' programs do.
func Number(v property.Value) (float64, Standing) {
	if v.IsNumber() {
		return v.AsNumber(), Known
	}
	text, standing := Text(v)
	if standing != Known {
		return 0, standing
	}
	number, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil {
		return 0, Malformed
	}
	return number, Known
}

// Truth reads a truth value, also one written as text.
func Truth(v property.Value) (bool, Standing) {
	if v.IsBool() {
		return v.AsBool(), Known
	}
	text, standing := Text(v)
	if standing != Known {
		return false, standing
	}
	truth, err := strconv.ParseBool(strings.TrimSpace(text))
	if err != nil {
		return false, Malformed
	}
	return truth, Known
}

// Items reads an array; each item has a standing of its own.
func Items(v property.Value) ([]property.Value, Standing) {
	switch {
	case v.IsNull():
		return nil, Absent
	case v.IsComputed():
		return nil, Unknown
	case v.IsArray():
		return v.AsArray().AsSlice(), Known
	}
	return nil, Malformed
}

// Fields reads an object.
func Fields(v property.Value) (property.Map, Standing) {
	switch {
	case v.IsNull():
		return property.Map{}, Absent
	case v.IsComputed():
		return property.Map{}, Unknown
	case v.IsMap():
		return v.AsMap(), Known
	}
	return property.Map{}, Malformed
}

// Block reads a CIDR block, without the host bits, as AWS stores it.
func Block(v property.Value) (netip.Prefix, Standing) {
	text, standing := Text(v)
	if standing != Known {
		return netip.Prefix{}, standing
	}
	if strings.TrimSpace(text) == "" {
		return netip.Prefix{}, Absent
	}
	prefix, err := netip.ParsePrefix(strings.TrimSpace(text))
	if err != nil {
		return netip.Prefix{}, Malformed
	}
	return prefix.Masked(), Known
}

// Quote is a value for a message: never a secret one.
func Quote(v property.Value) string {
	if v.Secret() {
		return "a secret value"
	}
	text, standing := Text(v)
	switch standing {
	case Known:
		return text
	case Absent:
		return "nothing"
	case Unknown:
		return "a value that is not known yet"
	}
	return "a value of the wrong kind"
}

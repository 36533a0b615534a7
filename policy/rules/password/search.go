package password

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"slices"
	"strings"
	unicodeutf16 "unicode/utf16"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// search looks for one password in property values, in the forms that it takes inside JSON, URLs, XML, hexadecimal and
// base64 texts, those of PowerShell's encoded commands among them.
type search struct {
	// forms are by the two bytes that they begin with, so that a text is gone through once and not once for each form.
	forms map[int][]string
	// begins says which two bytes there are any for.
	begins []bool
}

// newSearch prepares the search. What is shorter than any password that AWS takes is not looked for: it would be found
// everywhere, and is refused already.
func newSearch(password string) search {
	if len(password) < awsShortest {
		return search{}
	}
	texts := []string{password, jsonForm(password, true), jsonForm(password, false), url.QueryEscape(password),
		url.PathEscape(password), html.EscapeString(password)}
	forms := slices.Clone(texts)
	for _, text := range append(texts, utf16(password)) {
		digits := hex.EncodeToString([]byte(text))
		forms = append(forms, digits, strings.ToUpper(digits))
		forms = append(forms, base64Forms(text)...)
	}
	forms = append(forms, spelled(password)...)
	forms = append(forms, halves(password)...)
	slices.Sort(forms)
	s := search{forms: map[int][]string{}, begins: make([]bool, 1<<16)}
	for _, form := range slices.Compact(forms) {
		begin := firstTwo(form)
		s.begins[begin] = true
		s.forms[begin] = append(s.forms[begin], form)
	}
	return s
}

func firstTwo(text string) int { return int(text[0])<<8 | int(text[1]) }

// jsonForm is the password inside a JSON text, with or without escapes for HTML.
func jsonForm(password string, escapeHTML bool) string {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(escapeHTML)
	if encoder.Encode(password) != nil {
		return password
	}
	quoted := strings.TrimSpace(b.String())
	return quoted[1 : len(quoted)-1]
}

// shortestHalf is in bytes: shorter parts of a passphrase, such as a word, occur elsewhere by chance.
const shortestHalf = 10

// halves are all parts of half the length, one of which stands whole wherever a password is cut in two.
func halves(password string) []string {
	length := max((len(password)+1)/2, shortestHalf)
	var parts []string
	for i := 0; i+length <= len(password); i++ {
		parts = append(parts, password[i:i+length])
	}
	return parts
}

// spelled is the password backwards, and with each byte of it written by its number, as URLs, XML and JSON allow.
func spelled(password string) []string {
	backwards := []rune(password)
	slices.Reverse(backwards)
	forms := []string{string(backwards)}
	for _, format := range []string{"%%%02x", "%%%02X", "&#%d;", "&#x%x;", "&#x%X;", `\u%04x`, `\u%04X`, `\x%02x`} {
		var b strings.Builder
		for _, one := range []byte(password) {
			fmt.Fprintf(&b, format, one)
		}
		forms = append(forms, b.String())
	}
	return forms
}

// utf16 is the password as Windows encodes it: two bytes a unit, the lower one first.
func utf16(password string) string {
	var b []byte
	for _, unit := range unicodeutf16.Encode([]rune(password)) {
		b = binary.LittleEndian.AppendUint16(b, unit)
	}
	return string(b)
}

// base64Forms are the three texts of which one occurs in the base64 of whatever holds the given text, by where in a
// group of three bytes it begins, in both alphabets (RFC 4648, sections 4 and 5). The characters at either end, which
// the neighbours share, are left out.
func base64Forms(text string) []string {
	var forms []string
	for before := range 3 {
		padded := append(make([]byte, before), text...)
		first := (before*8 + 5) / 6
		last := len(padded) * 8 / 6
		for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			forms = append(forms, encoding.EncodeToString(padded)[first:last])
		}
	}
	return forms
}

// in says whether a text holds the password, as it stands or packed.
func (s search) in(text string) bool { return len(s.forms) > 0 && s.inLayers(text, 0) }

// deepest is how many layers of packing are opened.
const deepest = 4

func (s search) inLayers(text string, depth int) bool {
	if s.inLines(text) {
		return true
	}
	inner, packed := unpack(text)
	return packed && depth < deepest && s.inLayers(inner, depth+1)
}

// inLines looks at a text with line breaks in it and without.
func (s search) inLines(text string) bool {
	return s.holds(text) || strings.Contains(text, "\n") && s.holds(strings.NewReplacer("\r", "", "\n", "").Replace(text))
}

func (s search) holds(text string) bool {
	for i := 0; len(s.forms) > 0 && i+awsShortest <= len(text); i++ {
		begins := func(form string) bool { return strings.HasPrefix(text[i:], form) }
		if begin := firstTwo(text[i:]); s.begins[begin] && slices.ContainsFunc(s.forms[begin], begins) {
			return true
		}
	}
	return false
}

// place is where a password was found, and whether a secret mark covers it.
type place struct {
	path   string
	secret bool
}

// visit gives the first place in a value that holds the password; the value as a whole when it holds it in pieces.
func (s search) visit(path string, v property.Value) (place, bool) {
	if found, ok := s.visitUnder(path, v, false); ok {
		return found, ok
	}
	if v.IsArray() && v.AsArray().Len() > 0 || v.IsMap() && v.AsMap().Len() > 0 {
		var pieces strings.Builder
		join(&pieces, v)
		return place{path, v.Secret()}, s.in(pieces.String())
	}
	return place{}, false
}

// join writes all texts of a value one after another.
func join(pieces *strings.Builder, v property.Value) {
	switch {
	case v.IsString():
		pieces.WriteString(v.AsString())
	case v.IsArray():
		for _, item := range v.AsArray().All {
			join(pieces, item)
		}
	case v.IsMap():
		for _, item := range v.AsMap().AllStable {
			join(pieces, item)
		}
	}
}

func (s search) visitUnder(path string, v property.Value, secret bool) (place, bool) {
	secret = secret || v.Secret()
	switch {
	case v.IsString():
		return place{path, secret}, s.in(v.AsString())
	case v.IsArray():
		for i, item := range v.AsArray().All {
			if found, ok := s.visitUnder(fmt.Sprintf("%s[%d]", path, i), item, secret); ok {
				return found, true
			}
		}
	case v.IsMap():
		for key, item := range v.AsMap().AllStable {
			if s.in(key) {
				return place{path + ", as a key", secret}, true
			}
			if found, ok := s.visitUnder(path+"."+key, item, secret); ok {
				return found, true
			}
		}
	case v.IsAsset():
		return place{path, secret}, s.in(v.AsAsset().Text)
	case v.IsArchive():
		return s.archive(path, v, secret)
	case v.IsResourceReference():
		return s.visitUnder(path, v.AsResourceReference().ID, secret)
	}
	return place{}, false
}

// archive looks at the texts that an archive is made of; files on disk are not opened.
func (s search) archive(path string, v property.Value, secret bool) (place, bool) {
	for name, member := range v.AsArchive().Assets {
		value, err := property.Any(member)
		if err != nil {
			continue
		}
		if found, ok := s.visitUnder(path+"."+name, value, secret); ok {
			return found, true
		}
	}
	return place{}, false
}

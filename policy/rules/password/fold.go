package password

import (
	"slices"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// lookAlikes maps what people write for a letter to that letter. 1 and ! stand for i as well as for l, so those two
// letters count as one.
var lookAlikes = map[rune]rune{
	'@': 'a', '4': 'a', '^': 'a', '8': 'b', '(': 'c', '<': 'c', '¢': 'c', '3': 'e', '€': 'e', '£': 'e', '6': 'g',
	'9': 'g', '1': 'i', '!': 'i', '|': 'i', 'l': 'i', '¡': 'i', 'ı': 'i', '0': 'o', 'ø': 'o', '5': 's', '$': 's',
	'§': 's', '7': 't', '+': 't', '2': 'z', 'µ': 'u',
	// Cyrillic and Greek letters that look Latin.
	'а': 'a', 'в': 'b', 'с': 'c', 'ԁ': 'd', 'е': 'e', 'һ': 'h', 'н': 'h', 'і': 'i', 'ј': 'j', 'к': 'k', 'м': 'm',
	'о': 'o', 'р': 'p', 'ѕ': 's', 'т': 't', 'х': 'x', 'у': 'y', 'α': 'a', 'β': 'b', 'ε': 'e', 'ι': 'i', 'κ': 'k',
	'ν': 'v', 'ο': 'o', 'ρ': 'p', 'τ': 't', 'υ': 'u', 'χ': 'x', 'ω': 'w',
}

// folded is a text with everything taken away that people vary when they reuse a password: case, accents, width,
// letters swapped for look-alikes, and signs between letters.
type folded struct {
	runes []rune
	// at is, for each rune, where it stood in the text as given, counted in characters.
	at []int
}

func fold(text string) folded {
	var f folded
	for i, given := range []rune(text) {
		for _, r := range norm.NFKD.String(string(given)) {
			r = unicode.ToLower(r)
			if same, ok := lookAlikes[r]; ok {
				r = same
			}
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				f.runes = append(f.runes, r)
				f.at = append(f.at, i)
			}
		}
	}
	return f
}

// contains says whether a word occurs in the text, both folded.
func (f folded) contains(word []rune) bool {
	return len(f.find(word)) > 0
}

// find gives the places where a word begins, overlapping ones too.
func (f folded) find(word []rune) []int {
	var places []int
	for i := 0; len(word) > 0 && i+len(word) <= len(f.runes); i++ {
		if slices.Equal(f.runes[i:i+len(word)], word) {
			places = append(places, i)
		}
	}
	return places
}

package document

import "strings"

// Like says whether a pattern with IAM's wildcards, * for any characters and ? for one, matches a text ("IAM JSON policy
// elements: Resource", IAM User Guide). Letters in either case are the same, as they are in actions: in ARNs AWS tells them
// apart, so a resource is taken to match here that AWS would pass over.
func Like(pattern, text string) bool {
	pattern, text = strings.ToLower(pattern), strings.ToLower(text)
	p, t, star, mark := 0, 0, -1, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, t
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == text[t]):
			p++
			t++
		case star >= 0:
			mark++
			p, t = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// Covers says whether every text that the second pattern matches is matched by the first. It may say no where the answer
// is yes, for patterns with several wildcards, and never the other way round.
func Covers(wide, narrow string) bool {
	if strings.Contains(wide, "?") && strings.Contains(narrow, "*") {
		return strings.EqualFold(wide, narrow) || strings.Trim(wide, "*") == ""
	}
	return Like(wide, narrow) // a star of the narrow one is matched by a star of the wide one alone
}

// Overlap says whether some text is matched by both patterns.
func Overlap(a, b string) bool {
	if !HasWildcard(a) {
		return Like(b, a)
	}
	if !HasWildcard(b) {
		return Like(a, b)
	}
	a, b = strings.ToLower(a), strings.ToLower(b)
	// reached[j]: the part of a read so far and b[:j] match some text together.
	reached := make([]bool, len(b)+1)
	reached[0] = true
	for j := 0; j < len(b) && b[j] == '*'; j++ {
		reached[j+1] = true
	}
	for i := range len(a) {
		next := make([]bool, len(b)+1)
		next[0] = reached[0] && a[i] == '*'
		for j := range len(b) {
			switch {
			case a[i] == '*':
				next[j+1] = reached[j+1] || next[j]
			case b[j] == '*':
				next[j+1] = reached[j+1] || next[j]
			default:
				next[j+1] = reached[j] && (a[i] == b[j] || a[i] == '?' || b[j] == '?')
			}
		}
		reached = next
	}
	return reached[len(b)]
}

package squid

import (
	"strings"
	"unicode"
)

// Problem is a line that is not understood, or that must not stand in the proxy's configuration. It is never passed
// over: what it does is unknown, so it may widen what the proxy lets through.
type Problem struct {
	// Line is the number of the line that it begins on; 0 for the configuration as a whole.
	Line int
	// Text is the line as Squid reads it.
	Text string
	// Reason says what is wrong with it, and Fault of what sort that is.
	Reason string
	Fault  Fault
}

// directive is one logical line: continuation lines joined, comments dropped.
type directive struct {
	line  int
	text  string
	words []string
}

// longestLine is below the size of the buffer that Squid reads a line into; the rest of a longer one becomes a line of
// its own (cache_cf.cc, parseOneConfigFile).
const longestLine = 4096

// readLines splits a configuration as Squid does (cache_cf.cc, parseOneConfigFile; ConfigParser.cc, TokenParse):
// blanks at the start of a line go; a line that begins with # goes, even between continuation lines; a backslash at
// the very end joins the next line without a blank between; a word that begins with # ends the line.
func readLines(text string) ([]directive, []Problem) {
	var directives []directive
	var problems []Problem
	var joined strings.Builder
	start := 0
	for i, line := range strings.Split(text, "\n") {
		number := i + 1
		line = strings.TrimLeft(strings.TrimSuffix(line, "\r"), " \t\v\f")
		switch {
		case len(line) > longestLine:
			problems = append(problems, Problem{Line: number, Text: line[:40] + "…", Reason: "the line is too long; Squid would read the rest of it as another line"})
			continue
		case strings.ContainsFunc(line, func(r rune) bool { return r != '\t' && unicode.IsControl(r) }):
			problems = append(problems, Problem{Line: number, Text: strings.ToValidUTF8(line, "?"), Reason: "the line holds a control character, at which Squid may cut it"})
			continue
		case line == "" || line[0] == '#':
			continue
		}
		if joined.Len() == 0 {
			start = number
		}
		if rest, continues := strings.CutSuffix(line, `\`); continues {
			joined.WriteString(rest)
			continue
		}
		joined.WriteString(line)
		directives = append(directives, newDirective(start, joined.String()))
		joined.Reset()
	}
	if joined.Len() > 0 {
		// Squid drops a line that is still to be continued when the text ends.
		problems = append(problems, Problem{Line: start, Text: joined.String(), Reason: "the line ends in a backslash and nothing follows, so Squid drops it"})
	}
	return directives, problems
}

func newDirective(line int, text string) directive {
	d := directive{line: line, text: strings.TrimSpace(text)}
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '\t' }) {
		if word[0] == '#' {
			break
		}
		d.words = append(d.words, word)
	}
	return d
}

func (d directive) problem(fault Fault, reason string) Problem {
	return Problem{Line: d.line, Text: d.text, Reason: reason, Fault: fault}
}

package rewrite

import (
	"net/netip"
	"regexp"
	"strings"
)

// configuration writes a configuration of Squid in another form that Squid reads alike, as internal/squid says it does.
func (r *rewriter) configuration(text string) string {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if strings.Contains(text, "\\\n") {
		return strings.Join(r.indent(lines), "\n") + "\n" // its lines are not what Squid reads as lines
	}
	for _, form := range []func(*rewriter, []string) []string{
		(*rewriter).splitLists, (*rewriter).reorderACLs, (*rewriter).respellClients, (*rewriter).recaseLists, (*rewriter).dotHosts,
		(*rewriter).comment, (*rewriter).continueLines, (*rewriter).indent,
	} {
		if r.IntN(2) == 0 {
			lines = form(r, lines)
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

// valueLine is a list of hosts, clients or ports, with its values.
var valueLine = regexp.MustCompile(`^acl (\S+) (dstdomain|src|port)( -n)? (.+)$`)

// splitLists gives each value of a list a line of its own: lines with one name add up.
func (r *rewriter) splitLists(lines []string) []string {
	var result []string
	for _, line := range lines {
		parts := valueLine.FindStringSubmatch(line)
		if parts == nil {
			result = append(result, line)
			continue
		}
		for _, value := range strings.Fields(parts[4]) {
			result = append(result, "acl "+parts[1]+" "+parts[2]+parts[3]+" "+value)
		}
	}
	return result
}

// reorderACLs shuffles lines of lists that follow one another, so that each list still stands above the rules that name it.
func (r *rewriter) reorderACLs(lines []string) []string {
	for start := 0; start < len(lines); start++ {
		end := start
		for end < len(lines) && strings.HasPrefix(lines[end], "acl ") {
			end++
		}
		run := lines[start:end]
		r.Shuffle(len(run), func(i, k int) { run[i], run[k] = run[k], run[i] })
		start = end
	}
	return lines
}

// respellClients writes a client's network as its two halves, or with host bits, which Squid masks.
func (r *rewriter) respellClients(lines []string) []string {
	for i, line := range lines {
		parts := valueLine.FindStringSubmatch(line)
		if parts == nil || parts[2] != "src" {
			continue
		}
		var values []string
		for _, value := range strings.Fields(parts[4]) {
			low, high, ok := halves(value)
			switch {
			case ok && r.sometimes():
				values = append(values, low, high)
			case ok && r.sometimes():
				p := netip.MustParsePrefix(value)
				values = append(values, netip.PrefixFrom(p.Addr().Next(), p.Bits()).String())
			default:
				values = append(values, value)
			}
		}
		lines[i] = "acl " + parts[1] + " src " + strings.Join(values, " ")
	}
	return lines
}

// recaseLists writes hosts and names of lists in upper case here and there.
func (r *rewriter) recaseLists(lines []string) []string {
	for i, line := range lines {
		if parts := valueLine.FindStringSubmatch(line); parts != nil && parts[2] == "dstdomain" && !strings.Contains(line, `"`) && r.IntN(2) == 0 {
			lines[i] = "acl " + strings.ToUpper(parts[1]) + " dstdomain" + parts[3] + " " + strings.ToUpper(parts[4])
		}
		if words := strings.Fields(line); len(words) > 2 && words[0] == "http_access" && !strings.Contains(line, `"`) && r.IntN(2) == 0 {
			lines[i] = words[0] + " " + words[1] + " " + strings.ToUpper(strings.Join(words[2:], " "))
		}
	}
	return lines
}

// dotHosts ends a host's name in the root's dot.
func (r *rewriter) dotHosts(lines []string) []string {
	for i, line := range lines {
		parts := valueLine.FindStringSubmatch(line)
		if parts != nil && parts[2] == "dstdomain" && !strings.HasSuffix(line, ".") && !strings.HasSuffix(line, `"`) && r.sometimes() {
			if strings.Contains(line, ":") {
				continue // an IPv6 address, which takes no final dot
			}
			lines[i] = line + "."
		}
	}
	return lines
}

func (r *rewriter) comment(lines []string) []string {
	var result []string
	for _, line := range lines {
		if r.sometimes() {
			result = append(result, []string{"", "# http_access allow all", "\t # include x \\"}[r.IntN(3)])
		}
		if line != "" && line[0] != '#' && !strings.HasSuffix(line, `\`) && r.sometimes() {
			line += "  # as reviewed"
		}
		result = append(result, line)
	}
	return result
}

// continueLines breaks lines at a blank.
func (r *rewriter) continueLines(lines []string) []string {
	for i, line := range lines {
		if !strings.Contains(line, "#") && r.IntN(2) == 0 {
			lines[i] = strings.Replace(line, " ", " \\\n   ", 1+r.IntN(2))
		}
	}
	return lines
}

func (r *rewriter) indent(lines []string) []string {
	for i := range lines {
		lines[i] = []string{"", " ", "\t"}[r.IntN(3)] + lines[i]
	}
	return lines
}

package traffic

import (
	"fmt"
	"strings"
)

// String lists the services as people write them: "tcp/5432, udp/53-54", "all protocols and ports", "nothing".
func (s Services) String() string {
	if s.Empty() {
		return "nothing"
	}
	if s.Equal(Everything()) {
		return "all protocols and ports"
	}
	var parts []string
	for _, one := range s.spans {
		parts = append(parts, spanText(one)...)
	}
	return strings.Join(parts, ", ")
}

// spanText writes one run of services; a run over several whole protocols stays one part.
func spanText(s span) []string {
	first, last := s.first/portsPerProtocol, s.last/portsPerProtocol
	if first == last {
		return []string{protocolName(first) + portText(s.first%portsPerProtocol, s.last%portsPerProtocol)}
	}
	end := (first + 1) * portsPerProtocol
	if s.first%portsPerProtocol != 0 {
		return append(spanText(span{s.first, end - 1}), spanText(span{end, s.last})...)
	}
	if begin := last * portsPerProtocol; s.last != begin+portsPerProtocol-1 {
		return append(spanText(span{s.first, begin - 1}), spanText(span{begin, s.last})...)
	}
	return []string{fmt.Sprintf("protocols %d to %d", first, last)}
}

func protocolName(number uint32) string {
	for name, n := range protocols {
		if n == number {
			return name
		}
	}
	return fmt.Sprintf("protocol %d", number)
}

func portText(first, last uint32) string {
	switch {
	case first == 0 && last == portsPerProtocol-1:
		return ""
	case first == last:
		return fmt.Sprintf("/%d", first)
	}
	return fmt.Sprintf("/%d-%d", first, last)
}

// Example is one service of the set, the first that people know by a name if there is one, for a counterexample.
func (s Services) Example() string {
	for _, known := range []Services{One("tcp", 22), One("tcp", 443), One("tcp", 3389), One("tcp", 80)} {
		if !s.Intersect(known).Empty() {
			return known.String()
		}
	}
	for _, one := range s.spans {
		protocol := one.first / portsPerProtocol
		if protocol == protocols["tcp"] || protocol == protocols["udp"] {
			return spanText(span{one.first, one.first})[0]
		}
	}
	if s.Empty() {
		return "nothing"
	}
	return protocolName(s.spans[0].first / portsPerProtocol)
}

// Package traffic is the arithmetic of what passes a firewall: sets of services (protocol and port) and of addresses.
// Two ways of writing the same rule give equal sets, so no rule built on them depends on how something was written.
package traffic

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
)

// portsPerProtocol is the width that one IP protocol takes in the line of all services: the service "protocol p, port
// n" is the number p × 65536 + n. Protocols without ports take the whole width.
const portsPerProtocol = 1 << 16

// protocols are the names that the EC2 API gives protocols (IpPermission: IpProtocol).
var protocols = map[string]uint32{"icmp": 1, "tcp": 6, "udp": 17, "icmpv6": 58}

// span is a closed run of services.
type span struct{ first, last uint32 }

// Services is a set of services. The zero value is the empty set.
type Services struct{ spans []span }

// Everything is every protocol and port.
func Everything() Services {
	return Services{spans: []span{{0, 256*portsPerProtocol - 1}}}
}

// Parse reads a protocol and its ports as security group rules write them. "-1" and "all" are every protocol, whatever
// the ports; a protocol without ports is taken whole; absent ports are all ports (IpPermission, EC2 API reference).
func Parse(protocol string, from, to *int) (Services, error) {
	name := strings.ToLower(strings.TrimSpace(protocol))
	if name == "-1" || name == "all" {
		return Everything(), nil
	}
	number, known := protocols[name]
	if !known {
		parsed, err := strconv.ParseUint(name, 10, 8)
		if err != nil {
			return Services{}, fmt.Errorf("protocol %q is none of tcp, udp, icmp, icmpv6, -1 or a number up to 255", protocol)
		}
		number = uint32(parsed)
	}
	base := number * portsPerProtocol
	whole := Services{spans: []span{{base, base + portsPerProtocol - 1}}}
	if number != protocols["tcp"] && number != protocols["udp"] {
		return whole, nil
	}
	if from == nil || to == nil || (*from == -1 && *to == -1) {
		return whole, nil
	}
	if *from < 0 || *to > 65535 || *from > *to {
		return Services{}, fmt.Errorf("ports %d to %d are no range between 0 and 65535", *from, *to)
	}
	return Services{spans: []span{{base + uint32(*from), base + uint32(*to)}}}, nil
}

// One is a single port of "tcp" or "udp"; the empty set when there is no such service.
func One(protocol string, port int) Services {
	if protocol != "tcp" && protocol != "udp" || port < 1 {
		return Services{} // to Parse, port -1 would mean all ports
	}
	one, err := Parse(protocol, &port, &port)
	if err != nil {
		return Services{}
	}
	return one
}

// Empty says whether no service is in the set.
func (s Services) Empty() bool { return len(s.spans) == 0 }

// Union is what is in either set.
func (s Services) Union(other Services) Services {
	return normal(append(slices.Clone(s.spans), other.spans...))
}

// Intersect is what is in both sets.
func (s Services) Intersect(other Services) Services {
	var common []span
	for i, j := 0, 0; i < len(s.spans) && j < len(other.spans); {
		a, b := s.spans[i], other.spans[j]
		if first, last := max(a.first, b.first), min(a.last, b.last); first <= last {
			common = append(common, span{first, last})
		}
		if a.last < b.last {
			i++
		} else {
			j++
		}
	}
	return Services{spans: common}
}

// Minus is what is in s and not in other.
func (s Services) Minus(other Services) Services {
	var left []span
	for _, a := range s.spans {
		for _, b := range other.spans {
			if b.last < a.first || b.first > a.last {
				continue
			}
			if b.first > a.first {
				left = append(left, span{a.first, b.first - 1})
			}
			if b.last >= a.last {
				a = span{1, 0}
				break
			}
			a.first = b.last + 1
		}
		if a.first <= a.last {
			left = append(left, a)
		}
	}
	return Services{spans: left}
}

// Equal says whether both hold the same services.
func (s Services) Equal(other Services) bool { return slices.Equal(s.spans, other.spans) }

// normal sorts spans and joins those that touch, so that equal sets have equal spans.
func normal(spans []span) Services {
	slices.SortFunc(spans, func(a, b span) int { return int(a.first) - int(b.first) })
	var joined []span
	for _, next := range spans {
		if n := len(joined); n > 0 && next.first <= joined[n-1].last+1 {
			joined[n-1].last = max(joined[n-1].last, next.last)
			continue
		}
		joined = append(joined, next)
	}
	return Services{spans: joined}
}

// Stretches cuts sets where any of them begins or ends, from the lowest service up: the services of one stretch are in
// exactly the same sets, whose places in the list come with it, in order. Services of no set are left out. The list is good
// until the next stretch.
func Stretches(sets ...Services) iter.Seq2[Services, []int] {
	type edge struct {
		at   uint32
		set  int
		ends bool
	}
	var edges []edge
	for n, s := range sets {
		for _, one := range s.spans {
			edges = append(edges, edge{one.first, n, false}, edge{one.last + 1, n, true})
		}
	}
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Compare(a.at, b.at) })
	return func(yield func(Services, []int) bool) {
		var within []int
		for i, e := range edges {
			if i > 0 && e.at > edges[i-1].at && len(within) > 0 && !yield(Services{spans: []span{{edges[i-1].at, e.at - 1}}}, within) {
				return
			}
			n, found := slices.BinarySearch(within, e.set)
			switch {
			case e.ends && found:
				within = slices.Delete(within, n, n+1)
			case !e.ends && !found:
				within = slices.Insert(within, n, e.set)
			}
		}
	}
}

package rewrite

import (
	"maps"

	"secure-room/policy/policytest"
)

// inlineNames pairs what a route resource calls its destination with what a table's own route calls it.
var inlineNames = map[string]string{"destinationCidrBlock": "cidrBlock", "destinationIpv6CidrBlock": "ipv6CidrBlock"}

// unwrapRoutes takes routes out of their tables.
func (r *rewriter) unwrapRoutes() {
	for _, n := range r.nodes(tableType) {
		items, ok := n.Properties["routes"].([]any)
		if !ok {
			continue
		}
		var kept []any
		for _, item := range items {
			fields, ok := item.(P)
			if !ok || !r.sometimes() {
				kept = append(kept, item)
				continue
			}
			route := maps.Clone(fields)
			route["routeTableId"] = n.Ref()
			for standalone, inline := range inlineNames {
				if value, ok := route[inline]; ok {
					delete(route, inline)
					route[standalone] = value
				}
			}
			r.add(routeType, "route", route)
		}
		n.Properties["routes"] = kept
	}
}

// wrapRoutes puts routes into their tables.
func (r *rewriter) wrapRoutes() {
	for _, n := range r.nodes(routeType) {
		table, ok := n.Properties["routeTableId"].(policytest.Ref)
		if !ok || table.To.Type != tableType || !plain(n) || !r.sometimes() || r.cycles(n, table.To) {
			continue
		}
		items, isList := table.To.Properties["routes"].([]any)
		if !isList && table.To.Properties["routes"] != nil {
			continue
		}
		fields := maps.Clone(n.Properties)
		delete(fields, "routeTableId")
		for standalone, inline := range inlineNames {
			if value, ok := fields[standalone]; ok {
				delete(fields, standalone)
				fields[inline] = value
			}
		}
		table.To.Properties["routes"] = append(items, fields)
		r.remove(n)
	}
}

// cycles says whether a route names what is made after its table.
func (r *rewriter) cycles(route, table *policytest.Node) bool {
	for key, value := range route.Properties {
		if ref, ok := value.(policytest.Ref); ok && key != "routeTableId" && refers(ref.To, table) {
			return true
		}
	}
	return false
}

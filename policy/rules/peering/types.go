package peering

import (
	"fmt"
	"slices"
	"strings"

	"secure-room/policy/closedworld"
	"secure-room/policy/resource"
)

// types refuses what opens another way between networks, or lets packets pass where the proof does not look.
func (j *judge) types(resources []resource.Resource) {
	for i := range resources {
		r := &resources[i]
		if why, refused := closedworld.Refused(r.Type); refused {
			j.add(anotherWay, r, fmt.Sprintf("%s is a %s: %s.", r.Name, r.Type, why), "", "")
		}
	}
}

// endpoints refuses VPC endpoints that lead to somebody's service instead of AWS's own: PrivateLink from this side.
func (j *judge) endpoints(resources []resource.Resource) {
	for i := range resources {
		r := &resources[i]
		if r.Type != "aws:ec2/vpcEndpoint:VpcEndpoint" {
			continue
		}
		service, standing := resource.Text(r.Properties.Get("serviceName"))
		places := j.standing(r)
		own := func(p *place) string { return "com.amazonaws." + p.region + "." }
		if standing != resource.Known || strings.HasPrefix(service, "com.amazonaws.vpce.") ||
			!slices.ContainsFunc(places, func(p *place) bool { return strings.HasPrefix(service, own(p)) }) {
			j.add(anotherWay, r, fmt.Sprintf("VPC endpoint %s leads to %s; only AWS's own services in %s, %s…, are allowed.", r.Name, resource.Quote(r.Properties.Get("serviceName")), named(places, regionOf), named(places, own)),
				"", "Remove it, or name one of AWS's own services.")
		}
		if kind, standing := resource.Text(r.Properties.Get("vpcEndpointType")); standing == resource.Known &&
			kind != "" && kind != "Interface" && kind != "Gateway" {
			j.add(anotherWay, r, fmt.Sprintf("VPC endpoint %s is of type %s; only Interface and Gateway are allowed.", r.Name, resource.Quote(r.Properties.Get("vpcEndpointType"))), "", "Use an interface or gateway endpoint.")
		}
	}
}

package ec2

import "secure-room/local/aws/cloud"

const (
	routeTableToken  = "aws:ec2/routeTable:RouteTable"
	associationToken = "aws:ec2/routeTableAssociation:RouteTableAssociation"
)

// routeTable says where a subnet's traffic goes.
// AWS: "Amazon EC2 API Reference, CreateRouteTable, DeleteRouteTable".
func routeTable() cloud.Kind {
	return cloud.Kind{
		Token:      routeTableToken,
		Prefix:     "rtb-",
		ARN:        "arn:{partition}:ec2:{region}:{account}:route-table/{id}",
		Missing:    "InvalidRouteTableID.NotFound: The routeTable ID '%s' does not exist",
		References: append(targets("routes."), cloud.Reference{Property: "vpcId", To: vpcToken}),
		Unserved:   []string{"propagatingVgws"},
		Check: func(in cloud.Values, report cloud.Report) {
			seen := map[string]bool{}
			for _, each := range in.Objects("routes") {
				checkRoute(each, inlineDestinations, "routes.", report)
				if destination := each.Text("cidrBlock"); destination != "" && seen[destination] {
					report("routes.cidrBlock", "names %s twice; a route table has one route for a destination", destination)
				} else {
					seen[destination] = true
				}
			}
		},
		Apply: func(tx *cloud.Transaction, _, now *cloud.Object) error {
			now.Put("ownerId", now.Account)
			now.Default("propagatingVgws", []any{})
			now.Default("routes", []any{})
			for _, each := range now.Objects("routes") {
				if err := routable(tx, now, each, each.Text("cidrBlock")); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// routeTableAssociation gives a subnet its route table.
// AWS: "Amazon EC2 API Reference, AssociateRouteTable".
func routeTableAssociation() cloud.Kind {
	return cloud.Kind{
		Token:  associationToken,
		Prefix: "rtbassoc-",
		References: []cloud.Reference{
			{Property: "routeTableId", To: routeTableToken},
			{Property: "subnetId", To: subnetToken, Weak: true},
		},
		Unserved: []string{"gatewayId"},
		Check: func(in cloud.Values, report cloud.Report) {
			if in.Unset("subnetId") {
				report("subnetId", "is required, but missing")
			}
		},
		Apply: applyAssociation,
	}
}

func applyAssociation(tx *cloud.Transaction, _, now *cloud.Object) error {
	table, err := must(tx, routeTableToken, now.Text("routeTableId"))
	if err != nil {
		return err
	}
	part, err := must(tx, subnetToken, now.Text("subnetId"))
	if err != nil {
		return err
	}
	if table.Text("vpcId") != part.Text("vpcId") {
		return cloud.Refuse("InvalidParameterValue", "Route table %s and subnet %s belong to different networks", table.ID, part.ID)
	}
	others, err := tx.List(associationToken)
	if err != nil {
		return err
	}
	for _, other := range others {
		if other.ID != now.ID && other.Text("subnetId") == part.ID {
			return cloud.Refuse("Resource.AlreadyAssociated",
				"the specified association for route table %s conflicts with an existing association: %s of %s",
				table.ID, other.ID, other.Text("routeTableId"))
		}
	}
	now.BelongTo(part)
	return nil
}

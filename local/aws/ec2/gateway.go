package ec2

import "secure-room/local/aws/cloud"

const (
	gatewayToken    = "aws:ec2/internetGateway:InternetGateway"
	attachmentToken = "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment"
)

// internetGateway joins a VPC to the internet.
// AWS: "Amazon EC2 API Reference, AttachInternetGateway, DetachInternetGateway".
func internetGateway() cloud.Kind {
	return cloud.Kind{
		Token:      gatewayToken,
		Prefix:     "igw-",
		ARN:        "arn:{partition}:ec2:{region}:{account}:internet-gateway/{id}",
		Missing:    "InvalidInternetGatewayID.NotFound: The internetGateway ID '%s' does not exist",
		References: []cloud.Reference{{Property: "vpcId", To: vpcToken}},
		Apply: func(tx *cloud.Transaction, before, now *cloud.Object) error {
			now.Put("ownerId", now.Account)
			if before != nil && before.Text("vpcId") == now.Text("vpcId") {
				return nil
			}
			return attachable(tx, now, now.Text("vpcId"))
		},
		Delete: func(tx *cloud.Transaction, now *cloud.Object) error { return detachable(tx, now.Text("vpcId")) },
	}
}

// internetGatewayAttachment attaches a gateway that was made without a VPC.
func internetGatewayAttachment() cloud.Kind {
	return cloud.Kind{
		Token: attachmentToken,
		ID: func(_ *cloud.Transaction, now *cloud.Object) string {
			return now.Text("internetGatewayId") + ":" + now.Text("vpcId")
		},
		References: []cloud.Reference{{Property: "vpcId", To: vpcToken}, {Property: "internetGatewayId", To: gatewayToken}},
		Exists:     "Resource.AlreadyAssociated: %s is attached already",
		Apply: func(tx *cloud.Transaction, _, now *cloud.Object) error {
			gateway, err := must(tx, gatewayToken, now.Text("internetGatewayId"))
			if err != nil {
				return err
			}
			if other := gateway.Text("vpcId"); other != "" {
				return cloud.Refuse("Resource.AlreadyAssociated", "resource %s is already attached to network %s", gateway.ID, other)
			}
			if err := attachable(tx, gateway, now.Text("vpcId")); err != nil {
				return err
			}
			gateway.Put("vpcId", now.Text("vpcId"))
			return tx.Save(gateway)
		},
		Delete: func(tx *cloud.Transaction, now *cloud.Object) error {
			if err := detachable(tx, now.Text("vpcId")); err != nil {
				return err
			}
			gateway, err := must(tx, gatewayToken, now.Text("internetGatewayId"))
			if err != nil {
				return err
			}
			gateway.Drop("vpcId")
			return tx.Save(gateway)
		},
	}
}

// attachable refuses a second gateway on a VPC.
func attachable(tx *cloud.Transaction, gateway *cloud.Object, vpcID string) error {
	if vpcID == "" {
		return nil
	}
	attached, err := attachedTo(tx, vpcID)
	if err == nil && attached != nil && attached.ID != gateway.ID {
		err = cloud.Refuse("InvalidParameterValue", "Network %s already has an internet gateway attached: %s", vpcID, attached.ID)
	}
	return err
}

// detachable refuses to cut a VPC off while public addresses in it are in use.
func detachable(tx *cloud.Transaction, vpcID string) error {
	gateways, err := tx.List(natToken)
	if err != nil {
		return err
	}
	for _, nat := range gateways {
		where, found, err := tx.Get(subnetToken, nat.Text("subnetId"))
		if err != nil {
			return err
		}
		if found && vpcID != "" && where.Text("vpcId") == vpcID && nat.Text("publicIp") != "" {
			return cloud.Refuse("DependencyViolation", "Network %s has some mapped public address(es), in use by %s. "+
				"Please unmap those public address(es) before detaching the gateway.", vpcID, nat.ID)
		}
	}
	return nil
}

// attachedTo finds a VPC's internet gateway; nil when it has none.
func attachedTo(tx *cloud.Transaction, vpcID string) (*cloud.Object, error) {
	gateways, err := tx.List(gatewayToken)
	for _, gateway := range gateways {
		if gateway.Text("vpcId") == vpcID {
			return gateway, err
		}
	}
	return nil, err
}

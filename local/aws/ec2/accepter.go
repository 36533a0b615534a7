package ec2

import (
	"fmt"

	"secure-room/local/aws/cloud"
)

const (
	accepterToken = "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter"
	optionsToken  = "aws:ec2/peeringConnectionOptions:PeeringConnectionOptions"
)

// peeringAccepter is the other side's consent. Deleting it leaves the connection as it is.
// AWS: "Amazon EC2 API Reference, AcceptVpcPeeringConnection";
// Terraform AWS provider: "aws_vpc_peering_connection_accepter".
func peeringAccepter() cloud.Kind {
	return cloud.Kind{
		Token:      accepterToken,
		Adopts:     true,
		ID:         peeringID,
		References: []cloud.Reference{{Property: "vpcPeeringConnectionId", To: peeringToken, Weak: true, Elsewhere: true}},
		Apply:      applyAccepter,
		Read: func(tx *cloud.Transaction, now *cloud.Object) error {
			connection, err := peeringOf(tx, now)
			if err == nil {
				show(now, connection)
			}
			return err
		},
	}
}

func applyAccepter(tx *cloud.Transaction, _, now *cloud.Object) error {
	connection, err := peeringOf(tx, now)
	if err != nil {
		return err
	}
	if now.Account != connection.Text("peerOwnerId") || now.Region != connection.Text("peerRegion") {
		return cloud.Refuse("OperationNotPermitted", "account %s in %s cannot accept peering %s: its accepter is %s in %s",
			now.Account, now.Region, connection.ID, connection.Text("peerOwnerId"), connection.Text("peerRegion"))
	}
	if now.Flag("autoAccept") {
		connection.Put("acceptStatus", active)
	}
	for _, side := range []string{"requester", "accepter"} {
		if now.Unset(side) {
			continue
		}
		if err := mayOption(connection, side, now); err != nil {
			return err
		}
		if err := setOptions(connection, side, now.Object(side)); err != nil {
			return err
		}
	}
	show(now, connection)
	now.BelongTo(connection)
	return tx.Save(connection)
}

// show copies the connection's state. A connection within one account is seen from the requester's
// side, even by its accepter.
func show(now, connection *cloud.Object) {
	own, peer := connection.Text("vpcId"), connection.Text("peerVpcId")
	peerOwner := connection.Text("peerOwnerId")
	if connection.Account != now.Account {
		own, peer, peerOwner = peer, own, connection.Account
	}
	now.Put("vpcId", own)
	now.Put("peerVpcId", peer)
	now.Put("peerOwnerId", peerOwner)
	now.Put("peerRegion", connection.Text("peerRegion"))
	now.Put("acceptStatus", connection.Text("acceptStatus"))
	now.Put("requester", connection.Object("requester"))
	now.Put("accepter", connection.Object("accepter"))
}

// peeringOptions sets options on a connection that another resource made.
// Terraform AWS provider: "aws_vpc_peering_connection_options".
func peeringOptions() cloud.Kind {
	return cloud.Kind{
		Token:      optionsToken,
		Adopts:     true,
		ID:         peeringID,
		References: []cloud.Reference{{Property: "vpcPeeringConnectionId", To: peeringToken, Weak: true, Elsewhere: true}},
		Apply: func(tx *cloud.Transaction, _, now *cloud.Object) error {
			connection, err := peeringOf(tx, now)
			if err != nil {
				return err
			}
			for _, side := range []string{"requester", "accepter"} {
				if now.Unset(side) {
					now.Put(side, connection.Object(side))
					continue
				}
				if err := mayOption(connection, side, now); err != nil {
					return err
				}
				if err := setOptions(connection, side, now.Object(side)); err != nil {
					return err
				}
			}
			now.BelongTo(connection)
			return tx.Save(connection)
		},
	}
}

// mayOption refuses the other side's options: each account sets its own, and across regions each region its own; within
// one account and region either may set both.
// AWS: "Amazon EC2 API Reference, ModifyVpcPeeringConnectionOptions".
func mayOption(connection *cloud.Object, side string, now *cloud.Object) error {
	account, region := connection.Account, connection.Region
	if side == "accepter" {
		account, region = connection.Text("peerOwnerId"), connection.Text("peerRegion")
	}
	if account != now.Account || region != now.Region {
		return cloud.Refuse("OperationNotPermitted", "the %s's options of peering %s can only be set by account %s in %s",
			side, connection.ID, account, region)
	}
	return nil
}

func peeringID(_ *cloud.Transaction, now *cloud.Object) string {
	return now.Text("vpcPeeringConnectionId")
}

func peeringOf(tx *cloud.Transaction, now *cloud.Object) (*cloud.Object, error) {
	connection, found, err := tx.Anywhere(peeringToken, now.Text("vpcPeeringConnectionId"))
	if err == nil && !found {
		err = fmt.Errorf("%s %s does not exist", peeringToken, now.Text("vpcPeeringConnectionId"))
	}
	return connection, err
}

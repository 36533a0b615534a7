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
	// Each side may set its own options; within one account the accepter may set both.
	for _, side := range []string{"requester", "accepter"} {
		if now.Unset(side) {
			continue
		}
		if side == "requester" && connection.Account != now.Account {
			return cloud.Refuse("OperationNotPermitted", "the requester's options of peering %s can only be set by account %s", connection.ID, connection.Account)
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
			owners := map[string]string{"requester": connection.Account, "accepter": connection.Text("peerOwnerId")}
			for side, owner := range owners {
				if now.Unset(side) {
					now.Put(side, connection.Object(side))
					continue
				}
				if owner != now.Account {
					return cloud.Refuse("OperationNotPermitted", "the %s's options of peering %s can only be set by account %s", side, connection.ID, owner)
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

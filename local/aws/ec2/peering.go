package ec2

import (
	"secure-room/local/aws/cloud"
	"secure-room/local/aws/store"
)

const peeringToken = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection"

const (
	pending = "pending-acceptance"
	active  = "active"
)

// peering is a request to join two VPCs.
// AWS: "Amazon EC2 API Reference, CreateVpcPeeringConnection"; "Amazon VPC Peering Guide, VPC
// peering connection lifecycle and limitations".
func peering() cloud.Kind {
	return cloud.Kind{
		Token:   peeringToken,
		Prefix:  "pcx-",
		Missing: "InvalidVpcPeeringConnectionID.NotFound: The vpcPeeringConnection ID '%s' does not exist",
		References: []cloud.Reference{
			{Property: "vpcId", To: vpcToken},
			{Property: "peerVpcId", To: vpcToken, Elsewhere: true},
		},
		Check: func(in cloud.Values, report cloud.Report) {
			if in.Flag("autoAccept") && !in.Unset("peerRegion") {
				report("autoAccept", "cannot be true when peerRegion is given; accept the request in the other region")
			}
			if in.Known("vpcId") && in.Text("vpcId") == in.Text("peerVpcId") {
				report("peerVpcId", "is the requester's own VPC %s, but must be another one", in.Text("vpcId"))
			}
		},
		Apply: applyPeering,
	}
}

func applyPeering(tx *cloud.Transaction, before, now *cloud.Object) error {
	now.Default("peerOwnerId", now.Account)
	now.Default("peerRegion", now.Region)
	peerOwner, peerRegion := now.Text("peerOwnerId"), now.Text("peerRegion")
	if before == nil {
		if err := joinable(tx, now); err != nil {
			return err
		}
		now.Put("acceptStatus", pending)
	}
	if now.Flag("autoAccept") && now.Text("acceptStatus") != active {
		if peerOwner != now.Account || peerRegion != now.Region {
			return cloud.Refuse("OperationNotPermitted", "autoAccept needs both VPCs in the same account and region, "+
				"but %s is in %s, %s; its owner must accept the request", now.Text("peerVpcId"), peerOwner, peerRegion)
		}
		now.Put("acceptStatus", active)
	}
	for _, side := range []string{"requester", "accepter"} {
		if err := setOptions(now, side, now.Object(side)); err != nil {
			return err
		}
	}
	return nil
}

// joinable refuses what would leave the request in the state "failed", and a second connection
// between the same VPCs.
func joinable(tx *cloud.Transaction, now *cloud.Object) error {
	own, err := must(tx, vpcToken, now.Text("vpcId"))
	if err != nil {
		return err
	}
	failed := "unexpected state 'failed', wanted 'active' or 'pending-acceptance': " +
		"Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range: "
	peer, found, err := tx.GetAt(keyOf(now.Text("peerOwnerId"), now.Text("peerRegion"), vpcToken, now.Text("peerVpcId")))
	if err != nil {
		return err
	}
	if !found {
		return cloud.Refuse("VpcPeeringConnection", failed+"%s is not in account %s, region %s",
			now.Text("peerVpcId"), now.Text("peerOwnerId"), now.Text("peerRegion"))
	}
	ownBlock, err := prefixOf(own)
	if err != nil {
		return err
	}
	peerBlock, err := prefixOf(peer)
	if err != nil {
		return err
	}
	if ownBlock.Overlaps(peerBlock) {
		return cloud.Refuse("VpcPeeringConnection", failed+"%s of %s overlaps %s of %s", ownBlock, own.ID, peerBlock, peer.ID)
	}
	others, err := tx.Everywhere(peeringToken)
	if err != nil {
		return err
	}
	for _, other := range others {
		if other.ID != now.ID && joins(other, own.ID, peer.ID) {
			return cloud.Refuse("VpcPeeringConnectionAlreadyExists", "%s joins %s and %s already", other.ID, own.ID, peer.ID)
		}
	}
	return nil
}

func joins(connection *cloud.Object, one, other string) bool {
	from, to := connection.Text("vpcId"), connection.Text("peerVpcId")
	return from == one && to == other || from == other && to == one
}

// activePeering says that two VPCs are joined within one region.
func activePeering(tx *cloud.Transaction, one, other string) (bool, error) {
	connections, err := tx.Everywhere(peeringToken)
	for _, connection := range connections {
		if joins(connection, one, other) && connection.Text("acceptStatus") == active &&
			connection.Text("peerRegion") == connection.Region {
			return true, err
		}
	}
	return false, err
}

// setOptions sets one side's options, which only an active connection can have.
// AWS: "Amazon EC2 API Reference, ModifyVpcPeeringConnectionOptions".
func setOptions(connection *cloud.Object, side string, options cloud.Values) error {
	allow := options.Flag("allowRemoteVpcDnsResolution")
	if allow && connection.Text("acceptStatus") != active {
		return cloud.Refuse("OperationNotPermitted", "Peering %s is not active. Peering options can be added only to active peerings.", connection.ID)
	}
	connection.Put(side, cloud.Values{"allowRemoteVpcDnsResolution": allow})
	return nil
}

func keyOf(account, region, token, id string) store.Key {
	return store.Key{Account: account, Region: region, Token: token, ID: id}
}

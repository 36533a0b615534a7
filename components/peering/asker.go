package peering

import (
	"errors"
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
)

func (a *AcceptanceArgs) check() error {
	if a.Network == nil || a.Room == nil {
		return errors.New("Network and Room: both must be given")
	}
	problems := []error{checkPair(a.Network, "the room", a.Room.CIDR)}
	if a.PeeringConnectionID == "" {
		problems = append(problems, errors.New("PeeringConnectionID: is missing; the room has to request a peering first"))
	}
	if len(a.Exposed) == 0 {
		problems = append(problems, errors.New("Exposed: there are no endpoints; a room is let in to at least one"))
	}
	for _, exposed := range a.Exposed {
		if len(exposed.Subnets) == 0 || exposed.SecurityGroupID == nil || exposed.Port < 1 || exposed.Port > 65535 {
			problems = append(problems, fmt.Errorf("Exposed: %q needs subnets, a security group and a port, 1 to 65535", exposed.Name))
		}
		if !protocolForm.pattern.MatchString(exposed.Protocol) {
			problems = append(problems, fmt.Errorf("Exposed: %q has protocol %q; use %s", exposed.Name, exposed.Protocol,
				protocolForm.words))
		}
	}
	return errors.Join(problems...)
}

// checkAsker compares the request with what the room says of itself. Only the first three states can become or stay
// active; a request that is not accepted expires after 7 days ("VPC peering connection lifecycle", Amazon VPC Peering
// Guide).
func (a *AcceptanceArgs) checkAsker(asked *ec2.LookupVpcPeeringConnectionResult) error {
	var problems []error
	differs := func(what, got, want string) {
		if got != want {
			problems = append(problems, fmt.Errorf("%s comes from %s %s, and the room says it is %s; it is not accepted",
				a.PeeringConnectionID, what, got, want))
		}
	}
	differs("account", asked.OwnerId, a.Room.AccountID)
	differs("region", asked.Region, a.Room.Region)
	differs("VPC", asked.VpcId, a.Room.VpcID)
	differs("block", asked.CidrBlock, a.Room.CIDR.String())
	if asked.PeerOwnerId != a.Network.AccountID {
		problems = append(problems, fmt.Errorf("%s asks account %s, and production is in %s; deploy the room again",
			a.PeeringConnectionID, asked.PeerOwnerId, a.Network.AccountID))
	}
	if asked.PeerRegion != a.Network.Region {
		problems = append(problems, fmt.Errorf("%s asks region %s, and production is in %s; deploy the room again",
			a.PeeringConnectionID, asked.PeerRegion, a.Network.Region))
	}
	switch asked.Status {
	case "pending-acceptance", "provisioning", "active":
	default:
		problems = append(problems, fmt.Errorf("%s is %s; refresh and deploy the room to request a new peering",
			a.PeeringConnectionID, asked.Status))
	}
	return errors.Join(problems...)
}

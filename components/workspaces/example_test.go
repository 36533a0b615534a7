package workspaces_test

import (
	"fmt"
	"net/netip"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ssm"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/network"
	"secure-room/components/workspaces"
	"secure-room/internal/source"
	"secure-room/internal/terminal"
)

// Two users, of whom one works with larger data; both open their terminals at the office only.
func ExampleNew() {
	r := recorder() // stands in for the engine and AWS
	err := r.Run(func(ctx *pulumi.Context) error {
		registered, err := ssm.NewAssociation(ctx, "people-registered", &ssm.AssociationArgs{})
		if err != nil {
			return err
		}
		_, err = workspaces.New(ctx, "room", &workspaces.Args{
			DirectoryID:     pulumi.String("d-0123456789"),
			Unit:            pulumi.String("OU=Terminals,OU=Computers,OU=ROOM,DC=corp,DC=example,DC=com"),
			Subnets:         []network.Subnet{{ID: pulumi.ID("subnet-1").ToIDOutput(), ZoneID: "apne1-az1"}, {ID: pulumi.ID("subnet-2").ToIDOutput(), ZoneID: "apne1-az4"}},
			GroupID:         pulumi.String("sg-terminals"),
			SourceAddresses: []source.Source{{CIDR: netip.MustParsePrefix("203.0.113.10/32"), Reason: "Tokyo office"}},
			Terminal:        terminal.Shape{Bundle: "Standard with Windows 10 (Server 2022 based)"},
			Users: []workspaces.User{
				{Name: "hanako"},
				{Name: "taro", Terminal: terminal.Shape{UserVolumeGiB: 100, AutoStopMinutes: 60}},
			},
			Registered:         registered,
			DeletionProtection: true,
		})
		return err
	})
	if err != nil {
		fmt.Println(err)
	}
	for _, one := range r.All() {
		if one.Type == "aws:workspaces/workspace:Workspace" {
			made := one.Inputs["workspaceProperties"].(map[string]any)
			fmt.Println(one.Name, made["userVolumeSizeGib"], "GiB, stops after", made["runningModeAutoStopTimeoutInMinutes"], "minutes")
		}
	}
	// Unordered output:
	// room-hanako 50 GiB, stops after 120 minutes
	// room-taro 100 GiB, stops after 60 minutes
}

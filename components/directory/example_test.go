package directory_test

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/componenttest"
	"secure-room/components/directory"
	"secure-room/components/network"
	"secure-room/internal/person"
)

// A directory with one user. The management instance joins it, gives Admin a password that Pulumi never learns, registers
// the user, and shuts the controllers' security group to all but the directory's members.
func ExampleNew() {
	recorder := recorder() // stands in for Pulumi and AWS
	err := recorder.Run(func(ctx *pulumi.Context) error {
		d, err := directory.New(ctx, "room", &directory.Args{
			Account:              network.Account{AccountID: componenttest.AccountID, Region: componenttest.Region, Partition: "aws"},
			Domain:               "corp.example.com",
			ShortName:            "ROOM",
			Edition:              "Standard",
			VpcID:                pulumi.String("vpc-1"),
			SubnetIDs:            []pulumi.StringInput{pulumi.String("subnet-1"), pulumi.String("subnet-2")},
			PasswordRotationDays: 30,
			LogRetentionDays:     365,
			People:               []person.Person{{Name: "hanako", GivenName: "Hanako", FamilyName: "Sato", Mail: "hanako@example.com", Role: person.Operator}},
		})
		if err != nil {
			return err
		}
		_, err = directory.NewTightening(ctx, "room", &directory.TighteningArgs{Directory: d})
		return err
	})
	fmt.Println(err)
	for _, name := range recorder.Names(associationType) {
		fmt.Println(name)
	}
	// Output:
	// <nil>
	// room-join-domain
	// room-register-people
	// room-rotate-admin-password
	// room-tighten-controllers
}

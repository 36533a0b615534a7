package users_test

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/componenttest"
	"secure-room/components/network"
	"secure-room/components/users"
	"secure-room/internal/person"
)

// A manager who opens terminals, an operator who works in one, and a viewer who has none.
func ExampleNew() {
	program := func(ctx *pulumi.Context) error {
		_, err := users.New(ctx, "room", &users.Args{
			Account: network.Account{AccountID: "123456789012", Region: "ap-northeast-1", Partition: "aws"},
			People: []person.Person{
				{Name: "keiko", GivenName: "Keiko", FamilyName: "Tanaka", Mail: "keiko@example.com", Role: person.Manager},
				{Name: "hanako", GivenName: "Hanako", FamilyName: "Sato", Mail: "hanako@example.com", Role: person.Operator},
				{Name: "akira", GivenName: "Akira", FamilyName: "Ono", Mail: "akira@example.com", Role: person.Viewer},
			},
			TerminalIDs: map[string]pulumi.IDOutput{"hanako": pulumi.ID("ws-0123456789").ToIDOutput()},
			DirectoryID: pulumi.String("d-0123456789"),
			From:        users.From{Addresses: pulumi.StringArray{pulumi.String("192.0.2.1")}},
		})
		return err
	}
	recorder := componenttest.New()
	if err := recorder.Run(program); err != nil {
		fmt.Println(err)
	}
	fmt.Println(recorder.Names("aws:iam/role:Role"))
	fmt.Println(recorder.Names("aws:iam/group:Group"))
	// Output:
	// [room-AdminRole room-OperatorRole room-ViewerRole]
	// [room-managers room-operators room-viewers]
}

// In production's account: the operators of the room of stack "room", from its proxy's address only.
func ExampleNewProductionRole() {
	program := func(ctx *pulumi.Context) error {
		_, err := users.NewProductionRole(ctx, "room", &users.ProductionRoleArgs{
			Account:      network.Account{AccountID: "210987654321", Region: "ap-northeast-1", Partition: "aws"},
			OperatorARNs: []string{"arn:aws:iam::123456789012:user/hanako"},
			From:         users.From{Addresses: pulumi.StringArray{pulumi.String("192.0.2.1")}},
		})
		return err
	}
	recorder := componenttest.New()
	if err := recorder.Run(program); err != nil {
		fmt.Println(err)
	}
	fmt.Println(recorder.Names("aws:iam/role:Role"))
	fmt.Println(users.ProductionRoleARN("aws", "210987654321", "room", componenttest.Stack))
	// Output:
	// [room-OperatorRole]
	// arn:aws:iam::210987654321:role/room-OperatorRole-in-test
}

// Program secure-room declares one stack: production or the room, as its config says.
package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/programs/production"
	"secure-room/programs/room"
	"secure-room/programs/settings"
)

func main() { pulumi.Run(run) }

func run(ctx *pulumi.Context) error {
	program, err := settings.Program(ctx)
	if err != nil {
		return err
	}
	if program == settings.ProgramProduction {
		s, err := settings.ReadProduction(ctx)
		if err != nil {
			return err
		}
		return production.Run(ctx, s)
	}
	s, err := settings.ReadRoom(ctx)
	if err != nil {
		return err
	}
	return room.Run(ctx, s)
}

package settings

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

// Program reads which program a stack runs: ProgramProduction or ProgramRoom. It is a config key of its own, so that a
// stack may have any name.
func Program(ctx *pulumi.Context) (string, error) {
	c := config{problems: newProblems(ctx.Stack()), ctx: ctx}
	program := c.text("program").choice(ProgramProduction, ProgramRoom)
	return program, c.err()
}

// ReadProduction reads the config of a production stack.
func ReadProduction(ctx *pulumi.Context) (Production, error) {
	c := open(ctx, "endpoints", "network", "program", "rooms", "web")
	region := readRegion(c)
	production := Production{
		Region:    region,
		Network:   readNetwork(c.structured("network"), region),
		Endpoints: readEndpoints(c.structured("endpoints")),
		Rooms:     readRooms(c),
	}
	production.Web = readWeb(c.structured("web"), production.Endpoints)
	if err := c.err(); err != nil {
		return Production{}, err
	}
	return production, nil
}

// ReadRoom reads the config of a room stack.
func ReadRoom(ctx *pulumi.Context) (Room, error) {
	c := open(ctx, "access", "adminPassword", "alarms", "directory", "egress", "network", "productions", "program", "proxy",
		"sourceAddresses", "terminals", "users")
	region := readRegion(c)
	room := Room{
		Region:          region,
		Productions:     readProductions(c),
		Network:         readNetwork(c.structured("network"), region),
		Directory:       readDirectory(c.structured("directory")),
		AdminPassword:   readAdminPassword(c),
		SourceAddresses: readSourceAddresses(c.structured("sourceAddresses")),
		Access:          readAccess(c.structured("access")),
		Terminals:       readTerminals(c.structured("terminals")),
		Proxy:           readProxy(c.structured("proxy")),
		Egress:          readEgress(c.structured("egress")),
		Alarms:          readAlarms(c.structured("alarms")),
	}
	room.Users = readUsers(c.structured("users"), room.Terminals.Shape)
	checkWorkspaces(c, region, room.Network.AvailabilityZoneIDs)
	if err := c.err(); err != nil {
		return Room{}, err
	}
	return room, nil
}

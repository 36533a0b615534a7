package settings

import (
	"regexp"
	"slices"
	"strings"
)

// stackForm is the name of a stack, alone or with its organization and project before it.
var stackForm = regexp.MustCompile(`^([A-Za-z0-9_.-]{1,100}/[A-Za-z0-9_.-]{1,100}/)?[A-Za-z0-9_.-]{1,100}$`)

// readStack reads the name of another stack; one without a slash is of the same organization and project.
func readStack(c config, v value) Stack {
	const allowed = "the name of another stack: prod, or organization/project/prod"
	name := v.match(stackForm, allowed)
	if name == "" {
		return Stack{}
	}
	own := c.ctx.Organization() + "/" + c.ctx.Project() + "/"
	reference := name
	if !strings.Contains(name, "/") {
		reference = own + name
	}
	if reference == own+c.ctx.Stack() {
		v.refuse("is this stack itself", allowed)
	}
	return Stack{Name: reference[strings.LastIndex(reference, "/")+1:], Reference: reference}
}

// readRooms reads the stacks that production lets in; none when the key is not there.
func readRooms(c config) []Stack {
	v := c.structured("rooms")
	if !v.given() {
		return nil
	}
	var rooms []Stack
	for _, item := range v.list("a list of stack names, such as [room]") {
		room := readStack(c, item)
		same := func(other Stack) bool { return other.Name == room.Name }
		if room.Name != "" && slices.ContainsFunc(rooms, same) {
			item.refuse("is "+describe(room.Name)+" a second time", "each room once, and no two of one name")
		}
		rooms = append(rooms, room)
	}
	return rooms
}

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
	return readStacks(c, v, "a list of stack names, such as [room]")
}

// readProductions reads the stacks that the room asks for a peering: at least one.
func readProductions(c config) []Stack {
	const allowed = "a list of at least one stack name, such as [prod]"
	v := c.structured("productions")
	if items, ok := v.raw.([]any); ok && len(items) == 0 {
		v.refuse("names no stack", allowed)
		return nil
	}
	return readStacks(c, v, allowed)
}

// readStacks reads a list of stacks. Resources are named after them, so no two may have one name.
func readStacks(c config, v value, allowed string) []Stack {
	var stacks []Stack
	for _, item := range v.list(allowed) {
		stack := readStack(c, item)
		same := func(other Stack) bool { return other.Name == stack.Name }
		if stack.Name != "" && slices.ContainsFunc(stacks, same) {
			item.refuse("is "+describe(stack.Name)+" a second time", "each stack once, and no two of one name")
		}
		stacks = append(stacks, stack)
	}
	return stacks
}

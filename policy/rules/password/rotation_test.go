package password

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"

	"secure-room/policy/resource"
)

const reset = `{"mainSteps":[{"inputs":{"runCommand":["$new = draw","Reset-DSUserPassword -DirectoryId '{{ directoryId }}' -UserName 'Admin' -NewPassword $new","exit"]}}]}`

// rotationOf rotates a directory's password as a first preview shows it: neither ids nor the document's name are known.
func rotationOf(directory resource.Resource) []resource.Resource {
	document := named(documentType, "rotate", fields{"name": unknown, "content": text(reset)})
	association := named(associationType, "rotate", fields{"name": unknown, "scheduleExpression": text("rate(30 days)"),
		"parameters": property.New(fields{"domain": text("corp.umbrella.example"), "directoryId": unknown})})
	return []resource.Resource{document, from(from(association, "name", document), "parameters", directory)}
}

func TestPasswordIsRotated(t *testing.T) {
	type parts struct{ directory, document, association *resource.Resource }
	set := func(r *resource.Resource, name string, value property.Value) {
		r.Properties = r.Properties.Set(name, value)
	}
	schedule := func(expression string) func(parts) {
		return func(p parts) { set(p.association, "scheduleExpression", text(expression)) }
	}
	script := func(lines string) func(parts) {
		return func(p parts) {
			set(p.document, "content", text(`{"mainSteps":[{"inputs":{"runCommand":["$new = draw","`+lines+`"]}}]}`))
		}
	}
	deployed := func(p parts) {
		set(p.directory, "id", text("d-926f1b3c5a"))
		set(p.document, "name", text("room-rotate-1"))
		set(p.association, "name", text("room-rotate-1"))
		set(p.association, "parameters", property.New(fields{"directoryId": text("d-926f1b3c5a")}))
		p.association.PropertyDependencies = nil
	}
	cases := []struct {
		name      string
		bad, good func(parts)
	}{
		{"no schedule", func(p parts) { set(p.association, "scheduleExpression", property.New(property.Null)) }, schedule("rate(41 days)")},
		{"too slow", schedule("rate(42 days)"), schedule("rate(41 days)")},
		{"too slow in hours", schedule("rate(985 hours)"), schedule("rate(984 hours)")},
		{"never", schedule("rate(0 days)"), schedule("rate(1 day)")},
		{"a schedule that is not read", schedule("cron(0 2 ? * SUN *)"), schedule("rate(7 days)")},
		{"a schedule not known", func(p parts) { set(p.association, "scheduleExpression", unknown) }, deployed},
		{"another directory", func(p parts) { deployed(p); set(p.directory, "id", text("d-0000000000")) }, deployed},
		{"told of no directory", func(p parts) { p.association.PropertyDependencies["parameters"] = nil }, deployed},
		{"another document", func(p parts) { deployed(p); set(p.association, "name", text("room-join-1")) }, deployed},
		{"a document of nothing", func(p parts) { p.association.PropertyDependencies["name"] = nil }, deployed},
		{"a document not known", func(p parts) { set(p.document, "content", unknown) }, deployed},
		{"another user", script("Reset-DSUserPassword -UserName 'hanako' -NewPassword $new"), script("reset-dsuserpassword -UserName Admin -NewPassword $new")},
		{"a comment", script("# Reset-DSUserPassword -UserName 'Admin'"), script("if ($true) { Reset-DSUserPassword -UserName 'Admin' } # now")},
		{"another stack", func(p parts) { p.association.Stack = "prod" }, func(parts) {}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			judged := func(spoil func(parts)) string {
				directory := directoryWith(secret(good))
				both := rotationOf(directory)
				spoil(parts{&directory, &both[0], &both[1]})
				assert.Empty(t, judgeThese(resource.Single, directory), "alone there is nothing to see")
				return problems(t, judgeThese(resource.Stack, append(both, directory)...), good)
			}
			assert.Contains(t, judged(c.bad), "Nothing rotates the password of directory room")
			assert.Empty(t, judged(c.good))
		})
	}
}

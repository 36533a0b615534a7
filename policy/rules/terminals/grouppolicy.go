package terminals

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"secure-room/internal/terminal"
	"secure-room/policy/resource"
)

// clipboardParameter is what an association tells the document that sets the terminals' Group Policy. AWS has no other way
// to shut the clipboard, and without it terminals copy both ways ("Manage your Windows WorkSpaces in WorkSpaces Personal",
// Amazon WorkSpaces Administration Guide).
const clipboardParameter = "clipboard"

// clipboard judges one association, if it is one that sets the clipboard.
func (c *checker) clipboard(r *resource.Resource) {
	value, sets := c.clipboardOf(r)
	if !sets {
		return
	}
	if text, standing := resource.Text(value); standing != resource.Known || !slices.Contains(c.clipboards(), text) {
		c.reject(clipboardOpen, r, fmt.Sprintf("Association %s sets the terminals' clipboard to %s; approved is %s.", r.Name, resource.Quote(value),
			strings.Join(c.clipboards(), " or ")), "")
	}
}

func (c *checker) clipboardOf(r *resource.Resource) (value property.Value, sets bool) {
	parameters, _ := c.section(r, "parameters")
	return parameters.GetOk(clipboardParameter)
}

// clipboards are the settings that the baseline approves: off, and what it names beyond.
func (c *checker) clipboards() []string {
	approved := []string{string(terminal.ClipboardOff)}
	if more := c.Baseline.Terminals.Clipboard; more == string(terminal.ClipboardIntoTerminal) {
		approved = append(approved, more)
	}
	return approved
}

// governed refuses terminals of a stack in which nothing sets their clipboard.
func (c *checker) governed() {
	setting := map[string]bool{}
	for i := range c.Resources {
		r := &c.Resources[i]
		if _, sets := c.clipboardOf(r); r.Type == associationType && sets && c.runsPolicy(r) {
			setting[r.Stack] = true
		}
	}
	for i := range c.Resources {
		if r := &c.Resources[i]; r.Type == registrationType && !setting[r.Stack] {
			c.reject(clipboardOpen, r, fmt.Sprintf("Nothing sets the Group Policy of directory %s's terminals, so AWS lets people copy out of them and print.", r.Name),
				"Have Systems Manager run the terminals' Group Policy document, as directory.TerminalPolicy does.")
		}
	}
}

// runsPolicy says whether an association runs a document of the stack that has settings of both protocols in it.
func (c *checker) runsPolicy(r *resource.Resource) bool {
	name, standing := resource.Text(r.Properties.Get("name"))
	return slices.ContainsFunc(c.Resources, func(document resource.Resource) bool {
		if document.Type != documentType || document.Stack != r.Stack {
			return false
		}
		own, ownStanding := resource.Text(document.Properties.Get("name"))
		same := standing == resource.Known && ownStanding == resource.Known && own == name ||
			slices.Contains(r.PropertyDependencies["name"], document.URN)
		content, _ := resource.Text(document.Properties.Get("content"))
		return same && strings.Contains(content, "pcoip.server_clipboard_state") && strings.Contains(content, "Configure clipboard redirection") &&
			strings.Contains(content, "{{ "+clipboardParameter+" }}")
	})
}

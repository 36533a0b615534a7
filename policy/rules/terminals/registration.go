package terminals

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"secure-room/internal/terminal"
	"secure-room/policy/resource"
	"secure-room/policy/rule"
)

// registration judges what holds for all terminals of a directory.
func (c *checker) registration(r *resource.Resource) {
	c.groups(r)
	c.selfService(r)
	c.clients(r)
	c.creation(r)
	if kind, standing := resource.Text(c.Scope.Given(r, "workspaceType")); standing != resource.Absent && (standing != resource.Known || kind != "PERSONAL") {
		c.reject(notPersonal, r, fmt.Sprintf("Directory %s is of type %s, whose terminals belong to nobody in particular; only PERSONAL is allowed.",
			r.Name, resource.Quote(r.Properties.Get("workspaceType"))), "")
	}
}

// groups judges by which IP groups a directory is guarded: at least one, and none that no rule has judged.
func (c *checker) groups(r *resource.Resource) {
	given := c.Scope.Given(r, "ipGroupIds")
	ids, standing := resource.Items(given)
	if standing == resource.Unknown {
		if c.Scope == resource.Single {
			return // known when the directory is about to be registered, and judged again then
		}
		ids = []property.Value{given}
	}
	ids = slices.DeleteFunc(slices.Clone(ids), func(id property.Value) bool {
		text, standing := resource.Text(id)
		return standing == resource.Absent || standing == resource.Known && strings.TrimSpace(text) == ""
	})
	if len(ids) == 0 {
		c.reject(noIPGroup, r, fmt.Sprintf("Directory %s has no IP access control group, so AWS lets its terminals be opened from anywhere.", r.Name), "")
	}
	for _, id := range ids {
		if _, standing := resource.Text(id); standing == resource.Malformed || c.Scope == resource.Stack && !c.judged(r, id) {
			c.reject(noIPGroup, r, fmt.Sprintf("Directory %s is guarded by %s, which is none of the stack's IP groups, so no rule has judged whom it admits.",
				r.Name, resource.Quote(id)), "")
		}
	}
}

// judged says whether an IP group's id, or while it is unknown all that it comes from, is an IP group among the resources.
func (c *checker) judged(r *resource.Resource, id property.Value) bool {
	text, standing := resource.Text(id)
	sources := r.PropertyDependencies["ipGroupIds"]
	own := map[string]bool{}
	for i := range c.Resources {
		group := &c.Resources[i]
		if group.Type != ipGroupType {
			continue
		}
		own[group.URN] = true
		if found, known := resource.Text(group.Properties.Get("id")); standing == resource.Known && known == resource.Known && found == strings.TrimSpace(text) {
			return true
		}
	}
	return standing == resource.Unknown && len(sources) > 0 && !slices.ContainsFunc(sources, func(urn string) bool { return !own[urn] })
}

// selfService judges what users may do without anybody's leave. The provider takes what is not said for false, but for
// the restart, which starts a stopped terminal; without the section AWS allows the restart as well ("Enable self-service
// WorkSpaces management capabilities for your users", Amazon WorkSpaces Administration Guide).
func (c *checker) selfService(r *resource.Resource) {
	permissions, standing := c.section(r, "selfServicePermissions")
	for _, key := range []string{"changeComputeType", "increaseVolumeSize", "rebuildWorkspace", "restartWorkspace", "switchRunningMode"} {
		if value := permissions.Get(key); standing != resource.Known && key == "restartWorkspace" ||
			standing == resource.Known && !isFalse(value, key != "restartWorkspace") {
			c.reject(selfService, r, fmt.Sprintf("Directory %s lets users help themselves: %s is %s; it must be false, since a manager opens and changes terminals.",
				r.Name, key, resource.Quote(value)), "Set selfServicePermissions."+key+" to false.")
		}
	}
}

// devices are the properties that AWS tells devices apart by ("WorkspaceAccessProperties", Amazon WorkSpaces API
// Reference), and what the baseline calls them.
var devices = map[string]string{"deviceTypeWindows": "windows", "deviceTypeOsx": "macos", "deviceTypeLinux": "linux",
	"deviceTypeAndroid": "android", "deviceTypeIos": "ios", "deviceTypeChromeos": "chromeos", "deviceTypeZeroclient": "zeroclient",
	"deviceTypeWeb": "web"}

// clients judges which devices terminals are opened with: the baseline's, or else the installed clients for office
// machines. What is not said is as AWS has it, which lets in most of them ("Restrict access to trusted devices", Amazon
// WorkSpaces Administration Guide). A device that these rules have not heard of must be denied like the others.
func (c *checker) clients(r *resource.Resource) {
	approved := c.Baseline.Terminals.DeviceTypes
	if approved == nil {
		approved = terminal.OfficeDevices()
	}
	access, _ := c.section(r, "workspaceAccessProperties")
	judged := map[string]bool{}
	for key := range devices {
		judged[key] = true
	}
	for key := range access.All {
		judged[key] = strings.HasPrefix(key, "deviceType")
	}
	for _, key := range slices.Sorted(maps.Keys(judged)) {
		if device, known := devices[key]; !judged[key] || known && slices.Contains(approved, device) {
			continue
		}
		if text, standing := resource.Text(access.Get(key)); standing != resource.Known || text != "DENY" {
			c.reject(deviceNotApproved, r, fmt.Sprintf("Directory %s may let terminals be opened with another device than %s: %s is %s; it must be DENY.",
				r.Name, strings.Join(approved, ", "), key, resource.Quote(access.Get(key))), "Set workspaceAccessProperties."+key+
				` to "DENY", or have the device approved in the baseline's terminals.deviceTypes.`)
		}
	}
}

// creation judges what terminals are made with. Without the section users are local administrators, as AWS has it
// ("Update directory details", Amazon WorkSpaces Administration Guide); in it, the provider takes what is not said for
// false.
func (c *checker) creation(r *resource.Resource) {
	properties, standing := c.section(r, "workspaceCreationProperties")
	for _, one := range []struct {
		broken      rule.Rule
		key, effect string
	}{
		{terminalPublic, "enableInternetAccess", "gives each terminal a public address"},
		{localAdministrator, "userEnabledAsLocalAdministrator", "lets users change their terminal's protection"},
	} {
		if !isFalse(properties.Get(one.key), standing == resource.Known) {
			c.reject(one.broken, r, fmt.Sprintf("Directory %s has %s set to %s, which %s; it must be false.", r.Name, one.key,
				resource.Quote(properties.Get(one.key)), one.effect), "")
		}
	}
}

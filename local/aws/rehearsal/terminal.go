package rehearsal

import (
	"fmt"
	"net/netip"
	"strings"

	"secure-room/local/aws/cloud"
	"secure-room/local/aws/people"
)

const (
	workspaceToken    = "aws:workspaces/workspace:Workspace"
	registrationToken = "aws:workspaces/directory:Directory"
	ipGroupToken      = "aws:workspaces/ipGroup:IpGroup"
)

// registrationOf is the directory that a terminal belongs to, as WorkSpaces knows it; nil when there is none.
func registrationOf(tx *cloud.Transaction, workspace *cloud.Object) (*cloud.Object, error) {
	all, err := tx.Everywhere(registrationToken)
	for _, o := range all {
		if o.ID == workspace.Text("directoryId") && o.Account == workspace.Account && o.Region == workspace.Region {
			return o, nil
		}
	}
	return nil, err
}

// terminalOf is a user's terminal; nil when there is none.
func terminalOf(tx *cloud.Transaction, user string) (*cloud.Object, error) {
	all, err := tx.Everywhere(workspaceToken)
	for _, o := range all {
		if strings.EqualFold(o.Text("userName"), user) {
			return o, nil
		}
	}
	return nil, err
}

// devices are the kinds of client, by the property that lets each in (WorkspaceAccessProperties, WorkSpaces API Reference).
var devices = map[string]string{
	"windows": "deviceTypeWindows", "macos": "deviceTypeOsx", "web": "deviceTypeWeb", "ios": "deviceTypeIos", "android": "deviceTypeAndroid",
	"chromeos": "deviceTypeChromeos", "zeroclient": "deviceTypeZeroclient", "linux": "deviceTypeLinux",
}

// Login follows a user who opens his terminal: from an address, with a kind of client such as "windows".
func (c *Cloud) Login(user string, from netip.Addr, device string) (Journey, error) {
	var j Journey
	access, known := devices[device]
	if !known {
		return j, fmt.Errorf("device %q is not known; choose one of windows, macos, linux, web, ios, android, chromeos, zeroclient", device)
	}
	terminal, err := terminalOf(c.tx, user)
	if err != nil {
		return j, err
	}
	if terminal == nil {
		j.stop("%s has no terminal", user)
		return j, nil
	}
	registered, err := registrationOf(c.tx, terminal)
	if err != nil {
		return j, err
	}
	if registered == nil {
		j.stop("directory %s of the terminal is not registered with WorkSpaces", terminal.Text("directoryId"))
		return j, nil
	}
	// The address is looked at first, and a refusal there says nothing of whether the user exists.
	if arrived, err := fromAddress(&j, c.tx, registered, from); err != nil || !arrived {
		return j, err
	}
	if registered.Object("workspaceAccessProperties").Text(access) == "DENY" {
		j.stop("directory %s denies clients of kind %s", nameOf(registered), device)
		return j, nil
	}
	j.pass("directory %s admits clients of kind %s", nameOf(registered), device)
	there, err := people.Registered(at(c.tx, registered), registered.Text("directoryName"), user)
	if err != nil {
		return j, err
	}
	if !there {
		j.stop("directory %s has no user %s", registered.Text("directoryName"), user)
		return j, nil
	}
	j.pass("%s is a user of directory %s, and knows the password", user, registered.Text("directoryName"))
	opens(&j, terminal)
	return j, nil
}

// at is the cloud as the owner of an object sees it.
func at(tx *cloud.Transaction, o *cloud.Object) *cloud.Transaction {
	own := *tx
	own.Account, own.Region = o.Account, o.Region
	return &own
}

// fromAddress asks the IP access control groups of a directory ("IP access control groups for WorkSpaces Personal"): without
// any, every address is let in.
func fromAddress(j *Journey, tx *cloud.Transaction, registered *cloud.Object, from netip.Addr) (bool, error) {
	ids := registered.Texts("ipGroupIds")
	if len(ids) == 0 {
		j.pass("directory %s has no IP access control group, so every address is let in", nameOf(registered))
		return true, nil
	}
	groups, err := tx.Everywhere(ipGroupToken)
	if err != nil {
		return false, err
	}
	var asked []string
	for _, g := range groups {
		for _, id := range ids {
			if g.ID != id {
				continue
			}
			asked = append(asked, nameOf(g))
			for _, rule := range g.Objects("rules") {
				if block, err := netip.ParsePrefix(rule.Text("source")); err == nil && block.Contains(from) {
					j.pass("IP access control group %s lets in %s (%s)", nameOf(g), from, strings.TrimSpace(rule.Text("source")+" "+rule.Text("description")))
					return true, nil
				}
			}
		}
	}
	j.stop("IP access control group %s does not let in %s", strings.Join(asked, ", "), from)
	return false, nil
}

// opens says what a log-in does in the state that a terminal is in ("Manage the running mode"; WorkspaceState, WorkSpaces
// API Reference).
func opens(j *Journey, terminal *cloud.Object) {
	switch state := terminal.Text("state"); state {
	case "AVAILABLE":
		j.pass("terminal %s runs", nameOf(terminal))
	case "STOPPED":
		if terminal.Object("workspaceProperties").Text("runningMode") != "AUTO_STOP" {
			j.stop("terminal %s is stopped, and only an administrator starts it", nameOf(terminal))
			return
		}
		j.pass("terminal %s is stopped, and starts when its user logs in", nameOf(terminal))
	case "ADMIN_MAINTENANCE":
		j.stop("terminal %s is under maintenance by an administrator; nobody can log in", nameOf(terminal))
	default:
		j.stop("terminal %s is %s", nameOf(terminal), state)
	}
}

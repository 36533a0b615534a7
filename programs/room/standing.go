package room

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/workspaces"
	"secure-room/internal/workspaceszone"
	"secure-room/programs/settings"
)

// standing is what a later change of config could destroy, as the last deploy left it.
type standing struct {
	CIDR      string                      `json:"cidr"`
	Zones     []string                    `json:"zones"`
	Domain    string                      `json:"domain"`
	ShortName string                      `json:"shortName"`
	Edition   string                      `json:"edition"`
	Terminals map[string]standingTerminal `json:"terminals"`
}

type standingTerminal struct {
	ComputeType   string `json:"computeType"`
	RootVolumeGiB int    `json:"rootVolumeGiB"`
	UserVolumeGiB int    `json:"userVolumeGiB"`
	// Protected says that the engine would refuse to delete it.
	Protected bool `json:"protected"`
}

// keepStanding refuses a config that would rebuild or delete what stands. The engine's own protection would refuse most of
// it too, but name no more than a URN, one at a time.
func keepStanding(ctx *pulumi.Context, s settings.Room) error {
	last, err := readStanding(ctx)
	if last == nil || err != nil {
		return err
	}
	problems := last.problems(s)
	if len(problems) == 0 {
		return nil
	}
	return fmt.Errorf("stack %s: the config would destroy what stands, so nothing is changed:\n  %s", ctx.Stack(), strings.Join(problems, "\n  "))
}

// readStanding reads this stack's own outputs of the last deploy; nil before the first. A StackReference to itself would stand
// in the state with outputs that are always one deploy old, and every refresh would find it changed; so the engine is asked
// for what a StackReference asks it for.
func readStanding(ctx *pulumi.Context) (*standing, error) {
	self := ctx.Organization() + "/" + ctx.Project() + "/" + ctx.Stack()
	var last struct {
		Outputs map[string]any `pulumi:"outputs"`
	}
	arguments := struct {
		Name string `pulumi:"name"`
	}{self}
	if err := ctx.Invoke("pulumi:pulumi:readStackOutputs", &arguments, &last); err != nil {
		return nil, fmt.Errorf("reading the last outputs of stack %s: %w", self, err)
	}
	if last.Outputs["standing"] == nil {
		return nil, nil
	}
	text, err := json.Marshal(last.Outputs["standing"])
	if err != nil {
		return nil, fmt.Errorf("reading the last output standing of stack %s: %w", self, err)
	}
	read := &standing{}
	if err := json.Unmarshal(text, read); err != nil {
		return nil, fmt.Errorf("reading the last output standing of stack %s: %w", self, err)
	}
	return read, nil
}

// problems are a sentence for each thing that would be lost.
func (last *standing) problems(s settings.Room) []string {
	var found []string
	if s.Directory.DeletionProtection {
		found = last.replacements(s)
	}
	for _, name := range slices.Sorted(maps.Keys(last.Terminals)) {
		still := slices.ContainsFunc(s.Users, func(user settings.User) bool { return user.Name == name && user.Role.HasTerminal() })
		if !still && last.Terminals[name].Protected && s.Directory.DeletionProtection {
			found = append(found, fmt.Sprintf("secure-room:users no longer gives %s a terminal, and what stands would be deleted with all data on it; put %s back, "+
				"or deploy first with terminal: {deletionProtection: false} for that user and remove the user after that.", name, name))
		}
	}
	for i, user := range s.Users {
		if terminal, stands := last.Terminals[user.Name]; stands {
			found = append(found, terminal.problems(s, i)...)
		}
	}
	return found
}

// replacements are what would replace the directory, and with it every user and terminal.
func (last *standing) replacements(s settings.Room) []string {
	var found []string
	for _, one := range []struct{ key, now, before string }{
		{"network.cidr", s.Network.CIDR.String(), last.CIDR},
		{"network.availabilityZoneIds (the first two)", strings.Join(firstZones(s), ", "), strings.Join(last.Zones, ", ")},
		{"directory.domain", s.Directory.Domain, last.Domain},
		{"directory.shortName", s.Directory.ShortName, last.ShortName},
		{"directory.edition", s.Directory.Edition, last.Edition},
	} {
		if one.now != one.before {
			found = append(found, fmt.Sprintf("secure-room:%s is %s, and what stands was made with %s; the change would replace the directory, and with it "+
				"every user and all data on every terminal; put %s back, or deploy first with secure-room:directory.deletionProtection: false.",
				one.key, one.now, one.before, one.before))
		}
	}
	return found
}

// problems are what AWS would refuse of a terminal half-way through a deploy: volumes only grow, one at a time, and not
// together with a change of the compute type ("Modify a WorkSpace in WorkSpaces Personal", Amazon WorkSpaces Administration
// Guide).
func (t standingTerminal) problems(s settings.Room, i int) []string {
	user := s.Users[i]
	asked := user.Terminal.Or(s.Terminals.Shape)
	var found, changed []string
	for _, one := range []struct {
		field            string
		own, now, before int
	}{
		{"rootVolumeGiB", user.Terminal.RootVolumeGiB, asked.RootVolumeGiB, t.RootVolumeGiB},
		{"userVolumeGiB", user.Terminal.UserVolumeGiB, asked.UserVolumeGiB, t.UserVolumeGiB},
	} {
		key := "secure-room:terminals." + one.field
		if one.own != 0 {
			key = fmt.Sprintf("secure-room:users[%d].terminal.%s", i, one.field)
		}
		switch {
		case one.now == 0 || one.now == one.before:
		case one.now < one.before:
			found = append(found, fmt.Sprintf("%s is %d, and that volume of %s's terminal has %d GiB; AWS shrinks none, so give %d or more.",
				key, one.now, user.Name, one.before, one.before))
		default:
			changed = append(changed, key)
		}
	}
	if asked.ComputeType != "" && asked.ComputeType != t.ComputeType {
		changed = append(changed, "the compute type")
	}
	if len(changed) > 1 {
		found = append(found, fmt.Sprintf("%s change at once for %s's terminal, and AWS changes one at a time; deploy them one after another, the user "+
			"volume before the root volume.", strings.Join(changed, " and "), user.Name))
	}
	return found
}

// tellStanding exports what stands for the next deploy to compare its config with.
func tellStanding(ctx *pulumi.Context, s settings.Room, made *workspaces.Terminals) {
	terminals := pulumi.Map{}
	for _, user := range s.Users {
		one, has := made.Standing[user.Name]
		if !has {
			continue // a viewer
		}
		terminals[user.Name] = pulumi.Map{"computeType": one.ComputeType, "rootVolumeGiB": one.RootVolumeGiB,
			"userVolumeGiB": one.UserVolumeGiB, "protected": pulumi.Bool(s.Directory.DeletionProtection && user.Terminal.DeletionProtection)}
	}
	// What stands, for the next deploy to compare its config with and destroy nothing by mistake.
	ctx.Export("standing", pulumi.Map{
		"cidr":      pulumi.String(s.Network.CIDR.String()),
		"zones":     pulumi.ToStringArray(firstZones(s)),
		"domain":    pulumi.String(s.Directory.Domain),
		"shortName": pulumi.String(s.Directory.ShortName),
		"edition":   pulumi.String(s.Directory.Edition),
		"terminals": terminals,
	})
}

// firstZones are those that terminals and directory stand in.
func firstZones(s settings.Room) []string {
	return s.Network.AvailabilityZoneIDs[:min(workspaceszone.Count, len(s.Network.AvailabilityZoneIDs))]
}

package directory

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/internal/terminal"
)

// TerminalPolicyArgs is what a terminal policy is made from.
type TerminalPolicyArgs struct {
	// Directory is the one whose terminals are meant.
	Directory *Directory
	// ProxyAddress is the room's proxy, such as "proxy.room.internal:3128".
	ProxyAddress pulumi.StringInput
	// Clipboard says which way the clipboard works; not given, it is off.
	Clipboard terminal.Clipboard
}

// TerminalPolicy is the Group Policy of the terminals' machines: it points them at the room's proxy, lets nothing be copied out
// of them, and puts printing and file transfer off, for terminals of either protocol, PCoIP and DCV. The proxy's part only
// spares users the typing: what keeps a terminal from any other way out is its security group and routes. A terminal takes it
// when it is made, and changes of it when it restarts.
//
// It does not touch removable storage, drives and the log-on message: those settings keep users from logging in ("Manage
// your Windows WorkSpaces in WorkSpaces Personal", Amazon WorkSpaces Administration Guide).
type TerminalPolicy struct {
	pulumi.ResourceState

	// Unit is the organizational unit that the policy is linked to; terminals are to be put there. It is known once
	// the unit exists.
	Unit pulumi.StringOutput
}

// localAddresses are reached without the proxy: "Configure device proxy server settings for WorkSpaces Personal" (Amazon
// WorkSpaces Administration Guide) names the metadata service and the loopback addresses; Windows is activated at the
// other two ("IP address and port requirements", same guide).
var localAddresses = []string{"169.254.169.254", "169.254.169.250", "169.254.169.251", "127.0.0.1", "127.0.0.2", "<local>"}

// NewTerminalPolicy registers the policy. It needs the directory's management instance, which sets it.
func NewTerminalPolicy(ctx *pulumi.Context, name string, args *TerminalPolicyArgs, opts ...pulumi.ResourceOption) (*TerminalPolicy, error) {
	if args == nil {
		args = &TerminalPolicyArgs{}
	}
	if err := args.check(); err != nil {
		return nil, fmt.Errorf("terminal policy %s cannot be made:\n%w", name, err)
	}
	p, d := &TerminalPolicy{}, args.Directory
	if err := ctx.RegisterComponentResource("secure-room:directory:TerminalPolicy", name, p, opts...); err != nil {
		return nil, fmt.Errorf("registering terminal policy %s: %w", name, err)
	}
	clipboard := args.Clipboard
	if clipboard == "" {
		clipboard = terminal.ClipboardOff
	}
	set, err := run(ctx, name, task{document: "terminal-policy", parameters: pulumi.StringMap{
		"domain":         pulumi.String(d.domain),
		"shortName":      pulumi.String(d.shortName),
		"adminSecretArn": d.AdminSecretARN,
		"proxy":          args.ProxyAddress,
		"bypass":         pulumi.String(strings.Join(append(localAddresses[:len(localAddresses):len(localAddresses)], "*."+d.domain), ";")),
		"clipboard":      pulumi.String(clipboard),
		// The registration joins the domain first, and two runs at once on one instance gain nothing.
	}}, d.ManagementInstanceID, p, pulumi.DependsOn([]pulumi.Resource{d.registration}))
	if err != nil {
		return nil, fmt.Errorf("making terminal policy %s: %w", name, err)
	}
	unit := terminalUnit(d.domain, d.shortName)
	p.Unit = set.AssociationId.ApplyT(func(string) string { return unit }).(pulumi.StringOutput)
	return p, ctx.RegisterResourceOutputs(p, pulumi.Map{"unit": p.Unit})
}

func (a *TerminalPolicyArgs) check() error {
	var problems []error
	if a.Directory == nil {
		problems = append(problems, errors.New("Directory: missing; give the directory whose terminals are meant"))
	}
	if a.ProxyAddress == nil {
		problems = append(problems, errors.New("ProxyAddress: missing; give the proxy's host and port"))
	}
	if a.Clipboard != "" && !slices.Contains(terminal.Clipboards(), string(a.Clipboard)) {
		problems = append(problems, fmt.Errorf("Clipboard: %q is not allowed; use %s", a.Clipboard, strings.Join(terminal.Clipboards(), " or ")))
	}
	return errors.Join(problems...)
}

// terminalUnit is the distinguished name of the unit that terminal-policy.ps1 makes, inside what AWS delegates to Admin
// ("What gets created with your AWS Managed Microsoft AD", AWS Directory Service Administration Guide).
func terminalUnit(domain, shortName string) string {
	var name strings.Builder
	fmt.Fprintf(&name, "OU=Terminals,OU=Computers,OU=%s", shortName)
	for label := range strings.SplitSeq(domain, ".") {
		fmt.Fprintf(&name, ",DC=%s", label)
	}
	return name.String()
}

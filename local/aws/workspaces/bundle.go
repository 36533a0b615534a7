package workspaces

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"secure-room/local/aws/cloud"
)

// bundle is one of Amazon's: an operating system, hardware and volumes of a certain size.
// AWS: "WorkSpaces Administration Guide, Bundles and images for WorkSpaces Personal".
type bundle struct {
	id, name, compute, root, user string
}

// hardware are the kinds of machine with the volumes that come with them.
var hardware = []struct{ word, compute, root, user string }{
	{"Value", "VALUE", "80", "10"}, {"Standard", "STANDARD", "80", "50"}, {"Performance", "PERFORMANCE", "80", "100"},
	{"Power", "POWER", "175", "100"}, {"PowerPro", "POWERPRO", "175", "100"},
}

// systems are the operating systems; those on Windows Server 2022 are not offered on Value machines.
var systems = []struct {
	name  string
	value bool
}{
	{"Windows 10 (Server 2016 based)", true}, {"Windows 10 (Server 2019 based)", true}, {"Windows 10 (Server 2022 based)", false},
	{"Amazon Linux 2", true}, {"Ubuntu 22.04", true},
}

// bundles are Amazon's bundles that the local cloud offers. The ids are its own, but always the same.
func bundles() []bundle {
	var all []bundle
	for _, system := range systems {
		for _, machine := range hardware {
			if machine.word == "Value" && !system.value {
				continue
			}
			name := machine.word + " with " + system.name
			sum := sha256.Sum256([]byte(name))
			all = append(all, bundle{
				id: "wsb-" + hex.EncodeToString(sum[:])[:9], name: name, compute: machine.compute, root: machine.root, user: machine.user,
			})
		}
	}
	return all
}

// getBundle is the provider's look-up of one bundle, by its id or by its owner and name.
// AWS: "WorkSpaces API Reference, DescribeWorkspaceBundles".
func getBundle(_ *cloud.Transaction, arguments cloud.Values) (cloud.Values, error) {
	id, name := arguments.Text("bundleId"), arguments.Text("name")
	if (id == "") == (name == "") {
		return nil, fmt.Errorf("give either bundleId or name, with owner AMAZON")
	}
	if name != "" && arguments.Text("owner") != "AMAZON" {
		return nil, fmt.Errorf("the account has no bundles of its own: give owner AMAZON to look up %q", name)
	}
	all := bundles()
	at := slices.IndexFunc(all, func(b bundle) bool { return b.id == id || b.name == name })
	if at < 0 {
		return nil, cloud.Refuse("ResourceNotFoundException", "there is no bundle %q among Amazon's", id+name)
	}
	found := all[at]
	return cloud.Values{
		"id": found.id, "bundleId": found.id, "name": found.name, "owner": "AMAZON",
		"description":  found.name + " bundle",
		"computeTypes": []any{cloud.Values{"name": found.compute}},
		"rootStorages": []any{cloud.Values{"capacity": found.root}},
		"userStorages": []any{cloud.Values{"capacity": found.user}},
	}, nil
}

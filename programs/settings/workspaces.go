package settings

import (
	"fmt"
	"slices"
	"strings"

	"secure-room/internal/workspaceszone"
)

// checkWorkspaces refuses a region, or first zones of its list, without WorkSpaces. Zones of another region have been refused.
func checkWorkspaces(c config, region string, zones []string) {
	if region == "" {
		return
	}
	offered := workspaceszone.In(region)
	if len(offered) == 0 {
		c.add("aws:region", "is "+region+", where WorkSpaces are not offered", oneOf(workspaceszone.Regions()))
		return
	}
	for i, zone := range zones[:min(len(zones), workspaceszone.Count)] {
		if strings.HasPrefix(zone, zonePrefix(region)+"-") && !slices.Contains(offered, zone) {
			c.add(fmt.Sprintf("%s.availabilityZoneIds[%d]", NetworkKey, i),
				fmt.Sprintf("is %s, where WorkSpaces are not offered (terminals stand in the first two zones)", zone), oneOf(offered))
		}
	}
}

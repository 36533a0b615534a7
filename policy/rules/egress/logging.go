package egress

import (
	"maps"
	"slices"
	"strings"

	"secure-room/policy/baseline"
)

// harmlessLogOptions say how entries are grouped and buffered ("Send Amazon ECS logs to CloudWatch", Amazon ECS
// Developer Guide). Others, such as an endpoint, can send the log elsewhere.
var harmlessLogOptions = set("awslogs-group", "awslogs-region", "awslogs-stream-prefix", "mode", "max-buffer-size",
	"awslogs-datetime-format", "awslogs-multiline-pattern")

// logging judges where the access log goes.
func (c *checker) logging(value any) {
	configuration, _ := value.(object)
	options, _ := configuration["options"].(object)
	if configuration["logdriver"] != "awslogs" || isEmpty(options["awslogs-group"]) || !isEmpty(configuration["secretoptions"]) {
		c.reject(accessLog, "The container's output, which holds the access log, does not go to a CloudWatch log group.")
		return
	}
	regions := places(c.rooms(), func(r baseline.Room) string { return c.Baseline.RegionOf(r.Network) })
	if region, _ := options["awslogs-region"].(string); !slices.Contains(regions, region) {
		c.reject(accessLog, "The access log is kept in a region other than the approved %s.", strings.Join(regions, " or "))
	}
	// Unless told otherwise, AWS drops lines when there are too many at once: a flood would hide what goes on beneath it.
	if options["mode"] != "blocking" {
		c.reject(accessLog, "The access log's option mode is not blocking, so lines are lost when there are many at once.")
	}
	for _, key := range slices.Sorted(maps.Keys(options.given())) {
		if !harmlessLogOptions[key] && !(key == "awslogs-create-group" && options[key] == "false") {
			c.reject(accessLog, "The access log has the option %s, which can send it elsewhere.", key)
		}
	}
}

package record

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/property"

	"secure-room/policy/resource"
)

// canonical writes a value as text: the same for equal values, and for every secret and every unknown the same. It
// reads a value alike whether the engine has sent it or a stack's export holds it.
func canonical(v property.Value) string {
	switch {
	case v.Secret():
		return "secret"
	case v.IsComputed():
		return "unknown"
	case v.IsString():
		return strconv.Quote(v.AsString())
	case v.IsArray():
		items := v.AsArray().AsSlice()
		texts := make([]string, 0, len(items))
		for _, item := range items {
			texts = append(texts, canonical(item))
		}
		return "[" + strings.Join(texts, ",") + "]"
	case v.IsMap():
		fields := v.AsMap()
		texts := make([]string, 0, fields.Len())
		for name, field := range fields.All {
			texts = append(texts, strconv.Quote(name)+":"+canonical(field))
		}
		slices.Sort(texts)
		return "{" + strings.Join(texts, ",") + "}"
	case v.IsAsset():
		return strconv.Quote(v.AsAsset().Hash) // all that an export keeps of a file
	case v.IsArchive():
		return strconv.Quote(v.AsArchive().Hash)
	case v.IsResourceReference():
		return "reference:" + string(v.AsResourceReference().URN)
	}
	return resource.Quote(v) // a number, a truth value or nothing
}

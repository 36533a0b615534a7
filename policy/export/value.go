package export

import (
	"encoding/json"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/sig"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/urn"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// decoder turns JSON values of a deployment into property values. It remembers the first error and whether it met a
// secret that is encrypted.
type decoder struct {
	encrypted bool
	err       error
}

func (d *decoder) fields(m map[string]any) map[string]property.Value {
	fields := make(map[string]property.Value, len(m)+1)
	for key, value := range m {
		fields[key] = d.value(value)
	}
	return fields
}

func (d *decoder) value(v any) property.Value {
	switch v := v.(type) {
	case nil:
		return property.Value{}
	case bool:
		return property.New(v)
	case float64:
		return property.New(v)
	case string:
		if sig.IsUnknown(v) {
			return property.New(property.Computed)
		}
		return property.New(v)
	case []any:
		items := make([]property.Value, 0, len(v))
		for _, item := range v {
			items = append(items, d.value(item))
		}
		return property.New(items)
	case map[string]any:
		return d.object(v)
	}
	d.fail("a %T is no value of a stack's state", v)
	return property.Value{}
}

// object reads a plain object, or one of the special values that are written as objects with a signature.
func (d *decoder) object(m map[string]any) property.Value {
	switch signature, special := m[sig.Key]; {
	case !special:
		return property.New(d.fields(m))
	case signature == sig.Secret:
		return d.secret(m)
	case signature == sig.ResourceReference:
		address, _ := m["urn"].(string)
		return property.New(property.ResourceReference{URN: urn.URN(address), ID: d.value(m["id"])})
	case signature == sig.OutputValue:
		inner, present := m["value"]
		value := property.New(property.Computed)
		if present {
			value = d.value(inner)
		}
		secret, _ := m["secret"].(bool)
		return value.WithSecret(secret || value.Secret())
	case signature == sig.AssetSig || signature == sig.ArchiveSig:
		// The rules judge no file; what stands for one is its hash.
		hash, _ := m["hash"].(string)
		return property.New(hash)
	default:
		d.fail("%q is the signature of no known kind of value", signature)
	}
	return property.Value{}
}

// secret reads a secret: its plaintext, itself JSON, when the export shows secrets; else an unknown value.
func (d *decoder) secret(m map[string]any) property.Value {
	text, shown := m["plaintext"].(string)
	if !shown {
		d.encrypted = true
		return property.New(property.Computed).WithSecret(true)
	}
	var inner any
	if err := json.Unmarshal([]byte(text), &inner); err != nil {
		// The error would quote the text.
		d.fail("the plaintext of a secret is no JSON")
		return property.New(property.Computed).WithSecret(true)
	}
	return d.value(inner).WithSecret(true)
}

func (d *decoder) fail(format string, arguments ...any) {
	if d.err == nil {
		d.err = fmt.Errorf(format, arguments...)
	}
}

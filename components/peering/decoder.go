package peering

import (
	"errors"
	"fmt"
	"net/netip"
	"regexp"
)

// decoder collects every problem of one output, so that all are told at once.
type decoder struct {
	stack, output string
	problems      []error
}

func (d *decoder) root(value any) object {
	values, ok := value.(map[string]any)
	if !ok {
		d.problems = append(d.problems, fmt.Errorf("stack %s, output %q: is not an object; deploy that stack with this "+
			"project's program", d.stack, d.output))
	}
	return object{decoder: d, values: values}
}

func (d *decoder) err() error { return errors.Join(d.problems...) }

// object is one level of the output; path says where it is.
type object struct {
	decoder *decoder
	path    string
	values  map[string]any
}

// form is what a text must look like, and how to say so.
type form struct {
	pattern *regexp.Regexp
	words   string
}

func (o object) problem(field, what string) {
	if o.values == nil {
		return // told already, of the object as a whole
	}
	o.decoder.problems = append(o.decoder.problems, fmt.Errorf("stack %s, output %q, field %s%s: %s",
		o.decoder.stack, o.decoder.output, o.path, field, what))
}

func (o object) text(field string, f form) string {
	text, _ := o.values[field].(string)
	if !f.pattern.MatchString(text) {
		o.problem(field, fmt.Sprintf("%#v is not %s", o.values[field], f.words))
	}
	return text
}

// texts reads a list of texts of one form; it may be empty, but not missing.
func (o object) texts(field string, f form) []string {
	values, ok := o.values[field].([]any)
	if !ok {
		o.problem(field, "is missing or not a list")
	}
	var texts []string
	for i, value := range values {
		text, _ := value.(string)
		if !f.pattern.MatchString(text) {
			o.problem(fmt.Sprintf("%s[%d]", field, i), fmt.Sprintf("%#v is not %s", value, f.words))
		}
		texts = append(texts, text)
	}
	return texts
}

func (o object) flag(field string) bool {
	flag, ok := o.values[field].(bool)
	if !ok {
		o.problem(field, fmt.Sprintf("%#v is neither true nor false", o.values[field]))
	}
	return flag
}

func (o object) port(field string) int {
	number, _ := o.values[field].(float64)
	if number != float64(int(number)) || number < 1 || number > 65535 {
		o.problem(field, fmt.Sprintf("%#v is not a port, 1 to 65535", o.values[field]))
	}
	return int(number)
}

func (o object) block(field string) netip.Prefix {
	return o.parse(field, o.values[field])
}

func (o object) parse(field string, value any) netip.Prefix {
	text, _ := value.(string)
	block, err := netip.ParsePrefix(text)
	if err != nil || !block.Addr().Is4() || block != block.Masked() {
		o.problem(field, fmt.Sprintf("%#v is not an IPv4 block without host bits, such as 10.10.0.0/16", value))
		return netip.Prefix{}
	}
	return block
}

// blocksWithin reads a list of at least one block, each inside the whole: a route or rule made from one that is not
// would lead somewhere else.
func (o object) blocksWithin(field string, whole netip.Prefix) []netip.Prefix {
	values, _ := o.values[field].([]any)
	if len(values) == 0 {
		o.problem(field, "is missing or empty; at least one subnet is needed")
	}
	var blocks []netip.Prefix
	for i, value := range values {
		place := fmt.Sprintf("%s[%d]", field, i)
		block := o.parse(place, value)
		if block.IsValid() && whole.IsValid() && (block.Bits() < whole.Bits() || !whole.Contains(block.Addr())) {
			o.problem(place, fmt.Sprintf("%s is not within its VPC's %s", block, whole))
		}
		blocks = append(blocks, block)
	}
	return blocks
}

func (o object) objects(field string) []object {
	values, ok := o.values[field].([]any)
	if !ok {
		o.problem(field, "is missing or not a list")
	}
	var objects []object
	for i, value := range values {
		place := fmt.Sprintf("%s[%d]", field, i)
		inner, ok := value.(map[string]any)
		if !ok {
			o.problem(place, "is not an object")
			continue
		}
		objects = append(objects, object{decoder: o.decoder, path: o.path + place + ".", values: inner})
	}
	return objects
}

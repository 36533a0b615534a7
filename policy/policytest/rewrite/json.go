package rewrite

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// member is one member of a JSON object; objects keep their order and their repetitions.
type member struct {
	key   string
	value any
}

type object []member

// get is the value of a member, nil where there is none.
func (o object) get(key string) any {
	for _, m := range o {
		if m.key == key {
			return m.value
		}
	}
	return nil
}

// parse reads a JSON object or array whose objects repeat no key, in whatever case; what repeats one means what its reader
// makes of it.
func parse(text string) (any, bool) {
	if text = strings.TrimSpace(text); text == "" || text[0] != '{' && text[0] != '[' {
		return nil, false
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	v, err := parseValue(d)
	if err != nil {
		return nil, false
	}
	_, err = d.Token()
	return v, errors.Is(err, io.EOF)
}

func parseValue(d *json.Decoder) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, fmt.Errorf("read JSON: %w", err)
	}
	switch token {
	case json.Delim('{'):
		var o object
		seen := map[string]bool{}
		for d.More() {
			key, err := d.Token()
			if err != nil {
				return nil, fmt.Errorf("read JSON: %w", err)
			}
			name := key.(string) // More and no error: a key
			if seen[strings.ToLower(name)] {
				return nil, errors.New("a repeated key")
			}
			seen[strings.ToLower(name)] = true
			value, err := parseValue(d)
			if err != nil {
				return nil, err
			}
			o = append(o, member{name, value})
		}
		_, err = d.Token()
		return o, err
	case json.Delim('['):
		items := []any{}
		for d.More() {
			item, err := parseValue(d)
			if err != nil {
				return nil, err
			}
			items = append(items, item)
		}
		_, err = d.Token()
		return items, err
	}
	return token, nil
}

// print writes JSON with members in another order, with blanks here and there, and letters as escapes (RFC 8259, sections
// 2, 4 and 7).
func (r *rewriter) print(v any) string {
	switch v := v.(type) {
	case object:
		r.Shuffle(len(v), func(i, k int) { v[i], v[k] = v[k], v[i] })
		members := make([]string, 0, len(v))
		for _, m := range v {
			members = append(members, r.quote(m.key)+r.blank()+":"+r.blank()+r.print(m.value))
		}
		return "{" + r.blank() + strings.Join(members, r.blank()+",") + "}"
	case []any:
		items := make([]string, 0, len(v))
		for _, item := range v {
			items = append(items, r.blank()+r.print(item))
		}
		return "[" + strings.Join(items, ",") + r.blank() + "]"
	case string:
		return r.quote(v)
	case nil:
		return "null"
	}
	return fmt.Sprint(v)
}

func (r *rewriter) blank() string { return []string{"", "", "", " ", "\n\t"}[r.IntN(5)] }

func (r *rewriter) quote(text string) string {
	written, err := json.Marshal(text)
	if err != nil {
		panic(err) // text always can be
	}
	if i := strings.IndexFunc(text, func(c rune) bool { return c >= 'a' && c <= 'z' }); i >= 0 && r.IntN(6) == 0 {
		letter := text[i]
		return strings.Replace(string(written), string(letter), fmt.Sprintf(`\u%04x`, letter), 1)
	}
	return string(written)
}

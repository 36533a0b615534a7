package rewrite

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"secure-room/policy/policytest"
)

// member is one member of a JSON object; objects keep their order.
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

// document reads JSON, as text or as the value that will be written so. Objects that repeat a key, in whatever case, are
// not read: what they mean is their reader's affair.
func document(v any) (any, bool) {
	switch v := v.(type) {
	case string:
		text := strings.TrimSpace(v)
		if text == "" || text[0] != '{' && text[0] != '[' {
			return nil, false
		}
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		parsed, err := parse(d)
		if err != nil {
			return nil, false
		}
		_, err = d.Token()
		return parsed, errors.Is(err, io.EOF)
	case policytest.JSON:
		return ordered(v.Value), true
	}
	return nil, false
}

// ordered is a value with objects in order.
func ordered(v any) any {
	switch v := v.(type) {
	case P:
		o := make(object, 0, len(v))
		for _, key := range keys(v) {
			o = append(o, member{key, ordered(v[key])})
		}
		return o
	case []any:
		items := make([]any, 0, len(v))
		for _, item := range v {
			items = append(items, ordered(item))
		}
		return items
	case policytest.JSON:
		return v
	}
	return v
}

func parse(d *json.Decoder) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, fmt.Errorf("read JSON: %w", err)
	}
	switch token {
	case json.Delim('{'):
		o, seen := object{}, map[string]bool{}
		for d.More() {
			key, err := parse(d)
			if err != nil {
				return nil, err
			}
			name := fmt.Sprint(key)
			if seen[strings.ToLower(name)] {
				return nil, errors.New("a repeated key")
			}
			seen[strings.ToLower(name)] = true
			value, err := parse(d)
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
			item, err := parse(d)
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
// 2, 4 and 7). References stay parts of the text.
func (r *rewriter) print(v any) policytest.Text {
	switch v := v.(type) {
	case object:
		r.Shuffle(len(v), func(i, k int) { v[i], v[k] = v[k], v[i] })
		text := policytest.Text{"{"}
		for i, m := range v {
			text = append(text, r.comma(i)+r.quote(m.key)+r.blank()+":"+r.blank())
			text = append(text, r.print(m.value)...)
		}
		return append(text, r.blank()+"}")
	case []any:
		text := policytest.Text{"["}
		for i, item := range v {
			text = append(text, r.comma(i))
			text = append(text, r.print(item)...)
		}
		return append(text, r.blank()+"]")
	case string:
		return policytest.Text{r.quote(v)}
	case nil:
		return policytest.Text{"null"}
	case policytest.Text:
		text := policytest.Text{`"`}
		for _, part := range v {
			if s, ok := part.(string); ok {
				quoted := r.quote(s)
				part = quoted[1 : len(quoted)-1]
			}
			text = append(text, part)
		}
		return append(text, `"`)
	case policytest.Ref, policytest.Output:
		return policytest.Text{`"`, v, `"`}
	case bool, int, float64, json.Number:
		return policytest.Text{fmt.Sprint(v)}
	}
	return policytest.Text{policytest.JSON{Value: v}}
}

func (r *rewriter) comma(i int) string {
	if i == 0 {
		return r.blank()
	}
	return r.blank() + "," + r.blank()
}

func (r *rewriter) blank() string { return []string{"", "", "", " ", "\n\t"}[r.IntN(5)] }

func (r *rewriter) quote(text string) string {
	written, err := json.Marshal(text)
	if err != nil {
		panic(err) // text always can be
	}
	if i := strings.IndexFunc(text, func(c rune) bool { return c > 'f' && c <= 'z' && c != 'n' && c != 't' && c != 'r' && c != 'u' }); i >= 0 && r.IntN(6) == 0 {
		letter := text[i]
		return strings.Replace(string(written), string(letter), fmt.Sprintf(`\u%04x`, letter), 1)
	}
	return string(written)
}

// joined is text without references as a string.
func joined(text policytest.Text) any {
	var b strings.Builder
	for _, part := range text {
		s, ok := part.(string)
		if !ok {
			return text
		}
		b.WriteString(s)
	}
	return b.String()
}

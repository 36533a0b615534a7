package rewrite

import (
	"regexp"
	"strings"
)

// respellDocuments writes JSON documents in other forms.
func (r *rewriter) respellDocuments() {
	for _, n := range r.nodes() {
		for _, key := range keys(n.Properties) {
			n.Properties[key] = each(n.Properties[key], func(v any) any {
				read, ok := document(v)
				if !ok || !r.sometimes() {
					return v
				}
				switch d := read.(type) {
				case object:
					r.respellPolicy(d)
				case []any:
					if key == "containerDefinitions" {
						r.respellContainers(d)
					}
				}
				return joined(r.print(read))
			})
		}
	}
}

// respellPolicy writes a policy's statements in other forms ("Grammar of the IAM JSON policy language", IAM User Guide): one
// statement or value alone or in a list, a Sid more, names of actions and condition keys in another case ("IAM JSON policy
// elements: Action" and "Condition": neither is case-sensitive).
func (r *rewriter) respellPolicy(document object) {
	for i, m := range document {
		if m.key != "Statement" {
			continue
		}
		if items, ok := m.value.([]any); ok {
			r.Shuffle(len(items), func(i, k int) { items[i], items[k] = items[k], items[i] })
			for k, item := range items {
				items[k] = r.respellStatement(item)
			}
			document[i].value = r.alone(items)
			continue
		}
		document[i].value = r.listed(r.respellStatement(m.value))
	}
}

func (r *rewriter) respellStatement(v any) any {
	statement, ok := v.(object)
	if !ok {
		return v
	}
	for i, m := range statement {
		switch m.key {
		case "Action", "NotAction":
			statement[i].value = r.listed(r.recased(r.alone(m.value)))
		case "Resource", "NotResource":
			statement[i].value = r.listed(r.alone(m.value))
		case "Principal":
			statement[i].value = r.respellPrincipal(m.value)
		case "Condition":
			operators, _ := m.value.(object)
			for k, operator := range operators {
				conditions, _ := operator.value.(object)
				for j, condition := range conditions {
					conditions[j].value = r.listed(r.alone(condition.value))
					if r.sometimes() {
						conditions[j].key = strings.ToUpper(condition.key)
					}
				}
				operators[k].value = conditions
			}
		}
	}
	if statement.get("Sid") == nil && statement.get("Id") == nil && r.sometimes() {
		statement = append(statement, member{"Sid", "Any"})
	}
	return statement
}

var account = regexp.MustCompile(`^(?:arn:aws:iam::)?(\d{12})(?::root)?$`)

// respellPrincipal writes everybody as "*" or as {"AWS": "*"}, and an account by its number or by its root's name, which are
// the same ("AWS JSON policy elements: Principal", IAM User Guide).
func (r *rewriter) respellPrincipal(v any) any {
	if v == "*" && r.sometimes() {
		return object{{"AWS", "*"}}
	}
	kinds, _ := v.(object)
	for i, kind := range kinds {
		value := r.alone(kind.value)
		if id, ok := value.(string); ok && kind.key == "AWS" && r.sometimes() {
			if found := account.FindStringSubmatch(id); found != nil {
				value = []any{found[1], "arn:aws:iam::" + found[1] + ":root"}[r.IntN(2)]
			}
		}
		kinds[i].value = r.listed(value)
	}
	if len(kinds) == 1 && kinds[0].key == "AWS" && kinds[0].value == "*" && r.sometimes() {
		return "*"
	}
	return v
}

// alone writes a list of one as the one.
func (r *rewriter) alone(v any) any {
	if items, ok := v.([]any); ok && len(items) == 1 && r.sometimes() {
		return items[0]
	}
	return v
}

// listed writes one as a list of it, and a list in another order.
func (r *rewriter) listed(v any) any {
	items, ok := v.([]any)
	switch {
	case ok:
		r.Shuffle(len(items), func(i, k int) { items[i], items[k] = items[k], items[i] })
	case v != nil && r.sometimes():
		return []any{v}
	}
	return v
}

// recased writes text in another case.
func (r *rewriter) recased(v any) any {
	switch v := v.(type) {
	case string:
		return []string{v, v, strings.ToLower(v), strings.ToUpper(v)}[r.IntN(4)]
	case []any:
		for i, item := range v {
			v[i] = r.recased(item)
		}
	}
	return v
}

// respellContainers writes keys of container definitions in another case, which the provider reads all the same, and Squid's
// configuration in another form.
func (r *rewriter) respellContainers(definitions []any) {
	for _, item := range definitions {
		definition, _ := item.(object)
		for i, m := range definition {
			variables, _ := m.value.([]any)
			if strings.EqualFold(m.key, "environment") {
				for _, variable := range variables {
					r.respellVariable(variable)
				}
			}
			if r.IntN(4) == 0 {
				definition[i].key = strings.ToUpper(m.key[:1]) + m.key[1:]
			}
		}
	}
}

func (r *rewriter) respellVariable(v any) {
	fields, _ := v.(object)
	for i, m := range fields {
		if text, ok := m.value.(string); ok && fields.get("name") == "SQUID_CONF" && m.key == "value" {
			fields[i].value = r.configuration(text)
		}
	}
}

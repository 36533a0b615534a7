package network

import "encoding/json"

// document is an IAM policy made of statements that allow something ("IAM JSON policy elements reference", IAM User
// Guide); this package writes no other kind.
type document []statement

type statement struct {
	Sid       string    `json:",omitempty"`
	Principal principal `json:",omitempty"`
	Action    []string
	Resource  []string  `json:",omitempty"`
	Condition condition `json:",omitempty"`
}

// principal is, for instance, {"Service": "vpc-flow-logs.amazonaws.com"}.
type principal map[string]string

// condition is operator → key → value.
type condition map[string]map[string]string

// json is the same text for the same document, so that no deploy sees a change where there is none.
func (d document) json() string {
	type allowed struct {
		Effect string
		statement
	}
	statements := make([]allowed, len(d))
	for i, s := range d {
		statements[i] = allowed{"Allow", s}
	}
	text, err := json.Marshal(struct {
		Version   string
		Statement []allowed
	}{"2012-10-17", statements})
	if err != nil {
		panic("an IAM policy of strings cannot fail to encode: " + err.Error())
	}
	return string(text)
}

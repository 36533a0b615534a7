package access

import (
	_ "embed"
	"fmt"

	"gopkg.in/yaml.v3"
)

//go:embed managed.yaml
var managedText []byte

// managed are the powers of AWS's own policies that have been looked at; an empty list is harmless.
var managed = func() map[string][]Power {
	var list map[string][]Power
	if err := yaml.Unmarshal(managedText, &list); err != nil {
		panic(fmt.Sprintf("read managed.yaml: %v", err)) // embedded, so a test finds it
	}
	return list
}()

package cloud

import "fmt"

// Error is a refusal in AWS's words: a code from the service's API reference and a sentence.
type Error struct{ Code, Message string }

func (e *Error) Error() string { return e.Code + ": " + e.Message }

// Refuse makes an Error, for example
//
//	cloud.Refuse("InvalidSubnet.Conflict", "The CIDR '%s' conflicts with another subnet", cidr)
func Refuse(code, format string, arguments ...any) error {
	return &Error{Code: code, Message: fmt.Sprintf(format, arguments...)}
}

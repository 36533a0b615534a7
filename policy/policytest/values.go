package policytest

// Output is a property of another resource of the same stack that is known once that resource stands: its ARN, say.
type Output struct {
	To   *Node
	Name string
}

// Text is text put together from strings, Refs and Outputs.
type Text []any

// JSON is a value written as JSON text, such as an IAM policy.
type JSON struct{ Value any }

// Secret is a value that Pulumi keeps secret.
type Secret struct{ Value any }

// Unknown is a value that nobody knows, in any form; it comes from the resources that it depends on.
type Unknown struct{ DependsOn []*Node }

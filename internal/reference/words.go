package reference

import (
	"go/ast"
	"go/types"
	"strings"
)

// plain are the types that have a name in plain words.
var plain = map[string]string{
	"string": "text", "Role": "text", "int": "whole number", "bool": "true or false", "netip.Prefix": "IPv4 block",
	"pulumi.StringInput": "text", "pulumi.StringOutput": "text, known once made", "pulumi.IDOutput": "id, known once made",
	"pulumi.StringArrayInput": "list of text", "pulumi.StringArrayOutput": "list of text, known once made",
	"pulumi.Resource": "resource to wait for", "pulumi.Input": "any value",
}

// words puts a type in plain words; a type of the project keeps its name.
func words(kind ast.Expr) string {
	switch kind := kind.(type) {
	case *ast.StarExpr:
		return words(kind.X)
	case *ast.ArrayType:
		return "list of " + words(kind.Elt)
	case *ast.MapType:
		return words(kind.Value) + ", by " + words(kind.Key)
	}
	name := typeName(kind)
	if word, known := plain[name]; known {
		return word
	}
	return "`" + name + "`"
}

// typeName is a type as the source has it.
func typeName(kind ast.Expr) string { return types.ExprString(kind) }

// key is a field's name as config writes it: "CIDR" is cidr, "AvailabilityZoneIDs" availabilityZoneIds.
func key(field string) string {
	field = strings.NewReplacer("AWS", "Aws", "CIDR", "Cidr", "IDs", "Ids", "ARN", "Arn", "ID", "Id", "URL", "Url", "HTTP", "Http").Replace(field)
	return strings.ToLower(field[:1]) + field[1:]
}

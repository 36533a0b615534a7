// Package cloud is the engine of the local AWS: it serves Pulumi's resource provider protocol for
// the real `aws:` tokens over an embedded store, from a table of resource types.
//
// A service lives in a package of its own (local/aws/ec2, local/aws/kms …), one file a resource
// type, and hands its types to the engine as Kinds. The engine does what is common to all: unknown
// types and properties are refused by name, required properties, defaults, types and conflicts come
// from the property table in package schema, references to other objects are resolved and guarded,
// names and ids are made, secrets are kept out of the store, previews tell known from unknown.
// A service adds what AWS's pages say of its types alone. See local/aws/kms for the shape.
//
// A new service: write the package, add it to local/aws/services.go, correct its types in
// local/aws/schema/schema.json where the Pulumi SDK differs, and give cloudtest.Conform one case a type.
package cloud

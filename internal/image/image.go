// Package image reads names of container images, which stand in config and in components alike.
package image

import (
	"errors"
	"regexp"
)

// Image is a container image that is named by its digest, so that nobody can put another in its place.
type Image struct {
	// Registry is such as "public.ecr.aws", Repository such as "nginx/nginx-unprivileged", Digest "sha256:" and 64
	// hexadecimal digits.
	Registry, Repository, Digest string
	// AccountID and Region are those of a private registry of Amazon ECR; empty for any other.
	AccountID, Region string
}

// Allowed says in words what Parse reads.
const Allowed = "a registry, a repository and a digest, such as public.ecr.aws/nginx/nginx-unprivileged@sha256:… with 64 hexadecimal digits"

var (
	// form is a name with its registry's host and a digest ("Pulling manifests", OCI Distribution Specification; "Digests",
	// OCI Image Format Specification).
	form = regexp.MustCompile(`^([a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)+)/([a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*)@(sha256:[0-9a-f]{64})$`)
	// private is the host of an account's registry ("Amazon ECR private registry", Amazon ECR User Guide).
	private = regexp.MustCompile(`^([0-9]{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$`)
)

// Parse reads an image's name.
func Parse(text string) (Image, error) {
	parts := form.FindStringSubmatch(text)
	if parts == nil {
		return Image{}, errors.New("is not " + Allowed)
	}
	read := Image{Registry: parts[1], Repository: parts[2], Digest: parts[3]}
	if owner := private.FindStringSubmatch(read.Registry); owner != nil {
		read.AccountID, read.Region = owner[1], owner[2]
	}
	return read, nil
}

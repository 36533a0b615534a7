package egress

import (
	"secure-room/policy/baseline"
	"secure-room/policy/document"
	"secure-room/policy/resource"
)

// repository judges where the image is kept. The image is named by digest, but whoever pushes decides what there is to name.
func (c *checker) repository() {
	if text, standing := resource.Text(c.resource.Properties.Get("imageTagMutability")); standing != resource.Known || text != "IMMUTABLE" {
		c.reject(repository, "Tags of the repository can be moved to another image.")
	}
}

// repositoryPolicy judges who else may use a repository.
func (c *checker) repositoryPolicy() {
	text, standing := resource.Text(c.resource.Properties.Get("policy"))
	if standing != resource.Known {
		c.reject(repository, "The repository's policy is not known, so it could let everybody push.")
		return
	}
	statements, err := document.Parse(text)
	if err != nil {
		c.reject(repository, "The repository's policy %s.", err)
		return
	}
	own := places(c.rooms(), func(r baseline.Room) string { return r.AccountID })
	if wrong := document.FindOutsider(statements, own, nil); wrong != nil {
		c.reject(repository, "The repository's policy %s.", wrong)
	}
}

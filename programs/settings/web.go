package settings

import (
	"slices"

	"secure-room/internal/image"
	"secure-room/internal/site"
)

// readWeb reads production's web tier; nil when the key is not there.
func readWeb(v value, endpoints []Endpoint) *Web {
	if !v.given() {
		return nil
	}
	fields := v.fields("image", "port", "healthPath", "certificateArn", "redirectHttp", "database", "deletionProtection")
	web := &Web{
		Image: fields["image"].that(func(text string) bool { _, err := image.Parse(text); return err == nil }, image.Allowed),
		// A container that does not run as root binds to no port below 1024 ("ip_unprivileged_port_start", Linux kernel
		// documentation: IP Sysctl).
		Port:           fields["port"].whole(1024, 65535, "a port from 1024 to 65535, such as 8080"),
		CertificateARN: fields["certificateArn"].that(func(text string) bool { _, _, ok := site.ParseARN(text); return ok }, site.AllowedARN),
		HealthPath:     "/",

		DeletionProtection: true,
	}
	if path := fields["healthPath"]; path.given() {
		web.HealthPath = path.that(site.IsPath, site.AllowedPath)
	}
	if redirect := fields["redirectHttp"]; redirect.given() {
		web.RedirectHTTP = redirect.flag()
	}
	if protection := fields["deletionProtection"]; protection.given() {
		web.DeletionProtection = protection.flag()
	}
	if database := fields["database"]; database.given() {
		const allowed = "the name of an endpoint that is a database of this stack, such as orders-db"
		web.Database = database.that(func(name string) bool {
			return slices.ContainsFunc(endpoints, func(e Endpoint) bool { return e.Name == name && e.Existing == nil })
		}, allowed)
	}
	return web
}

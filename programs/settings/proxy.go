package settings

import (
	"regexp"

	"secure-room/internal/allowlist"
)

// digestForm is the one digest that registries must know ("OCI Image Format Specification: Descriptors, Digests").
var digestForm = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)

// readProxy reads which image the proxy runs, and how often. A digest and not a tag, since a tag can be moved to another image.
func readProxy(v value) Proxy {
	fields := v.fields("imageDigest", "maximumTasks")
	proxy := Proxy{MaximumTasks: 4, ImageDigest: fields["imageDigest"].match(digestForm,
		"sha256: and 64 lower-case hexadecimal digits, as docker push prints them")}
	if most := fields["maximumTasks"]; most.given() {
		proxy.MaximumTasks = most.whole(2, 20, "a whole number of tasks from 2 to 20")
	}
	return proxy
}

// readEgress reads what the proxy lets out.
func readEgress(v value) Egress {
	const allowed = "a list of hosts such as {host: git.example.com, ports: [443], reason: source code}, [] for none"
	fields := v.fields("console", "hosts")
	var entries []allowlist.Entry
	for _, item := range fields["hosts"].list(allowed) {
		entries = append(entries, readEntry(item))
	}
	hosts, problems := allowlist.Parse(entries)
	v.addAll(fields["hosts"], problems)
	return Egress{Console: fields["console"].flag(), Hosts: hosts}
}

func readEntry(v value) allowlist.Entry {
	fields := v.fields("host", "subdomains", "ports", "methods", "reason")
	entry := allowlist.Entry{
		Host:   fields["host"].text("the name of a host, such as git.example.com"),
		Ports:  readPorts(fields["ports"]),
		Reason: fields["reason"].text("a few words that say what it is for"),
	}
	if subdomains := fields["subdomains"]; subdomains.given() {
		entry.Subdomains = subdomains.flag()
	}
	if methods := fields["methods"]; methods.given() {
		// A list without any is told from one left out.
		entry.Methods = append([]string{}, methods.texts("a list of methods of plain HTTP, such as [GET, HEAD], or [CONNECT]")...)
	}
	return entry
}

func readPorts(v value) []int {
	var ports []int
	for _, item := range v.list("a list of ports, such as [443]") {
		ports = append(ports, item.whole(1, 65535, "a port from 1 to 65535, such as 443"))
		if v.refused[item.key] {
			v.refused[v.key] = true
		}
	}
	return ports
}

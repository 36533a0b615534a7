package settings

import "regexp"

// digestForm is the one digest that registries must know ("OCI Image Format Specification: Descriptors, Digests").
var digestForm = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)

// readProxy reads which image the proxy runs. A digest and not a tag, since a tag can be moved to another image.
func readProxy(v value) Proxy {
	return Proxy{ImageDigest: v.fields("imageDigest")["imageDigest"].match(digestForm,
		"sha256: and 64 lower-case hexadecimal digits, as docker push prints them")}
}

// readEgress reads what the proxy lets out.
func readEgress(v value) Egress {
	fields := v.fields("console", "hosts")
	egress := Egress{Console: fields["console"].flag()}
	for _, item := range fields["hosts"].list("a list of hosts such as {host: git.example.com, ports: [443], reason: source code}, [] for none") {
		egress.Hosts = append(egress.Hosts, readHost(item))
	}
	return egress
}

func readHost(v value) Host {
	fields := v.fields("host", "subdomains", "ports", "reason")
	host := Host{
		Host:   fields["host"].text("the name of a host, such as git.example.com"),
		Reason: fields["reason"].text("a few words that say what it is for"),
	}
	if subdomains := fields["subdomains"]; subdomains.given() {
		host.Subdomains = subdomains.flag()
	}
	for _, item := range fields["ports"].list("a list of ports, such as [443]") {
		host.Ports = append(host.Ports, item.whole(1, 65535, "a port from 1 to 65535, such as 443"))
	}
	return host
}

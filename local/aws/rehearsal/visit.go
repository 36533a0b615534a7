package rehearsal

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"secure-room/internal/squid"
	"secure-room/local/aws/cloud"
)

// Cloud is the local cloud as it stands while one operation looks at it.
type Cloud struct {
	tx *cloud.Transaction
	*network
}

// Read takes what carries packets out of the cloud.
func Read(tx *cloud.Transaction) (*Cloud, error) {
	n, err := read(tx)
	if err != nil {
		return nil, err
	}
	return &Cloud{tx, n}, nil
}

// Connect follows a connection to something in the cloud by its name, DNS name or address. It begins at a user's terminal,
// or at whatever else has that name or address.
func (c *Cloud) Connect(from, name, protocol string, port int) (Journey, error) {
	begin, j, err := c.start(from)
	if err != nil || begin == nil {
		return j, err
	}
	targets := c.find(name)
	if len(targets) == 0 {
		return j, fmt.Errorf("nothing with an address is called %s; give a resource's name, a DNS name or an address, such as orders-db", name)
	}
	// A name with several addresses is reached when one of them is.
	for _, target := range targets {
		if j = c.connect(begin, target.address, protocol, port); j.Arrives() {
			break
		}
	}
	return j, nil
}

// Visit follows a user's terminal that opens a site, as its browser does: through the proxy that terminals are set to.
func (c *Cloud) Visit(user string, site *url.URL) (Journey, error) {
	port, err := portOf(site)
	if err != nil {
		return Journey{}, err
	}
	from, j, err := c.start(user)
	if err != nil || from == nil {
		return j, err
	}
	proxy, configuration, err := c.proxyOf(from.subnet.vpc)
	switch {
	case err != nil:
		return j, err
	case proxy == nil:
		// Without a proxy the browser tries by itself.
		j.join(c.depart(from, "tcp", port))
		return j, nil
	}
	for _, name := range proxy.names {
		asked, err := ask(c.tx, from.subnet.vpc, name)
		if err != nil || !j.join(asked) {
			return j, err
		}
	}
	if !j.join(c.connect(from, proxy.address, "tcp", squid.Port)) || !admitted(&j, configuration, from, site, port) {
		return j, nil
	}
	asked, err := ask(c.tx, proxy.subnet.vpc, strings.ToLower(site.Hostname()))
	if err != nil || !j.join(asked) {
		return j, err
	}
	j.join(c.depart(proxy, "tcp", port))
	return j, nil
}

// start finds a user's terminal in the network, or what else is called so.
func (c *Cloud) start(user string) (*host, Journey, error) {
	var j Journey
	terminal, err := terminalOf(c.tx, user)
	if err != nil {
		return nil, j, err
	}
	if terminal != nil {
		user = terminal.ID
	}
	if found := c.find(user); len(found) > 0 {
		return found[0], j, nil
	}
	j.stop("%s has no terminal", user)
	return nil, j, nil
}

func portOf(site *url.URL) (int, error) {
	switch {
	case site.Hostname() == "":
		return 0, errors.New("the address names no host; write one such as https://console.aws.amazon.com")
	case site.Port() != "":
		port, err := strconv.ParseUint(site.Port(), 10, 16)
		if err != nil {
			return 0, fmt.Errorf("port %s is none; it is between 1 and 65535", site.Port())
		}
		return int(port), nil
	case site.Scheme == "https":
		return 443, nil
	case site.Scheme == "http":
		return 80, nil
	}
	return 0, fmt.Errorf("scheme %q is not one that a browser opens through the proxy; write https or http", site.Scheme)
}

// proxyOf is a task of the service in a network that runs Squid, with its configuration; nil when there is none.
func (c *Cloud) proxyOf(v *vpc) (*host, string, error) {
	for _, h := range c.hosts {
		if h.Token != serviceToken || h.subnet.vpc != v {
			continue
		}
		definition, err := definitionOf(c.tx, h.Object)
		if err != nil {
			return nil, "", err
		}
		if configuration, found := squid.ConfigurationIn(definition.Text("containerDefinitions")); found {
			return h, configuration, nil
		}
	}
	return nil, "", nil
}

// admitted asks the proxy's configuration.
func admitted(j *Journey, configuration string, from *host, site *url.URL, port int) bool {
	method := "CONNECT"
	if site.Scheme == "http" {
		method = "GET"
	}
	decision := squid.Parse(configuration).Evaluate(squid.Request{Source: from.address.String(), Method: method, Host: strings.ToLower(site.Hostname()), Port: port})
	if !decision.Allow {
		j.stop("the proxy refuses %s %s:%d: %s", method, site.Hostname(), port, because(decision))
		return false
	}
	j.pass("the proxy lets %s %s:%d through: %s", method, site.Hostname(), port, because(decision))
	return true
}

// because names the line that decides.
func because(d squid.Decision) string {
	if d.Line == 0 {
		return d.Text
	}
	return fmt.Sprintf("line %d of squid.conf, %s", d.Line, strings.TrimSpace(d.Text))
}

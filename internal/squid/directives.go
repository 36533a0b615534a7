package squid

import (
	"regexp"
	"strings"
)

// harmless are the directives that change nothing about who may reach what, whatever their arguments.
var harmless = set("visible_hostname", "cache_log", "pid_filename", "coredump_dir", "netdb_filename", "cache", "cache_mem",
	"maximum_object_size", "maximum_object_size_in_memory", "memory_pools", "refresh_pattern", "forwarded_for", "via",
	"httpd_suppress_version_string", "shutdown_lifetime", "strip_query_terms", "logfile_rotate", "connect_timeout",
	"read_timeout", "request_timeout", "client_lifetime", "half_closed_clients", "pconn_timeout", "dns_timeout",
	"max_filedescriptors", "workers", "cache_mgr", "request_header_max_size", "client_idle_pconn_timeout", "request_body_max_size",
	"client_ip_max_connections")

// harmlessAs are directives that change nothing with exactly these arguments.
var harmlessAs = map[string]string{
	"pinger_enable":          "off",
	"icp_port":               "0",
	"htcp_port":              "0",
	"snmp_port":              "0",
	"icp_access":             "deny all",
	"htcp_access":            "deny all",
	"snmp_access":            "deny all",
	"follow_x_forwarded_for": "deny all",
	"cachemgr_passwd":        "disable all",
	"hosts_file":             "none",
	"email_err_data":         "off",
}

// widening says of directives that are known to widen what they do. Others are refused as unknown.
var widening = map[string]string{
	"include":                              "takes in text from elsewhere",
	"if":                                   "makes lines depend on something else",
	"else":                                 "makes lines depend on something else",
	"endif":                                "makes lines depend on something else",
	"cache_peer":                           "sends requests through another proxy",
	"cache_peer_access":                    "sends requests through another proxy",
	"always_direct":                        "chooses the way that requests take",
	"never_direct":                         "chooses the way that requests take",
	"https_port":                           "opens another port",
	"ftp_port":                             "opens another port",
	"external_acl_type":                    "lets another program decide",
	"auth_param":                           "lets another program decide",
	"url_rewrite_program":                  "lets another program change where a request goes",
	"url_rewrite_access":                   "lets another program change where a request goes",
	"store_id_program":                     "lets another program change what a request is",
	"icap_service":                         "sends what passes to another server",
	"ecap_service":                         "lets other code see and change what passes",
	"adaptation_access":                    "sends what passes to another server",
	"adaptation_service_set":               "sends what passes to another server",
	"adapted_http_access":                  "decides after requests were changed",
	"sslcrtd_program":                      "opens encrypted connections",
	"dns_nameservers":                      "lets another server say where a host is",
	"append_domain":                        "turns one host name into another",
	"hosts_file":                           "says where hosts are, besides DNS",
	"follow_x_forwarded_for":               "lets a client say whom a request comes from",
	"logfile_daemon":                       "runs another program",
	"deny_info":                            "sends clients elsewhere",
	"error_map":                            "sends clients elsewhere",
	"cachemgr_passwd":                      "opens the cache manager",
	"acl_uses_indirect_client":             "lets a client say whom a request comes from",
	"tcp_outgoing_address":                 "chooses the way that requests take",
	"on_unsupported_tunnel":                "lets through what is not understood",
	"configuration_includes_quoted_values": "changes how the rest is read",
}

func set(names ...string) map[string]bool {
	result := map[string]bool{}
	for _, name := range names {
		result[name] = true
	}
	return result
}

// portPattern is http_port's address and port.
var portPattern = regexp.MustCompile(`^(?:[0-9.]+:|\[[0-9A-Fa-f:]+\]:)?([0-9]{1,5})$`)

// logFormats are the built-in formats that name client, host and time.
var logFormats = set("", "squid", "common", "combined")

// logDestinations are what the task's log driver reads.
var logDestinations = set("stdio:/dev/stdout", "stdio:/dev/stderr")

// readFormat reads a log format. Only the proxy's own is known to leave nothing out and to let nothing in.
func (p *parser) readFormat(d directive, arguments []string) string {
	if len(arguments) < 2 || strings.Join(arguments[1:], " ") != logFormat {
		return "defines a log format that may leave out who asked for what, or write what clients choose as it comes; write the proxy's own"
	}
	p.formats[arguments[0]] = true
	return ""
}

// accessLog reads one access_log line ("access_log <module>:<place> [option=value …] [format] [acl …]"). It says
// whether the line logs every request, and what is wrong with it when it does not.
func accessLog(words []string, formats map[string]bool) (bool, string) {
	if len(words) == 0 || words[0] == "none" {
		return false, "turns the access log off"
	}
	if !logDestinations[words[0]] {
		return false, "writes the access log to " + words[0] + ", where nobody keeps it; write stdio:/dev/stdout"
	}
	format, rest := "", words[1:]
	if len(rest) > 0 {
		format, rest = rest[0], rest[1:]
		if name, named := strings.CutPrefix(format, "logformat="); named {
			format = name
		}
	}
	if !logFormats[format] && !formats[format] {
		return false, "logs in a format that may leave out who asked for what; write squid, common or combined"
	}
	if len(rest) > 0 {
		return false, "logs some requests only"
	}
	return true, ""
}

// Package servicediscovery is AWS Cloud Map in the local cloud.
package servicediscovery

import (
	"crypto/rand"
	"strings"

	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
)

const (
	namespaceToken = "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace"
	serviceToken   = "aws:servicediscovery/service:Service"
	vpcToken       = "aws:ec2/vpc:Vpc"
)

// Service lists the resource types that the local cloud serves.
func Service() cloud.Service {
	return cloud.Service{Kinds: []cloud.Kind{privateNamespace(), service()}}
}

// nameLabels is the form of a DNS name: labels of 1 to 63 letters, digits, hyphens and underscores.
const nameLabels = `[!-\-/-~]{1,63}(?:\.[!-\-/-~]{1,63})*`

// privateNamespace is a private hosted zone that services are found in.
// AWS: "Cloud Map API Reference, CreatePrivateDnsNamespace".
func privateNamespace() cloud.Kind {
	return cloud.Kind{
		Token: namespaceToken,
		Name:  cloud.Name{Property: "name", Limit: 253},
		ID: func(*cloud.Transaction, *cloud.Object) string {
			return "ns-" + drawn("abcdefghijklmnopqrstuvwxyz234567", 16)
		},
		ARN:        "arn:{partition}:servicediscovery:{region}:{account}:namespace/{id}",
		Missing:    "NamespaceNotFound: The namespace %s does not exist",
		References: []cloud.Reference{{Property: "vpc", To: vpcToken}},
		Check: check.Rules{
			"name":        check.Matches(nameLabels, 1, 253, "a DNS name such as room.internal"),
			"description": check.Length(0, 1024),
		}.Report,
		Apply: applyNamespace,
	}
}

func applyNamespace(tx *cloud.Transaction, before, now *cloud.Object) error {
	vpc, found, err := tx.Get(vpcToken, now.Text("vpc"))
	if err != nil || !found {
		return err // its absence has been refused before
	}
	// "Considerations when working with a private hosted zone": both settings of the VPC must be on.
	if !vpc.Flag("enableDnsHostnames") || !vpc.Flag("enableDnsSupport") {
		return cloud.Refuse("InvalidInput", "The VPC %s must have enableDnsHostnames and enableDnsSupport set to true for names in %s to resolve", vpc.ID, now.Text("name"))
	}
	all, err := tx.List(namespaceToken)
	for _, other := range all {
		if other.ID != now.ID && other.Text("vpc") == now.Text("vpc") && strings.EqualFold(other.Text("name"), now.Text("name")) {
			return cloud.Refuse("ConflictingDomainExists", "The VPC %s is associated with a namespace of the name %s already", vpc.ID, now.Text("name"))
		}
	}
	if before == nil {
		now.Put("hostedZone", "Z"+drawn("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 20))
	}
	return err
}

// service is a name in a namespace, under which running copies register themselves.
// AWS: "Cloud Map API Reference, CreateService".
func service() cloud.Kind {
	return cloud.Kind{
		Token: serviceToken,
		Name:  cloud.Name{Property: "name", Limit: 127},
		ID: func(*cloud.Transaction, *cloud.Object) string {
			return "srv-" + drawn("abcdefghijklmnopqrstuvwxyz234567", 16)
		},
		ARN:     "arn:{partition}:servicediscovery:{region}:{account}:service/{id}",
		Missing: "ServiceNotFound: The service %s does not exist",
		References: []cloud.Reference{
			{Property: "dnsConfig.namespaceId", To: namespaceToken},
			{Property: "namespaceId", To: namespaceToken},
		},
		Check: checkService,
		Apply: applyService,
	}
}

var serviceRules = check.Rules{
	"name":                                     check.Matches(nameLabels, 1, 127, "a DNS name"),
	"description":                              check.Length(0, 1024),
	"dnsConfig.routingPolicy":                  check.OneOf("MULTIVALUE", "WEIGHTED"),
	"dnsConfig.dnsRecords.type":                check.OneOf("A", "AAAA", "SRV", "CNAME"),
	"dnsConfig.dnsRecords.ttl":                 check.Between(0, 2147483647),
	"type":                                     check.OneOf("HTTP", "DNS_HTTP", "DNS"),
	"healthCheckConfig.type":                   check.OneOf("HTTP", "HTTPS", "TCP"),
	"healthCheckConfig.failureThreshold":       check.Between(1, 10),
	"healthCheckCustomConfig.failureThreshold": check.Between(1, 10),
}

func checkService(in cloud.Values, report cloud.Report) {
	serviceRules.Report(in, report)
	if in.Unset("dnsConfig") && in.Unset("namespaceId") {
		report("dnsConfig", "is missing; give it, or namespaceId")
	}
	if !in.Unset("healthCheckConfig") {
		// "CreateService, HealthCheckConfig": for public DNS namespaces only, and those are not served.
		report("healthCheckConfig", "does not go with a private namespace; use healthCheckCustomConfig")
	}
	types := map[string]bool{}
	for _, record := range in.Object("dnsConfig").Objects("dnsRecords") {
		if types[record.Text("type")] {
			report("dnsConfig.dnsRecords", "has the type %s twice", record.Text("type"))
		}
		types[record.Text("type")] = true
	}
	if types["CNAME"] && (len(types) > 1 || in.Object("dnsConfig").Text("routingPolicy") == "MULTIVALUE") {
		report("dnsConfig.dnsRecords", "has a CNAME, which stands alone and goes with the routing policy WEIGHTED")
	}
}

func applyService(tx *cloud.Transaction, _, now *cloud.Object) error {
	namespace := now.Object("dnsConfig").Text("namespaceId")
	if namespace != "" {
		now.Default("namespaceId", namespace)
		config := now.Object("dnsConfig")
		if config.Unset("routingPolicy") {
			config["routingPolicy"] = "MULTIVALUE"
		}
		now.Default("type", "DNS_HTTP")
	} else {
		now.Default("type", "HTTP")
	}
	all, err := tx.List(serviceToken)
	for _, other := range all {
		if other.ID != now.ID && other.Text("namespaceId") == now.Text("namespaceId") && strings.EqualFold(other.Text("name"), now.Text("name")) {
			return cloud.Refuse("ServiceAlreadyExists", "The service %s exists in the namespace already", now.Text("name"))
		}
	}
	return err
}

func drawn(characters string, length int) string {
	random := make([]byte, length)
	_, _ = rand.Read(random) // never fails, see crypto/rand
	for i := range random {
		random[i] = characters[int(random[i])%len(characters)]
	}
	return string(random)
}

package servicediscovery_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"secure-room/local/aws/cloudtest"
	"secure-room/local/aws/ec2"
	"secure-room/local/aws/servicediscovery"
)

type inputs = cloudtest.Inputs

const (
	namespaceToken = "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace"
	serviceToken   = "aws:servicediscovery/service:Service"
)

func newNamespace(c *cloudtest.Cloud) string {
	return c.Create(namespaceToken, "room", inputs{"name": "room.internal", "vpc": c.Network(20).VPC}).ID
}

func config(namespace, policy string, types ...string) inputs {
	records := []any{}
	for _, each := range types {
		records = append(records, inputs{"type": each, "ttl": 10})
	}
	return inputs{"namespaceId": namespace, "routingPolicy": policy, "dnsRecords": records}
}

func TestConformance(t *testing.T) {
	dns := func(rule, policy, says string, types ...string) cloudtest.Bad {
		return cloudtest.Refuse(rule, func(_ *cloudtest.Cloud, in inputs) inputs {
			return in.With(inputs{"dnsConfig": config(in["dnsConfig"].(inputs)["namespaceId"].(string), policy, types...)})
		}, says)
	}
	cloudtest.Conform(t, servicediscovery.Service(), []cloudtest.Case{{
		Token:   namespaceToken,
		Valid:   func(c *cloudtest.Cloud) inputs { return inputs{"name": "room.internal", "vpc": c.Network(20).VPC} },
		Changed: func(in inputs) inputs { return in.With(inputs{"description": "Names in the room"}) },
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("name", cloudtest.Set(inputs{"name": "room..internal"}), "a DNS name"),
			cloudtest.Refuse("VPC must exist", cloudtest.Set(inputs{"vpc": "vpc-0"}), "vpc-0"),
			cloudtest.Refuse("VPC without names", func(c *cloudtest.Cloud, in inputs) inputs {
				return in.With(inputs{"vpc": c.Create("aws:ec2/vpc:Vpc", "mute", inputs{"cidrBlock": "10.30.0.0/16"}).ID})
			}, "must have enableDnsHostnames and enableDnsSupport"),
			cloudtest.Refuse("taken", func(c *cloudtest.Cloud, in inputs) inputs { c.Create(namespaceToken, "first", in); return in }, "namespace of the name room.internal already"),
		},
	}, {
		Token: serviceToken,
		Valid: func(c *cloudtest.Cloud) inputs {
			return inputs{"name": "proxy", "dnsConfig": config(newNamespace(c), "MULTIVALUE", "A"), "healthCheckCustomConfig": inputs{"failureThreshold": 1}}
		},
		Changed: func(in inputs) inputs { return in.With(inputs{"description": "The way out"}) },
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("no namespace", cloudtest.Set(inputs{"dnsConfig": nil}), "give it, or namespaceId"),
			cloudtest.Refuse("namespace must exist", cloudtest.Set(inputs{"dnsConfig": config("ns-none", "MULTIVALUE", "A")}), "namespace ns-none does not exist"),
			cloudtest.Refuse("public health check", cloudtest.Set(inputs{"healthCheckConfig": inputs{"type": "TCP"}}), "does not go with a private namespace"),
			cloudtest.Refuse("threshold", cloudtest.Set(inputs{"healthCheckCustomConfig": inputs{"failureThreshold": 11}}), "from 1 to 10"),
			dns("routing", "RANDOM", "must be one of MULTIVALUE, WEIGHTED", "A"),
			dns("record type", "MULTIVALUE", "must be one of A, AAAA", "TXT"),
			dns("record twice", "MULTIVALUE", "has the type A twice", "A", "A"),
			dns("CNAME beside others", "WEIGHTED", "which stands alone", "A", "CNAME"),
			dns("CNAME routed to many", "MULTIVALUE", "which stands alone", "CNAME"),
			cloudtest.Refuse("taken", func(c *cloudtest.Cloud, in inputs) inputs { c.Create(serviceToken, "first", in); return in }, "exists in the namespace already"),
		},
	}}, ec2.Service())
}

func TestANamespaceWithServicesStays(t *testing.T) {
	c := cloudtest.New(t, servicediscovery.Service(), ec2.Service())
	id := newNamespace(c)
	service := c.Create(serviceToken, "proxy", inputs{"name": "proxy", "dnsConfig": config(id, "MULTIVALUE", "A")})
	assert.ErrorContains(t, c.Import(namespaceToken, id).Delete(), "cannot be deleted while it is used by")
	assert.Equal(t, id, service.Text("namespaceId"))
}

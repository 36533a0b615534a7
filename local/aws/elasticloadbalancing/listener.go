package elasticloadbalancing

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"secure-room/local/aws/check"
	"secure-room/local/aws/cloud"
)

// listener takes connections on one port of a load balancer.
// AWS: "Elastic Load Balancing API Reference (2015-12-01), CreateListener".
func listener() cloud.Kind {
	return cloud.Kind{
		Token: listenerToken,
		ID: func(_ *cloud.Transaction, o *cloud.Object) string {
			return strings.Replace(o.Text("loadBalancerArn"), ":loadbalancer/", ":listener/", 1) + "/" + mark()
		},
		ARN: "{id}",
		References: []cloud.Reference{
			{Property: "loadBalancerArn", To: balancerToken},
			{Property: "defaultActions.targetGroupArn", To: targetGroupToken},
			{Property: "defaultActions.forward.targetGroups.arn", To: targetGroupToken},
		},
		Unserved: []string{"alpnPolicy", "mutualAuthentication", "tcpIdleTimeoutSeconds"},
		Check:    checkListener,
		Apply:    applyListener,
	}
}

var listenerRules = check.Rules{
	"port":     check.Between(1, 65535),
	"protocol": check.OneOf("HTTP", "HTTPS"),
	// "Security policies for your Application Load Balancer": those without FIPS.
	"sslPolicy": check.OneOf("ELBSecurityPolicy-TLS13-1-2-2021-06", "ELBSecurityPolicy-TLS13-1-3-2021-06", "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
		"ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06", "ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06", "ELBSecurityPolicy-TLS13-1-1-2021-06",
		"ELBSecurityPolicy-TLS13-1-0-2021-06", "ELBSecurityPolicy-2016-08", "ELBSecurityPolicy-TLS-1-1-2017-01", "ELBSecurityPolicy-TLS-1-2-2017-01",
		"ELBSecurityPolicy-TLS-1-2-Ext-2018-06", "ELBSecurityPolicy-FS-1-2-Res-2020-10"),
	"defaultActions.type":                check.OneOf("forward", "redirect", "fixed-response"),
	"defaultActions.redirect.statusCode": check.OneOf("HTTP_301", "HTTP_302"),
}

func checkListener(in cloud.Values, report cloud.Report) {
	listenerRules.Report(in, report)
	_, protocolPending := in["protocol"].(cloud.Unknown)
	for _, name := range []string{"port", "protocol"} {
		if in.Unset(name) {
			report(name, "is missing; a listener of an application load balancer needs it")
		}
	}
	switch {
	case in.Text("protocol") == "HTTPS" && in.Unset("certificateArn"):
		report("certificateArn", "is missing; a certificate must be specified for HTTPS listeners")
	case in.Text("protocol") != "HTTPS" && !protocolPending && (!in.Unset("certificateArn") || !in.Unset("sslPolicy")):
		report("certificateArn", "and sslPolicy can be given for HTTPS listeners only")
	}
	actions := in.Objects("defaultActions")
	if in.Known("defaultActions") && len(actions) != 1 {
		report("defaultActions", "has %d actions, but must have one that forwards, redirects or answers", len(actions))
	}
	for _, action := range actions {
		for kind, needed := range map[string][]string{"forward": {"targetGroupArn", "forward"}, "redirect": {"redirect"}, "fixed-response": {"fixedResponse"}} {
			if action.Text("type") == kind && !slices.ContainsFunc(needed, func(name string) bool { return !action.Unset(name) }) {
				report("defaultActions."+needed[0], "is missing; an action of the type %s needs it", kind)
			}
		}
	}
}

var certificateForm = regexp.MustCompile(`^arn:aws:(acm|iam):([a-z0-9-]*):([0-9]{12}):(?:certificate|server-certificate)/[A-Za-z0-9/_+=,.@-]+$`)

func applyListener(tx *cloud.Transaction, _, now *cloud.Object) error {
	balancer, found, err := tx.Get(balancerToken, now.Text("loadBalancerArn"))
	if err != nil || !found {
		return err // its absence has been refused before
	}
	now.BelongTo(balancer)
	now.Default("mutualAuthentication", cloud.Values{"mode": "off"})
	if now.Text("protocol") == "HTTPS" {
		// What is chosen when nothing is: "Security policies for your Application Load Balancer".
		now.Default("sslPolicy", "ELBSecurityPolicy-2016-08")
		// Certificates themselves are not served: any ARN of one in this account and region will do.
		parts := certificateForm.FindStringSubmatch(now.Text("certificateArn"))
		if parts == nil || parts[3] != tx.Account || parts[1] == "acm" && parts[2] != tx.Region {
			return cloud.Refuse("CertificateNotFound", "Certificate '%s' not found in %s of account %s", now.Text("certificateArn"), tx.Region, tx.Account)
		}
	} else {
		now.Put("sslPolicy", "")
	}
	if err := alone(tx, now); err != nil {
		return err
	}
	return forwardable(tx, balancer, now)
}

// alone makes sure that no other listener has the same port, nor another balancer the same target group.
func alone(tx *cloud.Transaction, now *cloud.Object) error {
	all, err := tx.List(listenerToken)
	for _, other := range all {
		same := other.Text("loadBalancerArn") == now.Text("loadBalancerArn")
		if other.ID != now.ID && same && other.Whole("port") == now.Whole("port") {
			return cloud.Refuse("DuplicateListener", "A listener already exists on port %d for this load balancer '%s'", now.Whole("port"), now.Text("loadBalancerArn"))
		}
		for _, target := range forwards(now.Values) {
			if !same && slices.Contains(forwards(other.Values), target) {
				return cloud.Refuse("TargetGroupAssociationLimit", "The following target groups cannot be associated with more than one load balancer: %s", target)
			}
		}
	}
	return err
}

// forwardable makes sure that targets are in the balancer's VPC.
func forwardable(tx *cloud.Transaction, balancer, now *cloud.Object) error {
	for _, arn := range forwards(now.Values) {
		group, found, err := tx.Get(targetGroupToken, arn)
		if err != nil {
			return err
		}
		if found && group.Text("vpcId") != balancer.Text("vpcId") {
			return cloud.Refuse("InvalidConfigurationRequest", "The following target groups are not in the same VPC as the load balancer: %s", arn)
		}
	}
	return nil
}

// forwards are the target groups that a listener names.
func forwards(listener cloud.Values) []string {
	var found []string
	for _, path := range []string{"defaultActions.targetGroupArn", "defaultActions.forward.targetGroups.arn"} {
		for _, arn := range listener.At(path) {
			found = append(found, fmt.Sprint(arn))
		}
	}
	return found
}

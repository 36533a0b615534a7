package egress

import "secure-room/policy/rule"

const (
	accessReference = `squid.conf reference, "http_access" (squid-cache.org)`
	approve         = "Take it out of the stack's secure-room:egress, or have security approve it in policy/baseline/baseline.yaml."
)

// Rules on what Squid's configuration lets through.
var (
	unapprovedHost = rule.Rule{ID: "egress/unapproved-host",
		Refuses: "A configuration of Squid that lets through a host that the baseline does not name, or more names below one than it approves.",
		Why:     "What a terminal can reach, data can be carried to.",
		Source:  accessReference, Fix: approve}
	sharedName = rule.Rule{ID: "egress/shared-name",
		Refuses: "A destination under which anybody may have a name of his own: a top-level domain, a public suffix, a hoster's or a storage service's parent.",
		Why:     "Whoever wants data out puts up a host, a bucket or a page there.",
		Source:  "Public Suffix List (publicsuffix.org), and internal/allowlist/shared.yaml for parents that are not in it",
		Fix:     "Name the one host that is needed."}
	toAddress = rule.Rule{ID: "egress/address",
		Refuses: "A destination that is an IP address or a range, or a list of names that an address can match by its reverse look-up.",
		Why:     "An address says nothing about whose host it is, and its owner chooses the name that it resolves to.",
		Source:  `squid.conf reference, "acl": dst, and dstdomain's option -n (squid-cache.org)`,
		Fix:     "Name the host, in a list of type dstdomain with -n."}
	byPattern = rule.Rule{ID: "egress/pattern",
		Refuses: "A destination let through by a regular expression, or by another list whose values cannot be worked out.",
		Why:     "An expression matches more than it seems to: git\\.example\\.com without anchors is found in git.example.com.attacker.example.",
		Source:  `squid.conf reference, "acl": dstdom_regex, url_regex (squid-cache.org)`,
		Fix:     "Name the hosts, in a list of type dstdomain with -n."}
	unapprovedPort = rule.Rule{ID: "egress/unapproved-port",
		Refuses: "CONNECT to a port that the baseline does not approve for the host.",
		Why:     "CONNECT carries any protocol, and on another port something else answers: SSH, mail, a second proxy.",
		Source:  "RFC 9110, HTTP Semantics, section 9.3.6 (CONNECT)", Fix: approve}
	plainHTTP = rule.Rule{ID: "egress/plain-http",
		Refuses: "A method other than CONNECT.",
		Why:     "A plain request can be read and changed on its way, and the proxy fetches its URL itself, FTP and its own cache manager among them.",
		Source:  accessReference, Fix: "Begin with http_access deny !CONNECT, as the proxy's own configuration does."}
	unapprovedClient = rule.Rule{ID: "egress/unapproved-client",
		Refuses: "A client other than the terminals' subnets.",
		Why:     "Whatever else can reach the proxy would get out of the room by it.",
		Source:  `squid.conf reference, "acl": src (squid-cache.org)`, Fix: "Begin with http_access deny !terminals, and list the terminals' subnets alone."}
	noFinalDeny = rule.Rule{ID: "egress/no-final-deny",
		Refuses: "A configuration in which some request is decided by no line.",
		Why:     "Squid then does the opposite of the last line, so that a line added at the end turns everything round.",
		Source:  accessReference, Fix: "End with http_access deny all."}
	detour = rule.Rule{ID: "egress/detour",
		Refuses: "A line of Squid's configuration that sends requests another way, takes in text from elsewhere or lets another program or server decide: cache_peer, include, url_rewrite_program, external_acl_type, icap_service and the like.",
		Why:     "What passes is then no longer decided by the lines that are judged.",
		Source:  "squid.conf reference (squid-cache.org)", Fix: "Remove the line."}
	listener = rule.Rule{ID: "egress/listener",
		Refuses: "Another port than 3128, or a mode or option of it but the proxy's own: interception, tproxy, accelerator, a certificate for hosts.",
		Why:     "A mode changes what a request is and whom it seems to come from, and another port is one that no security group was written for.",
		Source:  `squid.conf reference, "http_port" (squid-cache.org)`, Fix: "Write the one http_port line that the proxy's own configuration has."}
	unchecked = rule.Rule{ID: "egress/server-unchecked",
		Refuses: "A configuration in which nobody looks at which server an encrypted connection asks for.",
		Why:     "Servers that hold many sites answer for the name that a client asks for in its first message, so one approved name on them is a way to all the others (domain fronting).",
		Source:  `squid.conf reference, "ssl_bump" and "acl": ssl::server_name (squid-cache.org); RFC 6066, section 3`,
		Fix:     "Write http_port with ssl-bump, and ssl_bump lines that peek, splice and terminate, as the proxy's own configuration has them."}
	fronted = rule.Rule{ID: "egress/fronting",
		Refuses: "An encrypted connection that goes on though it asks for another server than it was opened to, or before anybody has looked.",
		Why:     "An approved name would front any other on the same servers, also another approved one that was approved for another reason.",
		Source:  `squid.conf reference, "ssl_bump" and "acl": ssl::server_name (squid-cache.org); RFC 6066, section 3`,
		Fix:     "Splice each host only together with its own name as ssl::server_name --client-requested, and end with ssl_bump terminate all."}
	unreadLine = rule.Rule{ID: "egress/unread-line",
		Refuses: "A line of Squid's configuration that the policy has not learned, or that Squid passes over or stops at, and a configuration too large to be judged.",
		Why:     "What is not understood may widen what passes, and a deny line that Squid passes over denies nothing.",
		Source:  "squid.conf reference, and src/cache_cf.cc of release 5.7 (squid-cache.org)", Fix: "Remove the line, or write it as the reference has it."}
	accessLog = rule.Rule{ID: "egress/access-log",
		Refuses: "A proxy whose access log is off, partial, unreadable, lost under load or kept elsewhere than in a CloudWatch log group of the room's region.",
		Why:     "Nobody could say afterwards what left the room.",
		Source:  `squid.conf reference, "access_log"; "Send Amazon ECS logs to CloudWatch" and "Default log driver mode", Amazon ECS Developer Guide`,
		Fix:     "Write access_log stdio:/dev/stdout squid, and set logConfiguration to the driver awslogs with the proxy's log group and the mode blocking."}
)

// Rules on what could put another configuration in its place.
var (
	unknownConfiguration = rule.Rule{ID: "egress/unknown-configuration",
		Refuses: "A proxy whose configuration is not known before it runs, not there, there twice, or hidden as a secret while it is wrong.",
		Why:     "What cannot be read cannot be judged.",
		Source:  `"Pass environment variables to an Amazon ECS container", Amazon ECS Developer Guide`,
		Fix:     "Put the whole of squid.conf into SQUID_CONF, of known values: names instead of what other resources return."}
	outsideInput = rule.Rule{ID: "egress/outside-input",
		Refuses: "Anything that changes from outside what runs in the container: command, entry point, further environment, secrets, environment files, a health check's command, hosts, name servers.",
		Why:     "Squid can be started with another configuration, and a library or a shell put in its place.",
		Source:  `"Amazon ECS task definition parameters for Fargate", Amazon ECS Developer Guide`,
		Fix:     "Leave it out: the image and SQUID_CONF are all that a proxy is made of."}
	mounted = rule.Rule{ID: "egress/mounted-files",
		Refuses: "A volume with content from outside, or one mounted elsewhere than the proxy's empty scratch directory.",
		Why:     "Files of a volume take the place of the image's.",
		Source:  `"Storage options for Amazon ECS tasks", Amazon ECS Developer Guide`,
		Fix:     "Keep one volume with a name and nothing else, mounted at /scratch."}
	privileges = rule.Rule{ID: "egress/privileges",
		Refuses: "A proxy's container that runs as root, can write to its image, or gets capabilities, devices or another's processes.",
		Why:     "Whoever breaks into Squid could change what runs.",
		Source:  `"Amazon ECS task definition parameters for Fargate", Amazon ECS Developer Guide`,
		Fix:     "Run as user 13:13 with readonlyRootFilesystem, and nothing but initProcessEnabled under linuxParameters."}
	image = rule.Rule{ID: "egress/image",
		Refuses: "An image that is not named by digest in a repository of the room's own account, region and stack.",
		Why:     "A tag can be moved to another image without a deploy, and another's repository is filled by others.",
		Source:  `"Pulling an image", Amazon ECR User Guide; "Container image resolution", Amazon ECS Developer Guide`,
		Fix:     "Name an image of the stack's own ECR repository by digest: account.dkr.ecr.region.amazonaws.com/repository@sha256:…"}
	repository = rule.Rule{ID: "egress/repository",
		Refuses: "A repository of the room whose tags can be moved, or whose policy lets in anybody but named roles and the whole of the room's own account.",
		Why:     "Whoever can push puts in place what the next deploy runs.",
		Source:  `"Preventing image tags from being overwritten in Amazon ECR" and "Private repository policies", Amazon ECR User Guide`,
		Fix:     `Set imageTagMutability to "IMMUTABLE", and name roles of the own account in the policy or have none.`}
	anotherContainer = rule.Rule{ID: "egress/another-container",
		Refuses: "A task of the room that runs anything but one container, Squid.",
		Why:     "A second one has the proxy's address and so its way out, without its list.",
		Source:  `"Amazon ECS task definition parameters for Fargate", Amazon ECS Developer Guide`, Fix: "Run Squid alone."}
	taskSetting = rule.Rule{ID: "egress/task-setting",
		Refuses: "A setting of the task definition or the service that changes where the container runs, what runs beside it or who gets to it: networkMode, pidMode, proxyConfiguration, service connect, load balancers, volumes of the service, and any that the policy has not learned.",
		Why:     "The security group holds for the task's own interface alone, and others would reach the proxy past it.",
		Source:  `"Amazon ECS task definition parameters for Fargate" and "Amazon ECS service definition parameters", Amazon ECS Developer Guide`,
		Fix:     `Leave it out; networkMode is "awsvpc".`}
	exec = rule.Rule{ID: "egress/exec",
		Refuses: "ECS Exec.",
		Why:     "It lets people into the container, past its configuration and onto its way out.",
		Source:  `"Monitor Amazon ECS containers with ECS Exec", Amazon ECS Developer Guide`, Fix: "Set enableExecuteCommand to false."}
	scaling = rule.Rule{ID: "egress/scaling",
		Refuses: "Automatic scaling in the room of anything but the number of tasks of an ECS service.",
		Why:     "Scaling of the kind custom-resource calls an endpoint that the stack does not show, which can be anybody's.",
		Source:  `"Application Auto Scaling API Reference", RegisterScalableTarget; "Custom resources", Application Auto Scaling User Guide`,
		Fix:     `Set serviceNamespace to "ecs" and scalableDimension to "ecs:service:DesiredCount".`}
	otherTask = rule.Rule{ID: "egress/other-task",
		Refuses: "A service that runs a task definition which these rules have not judged: another's, the newest revision whatever it is, or one chosen from outside.",
		Why:     "What runs is then not what was approved.",
		Source:  `"Amazon ECS service definition parameters" and "Task sets", Amazon ECS Developer Guide and API Reference`,
		Fix:     "Set taskDefinition to the ARN of the stack's own task definition, and leave deployments to ECS."}
)

// rules are all rules of the family.
func rules() []rule.Rule {
	return []rule.Rule{unapprovedHost, sharedName, toAddress, byPattern, unapprovedPort, plainHTTP, unapprovedClient, noFinalDeny, detour, listener, unchecked, fronted,
		unreadLine, accessLog, unknownConfiguration, outsideInput, mounted, privileges, image, repository, anotherContainer, taskSetting, exec, scaling, otherTask}
}

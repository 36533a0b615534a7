package password

import "secure-room/policy/rule"

const (
	createDirectory = `"CreateMicrosoftAD", "CreateDirectory" and "ConnectDirectory", AWS Directory Service API Reference`
	generate        = "Leave secure-room:adminPassword out, so that one is generated, or set a good one with pulumi config set --secret."
	holdOnce        = "Keep the password in one Secrets Manager secret, and hand on that secret's ARN."
)

var (
	missing = rule.Rule{ID: "password/missing",
		Refuses: "A directory whose Admin has no password of its own.",
		Why:     "AWS would refuse it, or something else would set one that nobody has judged.",
		Source:  createDirectory, Fix: generate}
	published = rule.Rule{ID: "password/published",
		Refuses: "A published default or sample password, also with letters swapped for look-alikes, signs, a year or more put on.",
		Why:     "Attackers try these first, and their variations.",
		Source:  "NIST SP 800-63B, section 5.1.1.2; each sample's own source stands in policy/rules/password/samples.yaml", Fix: generate}
	containsName = rule.Rule{ID: "password/contains-name",
		Refuses: "A password that contains admin, a name of the directory or a word of the baseline's, also with look-alikes.",
		Why:     "Names are what an attacker who knows the company builds guesses from.",
		Source:  "NIST SP 800-63B, section 5.1.1.2; " + createDirectory + ", which refuses admin", Fix: generate}
	refusedByAWS = rule.Rule{ID: "password/refused-by-aws",
		Refuses: "A password of fewer than 8 or more than 64 characters, or of fewer than three of the four kinds of character.",
		Why:     "AWS refuses it after half an hour's work on the directory.",
		Source:  createDirectory, Fix: generate}
	tooShort = rule.Rule{ID: "password/too-short",
		Refuses: "A password shorter than the baseline's minimum.",
		Why:     "Length is what guessing costs.",
		Source:  "NIST SP 800-63B, section 5.1.1.2", Fix: generate}
	tooSimple = rule.Rule{ID: "password/too-simple",
		Refuses: "A password of few different characters.",
		Why:     "A short one repeated is as easily guessed as the short one.",
		Source:  "NIST SP 800-63B, appendix A.2", Fix: generate}
	plaintext = rule.Rule{ID: "password/plaintext",
		Refuses: "A password that is not marked as a secret: a literal in the program, or plaintext in the config or the state.",
		Why:     "It stands in the clear in the repository, the state and the logs.",
		Source:  `"Secrets", Pulumi documentation`, Fix: generate}
	weakGenerator = rule.Rule{ID: "password/weak-generator",
		Refuses: "A RandomPassword that makes too few characters, or draws them from too few.",
		Why:     "What it makes can be guessed, whatever it looks like.",
		Source:  `"random.RandomPassword", Pulumi Registry`, Fix: "Give it length: 32 and leave lower, upper, numeric and special on."}
	unknownOrigin = rule.Rule{ID: "password/unknown-origin",
		Refuses: "A password that is not known at preview and comes from anything but a RandomPassword of the same stack.",
		Why:     "What cannot be read cannot be judged.",
		Source:  `"Inputs & outputs", Pulumi documentation`, Fix: generate}
	copied = rule.Rule{ID: "password/copied",
		Refuses: "Admin's password, or half of it, anywhere but in the directory, its generator and one secret: tags, user data, a task's environment, parameters, outputs, names, another resource's password, in whatever encoding.",
		Why:     "Whoever may read that place is Admin, and a secret mark hides it from Pulumi's output alone.",
		Source:  `"Best practices", AWS Secrets Manager User Guide`, Fix: holdOnce}
	openSecret = rule.Rule{ID: "password/open-secret",
		Refuses: "A secret whose resource policy lets in anybody but approved accounts as wholes and named roles of theirs, or the room's proxy or an IAM user.",
		Why:     "A resource policy opens the secret by itself, whatever IAM policies say.",
		Source:  `"Resource-based policies", AWS Secrets Manager User Guide`,
		Fix:     "Name the roles that may read the secret, by ARNs that are known at preview, or leave the policy out: IAM policies of the account then decide alone."}
	notRotated = rule.Rule{ID: "password/not-rotated",
		Refuses: "A directory whose Admin gets no new password within 41 days.",
		Why:     "The default domain policy ends a password's life after 42 days, Admin's too, and the first one stands in Pulumi's state.",
		Source:  `"Password policies", AWS Directory Service Administration Guide`,
		Fix:     "Deploy the whole program: the directory's component has its rotation."}
)

// rules are all rules of the family.
func rules() []rule.Rule {
	return []rule.Rule{missing, published, containsName, refusedByAWS, tooShort, tooSimple, plaintext, weakGenerator, unknownOrigin,
		copied, openSecret, notRotated}
}

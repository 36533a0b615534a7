package settings

import "secure-room/internal/mailaddress"

// readAlarms reads who is told of alarms, and from what on each is raised.
func readAlarms(v value) Alarms {
	alarms := Alarms{DeniedRequests: 50, SentMiB: 2048, SentMiBByTerminal: 512}
	if !v.given() {
		return alarms
	}
	fields := v.fields("deniedRequests", "emails", "sentMiB", "sentMiBByTerminal")
	if emails := fields["emails"]; emails.given() {
		alarms.Emails = emails.texts("a list of mail addresses such as [security@example.com]")
		v.addAll(emails, mailaddress.Problems(alarms.Emails))
	}
	for _, one := range []struct {
		name   string
		number *int
	}{
		{"deniedRequests", &alarms.DeniedRequests}, {"sentMiB", &alarms.SentMiB}, {"sentMiBByTerminal", &alarms.SentMiBByTerminal},
	} {
		if field := fields[one.name]; field.given() {
			*one.number = field.whole(1, 1_000_000, "a whole number from 1 to 1000000")
		}
	}
	return alarms
}

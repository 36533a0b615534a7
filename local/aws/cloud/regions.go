package cloud

// Zone is an availability zone. Its id names the same place in every account; which name an account
// has for it is a matter of chance, here as in AWS.
// AWS: "Regions and Zones, Availability Zone IDs for your AWS resources".
type Zone struct{ Name, ID string }

// Zones are the availability zones of the operation's region, by name.
func (tx *Transaction) Zones() []Zone { return regions[tx.Region] }

// regions are the regions served. The pairs are those that older accounts have.
var regions = map[string][]Zone{
	"ap-northeast-1": {{"ap-northeast-1a", "apne1-az4"}, {"ap-northeast-1c", "apne1-az1"}, {"ap-northeast-1d", "apne1-az2"}},
	"ap-northeast-3": {{"ap-northeast-3a", "apne3-az3"}, {"ap-northeast-3b", "apne3-az1"}, {"ap-northeast-3c", "apne3-az2"}},
	"ap-southeast-1": {{"ap-southeast-1a", "apse1-az2"}, {"ap-southeast-1b", "apse1-az1"}, {"ap-southeast-1c", "apse1-az3"}},
	"eu-central-1":   {{"eu-central-1a", "euc1-az2"}, {"eu-central-1b", "euc1-az3"}, {"eu-central-1c", "euc1-az1"}},
	"eu-west-1":      {{"eu-west-1a", "euw1-az1"}, {"eu-west-1b", "euw1-az2"}, {"eu-west-1c", "euw1-az3"}},
	"us-east-1":      {{"us-east-1a", "use1-az1"}, {"us-east-1b", "use1-az2"}, {"us-east-1c", "use1-az4"}},
	"us-west-2":      {{"us-west-2a", "usw2-az1"}, {"us-west-2b", "usw2-az2"}, {"us-west-2c", "usw2-az3"}},
}

package settings

// The ways by which AWS may tell that operators come from the room.
const (
	FromProxyAddress = "proxy-address"
	FromVPCEndpoint  = "vpc-endpoint"
)

// readAccess reads how people reach AWS. Without the key, operators come by the proxy's address, and AdminRole keeps to
// the narrow policy.
func readAccess(v value) Access {
	access := Access{OperatorsFrom: FromProxyAddress}
	if !v.given() {
		return access
	}
	fields := v.fields("operatorsFrom", "awsManagedPolicy")
	if from := fields["operatorsFrom"]; from.given() {
		access.OperatorsFrom = from.choice(FromProxyAddress, FromVPCEndpoint)
	}
	if managed := fields["awsManagedPolicy"]; managed.given() {
		access.AWSManagedPolicy = managed.flag()
	}
	return access
}

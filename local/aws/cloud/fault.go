package cloud

import (
	"fmt"
	"os"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil/rpcerror"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc/codes"

	"secure-room/local/aws/store"
)

// FaultToken is the type of the objects in the store that make operations fail. They are nobody's resources.
const FaultToken = "local:fault/fault:Fault"

// faultsKey is where they lie: under one key, so that looking for them does not go through all of the cloud at each operation.
var faultsKey = store.Key{Account: Account, Region: GlobalRegion, Token: FaultToken}

// Fault is a way in which operations of AWS fail.
type Fault string

// The faults that can be rehearsed.
const (
	// NoFault is none.
	NoFault Fault = ""
	// Denied refuses an operation for want of a permission; nothing is done.
	Denied Fault = "deny"
	// Throttled refuses it for too many calls, as after all of the provider's attempts; nothing is done.
	Throttled Fault = "throttle"
	// Partial does the operation and then fails in what comes after, such as setting tags: the provider tells Pulumi what it
	// has made.
	Partial Fault = "partial"
	// TimedOut does the operation, and gives up waiting for its end.
	TimedOut Fault = "timeout"
	// Crashed does the operation and ends the provider before it can tell Pulumi.
	Crashed Fault = "crash"
)

// Faults are all that can be asked for.
func Faults() []Fault { return []Fault{Denied, Throttled, Partial, TimedOut, Crashed} }

// The operations that can fail.
const (
	creating = "create"
	updating = "update"
	deleting = "delete"
)

// Operations are all that a fault can be asked for.
func Operations() []string { return []string{creating, updating, deleting} }

// strike says which fault meets an operation on a type, and counts it. A fault lets its first `after` operations pass, and
// then meets `times`.
func (tx *Transaction) strike(operation, token string) (Fault, error) {
	all, err := tx.list(faultsKey)
	if err != nil {
		return NoFault, err
	}
	for _, f := range all {
		if f.Text("operation") != operation || !strings.HasSuffix(token, ":"+f.Text("type")) && f.Text("type") != "" {
			continue
		}
		if left := f.Whole("after"); left > 0 {
			f.Put("after", float64(left-1))
			if err := tx.Save(f); err != nil {
				return NoFault, err
			}
			continue
		}
		if left := f.Whole("times"); left > 1 {
			f.Put("times", float64(left-1))
			err = tx.Save(f)
		} else {
			err = tx.store.Delete(f.Key)
		}
		return Fault(f.Text("fault")), err
	}
	return NoFault, nil
}

// Arrange puts a fault into the store: operations of one sort on types whose token ends so (empty: on all types) fail
// `times` times, once `after` of them have passed.
func Arrange(tx *store.Transaction, fault Fault, operation, kind string, times, after int) error {
	return tx.Put(&store.Object{
		Key:    store.Key{Account: Account, Region: GlobalRegion, Token: FaultToken, ID: NewID("fault-")},
		Values: map[string]any{"fault": string(fault), "operation": operation, "type": kind, "times": float64(times), "after": float64(after)},
	})
}

// refusal is what comes of a fault that stops an operation before it has done anything; nil for others.
func (f Fault) refusal(operation, token string) error {
	switch f {
	case Denied:
		service, name := split(token)
		return Refuse("AccessDenied", "User is not authorized to perform: %s:%s%s because no identity-based policy allows it", service, strings.ToUpper(operation[:1])+operation[1:], name)
	case Throttled:
		return Refuse("ThrottlingException", "Rate exceeded")
	}
	return nil
}

// split takes "aws:kms/key:Key" apart into kms and Key.
func split(token string) (service, name string) {
	service, _, _ = strings.Cut(strings.TrimPrefix(token, "aws:"), "/")
	return service, token[strings.LastIndexByte(token, ':')+1:]
}

// exit ends the provider; a test puts something else in its place.
var exit = os.Exit

// aftermath is what comes of a fault once an operation is done; nil when there is none. What was made is told as the real
// provider does, so that it gets into the state.
func (f Fault) aftermath(what string, id resource.ID, inputs, outputs resource.PropertyMap) error {
	reason := ""
	switch f {
	case Partial:
		reason = what + ": the last step failed: InternalFailure: An internal error has occurred"
	case TimedOut:
		reason = what + ": timeout while waiting for state to become 'available' (last state: 'pending', timeout: 10m0s)"
	case Crashed:
		exit(137)
	}
	if reason == "" {
		return nil
	}
	if outputs == nil {
		return fmt.Errorf("%s", reason)
	}
	options := plugin.MarshalOptions{KeepUnknowns: true, KeepSecrets: true, KeepResources: true}
	state, err := plugin.MarshalProperties(outputs, options)
	if err != nil {
		return fmt.Errorf("telling what was made: %w", err)
	}
	given, err := plugin.MarshalProperties(inputs, options)
	if err != nil {
		return fmt.Errorf("telling what was made: %w", err)
	}
	return rpcerror.WithDetails(rpcerror.New(codes.Unknown, reason),
		&pulumirpc.ErrorResourceInitFailed{Id: string(id), Properties: state, Reasons: []string{reason}, Inputs: given})
}

// Command recover puts stacks of the local mode right after an update that was killed, so that the next one converges.
//
//	recover prod room
//
// An update that is killed (not interrupted: then the CLI finishes what is in flight) leaves the stack locked and its
// state with pending operations: steps whose end the CLI never learnt. Going on regardless would make each half-made
// resource a second time. Against AWS a person looks into the console and answers `pulumi refresh`; here the local
// AWS is asked which objects were made for whom. A stack in good order is left alone.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"secure-room/local/aws/store"
	"secure-room/local/mode"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "recover:", err)
		os.Exit(1)
	}
}

func run(stacks []string, out io.Writer) error {
	if err := mode.Demand("recover"); err != nil {
		return err
	}
	locks, err := lockFolder(os.Getenv("PULUMI_BACKEND_URL"))
	if err != nil {
		return err
	}
	if err := settle(os.Getenv(mode.Variable), 30*time.Second); err != nil {
		return err
	}
	cloud, err := store.Open(os.Getenv(mode.Variable))
	if err != nil {
		return err
	}
	var states [][]byte
	for _, stack := range stacks {
		state, err := recoverStack(stack, locks, cloud, out)
		if err != nil {
			return fmt.Errorf("stack %s: %w", stack, err)
		}
		states = append(states, state)
	}
	return forget(cloud, stacks, states, out)
}

// recoverStack puts a stack right, and gives its state as it is then.
func recoverStack(stack, locks string, cloud *store.Store, out io.Writer) ([]byte, error) {
	held, err := readLocks(locks, stack)
	if err != nil {
		return nil, err
	}
	var alive []error
	for _, lock := range held {
		alive = append(alive, lock.alive())
	}
	if err := errors.Join(alive...); err != nil {
		return nil, err
	}
	if len(held) > 0 {
		if err := pulumi(out, nil, "cancel", "--yes", "-s", stack); err != nil {
			return nil, err
		}
	}

	before, err := export(stack)
	if err != nil {
		return nil, err
	}
	after, findings, err := adopt(before, func(urn, token string) ([]string, error) { return made(cloud, urn, token) })
	if err != nil {
		return nil, err
	}
	if len(findings) > 0 {
		fmt.Fprintf(out, "The last update of stack %s was killed:\n", stack)
		for _, finding := range findings {
			fmt.Fprintln(out, "  "+finding)
		}
		if err := pulumi(out, after, "stack", "import", "-s", stack); err != nil {
			return nil, err
		}
	}
	lost, err := missing(cloud, after)
	if err != nil {
		return nil, err
	}
	for _, urn := range lost {
		fmt.Fprintf(out, "%s: is not in the cloud any more\n", urn)
	}
	if len(findings) == 0 && len(lost) == 0 {
		return after, nil
	}
	// Adopted resources know their inputs only; what was being updated or deleted may or may not have reached the cloud; and
	// what is gone from it, an update would take for unchanged.
	return after, pulumi(out, nil, "refresh", "--yes", "-s", stack)
}

// made gives the ids of the objects that were made for a resource.
func made(cloud *store.Store, urn, token string) ([]string, error) {
	objects, err := cloud.CreatedBy(urn)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, object := range objects {
		if object.Token == token { // others are what AWS makes along with it, such as a VPC's default group
			ids = append(ids, object.ID)
		}
	}
	return ids, nil
}

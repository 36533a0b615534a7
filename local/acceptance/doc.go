// Package acceptance holds the tests that run the real Pulumi CLI on the whole house: both programs, the policy pack
// and the local AWS. Each test has stacks and a local AWS of its own.
package acceptance

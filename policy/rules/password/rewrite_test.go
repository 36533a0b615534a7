package password

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"github.com/stretchr/testify/assert"

	"secure-room/policy/resource"
)

// TestTheSameMeaningHasTheSameVerdict writes good and bad stacks in other forms that mean the same.
func TestTheSameMeaningHasTheSameVerdict(t *testing.T) {
	made, weak := generator(nil), generator(fields{"length": property.New(12.0)})
	stacks := map[string][]resource.Resource{
		"good":                   house(),
		"good, not known yet":    {made, directoryWith(unknown, made), version(unknown, made)},
		"bad: sample":            {directoryWith(secret("SuperSecretPassw0rd2026!"))},
		"bad: plaintext":         {directoryWith(text(good)), named("aws:ec2/vpc:Vpc", "v", fields{"tags": property.New(fields{})})},
		"bad: copied":            append(house(), named("aws:ec2/vpc:Vpc", "v", fields{"tags": property.New(fields{"a": text("b"), "note": text(good)})})),
		"bad: weak generator":    {weak, directoryWith(unknown, weak)},
		"bad: generator missing": {directoryWith(unknown, made), version(unknown)},
		"bad: public secret":     {named(secretType, "s", fields{"policy": text(`{"Statement":[{"Effect":"Allow","Principal":"*"}]}`)})},
	}
	for name, stack := range stacks {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(300) {
				random := rand.New(rand.NewPCG(seed, 1))
				found := judge(resource.Stack, rewrite(random, stack)...)
				assert.Equal(t, strings.HasPrefix(name, "bad"), len(found) > 0, "seed %d: %v", seed, found)
			}
		})
	}
}

// rewrite puts resources in another order, gives them other names and parents, puts strangers among them, and writes
// numbers and truth values as text.
func rewrite(random *rand.Rand, stack []resource.Resource) []resource.Resource {
	renamed := map[string]string{}
	for i, r := range stack {
		renamed[r.URN] = fmt.Sprintf("urn:pulumi:room::secure-room::secure-room:any:Wrapper$%s::%d-%d", r.Type, i, random.IntN(1000))
	}
	written := make([]resource.Resource, 0, len(stack)+2)
	for _, r := range stack {
		r.URN = renamed[r.URN]
		r.Name = r.URN[strings.LastIndex(r.URN, "::")+2:]
		r.Parent = "urn:pulumi:room::secure-room::secure-room:any:Wrapper::w"
		properties := r.Properties.AsMap()
		for key, value := range properties {
			properties[key] = rewritten(random, value)
		}
		r.Properties = property.NewMap(properties)
		dependencies := map[string][]string{}
		for key, urns := range r.PropertyDependencies {
			for _, urn := range urns {
				if other, ok := renamed[urn]; ok {
					urn = other
				}
				dependencies[key] = append(dependencies[key], urn)
			}
		}
		r.PropertyDependencies = dependencies
		written = append(written, r)
	}
	for range random.IntN(3) {
		written = append(written, named("aws:ec2/vpc:Vpc", fmt.Sprint("stranger", random.IntN(1000)), fields{"cidrBlock": text("10.0.0.0/16")}))
	}
	random.Shuffle(len(written), func(i, j int) { written[i], written[j] = written[j], written[i] })
	return written
}

func rewritten(random *rand.Rand, v property.Value) property.Value {
	switch {
	case v.IsNumber() && random.IntN(2) == 0:
		return text(fmt.Sprint(v.AsNumber()))
	case v.IsBool() && random.IntN(2) == 0:
		return text(fmt.Sprint(v.AsBool()))
	case v.IsMap():
		inner := v.AsMap().AsMap()
		for _, key := range slices.Collect(maps.Keys(inner)) {
			inner[key] = rewritten(random, inner[key])
		}
		return property.New(inner).WithSecret(v.Secret())
	}
	return v
}

// BenchmarkStack judges a stack of 1,000 resources.
func BenchmarkStack(b *testing.B) {
	stack := house()
	for i := range 1000 {
		properties := fields{"tags": property.New(fields{"Name": text("room"), "stack": text("room")})}
		for j := range 25 {
			properties[fmt.Sprint("p", j)] = text(fmt.Sprintf("arn:aws:ec2:ap-northeast-1:123456789012:thing/thing-%08d-%08d", i, j))
		}
		stack = append(stack, named("aws:ec2/vpc:Vpc", fmt.Sprint("v", i), properties))
	}
	for b.Loop() {
		if found := judge(resource.Stack, stack...); len(found) > 0 {
			b.Fatal(found)
		}
	}
}

// BenchmarkOne judges one directory alone.
func BenchmarkOne(b *testing.B) {
	r := directoryWith(secret(good))
	for b.Loop() {
		judge(resource.Single, r)
	}
}

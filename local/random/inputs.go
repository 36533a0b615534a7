package random

import (
	"fmt"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
)

// passwordType is the one type served; its inputs and defaults are those of pulumi-random 4.18.
const passwordType = "random:index/randomPassword:RandomPassword"

// defaults are what the provider shows in outputs for inputs left out.
var defaults = resource.PropertyMap{
	"lower": resource.NewProperty(true), "upper": resource.NewProperty(true),
	"numeric": resource.NewProperty(true), "number": resource.NewProperty(true), "special": resource.NewProperty(true),
	"minLower": resource.NewProperty(0.0), "minUpper": resource.NewProperty(0.0),
	"minNumeric": resource.NewProperty(0.0), "minSpecial": resource.NewProperty(0.0),
}

// kinds says what each input must be.
var kinds = map[resource.PropertyKey]func(resource.PropertyValue) (is bool, wanted string){
	"length": number, "minLower": number, "minUpper": number, "minNumeric": number, "minSpecial": number,
	"lower": boolean, "upper": boolean, "numeric": boolean, "number": boolean, "special": boolean,
	"overrideSpecial": func(v resource.PropertyValue) (bool, string) { return v.IsString(), "a string" },
	"keepers":         func(v resource.PropertyValue) (bool, string) { return v.IsObject(), "a map of strings" },
}

func number(v resource.PropertyValue) (bool, string) {
	return v.IsNumber() && v.NumberValue() == float64(int(v.NumberValue())), "a whole number"
}

func boolean(v resource.PropertyValue) (bool, string) { return v.IsBool(), "true or false" }

// check lists every fault of the inputs. Unknown values are judged when they are known, in create.
func check(inputs resource.PropertyMap) (failures []plugin.CheckFailure) {
	fail := func(key resource.PropertyKey, reason string) {
		failures = append(failures, plugin.CheckFailure{Property: key, Reason: reason})
	}
	unknown := false
	for _, key := range inputs.StableKeys() {
		is, known := kinds[key]
		value := plain(inputs[key])
		switch {
		case !known:
			fail(key, fmt.Sprintf("RandomPassword has no input %q", key))
		case value.ContainsUnknowns():
			unknown = true
		default:
			if ok, wanted := is(value); !ok {
				fail(key, fmt.Sprintf("%s must be %s", key, wanted))
			}
		}
	}
	if _, set := inputs["length"]; !set {
		fail("length", "length is missing; RandomPassword needs it")
	}
	if numeric, number := plain(inputs["numeric"]), plain(inputs["number"]); numeric.IsBool() && number.IsBool() &&
		numeric.BoolValue() != number.BoolValue() {
		fail("number", "number is an old name of numeric; the two differ")
	}
	if len(failures) > 0 || unknown {
		return failures
	}
	for _, err := range specOf(inputs).problems() {
		fail("length", err.Error())
	}
	return failures
}

// specOf reads inputs that check has accepted.
func specOf(inputs resource.PropertyMap) passwordSpec {
	value := func(key resource.PropertyKey) resource.PropertyValue {
		if v := plain(inputs[key]); !v.IsNull() {
			return v
		}
		return defaults[key]
	}
	allowed := func(keys ...resource.PropertyKey) bool {
		return !slices.ContainsFunc(keys, func(k resource.PropertyKey) bool { return !value(k).BoolValue() })
	}
	count := func(key resource.PropertyKey) int { return int(value(key).NumberValue()) }
	special := specialCharacters
	if v := plain(inputs["overrideSpecial"]); v.IsString() && v.StringValue() != "" {
		special = v.StringValue()
	}
	return passwordSpec{length: count("length"), classes: []class{
		{"lower", lowerCharacters, allowed("lower"), count("minLower")},
		{"upper", upperCharacters, allowed("upper"), count("minUpper")},
		{"numeric", numericCharacters, allowed("numeric", "number"), count("minNumeric")},
		{"special", special, allowed("special"), count("minSpecial")},
	}}
}

// plain takes a secret's or an output's wrapping away.
func plain(v resource.PropertyValue) resource.PropertyValue {
	for {
		switch {
		case v.IsSecret():
			v = v.SecretValue().Element
		case v.IsOutput() && v.OutputValue().Known:
			v = v.OutputValue().Element
		default:
			return v
		}
	}
}

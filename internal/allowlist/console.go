package allowlist

import (
	"bytes"
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

//go:embed console.yaml
var consoleText []byte

// consoleData is the reviewed file.
type consoleData struct {
	Sources  []consoleSource `yaml:"sources"`
	Reviewed string          `yaml:"reviewed"`
	Hosts    []consoleHost   `yaml:"hosts"`
	Left     []consoleGap    `yaml:"leftOut"`
}

type consoleSource struct {
	Title string `yaml:"title"`
	URL   string `yaml:"url"`
}

// consoleHost is one host; {region} in it stands for the region.
type consoleHost struct {
	Host   string `yaml:"host"`
	Reason string `yaml:"reason"`
}

// consoleGap is a name that AWS lists and that is not let out, with the reason and what does not work without it.
type consoleGap struct {
	Name   string `yaml:"name"`
	Reason string `yaml:"reason"`
	Effect string `yaml:"effect"`
}

var console = func() consoleData {
	var data consoleData
	decoder := yaml.NewDecoder(bytes.NewReader(consoleText))
	decoder.KnownFields(true)
	if err := decoder.Decode(&data); err != nil {
		panic(fmt.Errorf("read console.yaml: %w", err))
	}
	return data
}()

var regionPattern = regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-[0-9]$`)

// otherPartitions are the beginnings of regions whose consoles have other names (AWS General Reference: "AWS service
// endpoints", partitions aws-cn, aws-us-gov and the isolated ones).
var otherPartitions = []string{"cn-", "us-gov-", "us-iso", "eu-iso", "eusc-"}

// Console is the least that signing in to the AWS console of a region and using it needs: exact names on port 443.
func Console(region string) (List, error) {
	if !regionPattern.MatchString(region) {
		return nil, fmt.Errorf("region %q is not an AWS region; write one such as ap-northeast-1", region)
	}
	for _, prefix := range otherPartitions {
		if strings.HasPrefix(region, prefix) {
			return nil, fmt.Errorf("region %q is outside the commercial partition, and its console's names are not among the reviewed ones; choose a commercial region", region)
		}
	}
	var raw []Entry
	for _, h := range console.Hosts {
		entry := Entry{Host: strings.ReplaceAll(h.Host, "{region}", region), Ports: []int{443}, Reason: h.Reason}
		// In us-east-1 the region's own names are the ones that every region needs.
		if !slices.ContainsFunc(raw, func(e Entry) bool { return e.Host == entry.Host }) {
			raw = append(raw, entry)
		}
	}
	list, problems := Parse(raw)
	if len(problems) > 0 {
		return nil, fmt.Errorf("the reviewed console names for %s are unsafe: %s", region, problems[0])
	}
	return list, nil
}

// Union is all lists in one: an entry that another covers is left out, and two for one host by the same methods become
// one.
func Union(lists ...List) List {
	var all List
	for _, entry := range slices.Concat(lists...) {
		at := slices.IndexFunc(all, func(e Entry) bool { return e.alike(entry) })
		if at < 0 {
			entry.Ports = slices.Clone(entry.Ports)
			all = append(all, entry)
			continue
		}
		ports := append(all[at].Ports, entry.Ports...)
		slices.Sort(ports)
		all[at].Ports = slices.Compact(ports)
	}
	return slices.DeleteFunc(slices.Clone(all), func(e Entry) bool {
		return slices.ContainsFunc(all, func(other Entry) bool {
			return !other.alike(e) && other.Covers(e)
		})
	})
}

// alike says whether two entries differ in nothing but ports and reason.
func (e Entry) alike(other Entry) bool {
	return e.Host == other.Host && e.Subdomains == other.Subdomains && slices.Equal(e.AllMethods(), other.AllMethods())
}

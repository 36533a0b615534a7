package rehearsal

import (
	"encoding/json"
	"fmt"

	"secure-room/local/aws/cloud"
)

const (
	serviceToken    = "aws:ecs/service:Service"
	definitionToken = "aws:ecs/taskDefinition:TaskDefinition"
)

// definitionOf is the task definition that a service runs; an empty one when there is none.
func definitionOf(tx *cloud.Transaction, service *cloud.Object) (*cloud.Object, error) {
	all, err := tx.Everywhere(definitionToken)
	for _, o := range all {
		if o.Text("arn") == service.Text("taskDefinition") || o.ID == service.Text("taskDefinition") {
			return o, nil
		}
	}
	return &cloud.Object{Values: cloud.Values{}}, err
}

// portsOf are those that a service's containers listen on ("ContainerDefinition", Amazon ECS API Reference).
func portsOf(tx *cloud.Transaction, service *cloud.Object) ([]int, error) {
	definition, err := definitionOf(tx, service)
	if err != nil {
		return nil, err
	}
	var containers []struct {
		PortMappings []struct {
			ContainerPort int `json:"containerPort"`
		} `json:"portMappings"`
	}
	if text := definition.Text("containerDefinitions"); text != "" {
		if err := json.Unmarshal([]byte(text), &containers); err != nil {
			return nil, fmt.Errorf("reading the containers of %s: %w", definition.ID, err)
		}
	}
	var ports []int
	for _, c := range containers {
		for _, p := range c.PortMappings {
			ports = append(ports, p.ContainerPort)
		}
	}
	return ports, nil
}

// discovered are the names that Cloud Map keeps a service's tasks under.
func discovered(tx *cloud.Transaction, service *cloud.Object) ([]string, error) {
	registry := service.Object("serviceRegistries").Text("registryArn")
	names, err := tx.Everywhere("aws:servicediscovery/service:Service")
	if err != nil {
		return nil, err
	}
	zones, err := tx.Everywhere(zoneToken)
	if err != nil {
		return nil, err
	}
	var found []string
	for _, name := range names {
		for _, zone := range zones {
			if registry != "" && name.Text("arn") == registry && name.Object("dnsConfig").Text("namespaceId") == zone.ID {
				found = append(found, name.Text("name")+"."+zone.Text("name"))
			}
		}
	}
	return found, nil
}

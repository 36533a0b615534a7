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

// container is what we read of a task's container ("ContainerDefinition", Amazon ECS API Reference).
type container struct {
	Environment []struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	} `json:"environment"`
	PortMappings []struct {
		ContainerPort int `json:"containerPort"`
	} `json:"portMappings"`
}

// containersOf are those of the task definition that a service runs.
func containersOf(tx *cloud.Transaction, service *cloud.Object) ([]container, error) {
	all, err := tx.Everywhere(definitionToken)
	for _, o := range all {
		if o.Text("arn") != service.Text("taskDefinition") && o.ID != service.Text("taskDefinition") {
			continue
		}
		var containers []container
		if err := json.Unmarshal([]byte(o.Text("containerDefinitions")), &containers); err != nil {
			return nil, fmt.Errorf("reading the containers of %s: %w", o.ID, err)
		}
		return containers, nil
	}
	return nil, err
}

func portsOf(tx *cloud.Transaction, service *cloud.Object) ([]int, error) {
	containers, err := containersOf(tx, service)
	var ports []int
	for _, c := range containers {
		for _, p := range c.PortMappings {
			ports = append(ports, p.ContainerPort)
		}
	}
	return ports, err
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

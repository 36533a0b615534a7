package workspaces_test

import (
	"encoding/base64"
	"fmt"
	"testing"

	"secure-room/local/aws/cloud"
	"secure-room/local/aws/cloudtest"
	"secure-room/local/aws/directoryservice"
	"secure-room/local/aws/ec2"
	"secure-room/local/aws/iam"
	"secure-room/local/aws/kms"
	"secure-room/local/aws/ssm"
	"secure-room/local/aws/workspaces"
)

type inputs = cloudtest.Inputs

const (
	ipGroupToken   = "aws:workspaces/ipGroup:IpGroup"
	directoryToken = "aws:workspaces/directory:Directory"
	workspaceToken = "aws:workspaces/workspace:Workspace"
	managedToken   = "aws:directoryservice/directory:Directory"
	keyToken       = "aws:kms/key:Key"
	getBundle      = "aws:workspaces/getBundle:getBundle"
	bundleName     = "Standard with Windows 10 (Server 2022 based)"
	trust          = `{"Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"workspaces.amazonaws.com"}}]}`
)

func others() []cloud.Service {
	return []cloud.Service{ec2.Service(), iam.Service(), kms.Service(), directoryservice.Service(), ssm.Service()}
}

func newCloud(t *testing.T) *cloudtest.Cloud {
	return cloudtest.New(t, append(others(), workspaces.Service())...)
}

// role makes the service's role; attached says whether with its policy.
func role(c *cloudtest.Cloud, trust string, attached bool) {
	c.Create("aws:iam/role:Role", "service", inputs{"name": "workspaces_DefaultRole", "assumeRolePolicy": trust})
	if attached {
		c.Create("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "service", inputs{"role": "workspaces_DefaultRole",
			"policyArn": "arn:aws:iam::aws:policy/AmazonWorkSpacesServiceAccess"})
	}
}

func ipGroup(c *cloudtest.Cloud, name string) string {
	return c.Create(ipGroupToken, name, inputs{"rules": []any{inputs{"source": "203.0.113.10/32"}}}).ID
}

// unregistered is a registration of a directory, for which the service's role is yet to be made.
func unregistered(c *cloudtest.Cloud) inputs {
	network := c.Network(20, "ap-northeast-1a", "ap-northeast-1c")
	managed := c.Create(managedToken, "room", inputs{"name": "corp.example.com", "type": "MicrosoftAD", "password": "Correct-Horse-9",
		"vpcSettings": inputs{"vpcId": network.VPC, "subnetIds": network.Subnets}}).ID
	return inputs{"directoryId": managed, "subnetIds": network.Subnets, "ipGroupIds": []any{ipGroup(c, "office")},
		"selfServicePermissions":    inputs{"restartWorkspace": false},
		"workspaceAccessProperties": inputs{"deviceTypeWeb": "DENY"},
		"workspaceCreationProperties": inputs{"customSecurityGroupId": network.Group, "enableInternetAccess": false,
			"defaultOu": "OU=Computers,OU=corp,DC=corp,DC=example,DC=com"}}
}

func registration(c *cloudtest.Cloud) inputs {
	role(c, trust, true)
	return unregistered(c)
}

// register has people registered in the directory, as the room's own document does.
func register(c *cloudtest.Cloud, names ...string) {
	list := ""
	for i, name := range names {
		if i > 0 {
			list += ","
		}
		list += fmt.Sprintf(`{"name":%q}`, name)
	}
	c.Create("aws:ssm/document:Document", "register", inputs{"name": "register", "documentType": "Command", "content": `{"schemaVersion":"2.2",
		"parameters":{"domain":{"type":"String"},"people":{"type":"String"}},
		"mainSteps":[{"action":"aws:runPowerShellScript","name":"register","inputs":{"runCommand":["{{ people }}"]}}]}`})
	c.Create("aws:ssm/association:Association", "register", inputs{"name": "register",
		"targets":    []any{inputs{"key": "tag:Role", "values": []any{"management"}}},
		"parameters": inputs{"domain": "corp.example.com", "people": base64.StdEncoding.EncodeToString([]byte("[" + list + "]"))}})
}

func bundle(c *cloudtest.Cloud) string {
	found, err := c.Invoke(getBundle, inputs{"owner": "AMAZON", "name": bundleName})
	if err != nil {
		return err.Error()
	}
	return found["id"].StringValue()
}

func terminal(c *cloudtest.Cloud) inputs {
	register(c, "hanako", "taro")
	return inputs{"directoryId": c.Create(directoryToken, "room", registration(c)).ID, "bundleId": bundle(c), "userName": "hanako",
		"rootVolumeEncryptionEnabled": true, "userVolumeEncryptionEnabled": true,
		"volumeEncryptionKey": c.Create(keyToken, "volumes", inputs{}).Text("arn"),
		"workspaceProperties": properties(nil)}
}

func properties(changes inputs) inputs {
	return inputs{"computeTypeName": "STANDARD", "rootVolumeSizeGib": 80, "userVolumeSizeGib": 50, "runningMode": "AUTO_STOP",
		"runningModeAutoStopTimeoutInMinutes": 120}.With(changes)
}

func rules(count int) []any {
	all := make([]any, count)
	for i := range all {
		all[i] = inputs{"source": fmt.Sprintf("203.0.113.%d/32", i)}
	}
	return all
}

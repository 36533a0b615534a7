package iam_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"secure-room/local/aws/cloudtest"
	"secure-room/local/aws/iam"
)

type inputs = cloudtest.Inputs

const (
	groupToken      = "aws:iam/group:Group"
	policyToken     = "aws:iam/policy:Policy"
	roleToken       = "aws:iam/role:Role"
	userToken       = "aws:iam/user:User"
	attachmentToken = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
	trust           = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"ec2.amazonaws.com"}}]}`
	permission      = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ds:DescribeDirectories","Resource":"*"}]}`
)

// large is a permission of about that many characters.
func large(size int) string {
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::` + strings.Repeat("x", size) + `"}]}`
}

func newRole(c *cloudtest.Cloud) string {
	return c.Create(roleToken, "role", inputs{"name": "role", "assumeRolePolicy": trust}).ID
}
func newUser(c *cloudtest.Cloud) string {
	return c.Create(userToken, "user", inputs{"name": "user"}).ID
}
func newGroup(c *cloudtest.Cloud) string {
	return c.Create(groupToken, "group", inputs{"name": "group"}).ID
}

func taken(token string) func(*cloudtest.Cloud, inputs) inputs {
	return func(c *cloudtest.Cloud, in inputs) inputs {
		c.Create(token, "first", in)
		return in
	}
}

func otherCase(token string) func(*cloudtest.Cloud, inputs) inputs {
	return func(c *cloudtest.Cloud, in inputs) inputs {
		c.Create(token, "first", in)
		return in.With(inputs{"name": strings.ToUpper(in["name"].(string))})
	}
}

func TestConformance(t *testing.T) {
	cases := []cloudtest.Case{{
		Token:   roleToken,
		Valid:   func(*cloudtest.Cloud) inputs { return inputs{"name": "reader", "assumeRolePolicy": trust} },
		Changed: func(in inputs) inputs { return in.With(inputs{"maxSessionDuration": 7200, "description": "Reads"}) },
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("name", cloudtest.Set(inputs{"name": "a role"}), "letters, digits and _ + = , . @ -"),
			cloudtest.Refuse("name length", cloudtest.Set(inputs{"name": strings.Repeat("x", 65)}), "1 to 64 characters"),
			cloudtest.Refuse("path", cloudtest.Set(inputs{"path": "room"}), "between slashes"),
			cloudtest.Refuse("session", cloudtest.Set(inputs{"maxSessionDuration": 60}), "from 3600 to 43200"),
			cloudtest.Refuse("trust grammar", cloudtest.Set(inputs{"assumeRolePolicy": permission}), "no Principal"),
			cloudtest.Refuse("trust size", cloudtest.Set(inputs{"assumeRolePolicy": strings.Replace(trust, "ec2", strings.Repeat("x", 2048), 1)}), "must have 1 to 2048"),
			cloudtest.Refuse("trusted user must exist", cloudtest.Set(inputs{"assumeRolePolicy": strings.Replace(trust, `"Service":"ec2.amazonaws.com"`, `"AWS":"arn:aws:iam::123456789012:user/nobody"`, 1)}), "Invalid principal in policy"),
			cloudtest.Refuse("boundary", cloudtest.Set(inputs{"permissionsBoundary": "arn:aws:iam::123456789012:policy/none"}), "does not exist or is not attachable"),
			cloudtest.Refuse("managed policy", cloudtest.Set(inputs{"managedPolicyArns": []any{"arn:aws:iam::aws:policy/NoSuch"}}), "NoSuch does not exist"),
			cloudtest.Refuse("taken", taken(roleToken), "already exists"),
			cloudtest.Refuse("taken in other letters", otherCase(roleToken), "already exists under the name reader"),
		},
	}, {
		Token:   userToken,
		Valid:   func(*cloudtest.Cloud) inputs { return inputs{"name": "hanako"} },
		Changed: func(in inputs) inputs { return in.With(inputs{"tags": inputs{"role": "operator"}}) },
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("name", cloudtest.Set(inputs{"name": "花子"}), "letters, digits"),
			cloudtest.Refuse("taken", taken(userToken), "already exists"),
			cloudtest.Refuse("taken in other letters", otherCase(userToken), "already exists under the name hanako"),
			cloudtest.Refuse("boundary", cloudtest.Set(inputs{"permissionsBoundary": "arn:aws:iam::aws:policy/NoSuch"}), "NoSuch does not exist"),
		},
	}, {
		Token:   groupToken,
		Valid:   func(*cloudtest.Cloud) inputs { return inputs{"name": "operators"} },
		Changed: func(in inputs) inputs { return in.With(inputs{"path": "/room/"}) },
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("name length", cloudtest.Set(inputs{"name": strings.Repeat("x", 129)}), "1 to 128"),
			cloudtest.Refuse("taken", taken(groupToken), "already exists"),
		},
	}, {
		Token:   policyToken,
		Valid:   func(*cloudtest.Cloud) inputs { return inputs{"name": "read", "policy": permission} },
		Changed: func(in inputs) inputs { return in.With(inputs{"policy": large(10)}) },
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("grammar", cloudtest.Set(inputs{"policy": trust}), "must not have"),
			cloudtest.Refuse("size", cloudtest.Set(inputs{"policy": large(6200)}), "must have 1 to 6144"),
			cloudtest.Refuse("taken", taken(policyToken), "already exists"),
		},
	}, {
		Token:   "aws:iam/instanceProfile:InstanceProfile",
		Valid:   func(c *cloudtest.Cloud) inputs { return inputs{"name": "management", "role": newRole(c)} },
		Changed: func(in inputs) inputs { return in.With(inputs{"tags": inputs{"a": "b"}}) },
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("role must exist", cloudtest.Set(inputs{"role": "nobody"}), "role with name nobody cannot be found"),
			cloudtest.Refuse("taken", taken("aws:iam/instanceProfile:InstanceProfile"), "already exists"),
		},
	}, {
		Token: "aws:iam/serviceLinkedRole:ServiceLinkedRole",
		Valid: func(*cloudtest.Cloud) inputs { return inputs{"awsServiceName": "ecs.amazonaws.com"} },
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("service", cloudtest.Set(inputs{"awsServiceName": "ecs"}), "a service's name"),
			cloudtest.Refuse("taken", taken("aws:iam/serviceLinkedRole:ServiceLinkedRole"), "has been taken"),
		},
	}, {
		Token: "aws:iam/groupMembership:GroupMembership",
		Valid: func(c *cloudtest.Cloud) inputs {
			return inputs{"name": "members", "group": newGroup(c), "users": []any{newUser(c)}}
		},
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("group must exist", cloudtest.Set(inputs{"group": "none"}), "group with name none"),
			cloudtest.Refuse("users must exist", cloudtest.Set(inputs{"users": []any{"nobody"}}), "user with name nobody"),
			cloudtest.Refuse("ten groups", func(c *cloudtest.Cloud, in inputs) inputs { tenGroups(c); return in }, "GroupsPerUser: 10"),
		},
	}, {
		Token: "aws:iam/userGroupMembership:UserGroupMembership",
		Valid: func(c *cloudtest.Cloud) inputs { return inputs{"groups": []any{newGroup(c)}, "user": newUser(c)} },
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("user must exist", cloudtest.Set(inputs{"user": "nobody"}), "user with name nobody"),
			cloudtest.Refuse("groups must exist", cloudtest.Set(inputs{"groups": []any{"none"}}), "group with name none"),
			cloudtest.Refuse("ten groups", func(c *cloudtest.Cloud, in inputs) inputs { tenGroups(c); return in }, "GroupsPerUser: 10"),
		},
	}}
	for word, holder := range map[string]func(*cloudtest.Cloud) string{"role": newRole, "user": newUser, "group": newGroup} {
		cases = append(cases, inline(word, holder), attachment(word, holder))
	}
	cloudtest.Conform(t, iam.Service(), cases)
}

// tenGroups puts the user into ten groups.
func tenGroups(c *cloudtest.Cloud) {
	names := []any{}
	for i := range 10 {
		names = append(names, c.Create(groupToken, fmt.Sprint("more-", i), inputs{"name": fmt.Sprint("more-", i)}).ID)
	}
	c.Create("aws:iam/userGroupMembership:UserGroupMembership", "many", inputs{"user": "user", "groups": names})
}

func inline(word string, holder func(*cloudtest.Cloud) string) cloudtest.Case {
	token := "aws:iam/" + word + "Policy:" + strings.ToUpper(word[:1]) + word[1:] + "Policy"
	limit := map[string]int{"role": 10240, "user": 2048, "group": 5120}[word]
	return cloudtest.Case{
		Token:   token,
		Valid:   func(c *cloudtest.Cloud) inputs { return inputs{"name": "read", word: holder(c), "policy": permission} },
		Changed: func(in inputs) inputs { return in.With(inputs{"policy": large(10)}) },
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("holder must exist", cloudtest.Set(inputs{word: "nobody"}), word+" with name nobody"),
			cloudtest.Refuse("grammar", cloudtest.Set(inputs{"policy": `{"Statement":[{"Effect":"Allow"}]}`}), "one of Action and NotAction"),
			cloudtest.Refuse("size", cloudtest.Set(inputs{"policy": large(limit)}), fmt.Sprint("must have 1 to ", limit)),
			cloudtest.Refuse("size of all together", func(c *cloudtest.Cloud, in inputs) inputs {
				c.Create(token, "other", in.With(inputs{"name": "other", "policy": large(limit - 150)}))
				return in
			}, fmt.Sprintf("Maximum policy size of %d bytes exceeded", limit)),
			cloudtest.Refuse("taken", taken(token), "already exists"),
		},
	}
}

func attachment(word string, holder func(*cloudtest.Cloud) string) cloudtest.Case {
	token := "aws:iam/" + word + "PolicyAttachment:" + strings.ToUpper(word[:1]) + word[1:] + "PolicyAttachment"
	return cloudtest.Case{
		Token: token,
		Valid: func(c *cloudtest.Cloud) inputs {
			return inputs{word: holder(c), "policyArn": "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"}
		},
		Bad: []cloudtest.Bad{
			cloudtest.Refuse("holder must exist", cloudtest.Set(inputs{word: "nobody"}), word+" with name nobody"),
			cloudtest.Refuse("ARN", cloudtest.Set(inputs{"policyArn": "ViewOnlyAccess"}), "the ARN of a managed policy"),
			cloudtest.Refuse("AWS's policy must exist", cloudtest.Set(inputs{"policyArn": "arn:aws:iam::aws:policy/ViewOnlyAccess"}), "does not exist or is not attachable"),
			cloudtest.Refuse("own policy must exist", cloudtest.Set(inputs{"policyArn": "arn:aws:iam::123456789012:policy/none"}), "does not exist or is not attachable"),
			cloudtest.Refuse("ten policies", func(c *cloudtest.Cloud, in inputs) inputs {
				for i := range 10 {
					arn := c.Create(policyToken, fmt.Sprint(i), inputs{"name": fmt.Sprint("p", i), "policy": permission}).ID
					c.Create(token, fmt.Sprint(i), in.With(inputs{"policyArn": arn}))
				}
				return in
			}, "quota for PoliciesPer"),
		},
	}
}

func TestNamesAndIdentities(t *testing.T) {
	c := cloudtest.New(t, iam.Service())
	role := c.Create(roleToken, "room", inputs{"assumeRolePolicy": trust, "path": "/room/"})
	assert.Regexp(t, `^room-[0-9a-f]{7}$`, role.ID)
	assert.Equal(t, "arn:aws:iam::123456789012:role/room/"+role.ID, role.Text("arn"))
	assert.Regexp(t, `^AROA[A-Z2-7]{17}$`, role.Text("uniqueId"))
	linked := c.Create("aws:iam/serviceLinkedRole:ServiceLinkedRole", "ecs", inputs{"awsServiceName": "ecs.amazonaws.com"})
	assert.Equal(t, "arn:aws:iam::123456789012:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS", linked.ID)
}

func TestAttachingTwiceDetachesOnce(t *testing.T) {
	c := cloudtest.New(t, iam.Service())
	in := inputs{"role": newRole(c), "policyArn": "arn:aws:iam::aws:policy/SecurityAudit"}
	first, second := c.Create(attachmentToken, "first", in), c.Create(attachmentToken, "second", in)
	require.NoError(t, first.Delete())
	assert.Nil(t, second.Read(), "there was one attachment, however many resources made it")
}

func TestDeletionWaitsForWhatIsAttached(t *testing.T) {
	c := cloudtest.New(t, iam.Service())
	role := c.Create(roleToken, "role", inputs{"name": "role", "assumeRolePolicy": trust})
	policy := c.Create(policyToken, "own", inputs{"name": "own", "policy": permission})
	attached := c.Create(attachmentToken, "own", inputs{"role": "role", "policyArn": policy.ID})
	assert.ErrorContains(t, role.Delete(), "role cannot be deleted while it is used by")
	assert.ErrorContains(t, policy.Delete(), "cannot be deleted while it is used by")
	require.NoError(t, attached.Delete())
	require.NoError(t, role.Delete())
	require.NoError(t, policy.Delete())
}

func TestRolesAreLookedUp(t *testing.T) {
	c := cloudtest.New(t, iam.Service())
	names := func(expression string) []string {
		found, err := c.Invoke("aws:iam/getRoles:getRoles", inputs{"nameRegex": expression})
		require.NoError(t, err)
		texts := []string{}
		for _, name := range found["names"].ArrayValue() {
			texts = append(texts, name.StringValue())
		}
		return texts
	}
	assert.Empty(t, names("^role$"), "no role is no error")
	_, err := c.Invoke("aws:iam/getRole:getRole", inputs{"name": "role"})
	assert.ErrorContains(t, err, "NoSuchEntity: The role with name role cannot be found")

	c.Create(roleToken, "role", inputs{"name": "role", "assumeRolePolicy": trust, "tags": inputs{"Stack": "room"}})
	c.Create(roleToken, "another", inputs{"name": "another-role", "assumeRolePolicy": trust})
	assert.Equal(t, []string{"role"}, names("^role$"))
	assert.Equal(t, []string{"another-role", "role"}, names("role"))
	_, err = c.Invoke("aws:iam/getRoles:getRoles", inputs{"nameRegex": "("})
	assert.ErrorContains(t, err, "no regular expression")

	found, err := c.Invoke("aws:iam/getRole:getRole", inputs{"name": "role"})
	require.NoError(t, err)
	assert.Equal(t, trust, found["assumeRolePolicy"].StringValue())
	assert.Equal(t, "room", found["tags"].ObjectValue()["Stack"].StringValue())
}

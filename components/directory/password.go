package directory

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/kms"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/secretsmanager"
	"github.com/pulumi/pulumi-random/sdk/v4/go/random"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/network"
	"secure-room/internal/password"
)

// passwordLength is half of what a directory takes (CreateMicrosoftAD: 8 to 64 characters) and far from guessable.
const passwordLength = 32

// firstPassword gives the password that the directory is made with, always as a secret. It is in force until the first
// rotation, which replaces it before anybody is registered: so what Pulumi's state holds of it, though encrypted, opens
// nothing. AWS takes no directory without one, and pulumi-aws 6 has no write-only form of it.
func (d *Directory) firstPassword(ctx *pulumi.Context, args *Args) (pulumi.StringOutput, error) {
	if args.AdminPassword == nil {
		return d.generatePassword(ctx)
	}
	// What is known only later is judged then, and a bad one never reaches AWS.
	checked := args.AdminPassword.ToStringOutput().ApplyT(func(text string) (string, error) {
		if fault := password.Fault(text); fault != "" {
			return "", fmt.Errorf("AdminPassword: it %s; give %s", fault, password.Allowed)
		}
		return text, nil
	}).(pulumi.StringOutput)
	return pulumi.ToSecret(checked).(pulumi.StringOutput), nil
}

// generatePassword draws one from all four classes of characters ("Password policies", AWS Directory Service
// Administration Guide), of which AWS asks for three.
func (d *Directory) generatePassword(ctx *pulumi.Context) (pulumi.StringOutput, error) {
	generated, err := random.NewRandomPassword(ctx, d.name+"-admin", &random.RandomPasswordArgs{
		Length:     pulumi.Int(passwordLength),
		Lower:      pulumi.Bool(true),
		Upper:      pulumi.Bool(true),
		Numeric:    pulumi.Bool(true),
		Special:    pulumi.Bool(true),
		MinLower:   pulumi.Int(1),
		MinUpper:   pulumi.Int(1),
		MinNumeric: pulumi.Int(1),
		MinSpecial: pulumi.Int(1),
	}, pulumi.Parent(d), pulumi.AdditionalSecretOutputs([]string{"result", "bcryptHash"}))
	if err != nil {
		return pulumi.StringOutput{}, fmt.Errorf("drawing Admin's first password: %w", err)
	}
	return pulumi.ToSecret(generated.Result).(pulumi.StringOutput), nil
}

// makeSecret registers the secret that each rotation puts Admin's password into. Pulumi puts none there and knows none.
func (d *Directory) makeSecret(ctx *pulumi.Context, args *Args, key *kms.Key) error {
	// AWS appends to the name, so that a room made anew does not meet a secret that still waits for its deletion.
	secret, err := secretsmanager.NewSecret(ctx, d.name+"-admin", &secretsmanager.SecretArgs{
		Description: pulumi.Sprintf("Password of Admin in directory %s", d.domain),
		KmsKeyId:    key.Arn,
		Policy:      pulumi.String(ownAccountOnly(args.Account)),
		Tags:        tags(d.name + "-admin"),
	}, pulumi.Parent(d))
	if err != nil {
		return fmt.Errorf("registering the secret of Admin's password: %w", err)
	}
	d.AdminSecretARN = secret.Arn
	return nil
}

// ownAccountOnly shuts other accounts out whatever else is allowed; who in the own account may read the secret, IAM
// policies say. It is stated, and known at the first preview, since the provider would otherwise call it unknown there.
func ownAccountOnly(account network.Account) string {
	return fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Sid":"OwnAccountOnly","Effect":"Deny","Principal":"*",`+
		`"Action":["secretsmanager:*"],"Resource":["*"],"Condition":{"StringNotEquals":{"aws:PrincipalAccount":"%s"}}}]}`,
		account.AccountID)
}

// rotate has the management instance give Admin a new password, now and every few days: the default domain policy ends
// a password's life after 42 days, Admin's included ("Password policies", AWS Directory Service Administration Guide).
// In the provider a changed password would replace the directory, so the directory's own interface does it, and only
// the instance, the directory and the secret ever see the value.
func (d *Directory) rotate(ctx *pulumi.Context, args *Args, after ...pulumi.Resource) error {
	rotation, err := run(ctx, d.name, task{document: "rotate-admin-password", everyDays: args.PasswordRotationDays,
		parameters: pulumi.StringMap{
			"domain":         pulumi.String(d.domain),
			"directoryId":    d.ID,
			"adminSecretArn": d.AdminSecretARN,
		}}, d.ManagementInstanceID, d, pulumi.DependsOn(after))
	if err != nil {
		return err
	}
	d.rotation, d.PasswordRotationID = rotation, rotation.AssociationId
	return nil
}

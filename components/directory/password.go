package directory

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/kms"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/secretsmanager"
	"github.com/pulumi/pulumi-random/sdk/v4/go/random"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/network"
)

// passwordLength is half of what a directory takes (CreateMicrosoftAD: 8 to 64 characters) and far from guessable.
const passwordLength = 32

// makeAdminPassword gives the password that Admin is created with, always as a secret, and keeps it in Secrets Manager
// under the directory's own key.
func (d *Directory) makeAdminPassword(ctx *pulumi.Context, args *Args, key *kms.Key) (pulumi.StringOutput, error) {
	password := args.AdminPassword
	if password == nil {
		generated, err := d.generatePassword(ctx)
		if err != nil {
			return pulumi.StringOutput{}, err
		}
		password = generated
	}
	secret := pulumi.ToSecret(password.ToStringOutput()).(pulumi.StringOutput)
	return secret, d.keepPassword(ctx, args, key, secret)
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
		return pulumi.StringOutput{}, fmt.Errorf("drawing Admin's password: %w", err)
	}
	return generated.Result, nil
}

// keepPassword stores the first password. Later ones are put there by whoever rotates it, since the default domain
// policy ends a password's life after 42 days; a deploy must not put the first one back, hence what is ignored.
func (d *Directory) keepPassword(ctx *pulumi.Context, args *Args, key *kms.Key, password pulumi.StringInput) error {
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
	d.passwordKept, err = secretsmanager.NewSecretVersion(ctx, d.name+"-admin", &secretsmanager.SecretVersionArgs{
		SecretId:     secret.ID(),
		SecretString: password,
	}, pulumi.Parent(d), pulumi.IgnoreChanges([]string{"secretString", "versionStages"}))
	if err != nil {
		return fmt.Errorf("keeping Admin's password: %w", err)
	}
	return nil
}

// ownAccountOnly shuts other accounts out whatever else is allowed; who in the own account may read the secret, IAM
// policies say. It is stated, and known at the first preview, since the provider would otherwise call it unknown there.
func ownAccountOnly(account network.Account) string {
	return fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Sid":"OwnAccountOnly","Effect":"Deny","Principal":"*",`+
		`"Action":["secretsmanager:*"],"Resource":["*"],"Condition":{"StringNotEquals":{"aws:PrincipalAccount":"%s"}}}]}`,
		account.AccountID)
}

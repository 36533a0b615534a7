package production

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"secure-room/components/endpoint"
	"secure-room/components/network"
	"secure-room/components/web"
	"secure-room/programs/settings"
)

// webName is what the web tier's resources are named after.
const webName = "web"

// makeWeb makes production's own web tier; nil when the config has none.
func makeWeb(ctx *pulumi.Context, s settings.Production, own *network.Network, databases map[string]*endpoint.Database) (*web.Web, error) {
	if s.Web == nil {
		return nil, nil
	}
	args := &web.Args{
		Network:            own,
		Public:             own.Tier(publicTier),
		App:                own.Tier(appTier),
		Image:              s.Web.Image,
		Port:               s.Web.Port,
		HealthPath:         s.Web.HealthPath,
		CertificateARN:     s.Web.CertificateARN,
		RedirectHTTP:       s.Web.RedirectHTTP,
		DeletionProtection: s.Web.DeletionProtection,
		LogRetentionDays:   s.Network.FlowLogRetentionDays,
	}
	if used := databases[s.Web.Database]; used != nil {
		args.Database = &web.Database{
			Port:            used.Exposed.Port,
			SecurityGroupID: used.Exposed.SecurityGroupID,
			Address:         used.Exposed.Address,
			SecretARN:       used.MasterSecretARN,
			KeyARN:          used.KeyARN,
		}
	}
	return web.New(ctx, webName, args)
}

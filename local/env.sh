# To source, from bash or zsh: `. local/env.sh`. The literal commands (pulumi up -s prod, pulumi preview -s room …) then
# work on the local AWS, with the policy pack, and leave everything they keep in .local of this folder.
#
# Real deploys do not source this file. They need two of its lines and their own values for the rest: README.md says how.

if [ -n "${BASH_SOURCE:-}" ]; then
  SECURE_ROOM=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
else
  SECURE_ROOM=$(cd "$(dirname "$0")/.." && pwd) # zsh gives the name of the sourced file here
fi
SECURE_ROOM_LOCAL=$SECURE_ROOM/.local
mkdir -p "$SECURE_ROOM_LOCAL/state"

case ":$PATH:" in
  *":$SECURE_ROOM_LOCAL/bin:"*) ;;
  *) export PATH="$SECURE_ROOM_LOCAL/bin:$PATH" ;;
esac

# The switch. The providers for aws, awsx and random that `make toolchain` installs refuse to start without it, and
# keep the local AWS in the folder that it names.
export SECURE_ROOM_LOCAL_AWS="$SECURE_ROOM_LOCAL/aws"

# The policy pack goes with every preview and up, whoever types the command (any flag of the CLI can be set so).
export PULUMI_OPTION_POLICY_PACK="$SECURE_ROOM/policy"
# Where the pack leaves a record of each update that it lets pass, for secure-room verify --seen.
export SECURE_ROOM_POLICY_RECORDS="$SECURE_ROOM_LOCAL/records"

export PULUMI_HOME="$SECURE_ROOM_LOCAL/home"
# Without metadata the state is written in one step. The side files that the CLI would keep of it are not: killed while it
# writes one, it leaves an empty file and cannot read the stack any more.
export PULUMI_BACKEND_URL="file://$SECURE_ROOM_LOCAL/state?metadata=skip"
export PULUMI_CONFIG_PASSPHRASE=secure-room-local # what the committed salts belong to; guards no real secret
export PULUMI_SKIP_UPDATE_CHECK=true
export PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION=true # a missing provider is an error, not a download

unset SECURE_ROOM SECURE_ROOM_LOCAL

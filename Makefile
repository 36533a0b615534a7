# The virtual secure room. Needs git, make and Go; `make` alone lists what can be asked for.
#
# Everything here runs on the local AWS, whose state lies in .local. For real AWS, type the same pulumi commands without
# sourcing local/env.sh: README.md says how.

SHELL       := /bin/bash
.SHELLFLAGS := -euo pipefail -c
PROD        := prod
ROOM        := room

# run shows a command as it can be typed after `. local/env.sh`, and runs it. The pack is given as a flag here, for the
# reader to see; the environment's copy of that flag would only have each finding reported twice.
run = echo; echo '$$ $(1)'; $(1)
local = . local/env.sh; unset PULUMI_OPTION_POLICY_PACK

# exported writes both stacks' state to files; secrets in them stay encrypted.
STATES   := .local/$(PROD).json .local/$(ROOM).json
exported = for stack in $(PROD) $(ROOM); do pulumi stack export -s $$stack > .local/$$stack.json; done

.DEFAULT_GOAL := help
.PHONY: help up preview show verify proxy rotate refresh destroy test soak bench lint toolchain packages stacks recover clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: recover ## both stacks up and linked, under the policy pack; then show and verify
	@$(local)
	$(call run,pulumi up -s $(PROD) --yes --policy-pack policy)
	$(call run,pulumi up -s $(ROOM) --yes --policy-pack policy)
	$(call run,pulumi up -s $(PROD) --yes --policy-pack policy)
	$(exported)
	$(call run,secure-room show $(STATES))
	$(call run,secure-room verify --seen .local/records $(STATES))

preview: stacks ## what an update would change, and whether the policy pack lets it
	@$(local)
	$(call run,pulumi preview -s $(PROD) --policy-pack policy)
	$(call run,pulumi preview -s $(ROOM) --policy-pack policy)

show: stacks ## what stands: terminals and users, addresses let in, peering, endpoints, egress
	@$(local)
	$(exported)
	$(call run,secure-room show $(STATES))

verify: stacks ## prove anew, from the deployed state, what can reach what, and that it is what the pack let pass
	@$(local)
	$(exported)
	$(call run,secure-room verify --seen .local/records $(STATES))

proxy: stacks packages ## the room's own proxy on this machine, for curl or a browser to try, and its log
	@$(local)
	pulumi stack export -s $(ROOM) | proxy

rotate: recover ## a new password for the directory's Admin, now
	@$(local)
	$(call run,pulumi up -s $(ROOM) --yes --policy-pack policy --target-replace "**:Association::room-rotate-admin-password")

refresh: recover ## bring the state to what the cloud holds
	@$(local)
	$(call run,pulumi refresh -s $(PROD) --yes)
	$(call run,pulumi refresh -s $(ROOM) --yes)

# Production shuts the door before the room goes, or its routes and rules would point to what is no more. The config that
# says so is a copy: taking the room down is no change of what is wanted.
SHUT := .local/Pulumi.$(PROD).shut.yaml
destroy: recover ## take both stacks down: the door is shut, then the room goes, then production
	@$(local)
	if [ "$(UNPROTECT)" = yes ]; then
	  $(call run,pulumi state unprotect --all --yes -s $(ROOM))
	  $(call run,pulumi state unprotect --all --yes -s $(PROD))
	fi
	if pulumi stack export -s $(ROOM) | grep VpcPeeringConnection >/dev/null; then
	  cp Pulumi.$(PROD).yaml $(SHUT)
	  $(call run,pulumi config rm secure-room:rooms -s $(PROD) --config-file $(SHUT))
	  $(call run,pulumi up -s $(PROD) --yes --policy-pack policy --config-file $(SHUT))
	fi
	$(call run,pulumi destroy -s $(ROOM) --yes)
	$(call run,pulumi destroy -s $(PROD) --yes)

# Where `packages` has unpacked Squid for whoever is not root; an installed one serves where there is none.
export SECURE_ROOM_SQUID := $(CURDIR)/.local/packages/root/usr/sbin/squid

test: toolchain packages lint ## all tests
	go test -timeout 30m ./...

ROUNDS ?= 100
soak: toolchain ## ROUNDS=100 rounds of random config changes and faults of AWS, each of which has to converge
	go test -run TestSoak -v -timeout 12h ./local/acceptance -soak $(ROUNDS) -seed $$(date +%s)

bench: toolchain ## how long the policy pack, its proof and a preview with it take
	go test -run '^$$' -bench . -benchmem -timeout 30m ./policy/... ./internal/... ./local/aws/...
	go test -run '^$$' -bench . -benchtime 3x -timeout 30m ./local/acceptance

lint: ## formatting and go vet
	@unformatted=$$(gofmt -l $$(git ls-files '*.go'))
	if [ -n "$$unformatted" ]; then echo "gofmt would change:"; echo "$$unformatted"; exit 1; fi
	go vet ./...

toolchain: ## the Pulumi CLI, its language host, the local AWS and secure-room, built into .local
	@. local/env.sh
	local/toolchain/cli
	go build -buildvcs=false -o .local/bin/pulumi-language-go ./local/languagehost
	go build -buildvcs=false -o .local/bin/ ./local/recover ./local/proxy ./local/aws/local-aws ./cmd/secure-room
	local/toolchain/providers
	go build ./components/... ./policy/pack

# Debian packages that some tests need, installed if this is Debian and we may.
PACKAGES := squid-openssl
packages:
	@local/toolchain/packages $(PACKAGES)

stacks: toolchain
	@. local/env.sh
	for stack in $(PROD) $(ROOM); do
	  pulumi stack ls --json | grep "\"name\": \"$$stack\"" >/dev/null || pulumi stack init $$stack
	done

recover: stacks
	@. local/env.sh
	recover $(PROD) $(ROOM)

clean: ## forget the local AWS, its stacks and all that was built (the cached CLI stays)
	rm -rf .local

.ONESHELL:

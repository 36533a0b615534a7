package main

import (
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"secure-room/local/aws"
	"secure-room/local/aws/cloud"
	"secure-room/local/aws/rehearsal"
	"secure-room/local/aws/store"
)

// attemptCommands say what becomes of what a person tries.
func attemptCommands() []*cobra.Command {
	return []*cobra.Command{loginCommand(), connectCommand(), openCommand()}
}

func loginCommand() *cobra.Command {
	var from, device string
	command := &cobra.Command{
		Use: "login USER", Short: "Open a user's terminal from an address", Args: cobra.ExactArgs(1),
		Example: "  local-aws login hanako --from 203.0.113.10",
		RunE: func(command *cobra.Command, arguments []string) error {
			address, err := netip.ParseAddr(from)
			if err != nil {
				return fmt.Errorf("--from %q is not an address; write one such as 203.0.113.10", from)
			}
			return try(command, func(c *rehearsal.Cloud) (rehearsal.Journey, error) {
				return c.Login(arguments[0], address, device)
			})
		},
	}
	command.Flags().StringVar(&from, "from", "", "the public address that the client comes from")
	command.Flags().StringVar(&device, "device", "windows", "the kind of client: windows, macos, linux, web, ios, android, chromeos, zeroclient")
	return command
}

func connectCommand() *cobra.Command {
	var protocol string
	command := &cobra.Command{
		Use: "connect FROM TARGET:PORT", Short: "Connect from a user's terminal, or from anything with an address, to something in the cloud", Args: cobra.ExactArgs(2),
		Example: "  local-aws connect hanako orders-db:5432\n  local-aws connect web 10.20.48.10:389",
		RunE: func(command *cobra.Command, arguments []string) error {
			at := strings.LastIndexByte(arguments[1], ':')
			port, err := strconv.ParseUint(arguments[1][at+1:], 10, 16)
			if at < 1 || err != nil || port == 0 {
				return fmt.Errorf("%q is no target; write a name or address and a port, such as orders-db:5432", arguments[1])
			}
			if protocol != "tcp" && protocol != "udp" {
				return fmt.Errorf("--protocol %q is not known; choose tcp or udp", protocol)
			}
			return try(command, func(c *rehearsal.Cloud) (rehearsal.Journey, error) {
				return c.Connect(arguments[0], arguments[1][:at], protocol, int(port))
			})
		},
	}
	command.Flags().StringVar(&protocol, "protocol", "tcp", "tcp or udp")
	return command
}

func openCommand() *cobra.Command {
	return &cobra.Command{
		Use: "open USER ADDRESS", Short: "Open a site from a user's terminal, through the proxy", Args: cobra.ExactArgs(2),
		Example: "  local-aws open hanako https://console.aws.amazon.com",
		RunE: func(command *cobra.Command, arguments []string) error {
			site, err := url.Parse(arguments[1])
			if err != nil {
				return fmt.Errorf("%q is no address of a site; write one such as https://console.aws.amazon.com", arguments[1])
			}
			return try(command, func(c *rehearsal.Cloud) (rehearsal.Journey, error) {
				return c.Visit(arguments[0], site)
			})
		},
	}
}

// try prints what becomes of an attempt.
func try(command *cobra.Command, attempt func(*rehearsal.Cloud) (rehearsal.Journey, error)) error {
	return withStore(func(kept *store.Store) error {
		engine, err := cloud.New(kept, aws.Services()...)
		if err != nil {
			return err
		}
		var journey rehearsal.Journey
		err = engine.Look(func(tx *cloud.Transaction) error {
			c, err := rehearsal.Read(tx)
			if err != nil {
				return err
			}
			journey, err = attempt(c)
			return err
		})
		if err != nil {
			return err
		}
		fmt.Fprint(command.OutOrStdout(), journey)
		if !journey.Arrives() {
			return errRefused
		}
		return nil
	})
}

// Command proxy runs the room's own proxy on this machine, with the configuration that its deployed task has, so that a person
// can point a browser at it and read what it lets through.
//
//	pulumi stack export -s room | proxy
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"strings"
	"syscall"
	"time"

	"secure-room/internal/squid"
	"secure-room/internal/squid/process"
)

// address is where the proxy listens here.
var address = fmt.Sprintf("127.0.0.1:%d", squid.Port)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "proxy:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, exported io.Reader, out io.Writer) error {
	configuration, err := configurationIn(exported)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "secure-room-proxy-")
	if err != nil {
		return fmt.Errorf("make the proxy's folder: %w", err)
	}
	defer os.RemoveAll(folder)
	here, changes := onLoopback(configuration)
	started, err := process.Start(folder, address, here)
	if err != nil {
		return err
	}
	defer started.Signal(os.Interrupt) // at once: nothing is left to wait for
	fmt.Fprintf(out, "The room's proxy listens on %s, with the configuration of its deployed task. Changed here:\n", address)
	for _, change := range append(changes, "it listens on loopback alone, with a certificate that was made just now") {
		fmt.Fprintln(out, "  "+change)
	}
	fmt.Fprintf(out, "Try it, in another terminal:\n  curl -x http://%s https://console.aws.amazon.com -o /dev/null\n  curl -x http://%s https://example.org\nCtrl-C ends it.\n\n", address, address)
	return follow(ctx, started, out)
}

// configurationIn finds Squid's configuration in an exported stack: that of the newest revision, where there are several.
func configurationIn(exported io.Reader) (string, error) {
	var stack struct {
		Deployment struct {
			Resources []struct {
				Type   string         `json:"type"`
				Inputs map[string]any `json:"inputs"`
			} `json:"resources"`
		} `json:"deployment"`
	}
	if err := json.NewDecoder(exported).Decode(&stack); err != nil {
		return "", fmt.Errorf("read the exported stack: %w", err)
	}
	found := ""
	for _, r := range stack.Deployment.Resources {
		text, _ := r.Inputs["containerDefinitions"].(string)
		if configuration, is := squid.ConfigurationIn(text); is {
			found = configuration
		}
	}
	if found == "" {
		return "", errors.New("the stack has no proxy: bring the room up first, with make up")
	}
	return found, nil
}

var terminals = regexp.MustCompile(`(?m)^acl terminals src (\S+)\n`)

// onLoopback lets this machine ask in place of the terminals, and says what it changed.
func onLoopback(configuration string) (string, []string) {
	var changes []string
	for _, found := range terminals.FindAllStringSubmatch(configuration, -1) {
		changes = append(changes, "acl terminals src "+found[1]+" → 127.0.0.1")
	}
	first := true
	return terminals.ReplaceAllStringFunc(configuration, func(string) string {
		if !first {
			return ""
		}
		first = false
		return "acl terminals src 127.0.0.1\n"
	}), changes
}

// follow shows the access log until it is told to end, or Squid ends.
func follow(ctx context.Context, started *process.Process, out io.Writer) error {
	file, err := os.Open(started.Log())
	if err != nil {
		return fmt.Errorf("open the access log: %w", err)
	}
	defer file.Close()
	lines := bufio.NewReader(file)
	var begun strings.Builder
	for {
		part, err := lines.ReadString('\n')
		begun.WriteString(part)
		if err == nil {
			if err := show(out, begun.String()); err != nil {
				return err
			}
			begun.Reset()
			continue
		}
		if !errors.Is(err, io.EOF) {
			return fmt.Errorf("read the access log: %w", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-started.Ended():
			return errors.New("the proxy has ended by itself")
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// show writes one line of the log for people.
func show(out io.Writer, line string) error {
	entries, err := squid.ReadLog([]byte(line))
	if err != nil {
		return err
	}
	for _, e := range entries {
		verdict := e.Verdict()
		if verdict == "" {
			continue
		}
		asked := ""
		if e.ServerName != "-" && e.ServerName != e.Host {
			asked = ", asked for " + e.ServerName
		}
		fmt.Fprintf(out, "%s  %-7s  %s %s:%s%s  sent %d, received %d bytes (%s)\n", e.Time.Local().Format(time.TimeOnly), verdict, e.Method, e.Host, e.Port, asked, e.Sent, e.Received, e.Result)
	}
	return nil
}

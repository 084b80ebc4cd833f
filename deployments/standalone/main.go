// Command standalone is all of Dateline in one process: an embedded NATS
// server with JetStream, the three services, and, with -sample, a newsroom of
// its own to read from.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/dateline-news/dateline/deployments/standalone/stack"
)

func main() { os.Exit(run()) }

func run() int {
	options, err := parseFlags(os.Args[1:], os.Stdout, os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		return 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// A second signal ends the process at once.
	context.AfterFunc(ctx, stop)
	if err := stack.Main(ctx, options, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintf(os.Stderr, "standalone: %v\n", err)
		return 1
	}
	return 0
}

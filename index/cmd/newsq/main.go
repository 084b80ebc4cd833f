// Command newsq asks Dateline: it searches the articles, shows one, follows
// new ones as they come, and tells what became of an item.
//
// It exits with 0 when something was found, 1 when nothing was, and 2 after an
// error.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// From the first signal on the next one has its usual effect again.
	context.AfterFunc(ctx, stop)
	a := &app{stdout: os.Stdout, stderr: os.Stderr, terminal: terminalOf(os.Stdout, os.Getenv)}
	os.Exit(a.main(ctx, os.Args[1:]))
}

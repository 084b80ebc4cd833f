package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/dateline-news/dateline/ingest"
	"github.com/dateline-news/dateline/ingest/internal/registry"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/netguard"
)

// tool is what a subcommand works with.
type tool struct {
	config ingest.Config
	allow  netguard.CIDRs
	stdin  io.Reader
	stdout io.Writer
	// connect returns the bus once its streams are there.
	connect func(context.Context) (*bus.Bus, error)
}

func newTool(p *daemon.Process, cfg ingest.Config) *tool {
	return &tool{
		config: cfg, allow: p.Config.AllowCidrs, stdin: p.Stdin, stdout: p.Stdout,
		connect: func(ctx context.Context) (*bus.Bus, error) { return connect(ctx, p) },
	}
}

const usage = `give one of: add URL, list, show ID, remove ID, import FILE.opml (- reads standard input), export, check URL`

// feeds runs "ingestd feeds …".
func feeds(ctx context.Context, t *tool, args []string) error {
	if len(args) == 0 {
		return daemon.Usagef(usage)
	}
	commands := map[string]struct {
		argument string
		run      func(context.Context, *tool, string) error
	}{
		"add": {"URL", addFeed}, "list": {"", listFeeds}, "show": {"ID", showFeed}, "remove": {"ID", removeFeed},
		"import": {"FILE.opml", importFeeds}, "export": {"", exportFeeds}, "check": {"URL", checkFeed},
	}
	c, ok := commands[args[0]]
	if !ok {
		return daemon.Usagef("no subcommand %q; %s", args[0], usage)
	}
	argument := ""
	switch {
	case c.argument == "" && len(args) > 1:
		return daemon.Usagef("%s takes no argument", args[0])
	case c.argument != "" && len(args) != 2:
		return daemon.Usagef("%s takes one argument: ingestd feeds %s %s", args[0], args[0], c.argument)
	case c.argument != "":
		argument = args[1]
	}
	return c.run(ctx, t, argument)
}

// natsPatience is how long a subcommand waits for NATS.
const natsPatience = 5 * time.Second

// connect connects to NATS. Its error is one line that names the address.
func connect(ctx context.Context, p *daemon.Process) (*bus.Bus, error) {
	if p.Config.Log.Level >= slog.LevelInfo {
		p.Log = slog.New(slog.DiscardHandler) // the error says it all
	}
	b, err := p.Bus()
	if err != nil {
		return nil, err
	}
	waiting, cancel := context.WithTimeout(ctx, natsPatience)
	defer cancel()
	if err := b.AwaitStreams(waiting); err != nil {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, fmt.Errorf("waited %s: %w; start that server (standalone brings its own), or set DATELINE_NATS_URL to where it is", natsPatience, cmp.Or(b.Ready(), err))
	}
	return b, nil
}

func addFeed(ctx context.Context, t *tool, address string) error {
	address, err := registry.CheckAddress(address)
	if err != nil {
		return err
	}
	b, err := t.connect(ctx)
	if err != nil {
		return err
	}
	now := time.Now().UTC()
	r := registry.New(b.Feeds())
	isNew, err := r.Add(ctx, registry.Settings{URL: address, Added: now}, now)
	if err != nil {
		return err
	}
	s, err := r.Find(ctx, address)
	if err != nil {
		return err
	}
	if !isNew {
		t.printf("%s is registered already as %s\n", clean(address), s.ID)
		return nil
	}
	t.printf("added %s as %s; it is polled as soon as an ingestd runs\n", clean(address), s.ID)
	return nil
}

func removeFeed(ctx context.Context, t *tool, what string) error {
	b, err := t.connect(ctx)
	if err != nil {
		return err
	}
	r := registry.New(b.Feeds())
	s, err := r.Find(ctx, what)
	if err != nil {
		return err
	}
	if err := r.Remove(ctx, s.ID); err != nil {
		return err
	}
	t.printf("removed %s (%s); its articles stay\n", clean(s.URL), s.ID)
	return nil
}

// maxNoted bounds the oddities of an OPML file that are printed.
const maxNoted = 20

func importFeeds(ctx context.Context, t *tool, path string) error {
	in := t.stdin
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return fmt.Errorf("opening the OPML file: %w", err)
		}
		defer func() { _ = f.Close() }() // only read
		in = f
	}
	b, err := t.connect(ctx)
	if err != nil {
		return err
	}
	added, err := ingest.AddFeeds(ctx, b, in)
	for i, oddity := range added.Oddities {
		if i == maxNoted {
			t.printf("… and %d more\n", len(added.Oddities)-maxNoted)
			break
		}
		t.printf("left out: %s\n", clean(oddity))
	}
	t.printf("added %d feeds, %d were registered already\n", added.New, added.Known)
	return err
}

func exportFeeds(ctx context.Context, t *tool, _ string) error {
	b, err := t.connect(ctx)
	if err != nil {
		return err
	}
	list, err := registry.New(b.Feeds()).List(ctx)
	if err != nil && len(list) == 0 {
		return err
	}
	return errors.Join(err, registry.WriteOPML(t.stdout, list))
}

// printf prints to standard output. Where that fails, there is nobody left
// to tell.
func (t *tool) printf(format string, args ...any) {
	_, _ = fmt.Fprintf(t.stdout, format, args...)
}

// clean makes text from outside safe for a terminal: one line, no control or
// direction characters.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case r < 0x20 || r >= 0x7F && r < 0xA0 || r >= 0x200E && r <= 0x200F || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069:
			return -1
		}
		return r
	}, s)
}

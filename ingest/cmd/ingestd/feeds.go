package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

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
	// stderr is for progress and what is skipped.
	stderr io.Writer
	// connect returns the bus once its streams are there.
	connect func(context.Context) (*bus.Bus, error)
}

func newTool(p *daemon.Process, cfg ingest.Config) *tool {
	return &tool{
		config: cfg, allow: p.Config.AllowCidrs, stdin: p.Stdin, stdout: p.Stdout, stderr: p.Stderr,
		connect: func(ctx context.Context) (*bus.Bus, error) { return connect(ctx, p) },
	}
}

// commands are what ingestd does beside polling.
func commands(cfg *ingest.Config) []daemon.Command {
	command := func(run func(context.Context, *tool, []string) error) func(context.Context, *daemon.Process, []string) error {
		return func(ctx context.Context, p *daemon.Process, args []string) error {
			return run(ctx, newTool(p, *cfg), args)
		}
	}
	return []daemon.Command{
		{Name: "feeds", Summary: "add | list | show | set | poll | remove | import | export | check: the feeds; feeds -h says more", Run: command(feeds)},
		{Name: "load", Summary: "[-dry-run] [-rate N] [-from LINE] FILE.ndjson: publishes an archive; load -h says more", Run: command(load)},
	}
}

// subcommand is one of "ingestd feeds …".
type subcommand struct {
	name, help string
	run        func(context.Context, *tool, []string) error
}

func subcommands() []subcommand {
	return []subcommand{
		{"add", addHelp, addFeed},
		{"list", listHelp, listFeeds},
		{"show", showHelp, showFeed},
		{"set", setHelp(), setFeed},
		{"poll", pollHelp, pollFeed},
		{"remove", removeHelp, removeFeed},
		{"import", importHelp, importFeeds},
		{"export", exportHelp, exportFeeds},
		{"check", checkHelp, checkFeed},
	}
}

// feeds runs "ingestd feeds …".
func feeds(ctx context.Context, t *tool, args []string) error {
	var names, usage strings.Builder
	for i, c := range subcommands() {
		if i > 0 {
			names.WriteString(", ")
		}
		names.WriteString(c.name)
		line, _, _ := strings.Cut(c.help, "\n")
		usage.WriteString("  " + line + "\n")
	}
	if len(args) == 0 {
		return daemon.Usagef("give one of %s; ingestd feeds -h says more", names.String())
	}
	if args[0] == "-h" || args[0] == "-help" || args[0] == "--help" || args[0] == "help" && len(args) == 1 {
		t.printf("Usage:\n%s\nWith -h each says what it does.\n", usage.String())
		return nil
	}
	if args[0] == "help" {
		args = []string{args[1], "-h"}
	}
	for _, c := range subcommands() {
		if c.name != args[0] {
			continue
		}
		return c.run(ctx, t, args[1:])
	}
	return daemon.Usagef("no subcommand %q; give one of %s", args[0], names.String())
}

// connect connects to NATS. Its error is one line that names the address.
func connect(ctx context.Context, p *daemon.Process) (*bus.Bus, error) {
	if p.Config.Log.Level >= slog.LevelInfo {
		p.Log = slog.New(slog.DiscardHandler) // the error says it all
	}
	return p.ReadyBus(ctx)
}

const removeHelp = `ingestd feeds remove ID

Removes a feed, its settings and what is remembered of it. Its articles stay.
ID is the id, the first 4 or more of its characters, or the address.
`

func removeFeed(ctx context.Context, t *tool, args []string) error {
	f := daemon.NewFlags(removeHelp)
	if err := f.Read(args, 1, 1); err != nil {
		return err
	}
	b, err := t.connect(ctx)
	if err != nil {
		return err
	}
	r := registry.New(b.Feeds())
	s, err := r.Find(ctx, f.Arg(0))
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

const importHelp = `ingestd feeds import FILE.opml

Registers the feeds of an OPML file, or of standard input for -. Outlines
that hold feeds become their folders, categories their tags. A feed that is
registered already is left as it is.
`

func importFeeds(ctx context.Context, t *tool, args []string) error {
	f := daemon.NewFlags(importHelp)
	if err := f.Read(args, 1, 1); err != nil {
		return err
	}
	in := t.stdin
	if f.Arg(0) != "-" {
		file, err := os.Open(f.Arg(0))
		if err != nil {
			return fmt.Errorf("opening the OPML file: %w", err)
		}
		defer func() { _ = file.Close() }() // only read
		in = file
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
	t.printf("feeds added: %d, registered already: %d\n", added.New, added.Known)
	return err
}

const exportHelp = `ingestd feeds export

Writes all feeds as OPML, in their folders, with their tags as categories.
Other settings are not in it; see "list -o json" for those.
`

func exportFeeds(ctx context.Context, t *tool, args []string) error {
	if err := daemon.NewFlags(exportHelp).Read(args, 0, 0); err != nil {
		return err
	}
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

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/env"
	"github.com/dateline-news/dateline/shared/telemetry"
)

// The exit codes.
const (
	exitFound   = 0
	exitNothing = 1
	exitError   = 2
)

const usage = `newsq asks Dateline for news.

Usage:
  newsq [-n N] [-sort ORDER] [-cursor C] [-facets LIST] [-o text|json] QUERY
        articles that answer the query
  newsq show [-r REVISION] [-o text|json] ID
        one article with its entities
  newsq tail [-o text|json] [QUERY]
        new articles that answer the query, as they come
  newsq trace [-o text|json] URL|ID
        where an item is and what became of it
  newsq stats [-o text|json]
        what the index holds and how far it is behind
  newsq version

QUERY:
  ceasefire talks              both words       "nationwide ceasefire"  a phrase
  truce OR talks               either           -football, NOT x        not
  negotiat*                    a beginning      ( )                     grouping
  title: text: person: org: place: event: entity: source: domain: country:
  lang: agency: author: category: url: id:      place:Syria/  and all in it
  date: after: before:         2016-12, 2016-12-29, 7d, yesterday
  sort:                        relevance, newest, oldest

NATS is found by DATELINE_NATS_URL, _CREDS and _PREFIX.
Exit codes: 0 found, 1 nothing found, 2 error.
`

// app is one run of newsq.
type app struct {
	stdout, stderr io.Writer
	colour         bool
	// nats and bus are made by connect.
	nats *nats.Conn
	bus  *bus.Bus
	// address is that of the NATS server, without credentials.
	address string
}

// errNothing says that nothing was found. It is not printed.
var errNothing = errors.New("nothing found")

// usageError says that newsq was called wrongly.
type usageError struct{ problem string }

func (e *usageError) Error() string { return e.problem + "; newsq -h tells how" }

func (a *app) main(ctx context.Context, args []string) int {
	defer func() {
		if a.nats != nil {
			a.nats.Close()
		}
	}()
	err := a.run(ctx, args)
	switch {
	case err == nil:
		return exitFound
	case errors.Is(err, errNothing):
		return exitNothing
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		return exitFound
	}
	fmt.Fprintf(a.stderr, "newsq: %s\n", oneLine(err.Error()))
	return exitError
}

func (a *app) run(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return &usageError{"no query"}
	}
	switch args[0] {
	case "-h", "-help", "--help", "help":
		_, err := io.WriteString(a.stdout, usage)
		return err
	case "version", "-version", "--version":
		_, err := fmt.Fprintln(a.stdout, "newsq", telemetry.ReadBuild())
		return err
	case "show":
		return a.show(ctx, args[1:])
	case "tail":
		return a.tail(ctx, args[1:])
	case "trace":
		return a.trace(ctx, args[1:])
	case "stats":
		return a.stats(ctx, args[1:])
	}
	return a.search(ctx, args)
}

// flags are those of one command; every command has -o.
type flags struct {
	*flag.FlagSet
	output string
}

func newFlags(name string) *flags {
	f := &flags{FlagSet: flag.NewFlagSet(name, flag.ContinueOnError)}
	f.SetOutput(io.Discard)
	f.StringVar(&f.output, "o", "text", "")
	return f
}

// parse reads the arguments and returns those that are no flags. Flags may
// stand anywhere; behind the first word of a query, "-word" that is none is a
// word that excludes, and "--" ends the flags.
func (f *flags) parse(args []string) ([]string, error) {
	var words []string
	for len(args) > 0 {
		arg := args[0]
		if arg == "--" {
			words = append(words, args[1:]...)
			break
		}
		if !f.has(arg) {
			if strings.HasPrefix(arg, "--") || len(words) == 0 && strings.HasPrefix(arg, "-") && arg != "-" {
				return nil, &usageError{fmt.Sprintf("no flag %s; a query that begins so goes behind --", arg)}
			}
			words, args = append(words, arg), args[1:]
			continue
		}
		// Parse stops at the first argument that is no flag, so it is given
		// one flag and its value at a time.
		n := 1
		if !strings.Contains(arg, "=") && !f.isBool(arg) {
			n = min(2, len(args))
		}
		if err := f.Parse(args[:n]); err != nil {
			return nil, &usageError{err.Error()}
		}
		args = args[n:]
	}
	if f.output != "text" && f.output != "json" {
		return nil, &usageError{fmt.Sprintf("-o is %q, it must be text or json", f.output)}
	}
	return words, nil
}

// lookup returns the flag that an argument such as "-n" or "--n=5" names.
func (f *flags) lookup(arg string) *flag.Flag {
	name, ok := strings.CutPrefix(arg, "-")
	if !ok {
		return nil
	}
	name, _, _ = strings.Cut(strings.TrimPrefix(name, "-"), "=")
	return f.Lookup(name)
}

func (f *flags) has(arg string) bool { return f.lookup(arg) != nil }

func (f *flags) isBool(arg string) bool {
	b, ok := f.lookup(arg).Value.(interface{ IsBoolFlag() bool })
	return ok && b.IsBoolFlag()
}

// one returns the only argument.
func one(args []string, what string) (string, error) {
	if len(args) != 1 {
		return "", &usageError{fmt.Sprintf("%d arguments where one %s belongs", len(args), what)}
	}
	return args[0], nil
}

// connectTimeout bounds the wait for a server that does not answer.
const connectTimeout = 5 * time.Second

// connect dials NATS once. It is not tried again: a person waits.
func (a *app) connect() error {
	var cfg daemon.Config
	if err := env.Load(cfg.Section()); err != nil {
		return err
	}
	options := []nats.Option{nats.Name("newsq"), nats.Timeout(connectTimeout), nats.MaxReconnects(-1)}
	if cfg.NATS.Creds != "" {
		options = append(options, nats.UserCredentials(cfg.NATS.Creds))
	}
	nc, err := nats.Connect(cfg.NATS.URL, options...)
	if err != nil {
		return fmt.Errorf("no NATS server answers at %s (%w): start standalone or the daemons, or set DATELINE_NATS_URL", redacted(cfg.NATS.URL), err)
	}
	a.nats, a.address = nc, nc.ConnectedUrlRedacted()
	a.bus, err = bus.Connect(cfg.NATS, bus.Options{Name: "newsq", Conn: nc})
	return err
}

// redacted leaves the credentials out of server addresses.
func redacted(urls string) string {
	parts := strings.Split(urls, ",")
	for i, u := range parts {
		scheme, rest, ok := strings.Cut(u, "://")
		if at := strings.LastIndexByte(rest, '@'); ok && at >= 0 {
			parts[i] = scheme + "://" + rest[at+1:]
		}
	}
	return strings.Join(parts, ",")
}

func (a *app) client() *client.Client { return client.New(a.nats, a.bus.Names().Prefix) }

// explain says what to do where no indexd answers.
func (a *app) explain(err error) error {
	if errors.Is(err, client.ErrNoService) {
		return fmt.Errorf("NATS at %s answers, but no indexd does: start indexd or standalone, or set DATELINE_NATS_PREFIX", a.address)
	}
	return err
}

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
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
  newsq [flags] QUERY      articles that answer the query
  newsq show ID|URL        one article with its entities; -r REVISION an older one
  newsq quotes QUERY       who said what: newsq quotes said:Peskov
  newsq entity NAME|ID     how often it is named, when, with whom, and what it said
  newsq timeline QUERY     how many articles over time; -by hour|day|week|month|year
  newsq tail [QUERY]       new articles that answer the query, as they come
  newsq alert add NAME QUERY
                           new articles that answer are told on news.event.alert.NAME:
                           -from DATE of the past as well, -webhook URL and
                           -secret-file FILE to an address; alert list, show NAME,
                           remove NAME; alert test NAME|QUERY: how often it would fire
  newsq export QUERY       every article that answers, whole, one JSON object a line
  newsq explain QUERY      how the query is understood
  newsq trace URL|ID       where an item is and what became of it
  newsq quarantine list    messages that a stage could not handle; quarantine show ID,
                           retry and drop
  newsq forget ID|URL      take an article down for good: -reason TEXT
  newsq forgotten          what was taken down, when and why
  newsq stats              what the index holds and how far it is behind
  newsq doctor             what is wrong with the installation, and what to do
  newsq completion SHELL   completion for bash, zsh or fish
  newsq help COMMAND       what a command takes
  newsq version

Flags:
  -n N                     how many, 1 to 100 (10)
  -since DATE -until DATE  published then: 2016-12, 2016-12-29, 7d, yesterday
  -sort ORDER              relevance, newest, oldest
  -o FORMAT                text, table, json (one object a line), csv or md
  -facets LIST|all         counts by person, org, place, event, source, country,
                           lang, topic, agency, tag
  -unfolded                every article, also where several have the same text
  -cursor C                the next page

QUERY:
  ceasefire talks              both words       "nationwide ceasefire"  a phrase
  truce OR talks               either           -football, NOT x        not
  negotiat*                    a beginning      ( )                     grouping
  "truce" NEAR "Aleppo"        in one sentence  "truce Aleppo"~5        close by
  title: text: quote: said: person: org: place: event: entity: source: domain:
  country: lang: agency: author: topic: category: tag: has: is: url: id:
  place:Syria/                 and all that lies in it
  date: after: before: asof:   2016-12, 2016-12-29, 7d, yesterday
  sort:                        relevance, newest, oldest

NATS is found by DATELINE_NATS_URL, with _USER, _NKEY or _CREDS. What is longer than the
terminal goes through PAGER. NO_COLOR turns colours off.
Exit codes: 0 found, 1 nothing found, 2 error.
`

// app is one run of newsq.
type app struct {
	// ctx ends with the run.
	ctx            context.Context //nolint:containedctx // one run, one context
	stdout, stderr io.Writer
	terminal       terminal
	// stdin answers questions; nil: the terminal.
	stdin io.Reader
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

func (e *usageError) Error() string { return e.problem }

func (a *app) main(ctx context.Context, args []string) int {
	a.ctx = ctx
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
	case errors.Is(err, errUnseen):
		return exitError
	case ctx.Err() != nil && (errors.Is(err, context.Canceled) || errors.Is(err, context.Cause(ctx))):
		return exitFound
	}
	text := err.Error()
	if _, wrong := errors.AsType[*usageError](err); wrong {
		text += "; newsq " + a.named(args) + "-h tells how"
	}
	fmt.Fprintf(a.stderr, "newsq: %s\n", oneLine(text))
	return exitError
}

func (a *app) run(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return &usageError{"no query"}
	}
	switch args[0] {
	case "help":
		return a.help(args[1:])
	case "version", "-version", "--version":
		_, err := fmt.Fprintln(a.stdout, "newsq", telemetry.ReadBuild())
		return err
	}
	for _, c := range a.commands() {
		if c.name != args[0] {
			continue
		}
		if asksHelp(args[1:]) {
			return a.help(args[:1])
		}
		return c.run(ctx, args[1:])
	}
	if asksHelp(args) {
		return a.help(nil)
	}
	return a.search(ctx, args)
}

// command is what the first argument may name.
type command struct {
	name  string
	run   func(context.Context, []string) error
	usage string
}

func (a *app) commands() []command {
	return []command{
		{"show", a.show, usageShow}, {"quotes", a.quotes, usageQuotes}, {"entity", a.entity, usageEntity}, {"timeline", a.timeline, usageTimeline},
		{"tail", a.tail, usageTail}, {"alert", a.alert, usageAlert}, {"export", a.export, usageExport}, {"explain", a.explainQuery, usageExplain},
		{"trace", a.trace, usageTrace}, {"quarantine", a.quarantine, usageQuarantine}, {"forget", a.forget, usageForget}, {"forgotten", a.forgotten, usageForgotten},
		{"stats", a.stats, usageStats}, {"doctor", a.doctor, usageDoctor},
		{"completion", a.completion, usageCompletion},
	}
}

// named is the command that the arguments name, with a space behind it; empty
// for none.
func (a *app) named(args []string) string {
	for _, c := range a.commands() {
		if len(args) > 0 && c.name == args[0] {
			return c.name + " "
		}
	}
	return ""
}

// flags are those of one command; every command has -o.
type flags struct {
	*flag.FlagSet
	output  string
	formats []string
}

// newFlags returns the flags of a command that writes these formats, the
// first of them unless it is asked for another.
func newFlags(name string, formats ...string) *flags {
	f := &flags{FlagSet: flag.NewFlagSet(name, flag.ContinueOnError), formats: formats}
	f.SetOutput(io.Discard)
	f.StringVar(&f.output, "o", formats[0], "")
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
			return nil, &usageError{f.problem(args[:n], err)}
		}
		args = args[n:]
	}
	if !slices.Contains(f.formats, f.output) {
		return nil, &usageError{fmt.Sprintf("-o is %q, it must be one of %s", f.output, strings.Join(f.formats, ", "))}
	}
	return words, nil
}

// problem says what is wrong with a flag and its value.
func (f *flags) problem(args []string, err error) string {
	name, value, _ := strings.Cut(args[0], "=")
	if len(args) > 1 {
		value = args[1]
	}
	switch {
	case value == "":
		return err.Error()
	case f.isBool(args[0]):
		return fmt.Sprintf("%s is %q, it must be true or false", name, value)
	case f.isDuration(args[0]):
		return fmt.Sprintf("%s is %q, it must be a duration such as 20s", name, value)
	}
	return fmt.Sprintf("%s is %q, it must be a whole number", name, value)
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

func (f *flags) isDuration(arg string) bool {
	g, ok := f.lookup(arg).Value.(flag.Getter)
	if !ok {
		return false
	}
	_, ok = g.Get().(time.Duration)
	return ok
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
	options, err := cfg.NATS.ConnectOptions("newsq")
	if err != nil {
		return err
	}
	url := env.Redact(cfg.NATS.URL)
	options = append(options, nats.Timeout(connectTimeout), nats.MaxReconnects(-1),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			// Without an error it was newsq that closed.
			if err != nil {
				a.tell([]string{fmt.Sprintf("NATS at %s cannot be reached since %s (%s); trying again", url, time.Now().UTC().Format("15:04:05 UTC"), err)})
			}
		}),
		nats.ReconnectHandler(func(*nats.Conn) { a.tell([]string{"NATS at " + url + " answers again"}) }))
	nc, err := nats.Connect(cfg.NATS.URL, options...)
	if err != nil {
		return bus.Unreached(cfg.NATS.URL, err)
	}
	a.nats, a.address = nc, nc.ConnectedUrlRedacted()
	a.bus, err = bus.Connect(cfg.NATS, bus.Options{Name: "newsq", Conn: nc})
	return err
}

func (a *app) client() *client.Client { return client.On(a.bus) }

// explain says what to do where no indexd answers.
func (a *app) explain(err error) error {
	if errors.Is(err, client.ErrNoService) {
		return fmt.Errorf("NATS at %s answers, but no indexd does: start indexd or standalone, or set DATELINE_NATS_PREFIX", a.address)
	}
	return err
}

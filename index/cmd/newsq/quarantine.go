package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/term"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

const (
	// entriesShown is how many entries a list has unless it is told.
	entriesShown = 50
	// headShown is how many bytes of a message are shown.
	headShown = 2000
)

// quarantine shows the messages that a stage could not handle, has it try them
// again, and drops them.
func (a *app) quarantine(ctx context.Context, args []string) error {
	verbs := map[string]func(context.Context, []string) error{
		"list": a.quarantineList, "show": a.quarantineShow, "retry": a.quarantineRetry, "drop": a.quarantineDrop,
	}
	if len(args) == 0 || verbs[args[0]] == nil {
		return &usageError{"after quarantine comes list, show, retry or drop"}
	}
	return verbs[args[0]](ctx, args[1:])
}

// selection says which entries are meant.
type selection struct {
	stage, reason, since, until string
	all                         bool

	ids    []uint64
	filter bus.QuarantineFilter
}

func (s *selection) flags(f *flags) {
	f.StringVar(&s.stage, "stage", "", "")
	f.StringVar(&s.reason, "reason", "", "")
	f.StringVar(&s.since, "since", "", "")
	f.StringVar(&s.until, "until", "", "")
}

// read takes what the flags and the arguments, which are ids, say.
func (s *selection) read(args []string) error {
	for _, arg := range args {
		id, err := strconv.ParseUint(arg, 10, 64)
		if err != nil || id == 0 {
			return &usageError{fmt.Sprintf("%q is not the number of an entry; newsq quarantine list shows those there are", arg)}
		}
		s.ids = append(s.ids, id)
	}
	s.filter = bus.QuarantineFilter{Stage: s.stage, Reason: s.reason}
	if s.stage != "" && !news.ValidToken(s.stage) {
		return &usageError{fmt.Sprintf("-stage is %q, it must be a stage such as ingest, enrich, index, alert or webhook", s.stage)}
	}
	for _, bound := range []struct {
		flag, text string
		to         *time.Time
	}{{"-since", s.since, &s.filter.Since}, {"-until", s.until, &s.filter.Until}} {
		if bound.text == "" {
			continue
		}
		var err error
		if *bound.to, err = instant(bound.flag, bound.text); err != nil {
			return err
		}
	}
	if narrowed := s.stage+s.reason+s.since+s.until != ""; len(s.ids) > 0 && (narrowed || s.all) {
		return &usageError{"numbers of entries and -stage, -reason, -since, -until or -all exclude each other"}
	} else if s.all && narrowed {
		return &usageError{"-all and -stage, -reason, -since or -until exclude each other"}
	}
	return nil
}

// none reports that nothing says which entries are meant.
func (s *selection) none() bool {
	return !s.all && len(s.ids) == 0 && s.stage+s.reason+s.since+s.until == ""
}

// each hands the selected entries to visit until it returns false.
func (a *app) each(ctx context.Context, s *selection, visit func(bus.Quarantined) bool) error {
	if len(s.ids) == 0 {
		return a.noStream(bus.Quarantine, a.bus.ScanQuarantine(ctx, s.filter, visit))
	}
	for _, id := range s.ids {
		q, err := a.bus.Quarantined(ctx, id)
		switch {
		case errors.Is(err, bus.ErrNotFound):
			a.tell([]string{fmt.Sprintf("there is no entry %d in quarantine", id)})
		case err != nil:
			return a.noStream(bus.Quarantine, err)
		case !visit(q):
			return nil
		}
	}
	return nil
}

func (a *app) quarantineList(ctx context.Context, args []string) error {
	f := newFlags("quarantine list", formatTable, formatJSON, formatCSV, formatMD)
	var s selection
	s.flags(f)
	size, after := 0, uint64(0)
	f.IntVar(&size, "n", entriesShown, "")
	f.Uint64Var(&after, "after", 0, "")
	rest, err := f.parse(args)
	if err == nil {
		err = s.read(rest)
	}
	if err != nil {
		return err
	}
	if size < 1 {
		return &usageError{fmt.Sprintf("-n is %d, it must be 1 or more; read on with -after", size)}
	}
	s.filter.After = after
	if err := a.connect(); err != nil {
		return err
	}
	g := &grid{columns: []string{"id", "time", "stage", "reason", "retries", "article", "error"}, spare: []string{"retries", "time", "article"}}
	last, more := uint64(0), false
	var broken error
	err = a.each(ctx, &s, func(q bus.Quarantined) bool {
		if len(g.rows) == size {
			more = true
			return false
		}
		last = q.ID
		if f.output == formatJSON {
			// The message itself is shown by show.
			q.Data = nil
			broken = a.printJSON(q)
		}
		g.add(strconv.FormatUint(q.ID, 10), stamp(q.Time), q.Stage, q.Reason, strconv.Itoa(q.Retries), q.Header.Get(bus.HeaderArticle), firstLine(q.Error+q.Unreadable))
		return broken == nil
	})
	if err := errors.Join(err, broken); err != nil {
		return err
	}
	if len(g.rows) == 0 {
		a.tell([]string{"nothing is in quarantine that was asked for"})
		return errNothing
	}
	if f.output != formatJSON {
		err = a.printGrid(g, f.output)
	}
	if more {
		a.tell([]string{fmt.Sprintf("there are more: -after %d shows them", last)})
	}
	return err
}

// firstLine is what a list shows of an error, which may hold a stack.
func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

func (a *app) quarantineShow(ctx context.Context, args []string) error {
	f := newFlags("quarantine show", formatText, formatJSON)
	var s selection
	rest, err := f.parse(args)
	if err == nil {
		err = s.read(rest)
	}
	if err != nil {
		return err
	}
	if len(s.ids) == 0 {
		return &usageError{"no number of an entry"}
	}
	if err := a.connect(); err != nil {
		return err
	}
	p, shown := &page{}, 0
	var broken error
	err = a.each(ctx, &s, func(q bus.Quarantined) bool {
		shown++
		if f.output == formatJSON {
			broken = a.printJSON(q)
		} else {
			a.printEntry(p, q)
		}
		return broken == nil
	})
	if err := errors.Join(err, broken); err != nil {
		return err
	}
	if shown == 0 {
		return errNothing
	}
	return a.print(p)
}

// printEntry shows what helps to understand one entry.
func (a *app) printEntry(p *page, q bus.Quarantined) {
	row := func(name, format string, args ...any) {
		p.line("  %s  %s", a.styled(dim, fmt.Sprintf("%-8s", name)), safe(fmt.Sprintf(format, args...)))
	}
	p.line("%s", a.styled(bold, safe(fmt.Sprintf("%d  %s: %s", q.ID, q.Stage, q.Reason))))
	row("since", "%s, after %s, %s", stamp(q.Time), times(q.Deliveries, "delivery", "deliveries"), times(q.Retries, "retry before", "retries before"))
	if q.Unreadable == "" {
		row("from", "%s sequence %d, subject %s, stored %s", q.Stream, q.Sequence, q.Subject, stamp(q.Stored))
	}
	for _, name := range []string{bus.HeaderArticle, bus.HeaderRevision} {
		if v := q.Header.Get(name); v != "" {
			row(strings.ToLower(strings.TrimPrefix(name, "Dateline-")), "%s", v)
		}
	}
	for i, line := range strings.Split(strings.TrimRight(q.Error+q.Unreadable, "\n"), "\n") {
		name := ""
		if i == 0 {
			name = "error"
		}
		row(name, "%s", line)
	}
	head := q.Data[:min(len(q.Data), headShown)]
	cut := ""
	if len(head) < len(q.Data) || q.Truncated {
		cut = " …"
	}
	held := fmt.Sprintf("%d bytes", len(q.Data))
	if q.Truncated {
		held = fmt.Sprintf("the first %d bytes of a larger one, which a retry reads from %s", len(q.Data), q.Stream)
	}
	row("message", "%s", held)
	p.line("%s", wrap(safe(strings.ToValidUTF8(string(head), "?"))+cut, "    ", min(a.terminal.width, readingWidth)))
	row("to do", "%s", remedy(q))
}

func times(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// remedy says what to do about an entry.
func remedy(q bus.Quarantined) string {
	retry := fmt.Sprintf("then newsq quarantine retry %d", q.ID)
	if q.Retries > 0 {
		retry += fmt.Sprintf(" (it has failed again %s)", times(q.Retries, "time", "times"))
	}
	drop := fmt.Sprintf("newsq quarantine drop %d", q.ID)
	switch {
	case q.Unreadable != "":
		return "Something else publishes on the subjects of quarantine: find out what; " + drop
	case q.Reason == "schema":
		return "A newer version has written it: upgrade what runs the stage " + q.Stage + ", " + retry
	case q.Reason == "malformed":
		return "It is no message of Dateline: find out who publishes on " + q.Subject + "; " + drop
	case q.Reason == "panic", q.Reason == "bug":
		return "This is a fault in Dateline: report the error; after an upgrade " + strings.TrimPrefix(retry, "then ") + ", or " + drop
	case q.Reason == "deliveries":
		return "It was begun again and again: see the log of the stage " + q.Stage + " for what ended it; mend that or upgrade, " + retry
	case q.Reason == "refused":
		return "The receiver of the webhook refuses it: mend the receiver or the alert, " + retry
	}
	return "Mend what the error names, " + retry
}

// chosen reads the arguments of a command that changes entries, which must say
// which ones, and collects their numbers.
func (a *app) chosen(ctx context.Context, f *flags, s *selection, args []string) ([]uint64, error) {
	s.flags(f)
	f.BoolVar(&s.all, "all", false, "")
	rest, err := f.parse(args)
	if err == nil {
		err = s.read(rest)
	}
	if err != nil {
		return nil, err
	}
	if s.none() {
		return nil, &usageError{"say which entries: numbers, -stage, -reason, -since, -until, or -all"}
	}
	if err := a.connect(); err != nil {
		return nil, err
	}
	var ids []uint64
	err = a.each(ctx, s, func(q bus.Quarantined) bool {
		ids = append(ids, q.ID)
		return true
	})
	if err == nil && len(ids) == 0 {
		a.tell([]string{"nothing is in quarantine that was asked for"})
		err = errNothing
	}
	return ids, err
}

func (a *app) quarantineRetry(ctx context.Context, args []string) error {
	f := newFlags("quarantine retry", formatText)
	var s selection
	ids, err := a.chosen(ctx, f, &s, args)
	if err != nil {
		return err
	}
	if err := a.bus.TidyRetries(ctx); err != nil {
		a.tell([]string{err.Error()})
	}
	return a.change(ctx, ids, "stored for another try", func(ctx context.Context, id uint64) error {
		q, err := a.bus.Quarantined(ctx, id)
		if err != nil {
			return err
		}
		return a.bus.Retry(ctx, q)
	})
}

func (a *app) quarantineDrop(ctx context.Context, args []string) error {
	f := newFlags("quarantine drop", formatText)
	var s selection
	yes := false
	f.BoolVar(&yes, "yes", false, "")
	ids, err := a.chosen(ctx, f, &s, args)
	if err != nil {
		return err
	}
	if !yes {
		if err := a.confirm(fmt.Sprintf("Drop %s for good?", times(len(ids), "entry", "entries"))); err != nil {
			return err
		}
	}
	return a.change(ctx, ids, "dropped", a.bus.DropQuarantined)
}

// change does something to each entry and tells how many it was done to. What
// fails does not keep the others.
func (a *app) change(ctx context.Context, ids []uint64, done string, do func(context.Context, uint64) error) error {
	n := 0
	var failed error
	for _, id := range ids {
		if err := do(ctx, id); err != nil {
			if ctx.Err() != nil || bus.IsEnvironment(err) {
				return fmt.Errorf("after %s %s: %w", times(n, "entry", "entries"), done, err)
			}
			a.tell([]string{err.Error()})
			failed = err
			continue
		}
		n++
	}
	a.tell([]string{times(n, "entry", "entries") + " " + done})
	if failed != nil {
		return fmt.Errorf("%s not; the reasons are above", times(len(ids)-n, "entry was", "entries were"))
	}
	return nil
}

// errNotConfirmed ends a command that was not confirmed.
var errNotConfirmed = errors.New("nothing was changed")

// confirm asks a question that only "yes" answers well.
func (a *app) confirm(question string) error {
	in := a.stdin
	if in == nil {
		if !term.IsTerminal(int(os.Stdin.Fd())) {
			return &usageError{"without a terminal to ask at, -yes is needed"}
		}
		in = os.Stdin
	}
	fmt.Fprintf(a.stderr, "newsq: %s Type yes: ", question)
	answer := ""
	if _, err := fmt.Fscanln(in, &answer); err != nil || answer != "yes" {
		return errNotConfirmed
	}
	return nil
}

// noStream says what to do where a stream is not there.
func (a *app) noStream(s bus.StreamName, err error) error {
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return fmt.Errorf("NATS at %s has no stream %s: start the daemons, or set DATELINE_NATS_PREFIX", a.address, a.bus.Names().Stream(s))
	}
	return err
}

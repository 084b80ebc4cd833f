package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"

	"github.com/dateline-news/dateline/enrich"
	"github.com/dateline-news/dateline/enrich/internal/replay"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/daemon"
)

const replayUsage = `usage: enrichd replay [-from POINT] [-to POINT] [-rate N] [-dry-run]
       enrichd replay -shadow [-o FILE] [-from POINT] [-to POINT] [-rate N] [-dry-run]

Annotates with this version what the articles stream holds already.

Without -shadow it publishes to the enriched stream every article whose
annotations there are older than this version, or are gone from it. Subscribers
and the index take the newer version by themselves. What the running enrichd
have not come to yet is left to them: restart them with this version first,
then replay. Pointers on the mentions stream are not published again.

With -shadow nothing is published: what would be goes to a file, one article a
line, for "enrichd diff" to compare with what the enriched stream holds.

Either may run beside the daemons, on any machine that reaches NATS, and may be
interrupted at any time: called again, it goes on where it was. It pauses, and
says so, where a reader of the streams is so far behind that more would make it
lose messages, while NATS is away, and while the disk of the file is nearly
full. It takes about 0.2 KB of memory for each article in the range.

-from, -to POINT  only articles stored from, or up to, then: a duration before
                  now (36h, 7d), a date (2026-11-02, 2026-11-02T15:04:05Z, in
                  UTC) or a sequence number of the stream, such as 41730.
                  (default: all)
-rate N           at most N articles a second, 0 for no limit. (default 100,
                  so that the index keeps up with the news; with -shadow 0)
-dry-run          count what is to be done, and do nothing
-shadow           write to a file instead of publishing
-o FILE           that file (default shadow-VERSION.ndjson in this folder, with
                  the version of this enrichd). One process a file.

Give it the settings of the daemons: names of one's own are part of the version
(DATELINE_ENRICH_KB_EXTRA). DATELINE_ENRICH_WORKERS says how many articles are
annotated at once. The exit code is 1 where articles could not be annotated;
each is named with the reason.

  enrichd replay -from 7d -shadow     what would this version find?
  enrichd diff                        ... and what is different?
  enrichd replay -from 7d             publish it
`

// publishRate is the default of -rate where articles are published.
const publishRate = 100

// replayRun is "enrichd replay" with its arguments.
type replayRun struct {
	options replay.Options
	shadow  bool
	file    string
}

// parseReplay reads the arguments; help is true where they ask for it.
func parseReplay(args []string, now time.Time) (r replayRun, help bool, err error) {
	flags := flag.NewFlagSet("replay", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	from, to := flags.String("from", "", ""), flags.String("to", "", "")
	rate := flags.Float64("rate", math.NaN(), "")
	flags.BoolVar(&r.options.DryRun, "dry-run", false, "")
	flags.BoolVar(&r.shadow, "shadow", false, "")
	flags.StringVar(&r.file, "o", "", "")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return r, true, nil
	case err != nil:
		return r, false, daemon.Usagef("%v; -h shows how it is called", err)
	case flags.NArg() > 0 && r.shadow:
		return r, false, daemon.Usagef("there is no argument %q; name the file of -shadow with -o", flags.Arg(0))
	case flags.NArg() > 0:
		return r, false, daemon.Usagef("there is no argument %q; -h shows how it is called", flags.Arg(0))
	case r.file != "" && !r.shadow:
		return r, false, daemon.Usagef("-o goes with -shadow; without -shadow the articles are published")
	}
	if r.options.From, err = replay.ParsePoint(*from, now); err != nil {
		return r, false, daemon.Usagef("-from: %v", err)
	}
	if r.options.To, err = replay.ParsePoint(*to, now); err != nil {
		return r, false, daemon.Usagef("-to: %v", err)
	}
	switch {
	case *rate < 0:
		return r, false, daemon.Usagef("-rate is %v: use 0, for no limit, or more", *rate)
	case !math.IsNaN(*rate):
		r.options.Rate = *rate
	case !r.shadow:
		r.options.Rate = publishRate
	}
	return r, false, nil
}

// shadowFile is the default of -o.
func shadowFile(a *enrich.Annotator) string { return "shadow-" + a.Enricher().Version + ".ndjson" }

// replayEvery is how often it is told how far the work is.
const replayEvery = 10 * time.Second

// replayCommand runs "enrichd replay".
func replayCommand(ctx context.Context, p *daemon.Process, cfg enrich.Config, args []string) error {
	r, help, err := parseReplay(args, time.Now())
	if help {
		_, err = io.WriteString(p.Stdout, replayUsage)
	}
	if help || err != nil {
		return err
	}
	annotator, err := enrich.NewAnnotator(cfg)
	if err != nil {
		return err
	}
	if r.file == "" {
		r.file = shadowFile(annotator)
	}
	b, err := p.ReadyBus(ctx)
	if err != nil {
		return err
	}
	r.options.Enricher, r.options.Annotate, r.options.Workers = annotator.Enricher(), annotator.Annotate, cfg.Workers
	return r.run(ctx, b, p.Stdout, p.Stderr)
}

func (r *replayRun) run(ctx context.Context, b *bus.Bus, out, errw io.Writer) error {
	done := "published"
	if r.shadow {
		done = "written"
	}
	r.options.Every = replayEvery
	r.options.Report = func(t replay.Totals) { fmt.Fprintf(errw, "enrichd replay: %s\n", progress(t, done)) }
	r.options.Warn = func(err error) { fmt.Fprintf(errw, "enrichd replay: %v\n", err) }
	fmt.Fprintf(errw, "enrichd replay: reading what %s holds\n", b.Names().Stream(bus.Articles))
	var totals replay.Totals
	var err error
	if r.shadow {
		totals, err = replay.Shadow(ctx, b, r.file, r.options)
	} else {
		totals, err = replay.Publish(ctx, b, r.options)
	}
	if totals.Articles > 0 || err == nil {
		r.summary(out, totals, done)
	}
	switch {
	case err != nil:
		return err
	case totals.Failed > 0:
		return fmt.Errorf("%s of %s articles could not be annotated, see above", count(totals.Failed), count(totals.Due))
	}
	return nil
}

// progress is a line that says how far it is.
func progress(t replay.Totals, done string) string {
	n := t.Done + t.Failed
	s := fmt.Sprintf("%s of %s articles %s (%.0f %%)", count(t.Done), count(t.Due), done, 100*float64(n)/float64(max(t.Due, 1)))
	if t.Failed > 0 {
		s += fmt.Sprintf(", %s failed", count(t.Failed))
	}
	if rate := perSecond(t); rate > 0 {
		left := time.Duration(float64(t.Due-n) / rate * float64(time.Second))
		s += fmt.Sprintf(", %.0f/s, about %s left", rate, left.Round(time.Second))
	}
	if t.Paused != nil {
		s += ", paused: " + t.Paused.Error()
	}
	return s
}

func perSecond(t replay.Totals) float64 {
	if t.Elapsed <= 0 {
		return 0
	}
	return float64(t.Done+t.Failed) / t.Elapsed.Seconds()
}

func (r *replayRun) summary(w io.Writer, t replay.Totals, done string) {
	row := func(name string, n int, what string) {
		if n > 0 {
			fmt.Fprintf(w, "%-11s %10s  %s\n", name, count(n), what)
		}
	}
	fmt.Fprintf(w, "%-11s %10s  in the range, in their last revision\n", "articles", count(t.Articles))
	if r.shadow {
		row("up to date", t.UpToDate, r.file+" had them already")
	} else {
		row("up to date", t.UpToDate, "annotated by this version or a later one")
	}
	row("waiting", t.Waiting, "left to the running enrichd, which annotate them anyway")
	if r.options.DryRun {
		fmt.Fprintf(w, "%-11s %10s  to be annotated by %s %s\n", "due", count(t.Due), r.options.Enricher.Name, r.options.Enricher.Version)
		return
	}
	what := fmt.Sprintf("annotated by %s %s", r.options.Enricher.Name, r.options.Enricher.Version)
	if r.shadow {
		what += ", in " + r.file
	}
	if t.Done > 0 {
		what += fmt.Sprintf(", %.0f/s", perSecond(t))
	}
	fmt.Fprintf(w, "%-11s %10s  %s\n", done, count(t.Done), what)
	row("failed", t.Failed, "named on standard error with the reason")
	row("left", t.Due-t.Done-t.Failed, "not done yet; the same command goes on there")
}

// count writes a number with commas.
func count(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/archive"
	"github.com/dateline-news/dateline/shared/daemon"
)

const loadHelp = `ingestd load [-dry-run] [-rate N] [-from LINE] [-o json] FILE.ndjson

Publishes an archive: one article a line, a JSON object in the form of the
articles stream. FILE may be compressed by gzip; - reads standard input.
Needed are title or text, url (or guid and source.id), and published; id,
source, feed, first_seen and fetched are made of these where they are absent.
first_seen is kept, so that old articles stand where they belong.

What is on the stream already is not published again, so a load that broke
off may be started again from the beginning, or from the line it came to. An
article that has changed becomes a revision if its fetched is later. Bad lines
are named and skipped, and the exit code is 1. While enrichd or indexd is so
far behind that it would lose articles, loading waits for it.

  -dry-run   checks all lines and publishes nothing; needs no NATS
  -rate N    at most N articles a second
  -from N    begins with line N
  -o json    prints the counts as JSON
`

// badShown is how many bad lines are named.
const badShown = 50

// progressEvery is how often progress is told.
const progressEvery = 5 * time.Second

// load runs "ingestd load".
func load(ctx context.Context, t *tool, args []string) error {
	f := daemon.NewFlags(loadHelp)
	dryRun, rate, from := f.Bool("dry-run", false, ""), f.Float64("rate", 0, ""), f.Int("from", 1, "")
	asJSON := f.JSON()
	err := f.Read(args, 1, 1)
	if err != nil {
		return err
	}
	if *rate < 0 || *from < 1 {
		return daemon.Usagef("-rate must not be negative, and lines count from 1")
	}
	in := t.stdin
	if f.Arg(0) != "-" {
		file, err := os.Open(f.Arg(0))
		if err != nil {
			return fmt.Errorf("opening the archive: %w", err)
		}
		defer func() { _ = file.Close() }() // only read
		in = file
	}
	r := reporter{w: t.stderr, started: time.Now(), last: time.Now()}
	o := archive.Options{From: *from, Rate: *rate, DryRun: *dryRun, Bad: r.bad, Waiting: r.waiting, Progress: r.progress}
	var publisher archive.Publisher
	if !*dryRun {
		if publisher, err = t.connect(ctx); err != nil {
			return err
		}
	}
	result, err := archive.Load(ctx, publisher, in, o)
	if asJSON() {
		if err := t.printJSON(result); err != nil {
			return err
		}
	} else {
		t.printf("%s\n", summary(result, *dryRun))
	}
	switch {
	case err != nil:
		r.printf("stopped behind line %d: start again from the beginning or with -from %d\n", result.Lines, result.Lines+1)
		return err
	case result.Bad > 0:
		return fmt.Errorf("bad lines skipped: %d", result.Bad)
	}
	return nil
}

// summary says what was done.
func summary(r archive.Result, dryRun bool) string {
	if dryRun {
		return fmt.Sprintf("%d lines: %d articles, %d bad; nothing was published", r.Lines, r.Good, r.Bad)
	}
	return fmt.Sprintf("%d lines: %d published, %d revised, %d unchanged, %d older than what is there, %d bad", r.Lines, r.Published, r.Revised, r.Unchanged, r.Older, r.Bad)
}

// reporter tells how a load goes, beside its output.
type reporter struct {
	w             io.Writer
	started, last time.Time
	named         int
	holds         bool
}

func (r *reporter) printf(format string, args ...any) { _, _ = fmt.Fprintf(r.w, format, args...) }

func (r *reporter) bad(line int, err error) {
	switch r.named++; {
	case r.named <= badShown:
		r.printf("line %d: %s\n", line, clean(err.Error()))
	case r.named == badShown+1:
		r.printf("more bad lines are counted, not named\n")
	}
}

func (r *reporter) waiting(why error) {
	switch {
	case why == nil:
		r.printf("going on\n")
	case !r.holds:
		r.printf("waiting: %s\n", clean(why.Error()))
	}
	r.holds = why != nil
}

func (r *reporter) progress(result archive.Result) {
	r.holds = false
	if time.Since(r.last) < progressEvery {
		return
	}
	r.last = time.Now()
	r.printf("%s; %.0f a second\n", summary(result, result.Good > 0 && result.Published+result.Revised+result.Unchanged+result.Older == 0), float64(result.Good)/time.Since(r.started).Seconds())
}

package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/dateline-news/dateline/index/internal/keep"
	"github.com/dateline-news/dateline/shared/daemon"
)

const verifyHelp = `usage: indexd verify [-mend] [-o text|json]

Reads the whole index and compares it with the stream of annotated articles:

  files      every byte of every segment against its checksum
  documents  every one can be read, and the revisions of an article fit
             together: each ends where the next begins
  stream     every message that the index has acknowledged is in a document,
             was replaced by a better annotation of the same revision, is in
             quarantine, or belongs to a month that was retired

What is nowhere is a hole. Messages not acknowledged yet are pending: they come
by themselves. Of articles older than the stream nobody can tell whether one is
missing; their number is told. Without NATS the stream is left out, and the
output says so.

  -mend    put right what is wrong: holes are indexed from the stream, torn
           slices made anew, revisions put in order; then verify once more
  -o json  for programs

It works beside a running indexd or standalone, which then does it while it
serves, and on a folder that nobody has open. It takes about 30 bytes of memory
a document. The exit code is 0 where nothing is wrong (any more), else 1.
`

// shown is how many findings of a kind are printed.
const shown = 20

func verify(ctx context.Context, t *tool, args []string) error {
	f := daemon.NewFlags(verifyHelp)
	mend, asJSON := f.Bool("mend", false, ""), f.JSON()
	if err := f.Read(args, 0, 0); err != nil {
		return err
	}
	var r keep.Report
	if err := t.do(ctx, keep.TaskVerify, keep.VerifyArgs{Mend: *mend}, wantStream, &r); err != nil {
		return err
	}
	if asJSON() {
		if err := t.json(&r); err != nil {
			return err
		}
	} else {
		t.printReport(&r)
	}
	switch {
	case r.Problems == 0:
		return nil
	case *mend:
		return fmt.Errorf("problems that could not be mended: %d", r.Problems)
	}
	return fmt.Errorf("problems: %d; indexd verify -mend puts right what it can", r.Problems)
}

func (t *tool) printReport(r *keep.Report) {
	for _, s := range r.Slices {
		state := "sound"
		if s.Damage != "" {
			state = "TORN: " + s.Damage
		}
		t.printf("slice %s  documents %9d  segments %3d  %8.1f MB  %s\n", s.Month, s.Documents, s.Segments, float64(s.Bytes)/1e6, state)
	}
	for _, g := range r.Gaps {
		t.printf("slice %s  TORN since %s, not made anew yet: %s\n", g.Month, g.Since.Format(time.RFC3339), g.Reason)
	}
	if len(r.Retired) > 0 {
		t.printf("retired months: %s\n", strings.Join(r.Retired, ", "))
	}
	t.printf("articles %d, documents %d, with revisions that do not fit together %d\n", r.Articles, r.Documents, r.WrongTotal)
	for i, w := range r.Wrong {
		if i == shown {
			t.printf("  and %d more\n", r.WrongTotal-shown)
			break
		}
		t.printf("  %s in %s: %s\n", w.Article, w.Slice, w.Problem)
	}
	t.printStream(r)
	if m := r.Mended; m != nil {
		t.printf("mended: %d holes, %d articles whose revisions did not fit, %d slices\n", m.Holes, m.Articles, m.Slices)
	}
	if r.Problems == 0 {
		t.printf("nothing is wrong\n")
	}
}

func (t *tool) printStream(r *keep.Report) {
	s := r.Stream
	if s == nil {
		t.printf("the stream was not compared: whether articles are missing is not known\n")
		return
	}
	t.printf("stream %s, sequences %d to %d: %d messages, of them %d indexed, %d replaced, %d pending, %d in quarantine, %d retired, %d holes\n",
		s.Name, s.First, s.Last, s.Messages, s.Indexed, s.Replaced, s.Pending, s.Quarantined, s.Retired, s.HolesTotal)
	for i, h := range s.Holes {
		if i == shown {
			t.printf("  and %d more\n", s.HolesTotal-shown)
			break
		}
		t.printf("  sequence %d, stored %s: article %s, revision %d %s\n", h.Seq, h.Stored.Format(time.RFC3339), h.Article, h.Revision, h.Problem)
	}
	if s.Older > 0 {
		t.printf("%d documents are older than the stream, which begins at %s: whether any is missing beside them is not known\n", s.Older, s.Since.Format(time.RFC3339))
	}
}

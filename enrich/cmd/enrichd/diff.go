package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"

	"github.com/dateline-news/dateline/enrich"
	"github.com/dateline-news/dateline/enrich/internal/compare"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/news"
)

const diffUsage = `usage: enrichd diff [-o text|json] [-top N] [-articles] [FILE]
       enrichd diff [-o text|json] [-top N] [-articles] OLD NEW

Says what two versions of the enricher made of the same articles. FILE is what
"enrichd replay -shadow" wrote (default shadow-VERSION.ndjson in this folder,
with the version of this enrichd); it is compared with what the enriched stream
holds. OLD and NEW are two such files; NATS is not needed then.

Printed are: how much each side found; for each kind of change how often it was
met and in how many articles; and the most frequent changes of each kind, each
with one place where it was met, the words meant in brackets:

  entity gained, lost     named by the new side alone, or by the old one
  entity retyped          another type at the same place
  entity relinked         another id, of the same type, at the same place
  entity renamed          another canonical name
  entity kind, tied       another finer kind; another relation, or another
                          government that a capital or a seat stands for
  mentions changed        both name it, but not at the same places
  quotation gained, lost, moved; speaker changed
  figure gained, lost, changed: counts, money, percentages, dates
  topic, structure (headings, credits, notices) gained, lost
  language changed, dateline changed

-top N       so many of the most frequent changes of each kind (default 10)
-articles    every article that differs, with its changes, before the sum
-o json      one JSON object a line: {"article": ...} for each article that
             differs, with its changes, then {"summary": ...}

Only the same revision of an article is compared; of several annotations of it
the one of the highest version counts. It takes about 0.2 KB of memory for each
article of the new side. The exit code is 0 where there is no difference, 1
where there is one, 2 after an error.
`

// diffOptions is what the arguments of "diff" say.
type diffOptions struct {
	form     string
	top      int
	articles bool
	// old is empty for the stream; file is empty for the default.
	old, file string
}

// parseDiff reads the arguments; help is true where they ask for it.
func parseDiff(args []string) (o diffOptions, help bool, err error) {
	flags := flag.NewFlagSet("diff", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&o.form, "o", formatText, "")
	flags.IntVar(&o.top, "top", 10, "")
	flags.BoolVar(&o.articles, "articles", false, "")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return o, true, nil
	case err != nil:
		return o, false, daemon.Usagef("%v; -h shows how it is called", err)
	case o.form != formatText && o.form != formatJSON:
		return o, false, daemon.Usagef("-o is %q: use %s or %s", o.form, formatText, formatJSON)
	case o.top < 0:
		return o, false, daemon.Usagef("-top is %d: use 0 or more", o.top)
	}
	switch flags.NArg() {
	case 0:
	case 1:
		o.file = flags.Arg(0)
	case 2:
		o.old, o.file = flags.Arg(0), flags.Arg(1)
	default:
		return o, false, daemon.Usagef("it takes at most two files; flags stand before them")
	}
	return o, false, nil
}

// diffCommand runs "enrichd diff". Every error but that of a difference is one
// of usage to the frame, whose exit code for those is 2.
func diffCommand(ctx context.Context, p *daemon.Process, cfg enrich.Config, args []string) error {
	o, help, err := parseDiff(args)
	if help {
		_, err = io.WriteString(p.Stdout, diffUsage)
	}
	if help || err != nil {
		return err
	}
	if o.file == "" {
		annotator, err := enrich.NewAnnotator(cfg)
		if err != nil {
			return daemon.Usagef("%v", err)
		}
		o.file = shadowFile(annotator)
	}
	differ, err := o.run(ctx, p.ReadyBus, p.Stdout)
	if err != nil {
		return daemon.Usagef("%v", err)
	}
	return differ
}

// run compares and prints. It returns a difference apart from other errors.
func (o *diffOptions) run(ctx context.Context, connect func(context.Context) (*bus.Bus, error), out io.Writer) (differ, err error) {
	now, err := compare.OpenFile(o.file)
	if err != nil {
		return nil, fmt.Errorf("%w; enrichd replay -shadow writes it", err)
	}
	defer func() { _ = now.Close() }()
	var old compare.Source
	if o.old == "" {
		b, err := connect(ctx)
		if err != nil {
			return nil, err
		}
		old = compare.Stream{Bus: b}
	} else {
		f, err := compare.OpenFile(o.old)
		if err != nil {
			return nil, err
		}
		defer func() { _ = f.Close() }()
		old = f
	}
	w := bufio.NewWriter(out)
	report := newReport(w, o.form)
	options := compare.Options{Top: o.top}
	if o.articles || o.form == formatJSON {
		options.Each = report.article
	}
	summary, err := compare.Run(ctx, old, now, options)
	if err == nil {
		err = report.summary(old.Name(), now.Name(), summary)
	}
	if flushed := w.Flush(); err == nil {
		err = flushed
	}
	if err == nil && summary.Differ > 0 {
		differ = fmt.Errorf("%s of %s articles differ", count(summary.Differ), count(summary.Compared))
	}
	return differ, err
}

// report prints what "diff" finds.
type report struct {
	article func(old, now *news.Article, changes []compare.Change) error
	summary func(old, now string, s compare.Summary) error
}

func newReport(w *bufio.Writer, form string) report {
	if form == formatText {
		t := diffText{w}
		return report{t.article, t.summary}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	type article struct {
		Article  string           `json:"article"`
		Revision int              `json:"revision"`
		Source   string           `json:"source"`
		Language string           `json:"language"`
		Title    string           `json:"title"`
		Changes  []compare.Change `json:"changes"`
	}
	type sum struct {
		Summary compare.Summary `json:"summary"`
	}
	return report{
		func(_, now *news.Article, changes []compare.Change) error {
			return enc.Encode(article{now.ID, now.Revision, now.Source.ID, now.Annotations.Language.Code, now.Title, changes})
		},
		func(_, _ string, s compare.Summary) error { return enc.Encode(sum{s}) },
	}
}

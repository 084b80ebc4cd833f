package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/dateline-news/dateline/enrich"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/news"
)

const explainUsage = `usage: enrichd explain [-o json] [-lang CODE] [-published DATE] ID | TEXT... | -

Annotates one article and says why: for each entity the names under which it
is mentioned, what found them, which entries of the knowledge base they may
mean with the points for and against each, which rule decided, and the parts
of salience and confidence; then the names that were left out.

An article id (26 letters and digits) is looked up on the stream of articles,
with the settings DATELINE_NATS_*. Other words are a text to annotate; "-"
reads one from standard input, its first line the title. CODE (ISO 639-1) is
the language expected of a text, DATE ("2016-12-29") the day it appeared.
`

// finder finds the newest revision of an article.
type finder func(ctx context.Context, id string) (*news.Article, error)

// streamed finds articles on the stream.
func streamed(p *daemon.Process) finder {
	return func(ctx context.Context, id string) (*news.Article, error) {
		b, err := p.ReadyBus(ctx)
		if err != nil {
			return nil, err
		}
		return recorded(b)(ctx, id)
	}
}

// recorded finds articles by a connected bus.
func recorded(b *bus.Bus) finder {
	return func(ctx context.Context, id string) (*news.Article, error) {
		a, _, err := b.FindRecord(ctx, id)
		if errors.Is(err, bus.ErrNotFound) {
			return nil, fmt.Errorf("%s does not hold article %s: it was never published or is older than the stream", b.Names().Stream(bus.Articles), id)
		}
		return a, err
	}
}

// explain runs "enrichd explain".
func explain(ctx context.Context, cfg enrich.Config, args []string, find finder, in io.Reader, out io.Writer) error {
	flags := flag.NewFlagSet("explain", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	form := flags.String("o", formatText, "")
	language := flags.String("lang", "", "")
	published := flags.String("published", "", "")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		_, err := io.WriteString(out, explainUsage)
		return err
	case err != nil:
		return daemon.Usagef("explain: %v", err)
	case flags.NArg() == 0:
		return daemon.Usagef(`explain needs an article id, a text, or "-" for standard input`)
	case *form != formatText && *form != formatJSON:
		return daemon.Usagef("-o is %q: use %s or %s", *form, formatText, formatJSON)
	}
	article, err := explained(ctx, flags.Args(), *language, find, in)
	if err != nil {
		return err
	}
	if *published != "" {
		if article.Published, err = time.Parse(time.DateOnly, *published); err != nil {
			return daemon.Usagef("-published is %q: use a date such as 2016-12-29", *published)
		}
	}
	annotator, err := enrich.NewAnnotator(cfg)
	if err != nil {
		return err
	}
	x := annotator.Explain(article)
	w := bufio.NewWriter(out)
	if *form == formatJSON {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		err = enc.Encode(x)
	} else {
		printExplanation(w, article, x)
	}
	if flushed := w.Flush(); err == nil {
		err = flushed
	}
	return err
}

// explained returns the article that the arguments mean.
func explained(ctx context.Context, args []string, language string, find finder, in io.Reader) (*news.Article, error) {
	switch {
	case len(args) == 1 && args[0] == "-":
		return (&reader{in: in, language: language}).file("-")
	case len(args) == 1 && news.ValidID(args[0]):
		return find(ctx, args[0])
	}
	a := &news.Article{Text: strings.Join(args, " ")}
	a.Source.Language = language
	return a, nil
}

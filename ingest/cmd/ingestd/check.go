package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/dateline-news/dateline/ingest"
	"github.com/dateline-news/dateline/ingest/internal/registry"
	"github.com/dateline-news/dateline/shared/news"
)

const checkHelp = `ingestd feeds check [-o json] [-n N] URL [NAME=VALUE ...]

Fetches a feed or a news sitemap as ingestd would, a second time with the
validators it was given, and prints what came, what would be published of it,
and a list of verdicts with remedies: bad (not published), hint, good. It needs
no NATS and changes nothing. NAME=VALUE are settings, see "feeds set -h". The
exit code is 1 when nothing could be published.

  -n N     prints the newest N articles (5; 0 for all)
  -o json  prints everything as JSON
`

// checkFeed runs "ingestd feeds check".
func checkFeed(ctx context.Context, t *tool, args []string) error {
	f := newFlags("check", checkHelp)
	most := f.Int("n", 5, "")
	asJSON := f.json()
	if err := f.parse(args, 1, -1); err != nil {
		return err
	}
	address, err := registry.CheckAddress(f.Arg(0))
	if err != nil {
		return err
	}
	settings := registry.Settings{URL: address}
	for _, assignment := range f.rest[1:] {
		if err := settings.Set(assignment); err != nil {
			return err
		}
	}
	x, err := ingest.Examine(ctx, t.config, ingest.Deps{Allow: t.allow}, settings)
	if asJSON() {
		return cmp.Or(t.printJSON(x), err)
	}
	t.printExamination(&x, *most)
	return err
}

func (t *tool) printExamination(x *ingest.Examination, most int) {
	line := func(name, format string, args ...any) { t.printf("%-13s %s\n", name, fmt.Sprintf(format, args...)) }
	if x.Location != "" {
		line("status", "%d from %s in %s, %d bytes (%d as sent)", x.Status, clean(x.Location), x.Elapsed.Round(time.Millisecond), x.Bytes, x.WireBytes)
		for _, via := range x.Via {
			line("redirected", "by %s", clean(via))
		}
		line("type", "%s", orNone(x.ContentType))
		line("validators", "ETag %s, Last-Modified %s; asked with them: %s", orNone(x.ETag), orNone(x.LastModified), cmp.Or(string(x.Conditional), "not tried"))
	}
	if x.FreshFrom != "" {
		line("fresh", "%s by %s", x.Fresh, x.FreshFrom)
	}
	if x.Broken != "" {
		line("transfer", "broken: %s", clean(x.Broken))
	}
	if x.Format != "" {
		t.printContent(x, line)
		t.printArticles(x.Articles, most)
	}
	if len(x.Verdicts) > 0 {
		t.printf("\n")
	}
	for _, v := range x.Verdicts {
		line(string(v.Level), "%s", clean(v.Words))
		if v.Remedy != "" {
			line("", "→ %s", clean(v.Remedy))
		}
	}
}

func (t *tool) printContent(x *ingest.Examination, line func(name, format string, args ...any)) {
	line("format", "%s in %s", clean(x.Format), x.Charset)
	line("feed", "%s, %s, language %s", orNone(x.Title), orNone(x.Link), orNone(x.Language))
	if x.TTL > 0 {
		line("ttl", "%s", x.TTL)
	}
	if x.Hub != "" {
		line("hub", "%s for %s", clean(x.Hub), orNone(x.Self))
	}
	line("items", "%d: %d would be published, %d dropped, %d repeated", x.Items, len(x.Articles), len(x.Dropped), x.Repeated)
	line("they have", "%d a GUID, %d a date, %d their text, %d a summary only", x.GUIDs, x.Dated, x.Full, x.Summaries)
	if x.Dated > 1 && x.Newest.After(x.Oldest) {
		line("rhythm", "%d dated items from %s to %s, one in %s on average", x.Dated, x.Oldest.Format(time.DateOnly), x.Newest.Format(time.DateOnly), ago(x.Newest.Sub(x.Oldest)/time.Duration(x.Dated-1)))
	}
	if x.Robots != "" {
		line("pages", "%s", clean(x.Robots))
	}
	for _, d := range x.Dropped {
		line("dropped", "%s", clean(d))
	}
}

// printArticles prints the newest articles, the newest first.
func (t *tool) printArticles(articles []*news.Article, most int) {
	for i, a := range slices.Backward(articles) {
		if shown := len(articles) - 1 - i; most > 0 && shown == most {
			t.printf("\n… and %d more (-n 0 prints all)\n", i+1)
			return
		}
		printArticle(t, a)
	}
}

func printArticle(t *tool, a *news.Article) {
	t.printf("\n%s\n", cmp.Or(clean(a.Title), "(no title)"))
	date := a.Published.Format("2006-01-02 15:04 MST")
	if a.PublishedRaw != "" {
		date += fmt.Sprintf(" (the feed says %q)", clean(a.PublishedRaw))
	}
	t.printf("  id %s  source %s  %s\n", a.ID, a.Source.ID, date)
	t.printf("  %s\n", orNone(a.URL))
	if a.GUID != "" && a.GUID != a.URL {
		t.printf("  guid %s\n", clean(a.GUID))
	}
	t.printf("  text from %s, %d characters: %s\n", a.TextFrom, utf8.RuneCountInString(a.Text), short(clean(a.Text), 120))
}

// orNone makes a value from outside safe to print.
func orNone(s string) string { return cmp.Or(clean(s), "none") }

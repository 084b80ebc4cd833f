package main

import (
	"cmp"
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/dateline-news/dateline/ingest"
	"github.com/dateline-news/dateline/shared/news"
)

const checkHelp = `ingestd feeds check URL

Fetches a feed once and prints what would be made of it. It needs no NATS.
`

func checkFeed(ctx context.Context, t *tool, args []string) error {
	f := newFlags("check", checkHelp)
	if err := f.parse(args, 1, 1); err != nil {
		return err
	}
	address := f.Arg(0)
	x, err := ingest.Examine(ctx, t.config, ingest.Deps{Allow: t.allow}, address)
	if x.Status != 0 {
		t.printf("status        %d from %s in %s, %d bytes (%d as sent)\n", x.Status, clean(x.Location), x.Elapsed.Round(time.Millisecond), x.Bytes, x.WireBytes)
		t.printf("type          %s\n", orNone(x.ContentType))
		t.printf("validators    ETag %s, Last-Modified %s\n", orNone(x.ETag), orNone(x.LastModified))
	}
	if x.FreshFrom != "" {
		t.printf("fresh         %s by %s\n", x.Fresh, x.FreshFrom)
	}
	if x.Broken != nil {
		t.printf("transfer      broken: %v\n", x.Broken)
	}
	if err != nil {
		return err
	}
	t.printf("format        %s in %s\n", clean(x.Format), x.Charset)
	t.printf("feed          %s, %s, language %s\n", orNone(x.Title), orNone(x.Link), orNone(x.Language))
	if x.TTL > 0 {
		t.printf("ttl           %s\n", x.TTL)
	}
	t.printf("items         %d: %d would be published, %d dropped, %d repeated\n", x.Items, len(x.Articles), len(x.Dropped), x.Repeated)
	if x.UnreliableGUIDs {
		t.printf("GUIDs         repeated too often to be believed; links and titles tell the items apart\n")
	}
	if span := rhythmOf(x.Articles); span != "" {
		t.printf("rhythm        %s\n", span)
	}
	for _, o := range x.Oddities {
		t.printf("oddity        %s\n", clean(o))
	}
	for _, d := range x.Dropped {
		t.printf("dropped       %s\n", clean(d))
	}
	for _, a := range x.Articles {
		printArticle(t, a)
	}
	return nil
}

func printArticle(t *tool, a *news.Article) {
	t.printf("\n%s\n", clean(a.Title))
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

// rhythmOf says how often the feed publishes, as far as its items tell.
func rhythmOf(articles []*news.Article) string {
	var first, last time.Time
	n := 0
	for _, a := range articles {
		if a.Published.Equal(a.FirstSeen) {
			continue // no date of its own
		}
		n++
		if first.IsZero() || a.Published.Before(first) {
			first = a.Published
		}
		if a.Published.After(last) {
			last = a.Published
		}
	}
	if n < 2 || !last.After(first) {
		return ""
	}
	return fmt.Sprintf("%d dated items from %s to %s, one in %s on average", n, first.Format(time.DateOnly), last.Format(time.DateOnly), ago(last.Sub(first)/time.Duration(n-1)))
}

// orNone makes a value from outside safe to print.
func orNone(s string) string { return cmp.Or(clean(s), "none") }

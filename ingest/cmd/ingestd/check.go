package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/dateline-news/dateline/ingest"
	"github.com/dateline-news/dateline/ingest/internal/registry"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/news"
)

const checkHelp = `ingestd feeds check [-o json] [-n N] URL [NAME=VALUE ...]

Fetches a feed or a news sitemap as ingestd would, a second time with the
validators it was given, and, where article pages would be fetched, those of
the newest two articles. It prints what came, what would be published of it,
and a list of verdicts with remedies: bad (not published), hint, good. It needs
no NATS and changes nothing. NAME=VALUE are settings, see "feeds set -h". The
exit code is 1 when nothing could be published.

  -n N     prints the newest N articles (5; 0 for all)
  -o json  prints everything as JSON
`

// checkFeed runs "ingestd feeds check".
func checkFeed(ctx context.Context, t *tool, args []string) error {
	f := daemon.NewFlags(checkHelp)
	most := f.Int("n", 5, "")
	asJSON := f.JSON()
	if err := f.Read(args, 1, -1); err != nil {
		return err
	}
	address, err := registry.CheckAddress(f.Arg(0))
	if err != nil {
		return err
	}
	settings := registry.Settings{URL: address}
	for _, assignment := range f.Args()[1:] {
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
	if x.Location == "" && x.Status != 0 {
		line("status", "%d from %s", x.Status, clean(x.Address))
	}
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
	line("they have", "%d a GUID, %d a date, %d their text, %d a summary only, %d neither", x.GUIDs, x.Dated, x.Full, x.Summaries, x.Items-x.Full-x.Summaries)
	if x.Dated > 1 && x.Newest.After(x.Oldest) {
		const minute = "2006-01-02 15:04"
		line("rhythm", "%d dated items from %s to %s UTC, one in %s on average", x.Dated, x.Oldest.Format(minute), x.Newest.Format(minute), ago(x.Newest.Sub(x.Oldest)/time.Duration(x.Dated-1)))
	}
	if x.Wait > 0 {
		line("next poll", "in %s: %s", ago(x.Wait), clean(x.Reason))
	}
	t.printPages(x, line)
	for _, d := range x.Dropped {
		line("dropped", "%s", clean(d))
	}
}

// printPages prints what came of the article pages.
func (t *tool) printPages(x *ingest.Examination, line func(name, format string, args ...any)) {
	if x.PagesWanted == 0 {
		if x.Full == x.Items {
			line("pages", "not needed: the feed carries its texts")
		} else {
			line("pages", "none would be fetched: full_text or DATELINE_INGEST_FULL_TEXT says never")
		}
		return
	}
	line("pages", "would be fetched for %d articles; tried here: %d", x.PagesWanted, len(x.Pages))
	for i := range x.Pages {
		v := &x.Pages[i]
		status := "not asked for"
		if v.Status != 0 {
			status = fmt.Sprint("status ", v.Status)
		} else if v.Robots == "allowed" {
			status = "no answer"
		}
		line("page", "%s", clean(cmp.Or(v.Location, v.URL)))
		line("", "robots.txt: %s; %s in %s", clean(v.Robots), status, v.Elapsed.Round(time.Millisecond))
		winner := fmt.Sprintf("the %s's text is taken", v.Winner)
		if v.Why != "" {
			winner += ": " + clean(v.Why)
		}
		line("", "the feed has %d characters, the page %d; %s", v.FeedChars, v.PageChars, winner)
		if v.PageChars == 0 {
			continue
		}
		published := "none"
		if !v.Published.IsZero() {
			published = v.Published.Format("2006-01-02 15:04 MST")
		}
		line("", "title %s; by %s; date %s; paywall %s", orNone(short(v.Title, 80)), orNone(strings.Join(v.Authors, ", ")), published, yesNo(v.Paywall))
	}
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
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

package ingest_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/dateline-news/dateline/ingest"
	"github.com/dateline-news/dateline/shared/news"
)

// pageOf is an article page of a site: navigation, a story, a footer.
const pageOf = `<!doctype html><html lang="en"><head><title>Story %[1]s</title><link rel="canonical" href="http://harbour.example/%[1]s"></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Story %[1]s</h1>
<p>Text %[1]s. The ferry left the harbour at dawn with forty passengers and a crew of six, an hour later than planned, because the fog would not lift.</p>
<p>By noon the wind had turned, and the captain told the coast guard by radio that he would wait behind the island until the sea was calmer.</p>
<p>Nobody was hurt. The passengers were given soup and blankets, and the last of them went ashore shortly before midnight, the company said.</p>
</article><footer>About us</footer></body></html>`

// TestPages: items that have a summary only are published once, with the text
// of their page, or with the summary where robots.txt or the site keeps it.
func TestPages(t *testing.T) {
	w := newWorld(t)
	w.outlets.serve("harbour.example", func(rw http.ResponseWriter, r *http.Request) {
		switch number := strings.TrimPrefix(r.URL.Path, "/"); number {
		case "feed.xml":
			_, _ = io.WriteString(rw, rss("harbour.example", 4, ""))
		case "robots.txt":
			_, _ = io.WriteString(rw, "User-agent: *\nDisallow: /3\n")
		case "1", "2", "3":
			rw.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = fmt.Fprintf(rw, pageOf, number)
		default:
			http.NotFound(rw, r)
		}
	})
	w.add("harbour.example")
	w.start(func(c *ingest.Config) { c.FullText = "auto" })
	w.wantArticles("harbour_example", 4)
	for _, a := range w.articles("harbour_example") {
		number := strings.TrimPrefix(a.Title, "Story ")
		wantPage := number == "1" || number == "2"
		switch {
		case a.Revision != 1:
			t.Errorf("%s has revision %d", a.Title, a.Revision)
		case wantPage && (a.TextFrom != news.TextFromPage || !strings.Contains(a.Text, "soup and blankets") || strings.Contains(a.Text, "About us") || a.Summary != "Text "+number+"."):
			t.Errorf("%s: text from %s, summary %q: %s", a.Title, a.TextFrom, a.Summary, a.Text)
		case !wantPage && (a.TextFrom != news.TextFromSummary || a.Text != "Text "+number+"."):
			t.Errorf("%s: text from %s: %s", a.Title, a.TextFrom, a.Text)
		}
	}
}

// TestSecretMissing: a feed whose password cannot be read is not asked, and
// says why.
func TestSecretMissing(t *testing.T) {
	w := newWorld(t)
	w.outlets.text("locked.example", rss("locked.example", 1, ""))
	w.add("locked.example")
	id := news.FeedID(address("locked.example"))
	w.set("locked.example", `"user":"desk","secret":"env:DATELINE_TEST_UNSET"`)
	w.start(nil)
	w.until("the reason", func() error {
		timer, err := w.bus.Feeds().Timer(t.Context(), id)
		if err != nil {
			return err
		}
		if !strings.Contains(string(timer.Data), "DATELINE_TEST_UNSET is not set") {
			return errors.New("not given")
		}
		return nil
	})
	if n := w.outlets.count("locked.example"); n > 0 {
		t.Errorf("the feed was asked %d times", n)
	}
}

// set adds members to the JSON of a feed's settings.
func (w *world) set(host, members string) {
	w.t.Helper()
	id := news.FeedID(address(host))
	record, err := w.bus.Feeds().Settings(w.t.Context(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	data := strings.Replace(string(record.Data), "{", "{"+members+",", 1)
	if _, err := w.bus.Feeds().PutSettings(w.t.Context(), id, []byte(data), record.Seq); err != nil {
		w.t.Fatal(err)
	}
}

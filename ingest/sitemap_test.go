package ingest_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/dateline-news/dateline/ingest"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

// newsMap is a news sitemap with the stories from to to.
func newsMap(from, to int) string {
	var b strings.Builder
	b.WriteString("<urlset>")
	for i := from; i <= to; i++ {
		fmt.Fprintf(&b, "<url><loc>/%d</loc><news:news><news:title>Story %d</news:title></news:news></url>", i, i)
	}
	return b.String() + "</urlset>"
}

// An index of sitemaps says nothing of what is new in them. Those that are as
// they were are not sent again, and their stories are not forgotten.
func TestSitemapIndex(t *testing.T) {
	w := newWorld(t)
	var stories, sent, spared atomic.Int32
	w.outlets.serve("maps.example", func(rw http.ResponseWriter, r *http.Request) {
		tag, body := `"v1"`, "<sitemapindex><sitemap><loc>/news-old.xml</loc></sitemap><sitemap><loc>/news.xml</loc></sitemap></sitemapindex>"
		switch r.URL.Path {
		case "/news-old.xml":
			body = newsMap(101, 103)
		case "/news.xml":
			tag, body = strconv.Quote(fmt.Sprint(stories.Load())), newsMap(1, int(stories.Load()))
		}
		rw.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			spared.Add(1)
			rw.WriteHeader(http.StatusNotModified)
			return
		}
		sent.Add(1)
		_, _ = io.WriteString(rw, body)
	})
	w.add("maps.example")
	stories.Store(1)
	w.start(nil)
	for n := int32(1); n <= 3; n++ {
		stories.Store(n)
		if n > 1 {
			w.again("maps.example")
		}
		w.wantArticles("maps_example", 3+int(n))
		w.polls("maps.example", 3*int(n))
	}
	// The index each time, the one sitemap once, the other when it changed.
	if sent.Load() != 3+1+3 || spared.Load() != 2 {
		t.Errorf("%d documents were sent and %d spared", sent.Load(), spared.Load())
	}
	timer, err := w.bus.Feeds().Timer(t.Context(), news.FeedID(address("maps.example")))
	if err != nil || !strings.Contains(string(timer.Data), "6 items: 1 new, 0 revised, 5 unchanged") {
		t.Errorf("%s, %v", timer.Data, err)
	}
}

// TestSitemapPages: what a news sitemap lists is published once, with the text
// of its page, or by its title alone where the page cannot be had.
func TestSitemapPages(t *testing.T) {
	w := newWorld(t)
	w.outlets.serve("harbour.example", func(rw http.ResponseWriter, r *http.Request) {
		switch number := strings.TrimPrefix(r.URL.Path, "/"); number {
		case "feed.xml":
			_, _ = io.WriteString(rw, newsMap(1, 10))
		case "robots.txt":
			_, _ = io.WriteString(rw, "User-agent: *\nDisallow: /3\n")
		case "1", "2", "3", "7", "8", "9", "10":
			rw.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = fmt.Fprintf(rw, pageOf, number)
		case "4":
			rw.WriteHeader(http.StatusServiceUnavailable)
		case "5":
			http.Redirect(rw, r, "/", http.StatusFound)
		default:
			http.NotFound(rw, r)
		}
	})
	w.add("harbour.example")
	w.start(func(c *ingest.Config) { c.FullText = "auto" })
	w.wantArticles("harbour_example", 9)
	// The one that may come is waited for in two more polls.
	for n := 2; n <= 3; n++ {
		w.again("harbour.example")
		w.until(fmt.Sprint("poll ", n), func() error {
			timer, err := w.bus.Feeds().Timer(t.Context(), news.FeedID(address("harbour.example")))
			if err != nil {
				return err
			}
			want := "0 new, 0 revised, 9 unchanged, 1 waiting for their pages"
			if n == 3 {
				want = "1 new, 0 revised, 9 unchanged"
			}
			if !strings.Contains(string(timer.Data), want) {
				return errors.New(string(timer.Data))
			}
			return nil
		})
	}
	w.wantArticles("harbour_example", 10)
	for _, a := range w.articles("harbour_example") {
		number, _ := strconv.Atoi(strings.TrimPrefix(a.Title, "Story "))
		wantPage := number < 3 || number > 6
		switch {
		case a.Revision != 1:
			t.Errorf("%s has revision %d", a.Title, a.Revision)
		case wantPage && (a.TextFrom != news.TextFromPage || !strings.Contains(a.Text, "soup and blankets")):
			t.Errorf("%s: text from %s: %s", a.Title, a.TextFrom, a.Text)
		case !wantPage && (a.TextFrom != news.TextFromNone || a.Text != "" || a.Summary != ""):
			t.Errorf("%s: text from %s: %s", a.Title, a.TextFrom, a.Text)
		}
	}
	if n := w.dropped(); n > 0 {
		t.Errorf("%d items were dropped", n)
	}
}

// dropped counts the events of items that were dropped.
func (w *world) dropped() int {
	w.t.Helper()
	n := 0
	err := w.bus.ScanAll(w.t.Context(), bus.Events, w.bus.Names().EventsOf(news.EventDropped), func(bus.Scanned) bool { n++; return true })
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

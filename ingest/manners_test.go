package ingest_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/dateline-news/dateline/ingest"
	"github.com/dateline-news/dateline/shared/news"
)

// TestMove: an address that redirects for good for three polls is replaced,
// the feed keeps its id, and headers for the former site go no further.
func TestMove(t *testing.T) {
	w := newWorld(t)
	w.outlets.text("new.example", rss("new.example", 3, ""))
	w.outlets.serve("old.example", func(rw http.ResponseWriter, r *http.Request) {
		http.Redirect(rw, r, address("new.example"), http.StatusMovedPermanently)
	})
	w.add("old.example")
	w.set("old.example", `"headers":{"X-Key":"7"}`)
	w.start(nil)
	id := news.FeedID(address("old.example"))
	for n := 1; n <= 4; n++ {
		w.until(fmt.Sprint("poll ", n), func() error {
			timer, err := w.bus.Feeds().Timer(t.Context(), id)
			if err != nil || w.outlets.count("new.example") < n || !strings.Contains(string(timer.Data), `"polled"`) {
				return fmt.Errorf("%d polls, %w", w.outlets.count("new.example"), errors.Join(err))
			}
			return nil
		})
		w.again("old.example")
	}
	w.until("the new address", func() error {
		record, err := w.bus.Feeds().Settings(t.Context(), id)
		if err != nil {
			return err
		}
		var s struct {
			URL     string
			Headers map[string]string
		}
		if err := json.Unmarshal(record.Data, &s); err != nil || s.URL != address("new.example") || s.Headers != nil {
			return fmt.Errorf("the address is %q with headers %q, %w", s.URL, s.Headers, errors.Join(err))
		}
		return nil
	})
	if n := w.outlets.count("old.example"); n != 3 && n != 4 {
		t.Errorf("the old address was asked %d times", n)
	}
}

// TestHostWaits: when several feeds of a host are told to wait, the others
// are not asked either.
func TestHostWaits(t *testing.T) {
	w := newWorld(t)
	w.outlets.serve("busy.example", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Retry-After", "3600")
		rw.WriteHeader(http.StatusTooManyRequests)
	})
	var opml strings.Builder
	opml.WriteString(`<opml version="2.0"><body>`)
	const feeds = 8
	for n := range feeds {
		fmt.Fprintf(&opml, `<outline type="rss" xmlUrl="http://busy.example/%d.xml"/>`, n)
	}
	opml.WriteString(`</body></opml>`)
	if _, err := ingest.AddFeeds(t.Context(), w.bus, strings.NewReader(opml.String())); err != nil {
		t.Fatal(err)
	}
	w.start(nil)
	w.until("all feeds to have their turn", func() error {
		timers, err := w.bus.Feeds().AllTimers(t.Context())
		if err != nil {
			return err
		}
		told, waiting := 0, 0
		for _, timer := range timers {
			switch body := string(timer.Data); {
			case strings.Contains(body, "of this host were told to wait"):
				waiting++
			case strings.Contains(body, "rate_limit"):
				told++
			}
		}
		if told+waiting != feeds || waiting == 0 {
			return fmt.Errorf("%d told to wait, %d wait for the host", told, waiting)
		}
		return nil
	})
	if n := w.outlets.count("busy.example"); n >= feeds {
		t.Errorf("the host was asked %d times, want 3 or a few more", n)
	}
}

// TestPageInPlaceOfFeed: the feeds that the page names are reported and not
// followed.
func TestPageInPlaceOfFeed(t *testing.T) {
	w := newWorld(t)
	w.outlets.text("page.example", `<!DOCTYPE html><html><head><title>Welcome</title><link rel="alternate" type="application/rss+xml" href="http://named.example/rss"></head><body><p>Hello.</p></body></html>`)
	w.add("page.example")
	w.start(nil)
	w.until("the finding", func() error {
		timer, err := w.bus.Feeds().Timer(t.Context(), news.FeedID(address("page.example")))
		if err != nil || !strings.Contains(string(timer.Data), "an HTML page, not a feed; it names as feeds: http://named.example/rss") {
			return fmt.Errorf("%s %w", timer.Data, errors.Join(err))
		}
		return nil
	})
	if n := w.outlets.count("named.example"); n != 0 {
		t.Errorf("the named feed was asked %d times", n)
	}
}

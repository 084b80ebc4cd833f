package poll_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/feed"
	"github.com/dateline-news/dateline/ingest/internal/poll"
	"github.com/dateline-news/dateline/ingest/internal/registry"
	"github.com/dateline-news/dateline/shared/news"
)

// withPages is a reader that fetches pages; had merges them.
func withPages(t *testing.T) *reader {
	r := newReader(t)
	r.config.Pages, r.config.RevisionMin = true, 0
	r.pages = had
	return r
}

func had(a *news.Article) poll.PageResult {
	a.Text, a.TextFrom = "The whole text of "+a.Title+".", news.TextFromPage
	return poll.PageHad
}

func never(*news.Article) poll.PageResult  { return poll.PageNever }
func notNow(*news.Article) poll.PageResult { return poll.PageNotNow }

// record returns the article of item n.
func (r *reader) record(n int) *news.Article {
	r.t.Helper()
	a := r.records[mustID(r.t, item(n).Link)]
	if a == nil {
		r.t.Fatalf("item %d is not published", n)
	}
	return a
}

func TestPages(t *testing.T) {
	edited := func(it *feed.Item) { it.Title += ", corrected" }
	full := with(item(2), func(it *feed.Item) { it.TextFrom = news.TextFromContent })

	t.Run("published once, with its page", func(t *testing.T) {
		r := withPages(t)
		r.want("first", r.poll(item(1), full), "published:Story 1", "published:Story 2")
		if got := r.record(1).Text; got != "The whole text of Story 1." {
			t.Errorf("text %q", got)
		}
		if got := r.record(2).TextFrom; got != news.TextFromContent {
			t.Errorf("the page of a full text was fetched: %s", got)
		}
		r.want("same", r.poll(item(1), full))
		r.want("edited", r.poll(with(item(1), edited), full), "revised:Story 1, corrected")
		if got := r.record(1).TextFrom; got != news.TextFromPage {
			t.Errorf("the revision is from the %s", got)
		}
	})
	t.Run("always and never", func(t *testing.T) {
		r := withPages(t)
		r.settings.FullText = registry.FullTextAlways
		r.poll(full)
		if got := r.record(2).TextFrom; got != news.TextFromPage {
			t.Errorf("always: from %s", got)
		}
		r.settings.FullText = registry.FullTextNever
		r.poll(item(1), full)
		if got := r.record(1).TextFrom; got != news.TextFromSummary {
			t.Errorf("never: from %s", got)
		}
	})
	t.Run("failed for good", func(t *testing.T) {
		r := withPages(t)
		r.pages = never
		r.want("first", r.poll(item(1)), "published:Story 1")
		r.pages = had
		r.now = r.now.AddDate(0, 0, 3)
		r.want("later", r.poll(item(1)))
	})
	t.Run("failed for now, then had", func(t *testing.T) {
		r := withPages(t)
		r.pages = notNow
		r.want("first", r.poll(item(1)), "waiting:Story 1")
		if r.wake.ETag != "" || r.wake.Body != "" || r.end.Waiting != 1 || r.wake.Next.Sub(r.wake.Polled) > 3*time.Minute {
			t.Errorf("waiting %d, next %s, %+v", r.end.Waiting, r.wake.Next.Sub(r.wake.Polled), r.wake)
		}
		r.pages = had
		r.want("second", r.poll(item(1)), "published:Story 1")
		r.want("third", r.poll(item(1)))
		if r.wake.ETag == "" {
			t.Error("no validators though nothing waits")
		}
	})
	t.Run("failed for now thrice, had later", func(t *testing.T) {
		r := withPages(t)
		r.pages = notNow
		for i, want := range []string{"waiting:Story 1", "waiting:Story 1", "published:Story 1"} {
			r.want(fmt.Sprint(i), r.poll(item(1)), want)
		}
		r.pages = had
		r.want("soon after", r.poll(item(1)))
		r.now = r.now.Add(time.Hour)
		r.want("later", r.poll(item(1)), "revised:Story 1")
		if a := r.record(1); a.Reason != news.ReasonFulltext || a.TextFrom != news.TextFromPage {
			t.Errorf("reason %q, text from %s", a.Reason, a.TextFrom)
		}
		r.want("same", r.poll(item(1)))
	})
	t.Run("never had", func(t *testing.T) {
		r := withPages(t)
		asked := 0
		r.pages = func(*news.Article) poll.PageResult { asked++; return poll.PageNotNow }
		for range 30 {
			r.poll(item(1))
			r.now = r.now.Add(3 * time.Hour)
		}
		if asked != 6 {
			t.Errorf("asked %d times, want 6", asked)
		}
	})
	t.Run("what stands low does not wait", func(t *testing.T) {
		r := withPages(t)
		r.pages = notNow
		r.want("first", r.poll(item(2), item(1)), "published:Story 1", "waiting:Story 2")
	})
	t.Run("an edit without its page keeps the text of the page", func(t *testing.T) {
		r := withPages(t)
		r.poll(item(1))
		r.pages = never
		r.want("edited", r.poll(with(item(1), edited)), "revised:Story 1, corrected")
		if got := r.record(1); got.TextFrom != news.TextFromPage || got.Text != "The whole text of Story 1." {
			t.Errorf("text %q from %s", got.Text, got.TextFrom)
		}
	})
	t.Run("a state that was lost repeats nothing", func(t *testing.T) {
		r := withPages(t)
		r.poll(item(1))
		r.state, r.wake, r.pages = poll.State{}, poll.Wake{}, never
		r.want("again", r.poll(item(1)), "unchanged:Story 1")
	})
	t.Run("many", func(t *testing.T) {
		r := withPages(t)
		var items []feed.Item
		for n := range 50 {
			items = append(items, item(n))
		}
		published := 0
		for i, want := range []int{20, 20, 10, 0} {
			r.poll(items...)
			if a := r.records[mustID(t, item(49).Link)]; i == 0 && (a == nil || r.records[mustID(t, item(0).Link)] == nil || len(r.records) != 20) {
				t.Errorf("the oldest and the newest are not published first: %d records", len(r.records))
			}
			published += r.end.Published
			if r.end.Published != want || r.end.Soon != (i < 2) {
				t.Errorf("poll %d: %d published, soon %v; want %d", i, r.end.Published, r.end.Soon, want)
			}
			if d := r.wake.Next.Sub(r.wake.Polled); r.end.Soon && d > 2*time.Minute+time.Second {
				t.Errorf("poll %d: next after %s", i, d)
			}
		}
		if published != 50 || len(r.records) != 50 {
			t.Errorf("%d published, %d records", published, len(r.records))
		}
	})
	t.Run("nobody fetches pages", func(t *testing.T) {
		r := newReader(t)
		r.want("first", r.poll(item(1)), "published:Story 1")
	})
}

package poll_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/feed"
	"github.com/dateline-news/dateline/ingest/internal/poll"
	"github.com/dateline-news/dateline/shared/news"
)

// elsewhere gives an item a link and a GUID that the feed has not served.
func elsewhere(it *feed.Item) {
	it.Link, it.GUID = it.Link+"/moved", it.GUID+"-moved"
}

// tokened gives an item without GUID or date the link of one document.
func tokened(n int, token string) feed.Item {
	return with(item(n), func(it *feed.Item) {
		it.GUID, it.Published, it.Link = "", time.Time{}, fmt.Sprintf("https://courier.example/story/%d?s=%s", n, token)
		it.Text += " The ferry to the islands sails again, the harbour office says."
	})
}

func TestReborn(t *testing.T) {
	t.Run("links with a new token in each document", func(t *testing.T) {
		r := newReader(t)
		r.poll(tokened(2, "a"), tokened(1, "a"))
		r.want("other tokens", r.poll(tokened(2, "b"), tokened(1, "b")), "unchanged:Story 1", "unchanged:Story 2")
		r.want("one more", r.poll(tokened(3, "c"), tokened(2, "c"), tokened(1, "c")), "published:Story 3", "unchanged:Story 1", "unchanged:Story 2")
		if len(r.told) > 0 {
			t.Errorf("told %q", r.told)
		}
	})
	t.Run("all links and GUIDs change together", func(t *testing.T) {
		r := newReader(t)
		r.poll(item(1), item(2))
		r.want("moved", r.poll(with(item(1), elsewhere), with(item(2), elsewhere)), "unchanged:Story 1", "unchanged:Story 2")
		r.want("same", r.poll(with(item(1), elsewhere), with(item(2), elsewhere)))
		edited := with(with(item(1), elsewhere), func(it *feed.Item) { it.Text += " It was corrected." })
		r.want("edited", r.poll(edited, with(item(2), elsewhere)), "revised:Story 1")
		if got := r.record(1); got.URL != edited.Link || !slices.Equal(got.AlsoURLs, []string{item(1).Link}) {
			t.Errorf("at %s and %q", got.URL, got.AlsoURLs)
		}
	})
	t.Run("a notice that comes again", func(t *testing.T) {
		r := withPages(t)
		r.poll(item(1))
		again := with(with(item(1), elsewhere), func(it *feed.Item) { it.Published = it.Published.AddDate(0, 0, 7) })
		r.now = r.now.AddDate(0, 0, 7)
		r.want("a week later", r.poll(again), "published:Story 1")
		r.now = r.now.Add(2 * time.Hour)
		r.want("its page", r.poll(again), "revised:Story 1")
		r.want("same", r.poll(again))
	})
	t.Run("beside the one before", func(t *testing.T) {
		r := newReader(t)
		r.poll(item(1))
		r.want("both", r.poll(with(item(1), elsewhere), item(1)), "published:Story 1")
		r.want("the later alone", r.poll(with(item(1), elsewhere)))
	})
	t.Run("two that say the same", func(t *testing.T) {
		r := newReader(t)
		other := with(item(1), func(it *feed.Item) { it.Link, it.GUID = it.Link+"/b", it.GUID+"-b" })
		r.poll(item(1), other)
		r.want("moved", r.poll(with(item(1), elsewhere), with(other, elsewhere)), "published:Story 1", "published:Story 1")
	})
	t.Run("few words without a date", func(t *testing.T) {
		r := newReader(t)
		short := with(item(1), func(it *feed.Item) { it.Text, it.Published = "See the page.", time.Time{} })
		r.poll(short)
		r.want("moved", r.poll(with(short, elsewhere)), "published:Story 1")
	})
	t.Run("with its page", func(t *testing.T) {
		r := withPages(t)
		r.poll(item(1))
		r.pages = func(a *news.Article) poll.PageResult {
			t.Errorf("the page of %s is asked for", a.URL)
			return poll.PageNever
		}
		r.want("moved", r.poll(with(item(1), elsewhere)), "unchanged:Story 1")
	})
	t.Run("while it waits for its page", func(t *testing.T) {
		r := withPages(t)
		r.pages = notNow
		for i, want := range []string{"waiting:Story 1", "waiting:Story 1", "published:Story 1"} {
			r.want(fmt.Sprint(i), r.poll(tokened(1, fmt.Sprint(i))), want)
		}
	})
}

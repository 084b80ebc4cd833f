package poll_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/feed"
	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/ingest/internal/poll"
	"github.com/dateline-news/dateline/ingest/internal/registry"
	"github.com/dateline-news/dateline/ingest/internal/rhythm"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

// start is when the first poll of a test takes place.
var start = time.Date(2016, 12, 30, 12, 0, 0, 0, time.UTC)

var config = poll.Config{Limits: rhythm.Limits{Min: 2 * time.Minute, Max: 2 * time.Hour}, RevisionMin: 5 * time.Minute}

const address = "https://courier.example/feed.xml"

// reader plays a feed's polls with time at hand and a stream that keeps what
// was published.
type reader struct {
	t       *testing.T
	now     time.Time
	state   poll.State
	wake    poll.Wake
	records map[string]*news.Article
	plan    *poll.Plan
	end     *poll.End

	config   poll.Config
	settings registry.Settings
	// pages says what becomes of the page of an article.
	pages func(a *news.Article) poll.PageResult
	// every is the time between two polls.
	every time.Duration
	// told are the reasons of all events about the feed.
	told []string
}

func newReader(t *testing.T) *reader {
	return &reader{
		t: t, now: start, records: map[string]*news.Article{}, config: config, every: 10 * time.Minute,
		settings: registry.Settings{ID: news.FeedID(address), URL: address},
	}
}

// poll polls a document and returns what became of the candidates, as
// "published:title", sorted.
func (r *reader) poll(items ...feed.Item) []string {
	r.t.Helper()
	doc := &feed.Document{Format: "RSS 2.0", Title: "Harbour Courier", Link: "https://courier.example/", Items: items}
	return r.step(poll.Fetched{Response: &fetch.Response{Status: 200, ETag: fmt.Sprint(r.now.Unix()), Body: fmt.Append(nil, items)}, Document: doc})
}

func (r *reader) step(f poll.Fetched) []string {
	r.t.Helper()
	// What is remembered goes through its stored form each time.
	b, err := r.state.Encode()
	if err != nil {
		r.t.Fatal(err)
	}
	state, err := poll.DecodeState(b)
	if err != nil {
		r.t.Fatal(err)
	}
	body, err := r.wake.Encode()
	if err != nil {
		r.t.Fatal(err)
	}
	r.plan = poll.Prepare(r.config, r.settings, state, poll.DecodeWake(body), f, r.now)
	for _, i := range r.plan.Pages() {
		r.plan.Paged(i, r.pages(r.plan.Candidates[i].Article))
	}
	var outcomes []bus.Outcome
	var got []string
	for i := range r.plan.Candidates {
		c := &r.plan.Candidates[i]
		if r.plan.Waits(i) {
			outcomes = append(outcomes, poll.Waiting)
			got = append(got, "waiting:"+c.Article.Title)
			continue
		}
		if c.Unsettled() {
			c.Settle(r.records[c.Article.ID])
		}
		outcome := bus.Published
		if old, ok := r.records[c.Article.ID]; ok {
			outcome = bus.Revised
			if news.ContentHash(old.Title, old.Text) == news.ContentHash(c.Article.Title, c.Article.Text) {
				outcome = bus.Unchanged
			}
		}
		if outcome != bus.Unchanged {
			r.records[c.Article.ID] = c.Article
		}
		outcomes = append(outcomes, outcome)
		got = append(got, string(outcome)+":"+c.Article.Title)
	}
	r.end, err = r.plan.Finish(outcomes, 0.5)
	if err != nil {
		r.t.Fatal(err)
	}
	r.state, r.wake = r.end.State, r.end.Wake
	r.now = r.now.Add(r.every)
	for _, e := range r.end.Events {
		r.told = append(r.told, e.Reason)
	}
	slices.Sort(got)
	return got
}

func (r *reader) want(what string, got []string, want ...string) {
	r.t.Helper()
	if !slices.Equal(got, want) {
		r.t.Errorf("%s: %q, want %q", what, got, want)
	}
}

func item(n int) feed.Item {
	return feed.Item{
		GUID: fmt.Sprintf("guid-%d", n), Link: fmt.Sprintf("https://courier.example/story/%d", n),
		Title: fmt.Sprintf("Story %d", n), Text: fmt.Sprintf("Text of story %d.", n), TextFrom: news.TextFromSummary,
		Published: start.Add(-time.Duration(n) * time.Hour),
	}
}

func with(it feed.Item, change func(*feed.Item)) feed.Item {
	change(&it)
	return it
}

func TestPolls(t *testing.T) {
	edited := func(it *feed.Item) { it.Text += " It was corrected." }
	t.Run("first, same, reordered, new", func(t *testing.T) {
		r := newReader(t)
		r.want("first", r.poll(item(2), item(1)), "published:Story 1", "published:Story 2")
		if got := r.plan.Candidates[0].Article.Title; got != "Story 1" {
			t.Errorf("first candidate is %q, want the oldest", got)
		}
		r.want("same", r.poll(item(2), item(1)))
		if r.end.StateChanged || r.wake.Outcome != poll.Unchanged {
			t.Errorf("same: state changed %v, outcome %s", r.end.StateChanged, r.wake.Outcome)
		}
		r.want("reordered", r.poll(item(1), item(2)))
		if r.end.StateChanged {
			t.Error("reordered: state changed")
		}
		r.want("one more", r.poll(item(3), item(2), item(1)), "published:Story 3")
		r.want("one less", r.poll(item(3), item(2)))
		r.want("back again", r.poll(item(3), item(2), item(1)))
	})
	t.Run("edit", func(t *testing.T) {
		r := newReader(t)
		r.poll(item(1), item(2))
		r.want("edited", r.poll(with(item(1), edited), item(2)), "revised:Story 1")
		r.want("again", r.poll(with(item(1), edited), item(2)))
	})
	t.Run("an edit too soon is held and not forgotten", func(t *testing.T) {
		r := newReader(t)
		r.poll(item(1))
		r.now = start.Add(time.Minute)
		r.want("too soon", r.poll(with(item(1), edited)))
		if r.end.Held != 1 || r.wake.ETag != "" || r.wake.Body != "" {
			t.Errorf("held %d, etag %q, body %q; want 1 and none", r.end.Held, r.wake.ETag, r.wake.Body)
		}
		r.want("later", r.poll(with(item(1), edited)), "revised:Story 1")
		if r.wake.ETag == "" {
			t.Error("later: the validators are still forgotten")
		}
	})
	t.Run("a link that changes under a GUID", func(t *testing.T) {
		r := newReader(t)
		r.poll(item(1), item(2))
		id := mustID(t, item(1).Link)
		moved := func(it *feed.Item) { it.Link = "https://courier.example/story/one-new-slug" }
		r.want("moved", r.poll(with(item(1), moved), item(2)))
		r.want("moved and edited", r.poll(with(with(item(1), moved), edited), item(2)), "revised:Story 1")
		if got := r.records[id]; got == nil || !slices.Equal(got.AlsoURLs, []string{item(1).Link}) {
			t.Errorf("record %+v, want the old link in AlsoURLs", got)
		}
	})
	t.Run("a GUID given out again", func(t *testing.T) {
		r := newReader(t)
		r.poll(item(1), item(2))
		other := with(item(7), func(it *feed.Item) {
			it.GUID, it.Title, it.Text = "guid-1", "Bakery wins the county prize", "A baker of Port Ashby took the cup home on Sunday."
		})
		r.want("another story", r.poll(other, item(2)), "published:Bakery wins the county prize")
		if r.records[mustID(t, other.Link)] == nil {
			t.Error("it did not get the id of its link")
		}
		r.want("same", r.poll(other, item(2)))
	})
	t.Run("a GUID that changes under a link", func(t *testing.T) {
		r := newReader(t)
		r.poll(item(1))
		r.want("new GUID", r.poll(with(item(1), func(it *feed.Item) { it.GUID = "other" })))
	})
	t.Run("live blog: one link, many GUIDs", func(t *testing.T) {
		r := newReader(t)
		live := func(n int) feed.Item {
			return with(item(n), func(it *feed.Item) { it.Link = fmt.Sprintf("https://courier.example/live#%d", n) })
		}
		r.want("first", r.poll(live(2), live(1)), "published:Story 1", "published:Story 2")
		r.want("one more", r.poll(live(3), live(2), live(1)), "published:Story 3")
	})
	t.Run("no GUIDs and one link for all", func(t *testing.T) {
		r := newReader(t)
		bare := func(n int) feed.Item {
			return with(item(n), func(it *feed.Item) { it.GUID, it.Link = "", "https://courier.example/" })
		}
		r.want("first", r.poll(bare(2), bare(1)), "published:Story 1", "published:Story 2")
		r.want("same", r.poll(bare(2), bare(1)))
	})
	t.Run("repeated GUIDs are not believed", func(t *testing.T) {
		r := newReader(t)
		same := func(n int) feed.Item { return with(item(n), func(it *feed.Item) { it.GUID = "1" }) }
		r.want("first", r.poll(same(3), same(2), same(1)), "published:Story 1", "published:Story 2", "published:Story 3")
		if !r.state.Unreliable {
			t.Error("the GUIDs are thought reliable")
		}
		r.want("next", r.poll(same(4), same(3)), "published:Story 4")
	})
	t.Run("an item twice in a document", func(t *testing.T) {
		r := newReader(t)
		r.want("twice", r.poll(item(1), with(item(1), func(it *feed.Item) { it.GUID = "" })), "published:Story 1")
	})
	t.Run("items listed in several sections", func(t *testing.T) {
		r := newReader(t)
		r.want("first", r.poll(item(2), item(1), item(2), item(1)), "published:Story 1", "published:Story 2")
		if r.state.Unreliable {
			t.Error("GUIDs are not believed that name one item each")
		}
	})
	t.Run("without a link", func(t *testing.T) {
		r := newReader(t)
		loose := with(item(1), func(it *feed.Item) { it.Link = "" })
		r.want("first", r.poll(loose), "published:Story 1")
		if got := r.plan.Candidates[0].Article.Source.ID; got != "courier_example" {
			t.Errorf("source %q, want the site's", got)
		}
		r.want("same", r.poll(loose))
	})
	t.Run("dropped once", func(t *testing.T) {
		r := newReader(t)
		nothing := feed.Item{GUID: "x", Link: "https://courier.example/x"}
		nobody := feed.Item{Text: "A text without a name."}
		r.want("first", r.poll(nothing, nobody, item(1)), "published:Story 1")
		reasons := []string{}
		for _, d := range r.plan.Drops {
			reasons = append(reasons, d.Reason)
		}
		if !slices.Equal(reasons, []string{"empty", "identity"}) {
			t.Errorf("dropped %q", reasons)
		}
		r.want("same", r.poll(nothing, nobody, item(1)))
		if len(r.plan.Drops) != 0 || r.end.StateChanged {
			t.Errorf("again: %d drops, state changed %v", len(r.plan.Drops), r.end.StateChanged)
		}
		filled := with(nothing, func(it *feed.Item) { it.Title = "Now with a title" })
		r.want("filled", r.poll(filled, nobody, item(1)), "published:Now with a title")
	})
	t.Run("gap", func(t *testing.T) {
		r := newReader(t)
		r.poll(item(1), item(2))
		if r.plan.Gap {
			t.Error("the first poll is a gap")
		}
		r.poll(item(3), item(2))
		if r.plan.Gap {
			t.Error("an overlap is a gap")
		}
		r.poll(item(9), item(8))
		if !r.plan.Gap || len(r.end.Events) != 1 || r.end.Events[0].Reason != "gap" {
			t.Errorf("no gap: %+v", r.end.Events)
		}
	})
	t.Run("an empty document forgets nothing", func(t *testing.T) {
		r := newReader(t)
		r.poll(item(1))
		r.want("empty", r.poll())
		r.want("back", r.poll(item(1)))
	})
}

func mustID(t *testing.T, link string) string {
	t.Helper()
	id, err := news.IDFromURL(link)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestDatesAreClamped(t *testing.T) {
	r := newReader(t)
	r.poll(with(item(1), func(it *feed.Item) { it.Published = start.Add(time.Hour) }), with(item(2), func(it *feed.Item) { it.Published = time.Time{} }))
	for _, c := range r.plan.Candidates {
		if !c.Article.Published.Equal(start) || !c.Article.FirstSeen.Equal(start) {
			t.Errorf("published %v, first seen %v, want %v", c.Article.Published, c.Article.FirstSeen, start)
		}
	}
}

func TestQuietAndFailedPolls(t *testing.T) {
	r := newReader(t)
	r.poll(item(1))
	etag := r.wake.ETag
	r.step(poll.Fetched{Response: &fetch.Response{Status: 304, Fresh: 3 * time.Hour, FreshFrom: "max-age"}})
	if r.end.StateChanged || r.wake.ETag != etag || r.wake.Outcome != poll.NotModified || !strings.Contains(r.wake.Reason, "max-age") {
		t.Errorf("304: %+v, state changed %v", r.wake, r.end.StateChanged)
	}
	failure := poll.Fetched{Failure: &poll.Failure{Class: rhythm.ServerErr, Words: "courier.example answers 502 Bad Gateway"}}
	var kinds []string
	for range 5 {
		r.step(failure)
		for _, e := range r.end.Events {
			kinds = append(kinds, e.Reason)
		}
	}
	if r.wake.Outcome != poll.Failed || r.wake.Detail != failure.Failure.Words || r.wake.ETag != etag || r.end.StateChanged {
		t.Errorf("failures: %+v", r.wake)
	}
	r.poll(item(2), item(1))
	for _, e := range r.end.Events {
		kinds = append(kinds, e.Reason)
	}
	if want := []string{"failing", "recovered"}; !slices.Equal(kinds, want) {
		t.Errorf("events %q, want %q", kinds, want)
	}
	if !r.wake.Next.After(r.wake.Polled) {
		t.Errorf("next %v is not after %v", r.wake.Next, r.wake.Polled)
	}
}

func TestBrokenTransferKeepsItemsAndAsksAgain(t *testing.T) {
	r := newReader(t)
	doc := &feed.Document{Link: "https://courier.example/", Items: []feed.Item{item(1)}, Cut: true}
	got := r.step(poll.Fetched{Response: &fetch.Response{Status: 200, ETag: "e", Body: []byte("b"), Broken: fmt.Errorf("the transfer ended early")}, Document: doc})
	r.want("broken", got, "published:Story 1")
	if r.wake.ETag != "" || r.wake.Outcome != poll.Failed || r.wake.Rhythm.Failures != 1 {
		t.Errorf("wake %+v, want no validators and a failure", r.wake)
	}
	for range 3 {
		r.step(poll.Fetched{Response: &fetch.Response{Status: 200, Body: []byte("b"), Broken: fmt.Errorf("the transfer ended early")}, Document: doc})
	}
	r.wantTold("broken again and again", []string{"failing"}, "failing")
	r.poll(item(1))
	r.wantTold("whole", []string{"failing", "recovered"})
}

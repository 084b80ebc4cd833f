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
	"github.com/dateline-news/dateline/shared/news"
)

// wantTold compares the events about the feed so far, and what is wrong now.
func (r *reader) wantTold(what string, told []string, open ...string) {
	r.t.Helper()
	if !slices.Equal(r.told, told) {
		r.t.Errorf("%s: told %q, want %q", what, r.told, told)
	}
	var now []string
	for _, t := range poll.Troubles(r.state, r.wake, r.now) {
		now = append(now, t.Kind)
		if t.Words == "" || t.Since.IsZero() && t.Kind != poll.TroubleFailing {
			r.t.Errorf("%s: trouble %+v", what, t)
		}
	}
	if !slices.Equal(now, open) {
		r.t.Errorf("%s: open %q, want %q", what, now, open)
	}
}

// dated is an item that is published at a time.
func dated(n int, at time.Time) feed.Item {
	return with(item(n), func(it *feed.Item) { it.Published = at })
}

func failing(class rhythm.Class, words string) poll.Fetched {
	return poll.Fetched{Failure: &poll.Failure{Class: class, Words: words}}
}

func TestFailureTroubles(t *testing.T) {
	t.Run("failing and recovered", func(t *testing.T) {
		r := newReader(t)
		r.poll(item(1))
		for range 2 {
			r.step(failing(rhythm.Timeout, "slow"))
		}
		r.wantTold("twice", nil)
		for range 4 {
			r.step(failing(rhythm.Timeout, "slow"))
		}
		r.wantTold("six times", []string{"failing"}, "failing")
		r.poll(item(1))
		r.wantTold("good", []string{"failing", "recovered"})
	})
	t.Run("gone", func(t *testing.T) {
		r := newReader(t)
		r.poll(item(1))
		for range 4 {
			r.step(failing(rhythm.Gone, "gone for good (410)"))
		}
		r.wantTold("410", []string{"gone"}, "gone")
		if d := r.wake.Next.Sub(r.wake.Polled); d < 27*24*time.Hour {
			t.Errorf("polled again after %s, want a month", d)
		}
		r.poll(item(1))
		r.wantTold("back", []string{"gone", "recovered"})
		if d := r.wake.Next.Sub(r.wake.Polled); d > 2*time.Hour {
			t.Errorf("polled again after %s", d)
		}
	})
	t.Run("HTML in place of the feed", func(t *testing.T) {
		r := newReader(t)
		r.poll(item(1))
		page := poll.Fetched{Failure: &poll.Failure{Class: rhythm.NotAFeed, Words: "the document is an HTML page, not a feed", HTML: true, Feeds: []string{"https://courier.example/new.xml"}}}
		for range 4 {
			r.step(page)
		}
		r.wantTold("HTML", []string{"html"}, "html")
		if !strings.Contains(r.wake.Detail, "https://courier.example/new.xml") || r.end.Move != "" {
			t.Errorf("detail %q, move %q", r.wake.Detail, r.end.Move)
		}
		r.poll(item(1))
		r.wantTold("good", []string{"html", "recovered"})
	})
}

func TestGapTrouble(t *testing.T) {
	r := newReader(t)
	r.poll(item(1), item(2))
	r.poll(item(11), item(12))
	r.poll(item(21), item(22))
	r.wantTold("two gaps", []string{"gap"}, "gap")
	r.poll(item(23), item(22))
	r.wantTold("an overlap", []string{"gap"}, "gap")
	r.now = r.now.AddDate(0, 0, 8)
	r.poll(item(24), item(23))
	r.wantTold("a week later", []string{"gap", "recovered"})
}

func TestSilence(t *testing.T) {
	r := newReader(t)
	var items []feed.Item
	for i := range 100 {
		items = append(items, dated(i, start.Add(-time.Duration(i)*4*time.Hour)))
	}
	r.poll(items...)
	quiet := poll.Fetched{Response: &fetch.Response{Status: 304}}
	r.every = time.Hour
	for range 23 {
		r.step(quiet)
	}
	r.wantTold("23 hours", nil)
	for range 60 {
		r.step(quiet)
	}
	r.wantTold("three days", []string{"silent"}, "silent")
	r.poll(append([]feed.Item{dated(999, r.now.Add(-time.Minute))}, items...)...)
	r.wantTold("an item", []string{"silent", "recovered"})
}

// TestQuietFromTheStart: a feed that was quiet when it was added has not
// fallen silent in its first day.
func TestQuietFromTheStart(t *testing.T) {
	r := newReader(t)
	var items []feed.Item
	for i := range 100 {
		items = append(items, dated(i, start.AddDate(-3, 0, 0).Add(-time.Duration(i)*4*time.Hour)))
	}
	r.poll(items...)
	r.every = time.Hour
	for range 22 {
		r.poll(items...)
	}
	r.wantTold("22 hours", nil)
	for range 3 {
		r.poll(items...)
	}
	r.wantTold("a day", []string{"silent"}, "silent")
}

// TestDoubt: a server that says for long that nothing is new is asked for the
// whole document; one that had hidden something is not asked again.
func TestDoubt(t *testing.T) {
	r := newReader(t)
	var items []feed.Item
	for i := range 30 {
		items = append(items, dated(i, start.Add(-time.Duration(i)*time.Hour)))
	}
	r.poll(items...)
	r.every = time.Hour
	hidden := dated(98, start.Add(5*time.Hour))
	for i := range 30 {
		if r.wake.ETag == "" {
			if i < 24 {
				t.Fatalf("doubted after %d hours", i)
			}
			break
		}
		r.step(poll.Fetched{Response: &fetch.Response{Status: 304}})
	}
	if r.wake.ETag != "" {
		t.Fatal("not doubted within 30 hours")
	}
	r.want("the whole document", r.poll(append([]feed.Item{hidden}, items...)...), "published:Story 98")
	if !r.wake.Distrusted || r.wake.ETag != "" {
		t.Errorf("trusted again: %+v", r.wake)
	}
	r.poll(append([]feed.Item{hidden}, items...)...)
	if r.wake.ETag != "" {
		t.Error("the validators are back")
	}
}

func TestClock(t *testing.T) {
	r := newReader(t)
	for i := range 3 {
		r.wantTold(fmt.Sprint(i), nil)
		r.poll(dated(i, r.now.Add(3*time.Hour)), item(100))
	}
	r.wantTold("three polls", []string{"clock"}, "clock")
	for i := range 3 {
		r.poll(dated(10+i, r.now.Add(-time.Minute)), item(100))
	}
	r.wantTold("right again", []string{"clock", "recovered"})
}

func TestGUIDTrouble(t *testing.T) {
	r := newReader(t)
	same := func(n int) feed.Item { return with(item(n), func(it *feed.Item) { it.GUID = "1" }) }
	r.poll(same(3), same(2), same(1))
	r.poll(same(4), same(3), same(2))
	r.wantTold("repeated", []string{"guids"}, "guids")
}

func TestVolumeTrouble(t *testing.T) {
	r := newReader(t)
	r.every = 12 * time.Hour
	n := 0
	var last feed.Item
	day := func(items int) {
		list := []feed.Item{}
		if n > 0 {
			list = append(list, last)
		}
		for i := range items {
			n++
			list = append(list, dated(n, r.now.Add(-time.Duration(i+1)*30*time.Minute)))
		}
		last = list[len(list)-1]
		r.poll(list...)
		r.poll(list...)
	}
	for range 35 {
		day(20)
	}
	r.wantTold("steady", nil)
	for range 10 {
		day(3)
	}
	r.wantTold("few", []string{"volume"}, "volume")
	for range 40 {
		day(20)
	}
	r.wantTold("steady again", []string{"volume", "recovered"})
}

func TestMove(t *testing.T) {
	const to = "https://news.courier.example/feed.xml"
	r := newReader(t)
	redirected := func(to string) { //nolint:unparam // reads better
		r.step(poll.Fetched{Response: &fetch.Response{Status: 304, Permanent: to}})
	}
	r.poll(item(1))
	redirected(to)
	redirected(to)
	redirected("https://portal.example/login")
	redirected(to)
	redirected(to)
	if r.end.Move != "" || len(r.told) != 0 {
		t.Fatalf("moved to %q before it held: %q", r.end.Move, r.told)
	}
	r.step(failing(rhythm.Timeout, "slow"))
	redirected(to)
	if r.end.Move != to {
		t.Errorf("moves to %q", r.end.Move)
	}
	redirected(to)
	if r.end.Move != to {
		t.Error("the wish is forgotten before it came true")
	}
	r.wantTold("moved", []string{"moved"})
	r.settings.URL = to
	redirected("")
	redirected("")
	if r.end.Move != "" || r.wake.Move != (poll.Move{}) {
		t.Errorf("moves on to %q", r.end.Move)
	}
	for _, bad := range []string{"ftp://courier.example/", "https://me:secret@courier.example/", to} {
		for range 5 {
			redirected(bad)
		}
		if r.end.Move != "" {
			t.Errorf("moves to %q", r.end.Move)
		}
	}
}

func TestRules(t *testing.T) {
	r := newReader(t)
	r.settings.Drop = []registry.Rule{{Field: "title", Pattern: `(?i)horoscope`}, {Field: "category", Pattern: "^Sport$"}, {Field: "url", Pattern: "/ads/"}}
	stars := with(item(2), func(it *feed.Item) { it.Title = "Your Horoscope" })
	sport := with(item(3), func(it *feed.Item) { it.Categories = []string{"News", "Sport"} })
	advert := with(item(4), func(it *feed.Item) { it.Link = "https://courier.example/ads/4" })
	r.want("first", r.poll(item(1), stars, sport, advert), "published:Story 1")
	if len(r.plan.Drops) != 3 || r.plan.Drops[0].Reason != "filtered" || !strings.Contains(r.plan.Drops[0].Detail, "horoscope") || r.plan.Drops[0].Source != "courier_example" {
		t.Errorf("drops %+v", r.plan.Drops)
	}
	r.want("again", r.poll(item(1), stars, sport, advert))
	if len(r.plan.Drops) != 0 {
		t.Errorf("told again: %+v", r.plan.Drops)
	}
	r.settings.Drop = nil
	r.settings.Keep = []registry.Rule{{Field: "text", Pattern: "story [123]"}, {Field: "author", Pattern: "Reyes"}}
	r.want("other rules", r.poll(item(1), stars, sport, advert, item(5)), "published:Story 3", "published:Your Horoscope")
	if len(r.plan.Drops) != 1 || r.plan.Drops[0].Title != "Story 5" {
		t.Errorf("drops %+v", r.plan.Drops)
	}
}

func TestOutletOfTheOperator(t *testing.T) {
	r := newReader(t)
	r.settings.SourceName, r.settings.Country, r.settings.Language = "The Courier", "GB", "en"
	r.settings.Tags = []string{"coast"}
	r.poll(item(1), with(item(2), func(it *feed.Item) { it.Link = "https://other.example/2" }), with(item(3), func(it *feed.Item) { it.Link = "" }))
	for _, a := range r.records {
		want := news.Source{ID: "courier_example", Domain: "courier.example", Name: "The Courier", Country: "GB", Language: "en"}
		if strings.Contains(a.URL, "other") {
			want = news.Source{ID: "other_example", Domain: "other.example", Name: "other.example"}
		}
		if !slices.Equal(a.Feed.Tags, []string{"coast"}) {
			t.Errorf("%s: tags %q", a.Title, a.Feed.Tags)
		}
		if a.Source != want {
			t.Errorf("%s: source %+v, want %+v", a.Title, a.Source, want)
		}
	}
}

func TestPushedFeedsArePolledSlowly(t *testing.T) {
	r := newReader(t)
	r.config.Pushed = 12 * time.Hour
	r.poll(item(1))
	if d := r.wake.Next.Sub(r.wake.Polled); d < 12*time.Hour || !strings.Contains(r.wake.Reason, "floor 12 h from the hub") {
		t.Errorf("next after %s: %s", d, r.wake.Reason)
	}
}

func TestLimitsOfTheOperator(t *testing.T) {
	r := newReader(t)
	r.settings.Min, r.settings.Max = registry.Duration(3*time.Hour), registry.Duration(4*time.Hour)
	r.poll(item(1))
	if d := r.wake.Next.Sub(r.wake.Polled); d < 3*time.Hour || d > 4*time.Hour+time.Second {
		t.Errorf("next after %s", d)
	}
	r.settings.Min, r.settings.Max = 0, registry.Duration(time.Minute)
	r.poll(item(1))
	if d := r.wake.Next.Sub(r.wake.Polled); d > time.Minute+time.Second {
		t.Errorf("next after %s", d)
	}
}

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
	"github.com/dateline-news/dateline/ingest/internal/rhythm"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

// push takes items from a hub and returns what became of the candidates, as
// poll does.
func (r *reader) push(items ...feed.Item) (*poll.PushEnd, []string) {
	r.t.Helper()
	b, err := r.state.Encode()
	if err != nil {
		r.t.Fatal(err)
	}
	state, err := poll.DecodeState(b)
	if err != nil {
		r.t.Fatal(err)
	}
	r.plan = poll.PreparePush(r.config, r.settings, state, feed.Document{Format: "RSS 2.0", Items: items}, r.now)
	var outcomes []bus.Outcome
	var got []string
	for i := range r.plan.Candidates {
		c := &r.plan.Candidates[i]
		old := r.records[c.Article.ID]
		if c.Unsettled() {
			c.Settle(old)
			old = r.records[c.Article.ID]
		}
		outcome := bus.Published
		switch {
		case old != nil && news.ContentHash(old.Title, old.Text) == news.ContentHash(c.Article.Title, c.Article.Text):
			outcome = bus.Unchanged
		case old != nil:
			outcome = bus.Revised
		}
		if outcome != bus.Unchanged {
			r.records[c.Article.ID] = c.Article
		}
		outcomes = append(outcomes, outcome)
		got = append(got, string(outcome)+":"+c.Article.Title)
	}
	end, err := r.plan.FinishPush(outcomes)
	if err != nil {
		r.t.Fatal(err)
	}
	r.state = end.State
	for _, e := range end.Events {
		r.told = append(r.told, e.Reason)
	}
	r.now = r.now.Add(r.every)
	slices.Sort(got)
	return end, got
}

func TestPush(t *testing.T) {
	r := newReader(t)
	r.poll(item(3), item(2), item(1))
	end, got := r.push(item(4))
	r.want("a new item", got, "published:Story 4")
	if !end.StateChanged || end.Poll || r.state.Items() != 3 || r.plan.Gap {
		t.Errorf("a part replaced the document: %d items, gap %v, %+v", r.state.Items(), r.plan.Gap, end)
	}
	if end, got = r.push(item(4)); len(got) != 0 || end.StateChanged || len(end.IDs) != 1 {
		t.Errorf("again: %q, changed %v, ids %v", got, end.StateChanged, end.IDs)
	}
	edited := with(item(2), func(it *feed.Item) { it.Text += " Corrected." })
	_, got = r.push(edited, item(5))
	r.want("an edit and an item", got, "published:Story 5", "revised:Story 2")
	r.want("a poll after that", r.poll(item(5), item(4), item(3), edited))
	if r.plan.Gap || r.wake.Outcome != poll.Changed || r.state.Items() != 4 {
		t.Errorf("gap %v, outcome %s, %d items", r.plan.Gap, r.wake.Outcome, r.state.Items())
	}
	r.want("the same", r.poll(item(5), item(4), item(3), edited))
	if r.wake.Outcome != poll.Unchanged {
		t.Errorf("outcome %s", r.wake.Outcome)
	}
	r.wantTold("nothing", nil)
}

// TestPushBridgesPolls: a document that shares no item with the last one has
// no gap if a hub has brought what came between.
func TestPushBridgesPolls(t *testing.T) {
	r := newReader(t)
	r.poll(item(3), item(2), item(1))
	for i := 4; i <= 9; i++ {
		r.push(item(i))
	}
	r.want("a new document", r.poll(item(9), item(8), item(7)))
	if r.plan.Gap {
		t.Error("a gap though nothing was missed")
	}
	// A cache serves an old document, then the new one.
	r.push(item(10))
	r.want("old", r.poll(item(9), item(8), with(item(7), func(it *feed.Item) { it.Text += " Corrected." })), "revised:Story 7")
	r.poll(item(10), item(9), item(8))
	if found := r.plan.Found(make([]bus.Outcome, len(r.plan.Candidates))); len(found) != 0 {
		t.Errorf("what was pushed is found: %v", found[0].Title)
	}
}

func TestPushKeepsTheRhythm(t *testing.T) {
	r := newReader(t)
	var items []feed.Item
	for i := range 100 {
		items = append(items, dated(i, start.Add(-time.Duration(i)*4*time.Hour)))
	}
	r.poll(items...)
	r.every = 4 * time.Hour
	quiet := poll.Fetched{Response: &fetch.Response{Status: 304}}
	r.config.Pushed = 12 * time.Hour
	for i := range 30 {
		r.push(dated(1000+i, r.now.Add(-time.Minute)))
		r.step(quiet)
	}
	r.wantTold("pushed for days", nil)
	if d := r.wake.Next.Sub(r.wake.Polled); d < 11*time.Hour || !strings.Contains(r.wake.Reason, "hub") {
		t.Errorf("polled again after %s: %s", d, r.wake.Reason)
	}
	rate := r.state.Learned.Expect(r.now, r.now.Add(24*time.Hour))
	if rate < 2 || rate > 8 {
		t.Errorf("%.1f items a day are expected, 3 were pushed", rate)
	}
	r.config.Pushed = 0
	r.step(quiet)
	if d := r.wake.Next.Sub(r.wake.Polled); d > 2*time.Hour {
		t.Errorf("without the hub polled again after %s", d)
	}
}

// TestAnnouncedInVain: a poll that finds nothing though the hub announced
// something is followed by another one soon.
func TestAnnouncedInVain(t *testing.T) {
	r := newReader(t)
	r.config.Pushed = 12 * time.Hour
	wait := func(announced bool, items ...feed.Item) time.Duration {
		r.config.Hub.Announced = announced
		r.poll(items...)
		return r.wake.Next.Sub(r.wake.Polled)
	}
	wait(false, item(1))
	if d := wait(true, item(2), item(1)); d < 10*time.Hour {
		t.Errorf("an item that was announced: polled again after %s", d)
	}
	if d := wait(true, item(2), item(1)); d > 2*time.Hour {
		t.Errorf("announced in vain: polled again after %s", d)
	}
	if d := wait(false, item(2), item(1)); d < 10*time.Hour {
		t.Errorf("still nothing: polled again after %s", d)
	}
	if d := wait(false, item(2), with(item(1), func(it *feed.Item) { it.Text = "New." })); d < 10*time.Hour {
		t.Errorf("an edit: polled again after %s", d)
	}
	r.every = time.Minute
	wait(false, item(3))
	if d := wait(false, with(item(3), func(it *feed.Item) { it.Text = "Newer." })); d > 2*time.Hour {
		t.Errorf("an edit that is held: polled again after %s", d)
	}
}

func TestPushLeavesPages(t *testing.T) {
	r := newReader(t)
	r.config.Pages = true
	r.pages = func(*news.Article) poll.PageResult { return poll.PageHad }
	full := func(n int) feed.Item {
		return with(item(n), func(it *feed.Item) { it.TextFrom = news.TextFromContent })
	}
	short := with(item(5), func(it *feed.Item) { it.TextFrom = news.TextFromSummary })
	r.poll(full(1))
	end, got := r.push(short, full(4))
	r.want("a summary and an item", got, "published:Story 4")
	if r.plan.Left != 1 || !end.Poll || end.After.After(r.now) {
		t.Errorf("left %d, %+v", r.plan.Left, end)
	}
	r.want("the poll that follows", r.poll(short, full(4), full(1)), "published:Story 5")
	if end, got = r.push(short); len(got) != 0 || end.Poll {
		t.Errorf("again: %q, poll %v", got, end.Poll)
	}
}

func TestPushHeldEdit(t *testing.T) {
	r := newReader(t)
	r.poll(item(1))
	r.every = time.Minute
	r.push(item(2))
	end, got := r.push(with(item(2), func(it *feed.Item) { it.Text += " Corrected." }))
	if len(got) != 0 || !end.Poll || end.After.Sub(r.now) < 3*time.Minute {
		t.Errorf("%q, poll %v after %s", got, end.Poll, end.After.Sub(r.now))
	}
}

func TestPushRules(t *testing.T) {
	r := newReader(t)
	r.poll(item(1))
	if (&poll.State{}).Pushable() || !r.state.Pushable() {
		t.Error("a feed that was never polled is compared with a push")
	}
	end, _ := r.push(feed.Item{}, with(item(2), func(it *feed.Item) { it.Title, it.Text = "", "" }))
	if len(r.plan.Drops) != 2 || !end.Wake.Polled.Equal(r.now.Add(-r.every)) {
		t.Errorf("drops %+v at %s", r.plan.Drops, end.Wake.Polled)
	}
	if r.push(feed.Item{}); len(r.plan.Drops) != 0 {
		t.Errorf("dropped again: %+v", r.plan.Drops)
	}
}

func TestPushIsBounded(t *testing.T) {
	r := newReader(t)
	r.every = 0
	r.poll(item(1))
	for n := range 6 {
		var items []feed.Item
		for i := range 1000 {
			items = append(items, item(10+1000*n+i))
		}
		r.push(items...)
	}
	b, err := r.state.Encode()
	if err != nil || len(b) > 34*5001+2000 {
		t.Errorf("%d bytes, %v", len(b), err)
	}
}

func TestHubTrouble(t *testing.T) {
	r := newReader(t)
	r.poll(item(1))
	r.config.Hub.Missed = "the hub missed an item"
	r.poll(item(1))
	r.config.Hub = poll.Hub{Distrusted: true}
	r.poll(item(2), item(1))
	r.wantTold("distrusted", []string{"hub"}, "hub")
	r.config.Hub = poll.Hub{}
	r.poll(item(2), item(1))
	r.wantTold("another try", []string{"hub", "recovered"})
}

func TestEarliest(t *testing.T) {
	r := newReader(t)
	at := func(w poll.Wake) string {
		when, ok := poll.Earliest(r.config, r.settings, w, start)
		return fmt.Sprint(when.Sub(start), ok)
	}
	for want, w := range map[string]poll.Wake{
		"0s true":   {Polled: start.Add(-time.Hour)},
		"1m0s true": {Polled: start.Add(-time.Minute)},
	} {
		if got := at(w); got != want {
			t.Errorf("polled %s before: %s, want %s", start.Sub(w.Polled), got, want)
		}
	}
	if _, ok := poll.Earliest(r.config, r.settings, poll.Wake{Rhythm: rhythm.Memory{Failures: 1}}, start); ok {
		t.Error("a feed that fails is polled because of a push")
	}
}

package poll_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/dateline-news/dateline/ingest/internal/feed"
	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/ingest/internal/poll"
	"github.com/dateline-news/dateline/ingest/internal/registry"
	"github.com/dateline-news/dateline/ingest/internal/rhythm"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

// machine is a feed that is polled with random answers and a record of what
// was published.
type machine struct {
	now      time.Time
	settings registry.Settings
	state    poll.State
	wake     poll.Wake
	// texts are the contents of the document's items by their number,
	// published those of the articles by their title.
	texts     map[int]int
	published map[string]string
	first     int
	// answer is the kind of the last one: half of the time the next is of it.
	answer string
}

// fetched draws what a request comes to.
func (m *machine) fetched(t *rapid.T) poll.Fetched {
	ask := time.Duration(rapid.SampledFrom([]int64{0, 0, 0, 5, 1e9, 3600e9, 1 << 60, -1 << 60}).Draw(t, "asked for"))
	if m.answer == "" || rapid.Bool().Draw(t, "another answer") {
		m.answer = rapid.SampledFrom([]string{"document", "document", "not modified", "same bytes", "failure"}).Draw(t, "answer")
	}
	switch m.answer {
	case "failure":
		classes := []rhythm.Class{rhythm.DNS, rhythm.TLS, rhythm.Gone, rhythm.ServerErr, rhythm.RateLimit, rhythm.NotAFeed, rhythm.Settings}
		return poll.Fetched{Failure: &poll.Failure{Class: rapid.SampledFrom(classes).Draw(t, "class"), RetryAfter: ask, Words: "no"}}
	case "not modified":
		return poll.Fetched{Response: &fetch.Response{Status: 304, Fresh: ask, FreshFrom: "max-age"}}
	case "same bytes":
		return poll.Fetched{Response: &fetch.Response{Status: 200, Fresh: ask, FreshFrom: "Expires"}}
	}
	// Some new items come, some go, some are edited.
	next := m.first + len(m.texts)
	for range rapid.IntRange(0, 6).Draw(t, "new") {
		m.texts[next] = 0
		next++
	}
	for range rapid.IntRange(0, max(0, len(m.texts)-10)).Draw(t, "gone") {
		delete(m.texts, m.first)
		m.first++
	}
	doc := &feed.Document{Format: "RSS 2.0", Title: "Harbour Courier", TTL: ask}
	for _, n := range slices.Backward(slices.Sorted(maps.Keys(m.texts))) {
		if rapid.IntRange(0, 9).Draw(t, "edited") == 0 {
			m.texts[n]++
		}
		it := item(n)
		it.Text = fmt.Sprintf("Text of story %d, in its edition %s.", n, editions[m.texts[n]%len(editions)])
		it.Published = m.now.Add(-time.Duration(rapid.Int64Range(-1<<46, 1<<50).Draw(t, "age")))
		doc.Items = append(doc.Items, it)
	}
	return poll.Fetched{Response: &fetch.Response{Status: 200, Fresh: ask, FreshFrom: "max-age", Body: fmt.Append(nil, doc.Items)}, Document: doc}
}

// editions are words that a content hash tells apart.
var editions = []string{"one", "two", "three", "four", "five", "six", "seven", "eight"}

// step is one poll, stored in between as a worker would, some publishes of
// which another worker was faster with.
func (m *machine) step(t *rapid.T) {
	state, err := m.state.Encode()
	if err != nil {
		t.Fatal(err)
	}
	wake, err := m.wake.Encode()
	if err != nil {
		t.Fatal(err)
	}
	remembered, err := poll.DecodeState(state)
	if err != nil {
		t.Fatal(err)
	}
	fetched := m.fetched(t)
	plan := poll.Prepare(config, m.settings, remembered, poll.DecodeWake(wake), fetched, m.now)
	var outcomes []bus.Outcome
	for i := range plan.Candidates {
		a := plan.Candidates[i].Article
		outcome := bus.Unchanged
		if m.published[a.ID] != a.Text {
			outcome = bus.Revised
			if m.published[a.ID] == "" {
				outcome = bus.Published
			}
			m.published[a.ID] = a.Text
		}
		outcomes = append(outcomes, outcome)
	}
	end, err := plan.Finish(outcomes, rapid.Float64Range(0, 0.999).Draw(t, "jitter"))
	if err != nil {
		t.Fatal(err)
	}
	m.check(t, fetched, plan, outcomes, end)
	m.state, m.wake = end.State, end.Wake
}

// check says what holds after every poll: there is a next one, in time; what
// is in the document is published, unless it waits for the end of a revision's
// youth; and no event is without a reason.
func (m *machine) check(t *rapid.T, f poll.Fetched, plan *poll.Plan, outcomes []bus.Outcome, end *poll.End) {
	wait := end.Wake.Next.Sub(m.now)
	if end.Wake.Next.IsZero() || wait < config.Limits.Min || wait > 34*24*time.Hour || end.Wake.Next.Nanosecond() != 0 || end.Wake.Reason == "" {
		t.Fatalf("after %+v: next in %s (%s)", f, wait, end.Wake.Reason)
	}
	if _, err := end.Wake.Encode(); err != nil {
		t.Fatalf("the timer cannot be stored: %v", err)
	}
	if f.Failure != nil && (end.Wake.Outcome != poll.Failed || len(plan.Candidates) > 0) {
		t.Fatalf("a failure is %s with %d articles", end.Wake.Outcome, len(plan.Candidates))
	}
	if f.Document == nil {
		return
	}
	unchanged, differs := 0, 0
	for _, o := range outcomes {
		if o == bus.Unchanged {
			unchanged++
		}
	}
	for _, it := range f.Document.Items {
		id, err := news.IDFromURL(it.Link)
		if err != nil {
			t.Fatal(err)
		}
		switch text := m.published[id]; {
		case text == "":
			t.Fatalf("%s was never published", it.Title)
		case text != it.Text:
			differs++
		}
	}
	if differs > plan.Waiting {
		t.Fatalf("%d items differ from what was published, %d are said to wait", differs, plan.Waiting)
	}
	if end.Published+end.Revised+end.Held+end.Waiting != len(plan.Candidates)-unchanged+plan.Waiting {
		t.Fatalf("%d articles end as %+v", len(plan.Candidates), end)
	}
	for _, e := range end.Events {
		if e.Reason == "" {
			t.Fatalf("an event without a reason: %+v", e)
		}
	}
}

// TestPollsNeverStop polls a feed that answers at random, by a clock that is
// set now and then, with a state that goes through its stored form, or is lost:
// there is always a next poll, and nothing is left unpublished.
func TestPollsNeverStop(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := &machine{now: start, settings: registry.Settings{ID: news.FeedID(address), URL: address}, texts: map[int]int{}, published: map[string]string{}}
		for range rapid.IntRange(1, 30).Draw(t, "polls") {
			m.step(t)
			switch rapid.IntRange(0, 19).Draw(t, "in between") {
			case 0: // nobody polled for long
				m.now = m.now.Add(time.Duration(rapid.Int64Range(0, int64(400*24*time.Hour)).Draw(t, "away")))
			case 1: // the clock was set back
				m.now = m.now.Add(-time.Duration(rapid.Int64Range(0, int64(100*24*time.Hour)).Draw(t, "back")))
			case 2:
				m.state = poll.State{}
			case 3:
				m.wake = poll.Wake{}
			default:
				m.now = m.wake.Next.Add(time.Duration(rapid.Int64Range(0, int64(time.Minute)).Draw(t, "late")))
			}
		}
	})
}

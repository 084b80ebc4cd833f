package poll_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/feed"
	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/ingest/internal/poll"
	"github.com/dateline-news/dateline/ingest/internal/rhythm"
)

// TestYearOfAFeed lives through a year of one feed that moves, vanishes,
// comes back, is closed for good and opens again: what it serves is published
// once each, it is asked seldom while it is away, and each trouble is told
// once when it begins and once when it ends.
func TestYearOfAFeed(t *testing.T) {
	const (
		apart = 4 * time.Hour // between two items
		size  = 15            // of the document
		to    = "https://news.courier.example/feed.xml"
	)
	begin := start.Truncate(24 * time.Hour)
	day := func(n int) time.Time { return begin.AddDate(0, 0, n) }
	r := newReader(t)
	r.every, r.now = 0, begin
	document := func(now time.Time) poll.Fetched {
		newest := int(now.Sub(begin) / apart)
		doc := &feed.Document{Format: "RSS 2.0", Title: "Harbour Courier", Link: "https://courier.example/"}
		for n := newest; n > newest-size; n-- {
			doc.Items = append(doc.Items, with(item(n+size), func(it *feed.Item) { it.Published = begin.Add(time.Duration(n) * apart) }))
		}
		tag := fmt.Sprint(newest)
		if r.wake.ETag == tag {
			return poll.Fetched{Response: &fetch.Response{Status: 304}}
		}
		return poll.Fetched{Response: &fetch.Response{Status: 200, ETag: tag, Body: []byte(tag)}, Document: doc}
	}
	phases := []struct {
		name string
		upto time.Time
		serve,
		most int // polls a day at most
		fetch func(f poll.Fetched) poll.Fetched
	}{
		{"well", day(60), 1, 25, func(f poll.Fetched) poll.Fetched { return f }},
		{"moved", day(90), 1, 25, func(f poll.Fetched) poll.Fetched {
			if r.settings.URL != to {
				f.Response.Permanent = to
			}
			return f
		}},
		{"DNS gone", day(150), 0, 1, func(poll.Fetched) poll.Fetched { return failing(rhythm.DNS, "there is no host in DNS") }},
		{"back", day(200), 1, 25, func(f poll.Fetched) poll.Fetched { return f }},
		{"closed", day(270), 0, 1, func(poll.Fetched) poll.Fetched { return failing(rhythm.Gone, "gone for good (410)") }},
		{"open again", day(365), 1, 25, func(f poll.Fetched) poll.Fetched { return f }},
	}
	at, from := 0, begin
	polls, published := 0, 0
	for r.now.Before(day(365)) {
		p := &phases[at]
		fetched := p.fetch(document(r.now))
		now := r.now
		r.step(fetched)
		polls++
		published += r.end.Published
		if r.end.Move != "" {
			r.settings.URL = r.end.Move
		}
		if r.end.Published > 0 && p.serve == 0 || r.end.Revised > 0 {
			t.Fatalf("%s: %d published, %d revised", p.name, r.end.Published, r.end.Revised)
		}
		if gap := r.wake.Next.Sub(now); p.serve == 1 && r.wake.Rhythm.Failures == 0 && gap > 2*time.Hour+time.Second {
			t.Fatalf("%s: next after %s: %s", p.name, gap, r.wake.Reason)
		}
		r.now = r.wake.Next
		if !r.now.Before(p.upto) {
			days := r.now.Sub(from).Hours() / 24
			t.Logf("%-10s %5.1f days, %5.1f polls a day, %d published, told %q", p.name, days, float64(polls)/days, published, r.told)
			if float64(polls)/days > float64(p.most) {
				t.Errorf("%s: %.1f polls a day, want at most %d", p.name, float64(polls)/days, p.most)
			}
			polls, published, from = 0, 0, r.now
			for at < len(phases)-1 && !r.now.Before(phases[at].upto) {
				at++
			}
		}
	}
	want := []string{"moved", "failing", "recovered", "gap", "recovered", "gone", "recovered", "gap", "recovered"}
	if !slices.Equal(r.told, want) {
		t.Errorf("told %q, want %q", r.told, want)
	}
	if r.settings.URL != to {
		t.Errorf("address %q", r.settings.URL)
	}
	b, err := r.state.Encode()
	if err != nil || len(b) > 2500 {
		t.Errorf("the state takes %d bytes, %v", len(b), err)
	}
}

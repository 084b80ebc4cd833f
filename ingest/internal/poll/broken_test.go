package poll_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/ingest/internal/feed"
	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/ingest/internal/poll"
	"github.com/dateline-news/dateline/ingest/internal/rhythm"
)

// part is a document that ends early, with an error of its transfer or none.
func part(broken error, cut bool, items ...feed.Item) poll.Fetched {
	doc := &feed.Document{Link: "https://courier.example/", Items: items, Cut: cut}
	return poll.Fetched{Response: &fetch.Response{Status: 200, ETag: "e", Body: fmt.Append(nil, items), Broken: broken}, Document: doc}
}

func items(last, first int) (list []feed.Item) {
	for n := last; n >= first; n-- {
		list = append(list, item(n))
	}
	return list
}

// TestBreaks: what a broken document does not show is not forgotten, and no
// gap; and it is asked no later than if it had come whole, however often it
// breaks.
func TestBreaks(t *testing.T) {
	slow := &fetch.Error{Class: rhythm.Timeout, Words: "courier.example took longer than 30s"}
	r := newReader(t)
	r.poll(items(20, 1)...)
	size := 0
	for n := 21; n < 80; n++ {
		r.want("one more, one less", r.step(part(slow, true, items(n, n-9)...)), fmt.Sprintf("published:Story %d", n))
		if wait := r.wake.Next.Sub(r.wake.Polled); wait > 2*time.Hour+time.Second {
			t.Fatalf("after %d failures the next poll is in %v: %s", n-20, wait, r.wake.Reason)
		}
		if !strings.Contains(r.wake.Detail, slow.Words) || r.wake.Outcome != poll.Failed {
			t.Fatalf("it says %q", r.wake.Detail)
		}
		b, err := r.state.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if size = max(size, len(b)); len(b) > 3000 {
			t.Fatalf("%d bytes are remembered of %d items", len(b), 10)
		}
	}
	r.want("whole", r.poll(items(79, 60)...))
	r.wantTold("the end", []string{"failing", "recovered"})
}

// TestBehindTheEnd: a transfer that ends badly when all has come is no
// failure, unless what came cannot be trusted.
func TestBehindTheEnd(t *testing.T) {
	long := &fetch.Error{Class: rhythm.Connection, Words: "the server ended the transfer early"}
	r := newReader(t)
	r.want("all", r.step(part(long, false, items(3, 1)...)), "published:Story 1", "published:Story 2", "published:Story 3")
	if r.wake.Outcome != poll.Changed || r.wake.ETag == "" || r.wake.Rhythm.Failures != 0 {
		t.Errorf("%+v", r.wake)
	}
	r.step(part(fmt.Errorf("courier.example: %w", fetch.ErrDamaged), false, items(4, 1)...))
	if r.wake.Outcome != poll.Failed || r.wake.ETag != "" || r.wake.Rhythm.Failures != 1 {
		t.Errorf("damaged: %+v", r.wake)
	}
}

// TestCutForGood: a document without its end is asked for once more, and then
// that is how it is.
func TestCutForGood(t *testing.T) {
	r := newReader(t)
	r.step(part(nil, true, items(3, 1)...))
	if r.wake.ETag != "" {
		t.Error("the validators of a part are kept")
	}
	r.step(part(nil, true, items(3, 1)...))
	if r.wake.ETag == "" || r.wake.Outcome != poll.Unchanged {
		t.Errorf("again: %+v", r.wake)
	}
}

// TestReturns: items that come back from long ago teach nothing of when the
// feed publishes, and are not news.
func TestReturns(t *testing.T) {
	r := newReader(t)
	r.poll(items(10, 1)...)
	r.poll(items(30, 21)...)
	r.poll(items(50, 41)...)
	before := r.state.Learned
	for _, what := range r.poll(items(10, 1)...) {
		if !strings.HasPrefix(what, "unchanged:") {
			t.Error(what)
		}
	}
	if after := r.state.Learned; after.Last != before.Last || after.Days != before.Days {
		t.Errorf("learned %+v, before %+v", after, before)
	}
}

// TestClockSetBack: what a clock that was ahead has written is not waited for.
func TestClockSetBack(t *testing.T) {
	r := newReader(t)
	r.poll(items(3, 1)...)
	r.now = start.AddDate(2, 0, 0)
	r.poll(items(4, 1)...)
	r.now = start.Add(time.Hour)
	edited := items(5, 1)
	edited[1].Text += " It was corrected."
	r.want("back in time", r.poll(edited...), "published:Story 5", "revised:Story 4")
	if l := r.state.Learned; l.Upto.After(start.Add(2 * time.Hour)) {
		t.Errorf("learned up to %v", l.Upto)
	}
	if wait := r.wake.Next.Sub(start.Add(time.Hour)); wait <= 0 || wait > 2*time.Hour+time.Second {
		t.Errorf("the next poll is in %v", wait)
	}
}

package sample

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"
)

func liveItems(n *Newsroom) []Item {
	var items []Item
	for _, item := range n.Items() {
		if item.Feed == "http://live.almanac.example/atom.xml" {
			items = append(items, item)
		}
	}
	return items
}

func TestLiveOutletFollowsTheClock(t *testing.T) {
	c := newClock()
	n := newNewsroom(t, Options{Interval: 5 * time.Second, Now: c.Now})
	tests := []struct {
		pass time.Duration
		want int
	}{
		{0, liveAtOnce},
		{4 * time.Second, liveAtOnce},
		{time.Second, liveAtOnce + 1},
		{20 * time.Second, liveAtOnce + 5},
		{24 * time.Hour, LiveItems},
	}
	for _, tt := range tests {
		c.advance(tt.pass)
		if got := len(liveItems(n)); got != tt.want {
			t.Errorf("%v later: %d items, want %d", tt.pass, got, tt.want)
		}
	}
	if !strings.HasPrefix(liveItems(n)[0].Title, "On ") {
		t.Errorf("title %q", liveItems(n)[0].Title)
	}
}

func TestPublish(t *testing.T) {
	n := newNewsroom(t, Options{})
	if got := liveItems(n); len(got) != 0 {
		t.Fatalf("a frozen newsroom has %d live items", len(got))
	}
	ids := map[string]bool{}
	for range 30 {
		published := n.Publish(20)
		if len(published) != 20 {
			t.Fatalf("%d published, want 20", len(published))
		}
		for _, item := range published {
			if ids[item.ID] {
				t.Fatalf("%s is published twice", item.URL)
			}
			ids[item.ID] = true
		}
		if newest := liveItems(n)[0]; newest != published[len(published)-1] {
			t.Errorf("the feed begins with %v, want %v", newest, published[len(published)-1])
		}
	}
	if got := len(liveItems(n)); got != LiveItems {
		t.Errorf("%d items in the feed, want %d", got, LiveItems)
	}
	if got := len(n.live.feed.outlet.byID); got != livePages {
		t.Errorf("%d pages, want %d", got, livePages)
	}
}

func TestPlannedEdit(t *testing.T) {
	c := newClock()
	n := newNewsroom(t, Options{Interval: time.Hour, EditAfter: time.Minute, Now: c.Now})
	const world = "http://www.harbourpost.example/rss/world.xml"
	revision := func() int {
		for _, item := range n.Items() {
			if item.Feed == world && item.Story == "en/last-convoy-leaves-aleppo" {
				return item.Revision
			}
		}
		return 0
	}
	c.advance(time.Hour)
	if got := revision(); got != 1 {
		t.Fatalf("revision %d before anyone has seen the first", got)
	}
	first := get(t, n, world)
	before := body(t, first)
	c.advance(59 * time.Second)
	if got := body(t, get(t, n, world)); !bytes.Equal(got, before) {
		t.Error("edited too early")
	}
	c.advance(time.Second)
	after := get(t, n, world, "If-None-Match", first.Header.Get("ETag"))
	if got := body(t, after); !bytes.Contains(got, []byte("Assad's army declares victory")) && !bytes.Contains(got, []byte("Assad&#39;s army declares victory")) {
		t.Errorf("status %d and no edit", after.StatusCode)
	}
	c.advance(time.Hour)
	if got := revision(); got != 2 {
		t.Errorf("revision %d, want 2", got)
	}
}

func TestEdit(t *testing.T) {
	c := newClock()
	n := newNewsroom(t, Options{Now: c.Now})
	var item Item
	for _, i := range n.Items() {
		if i.Feed == "http://www.harbourpost.example/rss/front.xml" {
			item = i
			break
		}
	}
	before := get(t, n, item.Feed).Header.Get("Last-Modified")
	revision, err := n.Edit(item.ID, func(text *Text) { text.Paragraphs[0] += " This sentence is new." })
	if err != nil || revision != 2 {
		t.Fatalf("revision %d, %v", revision, err)
	}
	feeds := 0
	for _, i := range n.Items() {
		if i.ID == item.ID {
			feeds++
			if i.Revision != 2 {
				t.Errorf("revision %d in %s, want 2", i.Revision, i.Feed)
			}
			if !bytes.Contains(body(t, get(t, n, i.Feed)), []byte("This sentence is new.")) {
				t.Errorf("no edit in %s", i.Feed)
			}
		}
	}
	if feeds != 2 {
		t.Errorf("the article is in %d feeds, want 2", feeds)
	}
	if !bytes.Contains(body(t, get(t, n, item.URL)), []byte("This sentence is new.")) {
		t.Error("no edit on the page")
	}
	if got := get(t, n, item.Feed).Header.Get("Last-Modified"); got == before {
		t.Errorf("the feed is still of %s", got)
	}
	if _, err := n.Edit(item.ID, func(*Text) {}); err == nil {
		t.Error("an edit that changes nothing is no error")
	}
	if _, err := n.Edit("no such id", func(text *Text) { text.Title = "" }); err == nil {
		t.Error("an edit of nothing is no error")
	}
}

func TestEditByHandReplacesThePlannedOne(t *testing.T) {
	c := newClock()
	n := newNewsroom(t, Options{Interval: time.Hour, EditAfter: time.Minute, Now: c.Now})
	const feed = "http://www.norda.example/atom/en.xml"
	tohoku := func() Item {
		for _, item := range n.Items() {
			if item.Feed == feed && item.Story == "en/tohoku-earthquake-tsunami" {
				return item
			}
		}
		return Item{}
	}
	get(t, n, feed)
	if _, err := n.Edit(tohoku().ID, func(text *Text) { text.Paragraphs = text.Paragraphs[:1] }); err != nil {
		t.Fatal(err)
	}
	c.advance(time.Hour)
	if got := tohoku().Revision; got != 2 {
		t.Errorf("revision %d, want 2", got)
	}
}

func TestConcurrentUse(t *testing.T) {
	n := newNewsroom(t, Options{Interval: time.Millisecond, EditAfter: time.Millisecond, Now: time.Now})
	item := n.Items()[0]
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for _, f := range n.feeds {
				_ = body(t, get(t, n, f.address()))
			}
		})
		wg.Go(func() { n.Publish(5); n.Items() })
		wg.Go(func() {
			if _, err := n.Edit(item.ID, func(text *Text) { text.Summary += "." }); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

package ingest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/ingest"
	"github.com/dateline-news/dateline/ingest/internal/newsroom"
	"github.com/dateline-news/dateline/ingest/internal/poll"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

// press is a world whose services reach the outlets of a newsroom: from here
// on everything is real, also the time.
type press struct {
	*world
	room *newsroom.Newsroom
}

func newPress(t *testing.T) *press {
	t.Helper()
	return &press{newWorld(t), newsroom.Open(t)}
}

// run starts a service with some workers that knows the outlets.
func (p *press) run(workers int, outlets ...*newsroom.Outlet) (stop func()) {
	stop, _, _ = p.start(func(c *ingest.Config) {
		c.Workers, c.Hosts = workers, ingest.Hosts{}
		for _, o := range outlets {
			c.Hosts[o.Host] = p.room.Addr
		}
	})
	return stop
}

// wake is what the timer of an outlet's feed carries; zero while it has none.
func (p *press) wake(o *newsroom.Outlet) poll.Wake {
	timer, err := p.bus.Feeds().Timer(p.t.Context(), news.FeedID(o.Address()))
	if err != nil {
		return poll.Wake{}
	}
	return poll.DecodeWake(timer.Data)
}

// polled sets an answer, makes the feed due and returns what came of the
// poll.
func (p *press) polled(o *newsroom.Outlet, a newsroom.Answer) poll.Wake {
	p.t.Helper()
	before := p.wake(o).Polled
	o.Answer(a)
	p.again(o.Host)
	var wake poll.Wake
	p.until("a poll of "+o.Host, func() error {
		if wake = p.wake(o); !wake.Polled.After(before) {
			return fmt.Errorf("polled last at %v, asked %d times", wake.Polled, len(o.Asked()))
		}
		return nil
	})
	return wake
}

// told returns the reasons of the events about a feed.
func (p *press) told(o *newsroom.Outlet) []string {
	p.t.Helper()
	var reasons []string
	id := news.FeedID(o.Address())
	for _, reason := range []string{"gap", "failing", "gone", "html", "moved", "recovered"} {
		err := p.bus.ScanAll(p.t.Context(), bus.Events, p.bus.Names().Event(news.Event{Kind: news.EventFeed, Reason: reason, Feed: id}), func(bus.Scanned) bool {
			reasons = append(reasons, reason)
			return true
		})
		if err != nil {
			p.t.Fatal(err)
		}
	}
	return reasons
}

// TestNewsroomThroughNATS has a day of a busy outlet: edits, a live blog, and
// a rush in which stories come and go between two polls.
func TestNewsroomThroughNATS(t *testing.T) {
	p := newPress(t)
	o := p.room.Outlet("courier.example")
	live := func(n int) newsroom.Answer {
		return newsroom.Feed(newsroom.With(o.Stories(20, 1), 20, func(s *newsroom.Story) {
			s.Title = fmt.Sprintf("Live from the harbour, part %d", n)
			for i := range n {
				s.Text += fmt.Sprintf(" Entry %d.", i)
			}
		}))
	}
	o.Answer(newsroom.Feed(o.Stories(19, 1)))
	p.add(o.Host)
	p.run(2, o)
	p.until("the first poll", func() error {
		if p.wake(o).Polled.IsZero() {
			return fmt.Errorf("asked %d times", len(o.Asked()))
		}
		return nil
	})
	for _, a := range []newsroom.Answer{
		live(1), live(2), live(3),
		newsroom.Feed(newsroom.With(o.Stories(21, 1), 20, newsroom.Edit("It is over."))),
		newsroom.Feed(o.Stories(80, 61)), // those before were here and gone
		newsroom.Feed(o.Stories(81, 61)),
	} {
		if wake := p.polled(o, a); wake.Outcome != poll.Changed {
			t.Errorf("%s: %s", wake.Outcome, wake.Detail)
		}
	}
	if revised, dropped := p.compare(t, o); revised != 3 || dropped != nil {
		t.Errorf("%d revisions, dropped %q; want 3 and none", revised, dropped)
	}
	if diff := cmp.Diff([]string{"gap"}, p.told(o)); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}

// TestNewsroomUnderFire has a healthy feed among others of which some hold
// their workers and the rest do what they can to stop a reader. It goes on as
// if it were alone.
func TestNewsroomUnderFire(t *testing.T) {
	p := newPress(t)
	healthy := p.room.Outlet("healthy.example")
	outlets := []*newsroom.Outlet{healthy}
	found := func(name string, answer func(o *newsroom.Outlet) newsroom.Answer) *newsroom.Outlet {
		o := p.room.Outlet(name + ".example")
		o.Answer(answer(o))
		outlets = append(outlets, o)
		return o
	}
	var held, hostile []*newsroom.Outlet
	for name, end := range map[string]newsroom.End{"stall": newsroom.Stall, "drip": newsroom.Drip} {
		held = append(held, found(name, func(o *newsroom.Outlet) newsroom.Answer { return newsroom.Broken(o.Stories(3, 1), 1, end) }))
	}
	for name, answer := range map[string]func(o *newsroom.Outlet) newsroom.Answer{
		"zeros":  func(*newsroom.Outlet) newsroom.Answer { return newsroom.Zeros(1024) },
		"reset":  func(o *newsroom.Outlet) newsroom.Answer { return newsroom.Broken(o.Stories(3, 1), 0, newsroom.Reset) },
		"closed": func(o *newsroom.Outlet) newsroom.Answer { return newsroom.Broken(o.Stories(3, 1), 2, newsroom.Close) },
		"zipped": func(o *newsroom.Outlet) newsroom.Answer { return newsroom.Zipped(o.Stories(3, 1), 2) },
		"wall":   func(*newsroom.Outlet) newsroom.Answer { return newsroom.Wall(false, nil) },
		"down":   func(*newsroom.Outlet) newsroom.Answer { return newsroom.Status(http.StatusServiceUnavailable) },
		"busy": func(*newsroom.Outlet) newsroom.Answer {
			return newsroom.Status(http.StatusTooManyRequests, "Retry-After", "60")
		},
		"gone": func(*newsroom.Outlet) newsroom.Answer { return newsroom.Status(http.StatusGone) },
		"inside": func(*newsroom.Outlet) newsroom.Answer {
			return newsroom.Redirect(http.StatusFound, "http://127.0.0.1:22/")
		},
		"page": func(*newsroom.Outlet) newsroom.Answer {
			return newsroom.Document("text/html", []byte("<!DOCTYPE html><p>No."), nil)
		},
		"garbage": func(*newsroom.Outlet) newsroom.Answer {
			return newsroom.Document("text/xml", []byte{0, 1, 2, 0xFF, '<', 0}, nil)
		},
		"deep": func(*newsroom.Outlet) newsroom.Answer {
			return newsroom.Document("text/xml", bytes.Repeat([]byte("<q:x>"), 1<<20), nil)
		},
		"podcast": func(*newsroom.Outlet) newsroom.Answer { return newsroom.Document("audio/mpeg", []byte("ID3\x04"), nil) },
	} {
		hostile = append(hostile, found(name, answer))
	}
	healthy.Answer(newsroom.Feed(healthy.Stories(3, 1)))
	var hosts []string
	for _, o := range held {
		hosts = append(hosts, o.Host)
	}
	p.add(hosts...)
	p.run(len(held)+1, outlets...) // one worker is left for all others
	p.until("workers to be held", func() error {
		for _, o := range held {
			if len(o.Asked()) == 0 {
				return fmt.Errorf("%s was not asked", o.Host)
			}
		}
		return nil
	})
	hosts = []string{healthy.Host}
	for _, o := range hostile {
		hosts = append(hosts, o.Host)
	}
	p.add(hosts...)
	for last := 4; last < 8; last++ {
		if wake := p.polled(healthy, newsroom.Feed(healthy.Stories(last, 1))); wake.Outcome != poll.Changed {
			t.Errorf("%s: %s", wake.Outcome, wake.Detail)
		}
	}
	for _, o := range hostile {
		p.until(o.Host+" to have failed", func() error {
			if wake := p.wake(o); wake.Outcome != poll.Failed || wake.Detail == "" || !wake.Next.After(wake.Polled) {
				return fmt.Errorf("%+v", wake)
			}
			return nil
		})
	}
	for _, o := range slices.Concat([]*newsroom.Outlet{healthy}, hostile) {
		if revised, dropped := p.compare(t, o); revised != 0 || dropped != nil {
			t.Errorf("%s: %d revisions, dropped %q", o.Host, revised, dropped)
		}
	}
	if got := len(p.told(healthy)); got != 0 {
		t.Errorf("%d events about the healthy feed", got)
	}
}

// TestNewsroomCrash ends a service in the middle of a poll: before anything
// was published, and when all was published and nothing remembered. Another
// one takes over; nothing is lost or doubled.
func TestNewsroomCrash(t *testing.T) {
	for name, c := range map[string]struct {
		// arrange lets a poll end the context of its service.
		arrange   func(o *newsroom.Outlet, s *ingest.Service, crash func())
		published int
	}{
		"while fetching": {func(o *newsroom.Outlet, _ *ingest.Service, crash func()) {
			o.Answer(func(o *newsroom.Outlet, w http.ResponseWriter, r *http.Request) {
				crash()
				newsroom.Broken(o.Stories(30, 1), 0, newsroom.Stall)(o, w, r)
			})
		}, 0},
		"between publishing and remembering": {func(o *newsroom.Outlet, s *ingest.Service, crash func()) {
			o.Answer(newsroom.Feed(o.Stories(30, 1)))
			ingest.SetJitter(s, func() float64 {
				crash()
				return 0
			})
		}, 30},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPress(t)
			o := p.room.Outlet("courier.example")
			p.add(o.Host)
			s, err := ingest.New(p.config(nil), ingest.Deps{Bus: p.connect(), Hosts: map[string]string{o.Host: p.room.Addr}})
			if err != nil {
				t.Fatal(err)
			}
			ctx, crash := context.WithTimeout(t.Context(), patience)
			defer crash()
			c.arrange(o, s, crash)
			if err := s.Run(ctx); err != nil {
				t.Fatal(err)
			}
			if n := len(p.articles("courier_example")); n != c.published {
				t.Errorf("%d articles were published before the crash, want %d", n, c.published)
			}
			if _, err := p.bus.Feeds().State(t.Context(), news.FeedID(o.Address())); !errors.Is(err, bus.ErrNotFound) {
				t.Errorf("the feed is remembered: %v", err)
			}
			o.Answer(newsroom.Feed(newsroom.With(o.Stories(31, 2), 5, newsroom.Edit("It was corrected."))))
			p.run(2, o)
			p.until("the poll to be repeated", func() error {
				if wake := p.wake(o); wake.Outcome != poll.Changed {
					return fmt.Errorf("%+v", wake)
				}
				return nil
			})
			revised, dropped := p.compare(t, o)
			if want := min(c.published, 1); revised != want || dropped != nil {
				t.Errorf("%d revisions, dropped %q; want %d and none", revised, dropped, want)
			}
		})
	}
}

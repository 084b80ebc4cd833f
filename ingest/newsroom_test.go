package ingest_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/ingest"
	"github.com/dateline-news/dateline/ingest/internal/newsroom"
	"github.com/dateline-news/dateline/ingest/internal/poll"
	"github.com/dateline-news/dateline/ingest/internal/registry"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/env"
	"github.com/dateline-news/dateline/shared/netguard"
	"github.com/dateline-news/dateline/shared/news"
)

// scene is a case of the newsroom: what an outlet does, poll by poll, and what
// is to come of it. The bytes are real, over real connections; the time is
// that of the script. After each scene what was published is compared with
// what the outlet served: no story may be lost, doubled or invented.
type scene struct {
	name string
	// settings changes what the operator says of the feed.
	settings func(*registry.Settings)
	// impatient gives up after two seconds; the default is 30.
	impatient bool
	// host is that of the outlet; empty: one after the name.
	host string
	// acts are the polls.
	acts func(o *newsroom.Outlet) []act
	// dropped are the reasons of the stories that were dropped, and revised
	// is how many revisions were published beyond the first of each story.
	dropped []string
	revised int
	// inspect looks at the outlet in the end.
	inspect func(t *testing.T, o *newsroom.Outlet)
}

// act is one poll of a scene.
type act struct {
	answer newsroom.Answer
	// says is part of what the poll says of itself, next of why the next one
	// is when it is.
	says, next string
	// told are the reasons of the events about the feed, separated by spaces.
	told string
	// after is the time since the poll before; 0: what that one wanted.
	after time.Duration
}

// take is a poll that gets an answer and says and wants something.
func take(answer newsroom.Answer, says, next string) act {
	return act{answer: answer, says: says, next: next}
}

// tells adds events.
func (a act) tells(reasons string) act {
	a.told = reasons
	return a
}

// comes sets the time since the poll before.
func (a act) comes(after time.Duration) act {
	a.after = after
	return a
}

// opening is when the first poll of a scene takes place.
var opening = newsroom.Epoch.Add(3 * time.Hour)

// stage is where scenes are played: a world with a newsroom in it, and two
// services that are not running, since the scenes drive them.
type stage struct {
	*world
	room               *newsroom.Newsroom
	names              *newsroom.Names
	patient, impatient *ingest.Service
	// secret is a file with a password.
	secret string
}

// public is an address of this machine that counts as one of the internet.
const public = "127.0.0.2"

func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{world: newWorld(t), room: newsroom.Open(t), names: newsroom.OpenNames(t), secret: filepath.Join(t.TempDir(), "secret")}
	if err := os.WriteFile(s.secret, []byte("s3cret"), 0o600); err != nil {
		t.Fatal(err)
	}
	var allow netguard.CIDRs
	if err := allow.UnmarshalText([]byte(public)); err != nil {
		t.Fatal(err)
	}
	service := func(timeout time.Duration) *ingest.Service {
		var cfg ingest.Config
		if err := env.Defaults(&cfg); err != nil {
			t.Fatal(err)
		}
		cfg.FullText, cfg.Fetch.Timeout = "never", timeout
		service, err := ingest.New(cfg, ingest.Deps{Bus: s.bus})
		if err != nil {
			t.Fatal(err)
		}
		ingest.SetDialer(service, &netguard.Dialer{Hosts: map[string]string{"*.example": s.room.Addr}, Resolver: s.names.Resolver, Guard: netguard.New(allow)})
		ingest.SetJitter(service, func() float64 { return 0.5 })
		t.Cleanup(func() { ingest.CloseClient(service) })
		return service
	}
	s.patient, s.impatient = service(patience), service(2*time.Second)
	return s
}

// play plays a scene and compares.
func (s *stage) play(t *testing.T, c scene) {
	host := c.host
	if host == "" {
		host = news.Token(strings.ReplaceAll(c.name, " ", "-")) + ".example"
	}
	o := s.room.Outlet(host)
	id := news.FeedID(o.Address())
	r := registry.New(s.bus.Feeds())
	settings := registry.Settings{URL: o.Address()}
	if c.settings != nil {
		c.settings(&settings)
	}
	if _, err := r.Add(t.Context(), settings, opening); err != nil {
		t.Fatal(err)
	}
	service := s.patient
	if c.impatient {
		service = s.impatient
	}
	var wake poll.Wake
	now := opening
	for i, a := range c.acts(o) {
		if i > 0 {
			now = wake.Next
			if a.after != 0 {
				now = wake.Polled.Add(a.after)
			}
		}
		o.Answer(a.answer)
		end, err := ingest.Poll(t.Context(), service, id, wake, now)
		if err != nil {
			t.Fatalf("poll %d: %v", i+1, err)
		}
		if wait := end.Wake.Next.Sub(now); wait <= 0 || wait > 35*24*time.Hour {
			t.Errorf("poll %d: the next is in %v", i+1, wait)
		}
		if !strings.Contains(end.Wake.Detail, a.says) || a.says == "" {
			t.Errorf("poll %d says %q, want %q", i+1, end.Wake.Detail, a.says)
		}
		if !strings.Contains(end.Wake.Reason, a.next) || a.next == "" {
			t.Errorf("poll %d: the next is in %v: %q, want %q", i+1, end.Wake.Next.Sub(now), end.Wake.Reason, a.next)
		}
		var told []string
		for _, e := range end.Events {
			told = append(told, e.Reason)
		}
		if got := strings.Join(told, " "); got != a.told {
			t.Errorf("poll %d tells %q, want %q: %+v", i+1, got, a.told, end.Events)
		}
		// What is remembered goes through its stored form.
		body, err := end.Wake.Encode()
		if err != nil {
			t.Fatal(err)
		}
		wake = poll.DecodeWake(body)
	}
	revised, dropped := s.compare(t, o)
	if diff := cmp.Diff(c.dropped, dropped); diff != "" {
		t.Errorf("dropped (-want +got):\n%s", diff)
	}
	if revised != c.revised {
		t.Errorf("%d revisions, want %d", revised, c.revised)
	}
	if c.inspect != nil {
		c.inspect(t, o)
	}
}

// compare compares what was published with what the outlet served, and returns
// how many revisions there were beyond the first of each story and why
// stories were dropped.
func (w *world) compare(t *testing.T, o *newsroom.Outlet) (revised int, reasons []string) {
	t.Helper()
	source := news.SourceOf(o.Address()).ID
	var revisions []*news.Article
	err := w.bus.ScanAll(t.Context(), bus.Articles, w.bus.Names().Article(source, "*"), func(m bus.Scanned) bool {
		a, err := news.Decode(m.Data)
		if err != nil {
			t.Error(err)
			return true
		}
		if a.Revision > 1 {
			revised++
		}
		revisions = append(revisions, a)
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	var dropped []news.Event
	err = w.bus.ScanAll(t.Context(), bus.Events, w.bus.Names().EventsOf(news.EventDropped), func(m bus.Scanned) bool {
		var e news.Event
		if err := json.Unmarshal(m.Data, &e); err != nil {
			t.Error(err)
		}
		if e.Feed == news.FeedID(o.Address()) {
			dropped, reasons = append(dropped, e), append(reasons, e.Reason)
		}
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range o.Compare(revisions, dropped) {
		t.Error(words)
	}
	return revised, reasons
}

// TestNewsroom plays what outlets do to their feeds, and what servers do to
// their readers.
func TestNewsroom(t *testing.T) {
	s := newStage(t)
	for _, c := range append(editorial(), s.outages()...) {
		t.Run(c.name, func(t *testing.T) {
			if c.impatient {
				t.Parallel()
			}
			s.play(t, c)
		})
	}
}

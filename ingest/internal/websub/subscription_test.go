package websub_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/ingest/internal/websub"
)

const (
	hubURL   = "https://hub.example/"
	topicURL = "https://courier.example/feed.xml"
	callback = "https://news.example/hooks"
	feedID   = "abcdefghijklmnopqrstuvwxy2"
)

var (
	start = time.Date(2016, 12, 30, 12, 0, 0, 0, time.UTC)
	keys  = websub.Keys{Token: strings.Repeat("t", 26), Secret: "secret"}
)

// play is a subscription with time at hand. What is remembered goes through
// its stored form at each step.
type play struct {
	t   *testing.T
	now time.Time
	sub websub.Subscription
	n   int
}

func begin(t *testing.T) *play {
	return &play{t: t, now: start, sub: websub.New(hubURL, topicURL, keys, start)}
}

func (p *play) store() {
	p.t.Helper()
	b, err := p.sub.Encode()
	if err != nil {
		p.t.Fatal(err)
	}
	if p.sub, err = websub.Decode(b); err != nil {
		p.t.Fatal(err)
	}
}

// ask is one request if it is due. outcome is nil where the hub accepts.
func (p *play) ask(want websub.Action, outcome error) {
	p.t.Helper()
	p.store()
	got := p.sub.Act(callback, p.now)
	if got != want {
		p.t.Fatalf("%s: asked to %q, want %q; %+v", p.now.Sub(start), got, want, p.sub)
	}
	if got == websub.Nothing {
		return
	}
	p.n++
	p.sub.Begin(got, callback, websub.Keys{Token: fmt.Sprintf("token%d", p.n), Secret: fmt.Sprintf("secret%d", p.n)}, p.now)
	p.store()
	if again := p.sub.Act(callback, p.now.Add(time.Minute)); again != websub.Nothing {
		p.t.Errorf("two workers would ask: %q", again)
	}
	if outcome != nil {
		p.sub.Refused(got, p.now, outcome.Error(), 0, p.now.Add(time.Second))
	} else {
		p.sub.Accepted(got, p.now, p.now.Add(time.Second))
	}
	p.store()
}

func (p *play) confirm(lease time.Duration) {
	p.t.Helper()
	if !p.sub.Confirm(topicURL, lease, p.now) {
		p.t.Fatalf("not confirmed: %+v", p.sub)
	}
	p.store()
}

// next goes to when the hub is to be asked next and returns how long that is.
func (p *play) next() time.Duration {
	d := p.sub.Next.Sub(p.now)
	p.now = p.sub.Next
	return d
}

func TestLease(t *testing.T) {
	for lease, margin := range map[time.Duration]time.Duration{
		0:                    60 * time.Hour, // ten days, as asked for
		10 * 24 * time.Hour:  60 * time.Hour,
		24 * time.Hour:       12 * time.Hour,
		time.Hour:            30 * time.Minute,
		365 * 24 * time.Hour: 30 * 6 * time.Hour,
	} {
		p := begin(t)
		p.ask(websub.Subscribe, nil)
		p.confirm(lease)
		if got := p.sub.Ends.Sub(p.sub.Next); got != margin {
			t.Errorf("a lease of %s is renewed %s before its end, want %s", lease, got, margin)
		}
		if every := p.sub.PollEvery(p.now); every != min(12*time.Hour, p.sub.Ends.Sub(p.now)) {
			t.Errorf("a lease of %s: polled every %s", lease, every)
		}
		if lease == time.Hour {
			continue
		}
		since := p.sub.Since
		p.ask(websub.Nothing, nil)
		p.next()
		p.ask(websub.Subscribe, nil)
		if !p.sub.Trusted(p.now) {
			t.Errorf("a lease of %s: not trusted while it is renewed", lease)
		}
		p.confirm(lease)
		if !p.sub.Since.Equal(since) || p.sub.Token != keys.Token {
			t.Errorf("a lease of %s: another subscription", lease)
		}
	}
}

func TestShortestLease(t *testing.T) {
	p := begin(t)
	p.ask(websub.Subscribe, nil)
	p.confirm(time.Second)
	if d := p.next(); d < 5*time.Minute {
		t.Errorf("asked again after %s", d)
	}
	if p.sub.Trusted(p.now) || p.sub.PollEvery(p.now) != 0 {
		t.Error("trusted beyond its lease")
	}
	if s := p.sub.Standing(p.now); s != websub.Asking {
		t.Errorf("stands as %s", s)
	}
	p.ask(websub.Subscribe, nil)
}

func TestHubIsDown(t *testing.T) {
	p := begin(t)
	var waits []time.Duration
	for range 12 {
		p.ask(websub.Subscribe, fmt.Errorf("hub.example answers 503"))
		waits = append(waits, p.next().Round(time.Minute))
		if p.sub.PollEvery(p.now) != 0 {
			t.Fatal("polled slowly")
		}
	}
	if waits[0] != 5*time.Minute || waits[1] != 10*time.Minute || waits[11] != 24*time.Hour {
		t.Errorf("asked again after %v", waits)
	}
	if !strings.Contains(p.sub.Words, "503") {
		t.Errorf("words %q", p.sub.Words)
	}
	p.ask(websub.Subscribe, nil)
	p.confirm(0)
	if p.sub.Failures != 0 || p.sub.Words != "" {
		t.Errorf("after all: %+v", p.sub)
	}
	// During a lease it is asked several times before the end.
	p.next()
	tries := 0
	for p.now.Before(p.sub.Ends) {
		p.ask(websub.Subscribe, fmt.Errorf("down"))
		p.next()
		tries++
	}
	if tries < 5 {
		t.Errorf("tried %d times before the lease ended", tries)
	}
}

func TestHubNeverComesBack(t *testing.T) {
	p := begin(t)
	p.ask(websub.Subscribe, nil)
	if d := p.next().Round(time.Minute); d != time.Hour {
		t.Errorf("asked again after %s", d)
	}
	p.ask(websub.Subscribe, nil)
	if !strings.Contains(p.sub.Words, "never came back") || p.next().Round(time.Minute) != 2*time.Hour {
		t.Errorf("%+v", p.sub)
	}
}

// TestHubIsFast: the hub comes back before it has answered the request.
func TestHubIsFast(t *testing.T) {
	p := begin(t)
	p.sub.Begin(websub.Subscribe, callback, keys, p.now)
	p.confirm(0)
	renew := p.sub.Next
	p.sub.Accepted(websub.Subscribe, p.now, p.now)
	if p.sub.Waits || !p.sub.Next.Equal(renew) {
		t.Errorf("the answer undoes the confirmation: %+v", p.sub)
	}
	p.sub.Refused(websub.Subscribe, p.now, "the hub took too long", 0, p.now)
	if p.sub.Failures != 0 || !p.sub.Next.Equal(renew) {
		t.Errorf("the failure undoes the confirmation: %+v", p.sub)
	}
}

func TestConfirmOnlyWhatWasAsked(t *testing.T) {
	p := begin(t)
	if p.sub.Confirm(topicURL, 0, p.now) {
		t.Error("confirmed before it was asked")
	}
	p.ask(websub.Subscribe, nil)
	if p.sub.Confirm("https://courier.example/other", 0, p.now) {
		t.Error("another topic")
	}
	if p.sub.Leaves(topicURL) {
		t.Error("an end that nobody wants")
	}
	if (&websub.Subscription{}).Confirm("", 0, p.now) {
		t.Error("no subscription")
	}
	p.confirm(0)
	p.sub.Distrust("missed", p.now)
	if p.sub.Confirm(topicURL, 0, p.now) || !p.sub.Leaves(topicURL) {
		t.Error("a hub that is not trusted")
	}
}

func TestDenied(t *testing.T) {
	p := begin(t)
	p.ask(websub.Subscribe, nil)
	if p.sub.Deny("https://courier.example/other", "no", p.now) {
		t.Error("another topic")
	}
	if !p.sub.Deny(topicURL, "not for you", p.now) || !strings.Contains(p.sub.Words, "not for you") {
		t.Errorf("%+v", p.sub)
	}
	p.now = p.now.Add(6 * 24 * time.Hour)
	p.ask(websub.Nothing, nil)
	p.now = p.now.Add(24 * time.Hour)
	p.ask(websub.Subscribe, nil)
	if p.sub.Token == keys.Token || p.sub.State != websub.Asking {
		t.Errorf("the keys that were given out before: %+v", p.sub)
	}
}

func TestDistrust(t *testing.T) {
	p := begin(t)
	for _, weeks := range []int{1, 2, 4} {
		p.ask(websub.Subscribe, nil)
		p.confirm(0)
		p.sub.Distrust("the hub missed an item", p.now)
		if p.sub.Trusted(p.now) || p.sub.PollEvery(p.now) != 0 {
			t.Fatal("still trusted")
		}
		p.ask(websub.Unsubscribe, fmt.Errorf("down"))
		p.next()
		p.ask(websub.Unsubscribe, nil)
		p.now = p.sub.Until.Add(-time.Second)
		p.ask(websub.Nothing, nil)
		p.now = p.sub.Until
		if got := p.sub.Until.Sub(p.sub.Ends); got != time.Duration(weeks)*7*24*time.Hour {
			t.Errorf("tried again after %s, want %d weeks", got, weeks)
		}
	}
	p.ask(websub.Subscribe, nil)
	p.confirm(0)
	p.now = p.now.AddDate(0, 3, 0)
	p.confirm(0)
	p.now = p.now.AddDate(0, 0, 1)
	// Three months without a miss count.
	p.sub.Since = p.now.AddDate(0, -3, 0)
	p.sub.Distrust("again", p.now)
	if got := p.sub.Until.Sub(p.now); got != 7*24*time.Hour {
		t.Errorf("after a good time: tried again after %s", got)
	}
}

func TestLeaveGivesUp(t *testing.T) {
	p := begin(t)
	p.ask(websub.Subscribe, nil)
	p.confirm(0)
	p.sub.Distrust("missed", p.now)
	for range 3 {
		p.ask(websub.Unsubscribe, fmt.Errorf("down"))
		p.next()
	}
	p.ask(websub.Nothing, nil)
}

func TestMissing(t *testing.T) {
	minute := func(n int) time.Time { return start.Add(time.Duration(n) * time.Minute) }
	live := func() websub.Subscription {
		p := begin(t)
		p.ask(websub.Subscribe, nil)
		p.confirm(0)
		return p.sub
	}
	found := func(published time.Time) []websub.Item { return []websub.Item{{ID: "a", Published: published}} }
	for _, c := range []struct {
		what string
		poll websub.Poll
		do   func(s *websub.Subscription)
		want int
	}{
		{what: "came since", poll: websub.Poll{At: minute(60), Before: minute(0), Found: found(minute(30))}, want: 1},
		{what: "came before the subscription", poll: websub.Poll{At: minute(60), Before: minute(-60), Found: found(minute(-30))}},
		{what: "no date, polled since", poll: websub.Poll{At: minute(60), Before: minute(10), Found: found(time.Time{})}, want: 1},
		{what: "no date, not polled since", poll: websub.Poll{At: minute(60), Before: minute(-10), Found: found(minute(60))}},
		{what: "nobody listened", poll: websub.Poll{At: minute(60), Before: minute(10), Open: minute(40), Found: found(minute(30))}},
		{what: "a poll that the hub asked for", poll: websub.Poll{At: minute(60), Before: minute(10), Found: found(minute(30))}, do: func(s *websub.Subscription) { s.Pinged(minute(50)) }},
		{what: "a ping long ago", poll: websub.Poll{At: minute(60), Before: minute(10), Found: found(minute(30))}, do: func(s *websub.Subscription) { s.Pinged(minute(5)) }, want: 1},
		{what: "a delivery during the poll", poll: websub.Poll{At: minute(60), Before: minute(10), Found: found(minute(30))}, do: func(s *websub.Subscription) { s.Delivered([]string{"a"}, minute(61)) }},
		{what: "the lease was over", poll: websub.Poll{At: minute(60), Before: minute(10), Found: found(minute(30))}, do: func(s *websub.Subscription) { s.Ends = minute(20) }},
		{what: "nothing found", poll: websub.Poll{At: minute(60), Before: minute(10)}},
	} {
		s := live()
		if c.do != nil {
			c.do(&s)
		}
		changed := s.Polled(c.poll, keys, c.poll.At)
		if len(s.Missing) != c.want || changed != (c.want > 0) {
			t.Errorf("%s: %d missing, changed %v, want %d", c.what, len(s.Missing), changed, c.want)
		}
	}

	s := live()
	s.Polled(websub.Poll{At: minute(60), Before: minute(10), Found: found(minute(30))}, keys, minute(60))
	if s.PollEvery(minute(61)) != 0 {
		t.Error("polled slowly though an item is missing")
	}
	if n := s.Missed(minute(69), websub.Grace); n != 0 {
		t.Errorf("%d missed within the grace", n)
	}
	if n := s.Missed(minute(70), websub.Grace); n != 1 {
		t.Errorf("%d missed after the grace", n)
	}
	s.Delivered([]string{"b", "a"}, minute(71))
	if len(s.Missing) != 0 || s.PollEvery(minute(72)) == 0 {
		t.Error("missing though it was delivered late")
	}
}

func TestNamed(t *testing.T) {
	named := func(hub, topic string, at time.Time) websub.Poll {
		return websub.Poll{Named: true, Hub: hub, Topic: topic, At: at, Before: at}
	}
	var s websub.Subscription
	if s.Polled(named("", "", start), keys, start) || s.Known() {
		t.Error("a hub that nobody named")
	}
	if !s.Polled(named(hubURL, topicURL, start), keys, start) || s.State != websub.Asking || s.Act(callback, start) != websub.Subscribe {
		t.Errorf("named: %+v", s)
	}
	if s.Polled(websub.Poll{At: start}, keys, start) || s.Unnamed {
		t.Error("a poll without a document unnames the hub")
	}
	later := start.Add(time.Hour)
	if s.Polled(named("https://other.example/", topicURL, later), keys, later) || s.Hub != hubURL {
		t.Error("hubs by turns are taken by turns")
	}
	if !s.Polled(named("", "", later), keys, later) || s.Act(callback, later) != websub.Nothing || s.Standing(later) != websub.Unnamed {
		t.Errorf("no longer named: %+v", s)
	}
	if !s.Polled(named(hubURL, topicURL, later), keys, later) || s.Unnamed {
		t.Errorf("named again: %+v", s)
	}
	day := start.Add(25 * time.Hour)
	other := websub.Keys{Token: "other", Secret: "other"}
	if !s.Polled(named("https://other.example/", topicURL, day), other, day) || s.Hub != "https://other.example/" || s.Token != "other" {
		t.Errorf("another hub: %+v", s)
	}
}

func TestForm(t *testing.T) {
	p := begin(t)
	p.ask(websub.Subscribe, nil)
	want := map[string][]string{
		"hub.mode": {"subscribe"}, "hub.topic": {topicURL}, "hub.callback": {callback + "/" + feedID + "/" + keys.Token},
		"hub.secret": {"secret"}, "hub.lease_seconds": {"864000"},
	}
	if diff := cmp.Diff(want, map[string][]string(p.sub.Form(websub.Subscribe, feedID))); diff != "" {
		t.Errorf("form (-want +got):\n%s", diff)
	}
	if f := p.sub.Form(websub.Unsubscribe, feedID); f.Has("hub.secret") {
		t.Error("a secret to end a subscription with")
	}
}

func TestCallbackMoves(t *testing.T) {
	p := begin(t)
	p.ask(websub.Subscribe, nil)
	p.confirm(0)
	p.now = p.now.Add(time.Hour)
	if a := p.sub.Act("https://elsewhere.example", p.now); a != websub.Subscribe {
		t.Errorf("the hub is not told of the new address: %q", a)
	}
}

func TestStored(t *testing.T) {
	for _, bad := range []string{"{", "[]", `{"schema":0}`, `{"schema":9,"secret":"hush"}`, `{"schema":1,"secret":"hush","hub":4}`} {
		s, err := websub.Decode([]byte(bad))
		if err == nil || s.Known() || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: %v, %v", bad, s, err)
		}
	}
	s := websub.New(hubURL, topicURL, websub.NewKeys(), start)
	if text := fmt.Sprint(s) + fmt.Sprint(&s); strings.Contains(text, s.Secret) || strings.Contains(text, s.Token) {
		t.Errorf("printed: %s", text)
	}
	if a, b := websub.NewKeys(), websub.NewKeys(); a == b || len(a.Token) != 26 || len(a.Secret) < 40 || len(a.Secret) >= 200 {
		t.Errorf("keys %+v, %+v", a, b)
	}
}

package ingest_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dateline-news/dateline/ingest"
	"github.com/dateline-news/dateline/ingest/internal/poll"
	"github.com/dateline-news/dateline/ingest/internal/websub"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

const topic = "http://courier.example/feed.xml"

// publisher serves a feed of numbered items that names a hub.
type publisher struct {
	mu    sync.Mutex
	items int // guarded by mu
	link  string
}

func (p *publisher) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	w.Header().Set("Link", p.link)
	_, _ = fmt.Fprint(w, rss("courier.example", p.items, ""))
}

func (p *publisher) set(items int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.items = items
}

// hubbed is a world with a feed of three items and its hub.
func hubbed(t *testing.T) (*world, *hub, *publisher, *balancer) {
	t.Helper()
	w, h := newWorld(t), newHub(t)
	p := &publisher{items: 3, link: `<http://hub.example/>; rel="hub", <` + topic + `>; rel="self"`}
	w.outlets.serve("courier.example", p.ServeHTTP)
	w.outlets.serve("hub.example", h.ServeHTTP)
	b := w.pushes()
	w.add("courier.example")
	return w, h, p, b
}

// subscription reads the record of the feed.
func (w *world) subscription() (websub.Subscription, uint64, error) {
	w.t.Helper()
	record, err := w.bus.Feeds().Push(w.t.Context(), news.FeedID(topic))
	if err != nil {
		return websub.Subscription{}, 0, err
	}
	sub, err := websub.Decode(record.Data)
	return sub, record.Seq, err
}

// wantState waits for a state of the subscription.
func (w *world) wantState(state websub.State) (sub websub.Subscription) {
	w.t.Helper()
	w.until("the state "+string(state), func() (err error) {
		if sub, _, err = w.subscription(); err == nil && sub.State != state {
			err = errors.New(sub.String() + ": " + sub.Words)
		}
		return err
	})
	return sub
}

// live waits until the feed is subscribed to.
func (w *world) live(h *hub) {
	w.t.Helper()
	w.wantState(websub.Live)
	w.until("the hub", func() error { _, err := h.callback(topic); return err })
}

// item is a feed that holds item n alone.
func itemAlone(n int, text string) string {
	return fmt.Sprintf(`<rss version="2.0"><channel><title>courier</title><link>http://courier.example/</link><item><title>Story %d</title><link>http://courier.example/%d</link><guid isPermaLink="false">courier.example-%d</guid><description>Text %d.%s</description></item></channel></rss>`, n, n, n, n, text)
}

func TestPush(t *testing.T) {
	w, h, p, b := hubbed(t)
	stop, registry, _ := w.start(pushing(b))
	w.wantArticles("courier_example", 3)
	w.live(h)
	want := func(what, body, signature string, status int, outcome string) {
		t.Helper()
		if gotStatus, got := h.push(topic, body, signature); gotStatus != status || got != outcome {
			t.Errorf("%s: got %d %q, want %d %q", what, gotStatus, got, status, outcome)
		}
	}
	four := itemAlone(4, "")
	for _, method := range []string{"sha512", "sha384", "sha256"} {
		signature := h.sign(topic, method, four)
		want("forged "+method, four+" ", signature, http.StatusAccepted, "forged")
	}
	want("unsigned", four, "", http.StatusAccepted, "unsigned")
	want("unknown method", four, "md5=00", http.StatusAccepted, "forged")
	if n := len(w.articles("courier_example")); n != 3 {
		t.Fatalf("%d articles of unsigned pushes", n-3)
	}

	want("an item", four, h.sign(topic, "sha256", four), http.StatusAccepted, "changed")
	if n := len(w.articles("courier_example")); n != 4 {
		t.Fatalf("%d articles when the hub had its answer, want 4", n)
	}
	want("again", four, h.sign(topic, "sha512", four), http.StatusAccepted, "unchanged")
	edited := itemAlone(4, " Corrected.")
	want("an edit", edited, h.sign(topic, "sha384", edited), http.StatusAccepted, "changed")
	if a := w.articles("courier_example")["Story 4"]; a.Revision != 2 || a.Reason != news.ReasonEdit {
		t.Errorf("the edit has revision %d, reason %q", a.Revision, a.Reason)
	}
	if n := w.outlets.count("courier.example"); n != 1 {
		t.Errorf("the feed was polled %d times", n)
	}

	// A poll brings nothing new, and the next one is far.
	p.set(4)
	w.outlets.text("courier.example", strings.ReplaceAll(rss("courier.example", 4, ""), "Text 4.", "Text 4. Corrected."))
	w.again("courier.example")
	w.polls("courier.example", 2)
	w.until("a slow poll", func() error {
		timer, err := w.bus.Feeds().Timer(t.Context(), news.FeedID(topic))
		if wake := poll.DecodeWake(timer.Data); err == nil && (time.Until(timer.At) < 10*time.Hour || !strings.Contains(wake.Reason, "the hub")) {
			err = fmt.Errorf("in %s: %s", time.Until(timer.At), wake.Reason)
		}
		return err
	})
	for title, a := range w.articles("courier_example") {
		if want := map[bool]int{true: 2, false: 1}[title == "Story 4"]; a.Revision != want {
			t.Errorf("%s has revision %d, want %d", title, a.Revision, want)
		}
	}

	// What has no content, or is signed by SHA-1, has the feed polled.
	w.outlets.serve("courier.example", p.ServeHTTP)
	p.set(5)
	want("thin", "", h.sign(topic, "sha256", ""), http.StatusAccepted, "poll")
	w.wantArticles("courier_example", 5)
	w.polls("courier.example", 3)
	p.set(6)
	weak := itemAlone(66, "")
	want("weak", weak, h.sign(topic, "sha1", weak), http.StatusAccepted, "weak")
	w.wantArticles("courier_example", 6)
	w.polls("courier.example", 4)
	if a := w.articles("courier_example")["Story 66"]; a != nil {
		t.Error("what SHA-1 signed was published")
	}
	if sub, _, err := w.subscription(); err != nil || len(sub.Missing) != 0 {
		t.Errorf("the hub is thought to miss what it announced: %+v, %v", sub.Missing, err)
	}
	stop()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, f := range families {
		if f.GetName() == "dateline_ingest_pushes_total" {
			for _, m := range f.GetMetric() {
				got[m.GetLabel()[0].GetValue()] = m.GetCounter().GetValue()
			}
		}
	}
	for outcome, n := range map[string]float64{"changed": 2, "unchanged": 1, "forged": 4, "unsigned": 1, "poll": 1, "weak": 1} {
		if got[outcome] != n {
			t.Errorf("%g pushes counted as %s, want %g", got[outcome], outcome, n)
		}
	}
}

func TestPushRefusesStrangers(t *testing.T) {
	w, h, _, b := hubbed(t)
	w.start(pushing(b))
	w.live(h)
	callback, err := h.callback(topic)
	if err != nil {
		t.Fatal(err)
	}
	other := callback[:len(callback)-26] + strings.Repeat("a", 26)
	ask := func(mode, topic string) url.Values {
		return url.Values{"hub.mode": {mode}, "hub.topic": {topic}, "hub.challenge": {"x"}, "hub.lease_seconds": {"1000"}}
	}
	for _, c := range []struct {
		what     string
		callback string
		query    url.Values
		want     int
	}{
		{"as asked", callback, ask("subscribe", topic), http.StatusOK},
		{"another topic", callback, ask("subscribe", "http://mail.example/"), http.StatusNotFound},
		{"an end that nobody wants", callback, ask("unsubscribe", topic), http.StatusNotFound},
		{"another token", other, ask("subscribe", topic), http.StatusNotFound},
		{"denied under another token", other, ask("denied", topic), http.StatusNotFound},
		{"another feed", strings.Replace(callback, news.FeedID(topic), news.FeedID(topic+"2"), 1), ask("subscribe", topic), http.StatusNotFound},
		{"no token", b.URL + "/hooks", ask("subscribe", topic), http.StatusNotFound},
		{"no mode", callback, url.Values{"hub.topic": {topic}}, http.StatusBadRequest},
	} {
		if status, body := h.get(c.callback, c.query); status != c.want {
			t.Errorf("%s: %d %q, want %d", c.what, status, body, c.want)
		}
	}
	if status, _ := h.pushTo(other, "", h.sign(topic, "sha256", "")); status != http.StatusGone {
		t.Errorf("a push under another token: %d", status)
	}
	large := strings.Repeat(" ", 8<<20+1)
	if status, outcome := h.push(topic, large, h.sign(topic, "sha256", large)); status != http.StatusRequestEntityTooLarge {
		t.Errorf("8 MiB and a byte: %d %s", status, outcome)
	}
	w.wantState(websub.Live)
}

func TestPushRenewal(t *testing.T) {
	w, h, _, b := hubbed(t)
	w.start(pushing(b))
	w.live(h)
	if n := h.requests("subscribe"); n != 1 {
		t.Fatalf("asked %d times", n)
	}
	var before websub.Subscription
	w.until("the renewal due", func() error {
		sub, seq, err := w.subscription()
		if err != nil {
			return err
		}
		late := sub
		late.Next = time.Now().UTC()
		data, err := late.Encode()
		if err != nil {
			return err
		}
		before = sub
		// The service may write at the same time.
		_, err = w.bus.Feeds().PutPush(t.Context(), news.FeedID(topic), data, seq)
		return err
	})
	if left := before.Ends.Sub(before.Next); left < 23*time.Hour {
		t.Errorf("renewed %s before the end", left)
	}
	w.until("the renewal", func() error {
		sub, _, err := w.subscription()
		if err == nil && !sub.Ends.After(before.Ends) {
			err = fmt.Errorf("%s, ends %s", sub.String(), sub.Ends)
		}
		if err == nil && (sub.Token != before.Token || !sub.Since.Equal(before.Since)) {
			t.Error("another subscription in place of a renewal")
		}
		return err
	})
	if n := h.requests("subscribe"); n != 2 {
		t.Errorf("asked %d times", n)
	}
}

func TestPushTwoWorkers(t *testing.T) {
	w, h, _, b := hubbed(t)
	w.start(pushing(b))
	w.start(pushing(b))
	w.live(h)
	w.until("both workers", func() error {
		b.mu.Lock()
		defer b.mu.Unlock()
		if len(b.hosts) < 2 {
			return errors.New("one")
		}
		return nil
	})
	var wg sync.WaitGroup
	const items = 12
	for i := range items {
		for range 2 {
			wg.Go(func() {
				body := itemAlone(10+i, "")
				if status, outcome := h.push(topic, body, h.sign(topic, "sha256", body)); status != http.StatusAccepted {
					t.Errorf("item %d: %d %s", i, status, outcome)
				}
			})
		}
	}
	w.again("courier.example")
	wg.Wait()
	if n := len(w.articles("courier_example")); n != 3+items {
		t.Errorf("%d articles, want %d", n, 3+items)
	}
	for title, a := range w.articles("courier_example") {
		if a.Revision != 1 {
			t.Errorf("%s has revision %d", title, a.Revision)
		}
	}
	record, err := w.bus.Feeds().State(t.Context(), news.FeedID(topic))
	if err != nil {
		t.Fatal(err)
	}
	state, err := poll.DecodeState(record.Data)
	if err != nil {
		t.Fatal(err)
	}
	for title, a := range w.articles("courier_example") {
		if !state.Knows(a.ID) {
			t.Errorf("%s is not in the state", title)
		}
	}
	if n := h.requests("subscribe"); n != 1 {
		t.Errorf("two workers asked %d times", n)
	}
}

// TestPushRepeated: a worker that dies after it has published and before the
// state is written gets the push again.
func TestPushRepeated(t *testing.T) {
	w, h, _, b := hubbed(t)
	w.start(pushing(b))
	w.wantArticles("courier_example", 3)
	w.live(h)
	feeds, id := w.bus.Feeds(), news.FeedID(topic)
	before, err := feeds.State(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	body := itemAlone(4, "")
	if status, outcome := h.push(topic, body, h.sign(topic, "sha256", body)); status != http.StatusAccepted || outcome != "changed" {
		t.Fatalf("%d %s", status, outcome)
	}
	after, err := feeds.State(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := feeds.PutState(t.Context(), id, before.Data, after.Seq); err != nil {
		t.Fatal(err)
	}
	if status, outcome := h.push(topic, body, h.sign(topic, "sha256", body)); status != http.StatusAccepted || outcome != "changed" {
		t.Fatalf("again: %d %s", status, outcome)
	}
	if a := w.articles("courier_example"); len(a) != 4 || a["Story 4"].Revision != 1 {
		t.Errorf("%d articles, revision %d", len(a), a["Story 4"].Revision)
	}
}

func TestPushHubThatMisses(t *testing.T) {
	w, h, p, b := hubbed(t)
	w.start(pushing(b))
	w.polls("courier.example", 1)
	w.live(h)
	p.set(4)
	// Items without dates count only if the poll before was after the
	// subscription.
	w.again("courier.example")
	w.polls("courier.example", 2)
	p.set(5)
	w.again("courier.example")
	w.polls("courier.example", 3)
	w.until("a suspicion", func() error {
		sub, _, err := w.subscription()
		if err == nil && len(sub.Missing) != 1 {
			err = fmt.Errorf("missing %v", sub.Missing)
		}
		return err
	})
	callback, err := h.callback(topic)
	if err != nil {
		t.Fatal(err)
	}
	w.again("courier.example")
	w.polls("courier.example", 4)
	sub := w.wantState(websub.Distrusted)
	if wait := time.Until(sub.Until); wait < 6*24*time.Hour || wait > 7*24*time.Hour {
		t.Errorf("tried again in %s", wait)
	}
	w.until("the end of the subscription", func() error {
		if _, err := h.callback(topic); err == nil {
			return errors.New("still there")
		}
		return nil
	})
	if status, _ := h.pushTo(callback, "", h.sign(topic, "sha256", "")); status != http.StatusGone {
		t.Errorf("a push after the end: %d", status)
	}
	feeds, id := w.bus.Feeds(), news.FeedID(topic)
	timer, err := feeds.Timer(t.Context(), id)
	if err != nil || time.Until(timer.At) > 2*time.Hour {
		t.Errorf("polled again in %s, %v", time.Until(timer.At), err)
	}
	record, err := feeds.State(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	state, err := poll.DecodeState(record.Data)
	if err != nil {
		t.Fatal(err)
	}
	if open := poll.Troubles(state, poll.Wake{}, time.Now()); len(open) != 1 || open[0].Kind != poll.TroubleHub || !strings.Contains(open[0].Words, "hub.example") {
		t.Errorf("troubles %+v", open)
	}
	var told []news.Event
	err = w.bus.ScanAll(t.Context(), bus.Events, "news.event.feed.hub."+id, func(m bus.Scanned) bool {
		var e news.Event
		if err := json.Unmarshal(m.Data, &e); err != nil {
			t.Error(err)
		}
		told = append(told, e)
		return true
	})
	if err != nil || len(told) != 1 || !strings.Contains(told[0].Detail, "hub.example") {
		t.Errorf("events %+v, %v", told, err)
	}
	w.wantArticles("courier_example", 5)
}

func TestPushHubThatFails(t *testing.T) {
	for what, change := range map[string]func(h *hub, p *publisher){
		"server error": func(h *hub, _ *publisher) { h.status = http.StatusInternalServerError },
		"mute":         func(h *hub, _ *publisher) { h.mute = true },
		"denies":       func(h *hub, _ *publisher) { h.deny = true },
		"private":      func(_ *hub, p *publisher) { p.link = `<http://127.0.0.1:1/>; rel="hub"` },
	} {
		t.Run(what, func(t *testing.T) {
			w, h, p, b := hubbed(t)
			change(h, p)
			w.start(pushing(b))
			w.wantArticles("courier_example", 3)
			w.until("the failure", func() error {
				sub, _, err := w.subscription()
				switch {
				case err != nil:
				case what == "mute" && !sub.Waits, what == "denies" && sub.State != websub.Denied, what == "server error" && !strings.Contains(sub.Words, "500"),
					what == "private" && !strings.Contains(sub.Words, "127.0.0.1"):
					err = fmt.Errorf("%s: %s", sub.String(), sub.Words)
				}
				return err
			})
			p.set(4)
			w.polls("courier.example", 1)
			w.again("courier.example")
			w.wantArticles("courier_example", 4)
			w.polls("courier.example", 2)
			timer, err := w.bus.Feeds().Timer(t.Context(), news.FeedID(topic))
			if err != nil || time.Until(timer.At) > 3*time.Hour {
				t.Errorf("polled again in %s, %v", time.Until(timer.At), err)
			}
			sub, _, err := w.subscription()
			if err != nil || sub.Trusted(time.Now()) || sub.Missed(time.Now(), 0) > 0 {
				t.Errorf("%s, %v", sub.String(), err)
			}
		})
	}
}

func TestPushWithoutCallback(t *testing.T) {
	w, h, _, _ := hubbed(t)
	w.starting = nil
	w.start(nil)
	w.wantArticles("courier_example", 3)
	w.polls("courier.example", 1)
	if _, _, err := w.subscription(); !errors.Is(err, bus.ErrNotFound) || h.requests("subscribe") != 0 {
		t.Errorf("subscribed without an address: %v", err)
	}
}

func TestPushConfig(t *testing.T) {
	w := &world{t: t}
	for callback, ok := range map[string]bool{
		"": true, "https://news.example": true, "http://news.example:8080/websub/": true,
		"news.example": false, "ftp://news.example": false, "https://": false, "https://u:p@news.example": false,
		"https://news.example?x=1": false, "https://news.example/#f": false, "https://news.example/" + strings.Repeat("x", 512): false,
	} {
		cfg := w.config(func(c *ingest.Config) { c.Websub.Callback = callback })
		err := cfg.Validate()
		if (err == nil) != ok || !ok && !strings.Contains(err.Error(), "DATELINE_INGEST_WEBSUB_CALLBACK ") {
			t.Errorf("%q: %v", callback, err)
		}
	}
	cfg := w.config(func(c *ingest.Config) { c.Websub.Callback, c.Websub.Addr = "https://news.example", "8090" })
	if err := cfg.Validate(); err == nil || !strings.Contains(err.Error(), "DATELINE_INGEST_WEBSUB_ADDR ") {
		t.Errorf("an address without a host: %v", err)
	}
}

package alert_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/index/internal/alert"
	"github.com/dateline-news/dateline/index/internal/document"
	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/natstest"
	"github.com/dateline-news/dateline/shared/netguard"
	"github.com/dateline-news/dateline/shared/news"
)

// desk is an installation with streams and a store of standing queries.
type desk struct {
	t         testing.TB
	bus       *bus.Bus
	store     *alert.Store
	languages *language.Set
	articles  int
	// last is the sequence of the article published last.
	last uint64
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	return newDeskAt(t, natstest.Run(t).ClientURL())
}

// newDeskAt is newDesk on a server of one's own.
func newDeskAt(t testing.TB, address string) *desk {
	t.Helper()
	d := &desk{t: t, languages: languages(t)}
	var err error
	d.bus, err = bus.Connect(bus.Config{URL: address, Prefix: "news", Replicas: 1}, bus.Options{Name: "test", Log: d.log()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.bus.Close)
	if err := d.bus.AwaitStreams(t.Context()); err != nil {
		t.Fatal(err)
	}
	if d.store, err = alert.OpenStore(t.Context(), d.bus); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *desk) log() *slog.Logger { return slog.New(slog.NewTextHandler(d.t.Output(), nil)) }

// put stores a query.
func (d *desk) put(q alert.Query) alert.Query {
	d.t.Helper()
	stored, err := d.store.Put(d.t.Context(), q)
	if err != nil {
		d.t.Fatal(err)
	}
	return stored
}

// later is a clock by which every stored query is known everywhere.
func later() time.Time { return time.Now().Add(time.Minute) }

// run starts a service, and returns a function that stops it.
func (d *desk) run(change ...func(*alert.Options, *alert.Service)) (stop func()) {
	d.t.Helper()
	o := alert.Options{Bus: d.bus, Languages: d.languages, Log: d.log(), Workers: 2, Now: time.Now}
	for _, c := range change {
		c(&o, nil)
	}
	s := alert.New(o)
	for _, c := range change {
		c(nil, s)
	}
	ctx, cancel := context.WithCancel(d.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			d.t.Errorf("the service ended: %v", err)
		}
	})
	d.t.Cleanup(stop)
	return stop
}

// article makes an article with a text.
func (d *desk) article(text string) *news.Article {
	d.articles++
	url := fmt.Sprintf("https://example.org/%d", d.articles)
	id, err := news.IDFromURL(url)
	if err != nil {
		d.t.Fatal(err)
	}
	now := time.Now().UTC()
	return &news.Article{
		Schema: news.SchemaVersion, ID: id, Revision: 1, ContentHash: news.ContentHash("A title", text), Title: "A title", Text: text, TextFrom: news.TextFromContent,
		Feed: news.Feed{ID: news.FeedID("https://example.org/feed"), URL: "https://example.org/feed"}, URL: url, Source: news.SourceOf(url),
		Published: now, FirstSeen: now, Fetched: now,
		Annotations: &news.Annotations{Enricher: news.Enricher{Name: "test", Version: "0001-a"}, Language: news.Language{Code: "en", Confidence: 1}},
	}
}

// publish puts an article on the stream of annotated articles.
func (d *desk) publish(a *news.Article) uint64 {
	d.t.Helper()
	seq, err := d.bus.PublishEnriched(d.t.Context(), a)
	if err != nil {
		d.t.Fatal(err)
	}
	d.last = seq
	return seq
}

// alerts returns the alerts that there are, as "name article revision".
func (d *desk) alerts() []string {
	d.t.Helper()
	out := []string{}
	err := d.bus.ScanAll(d.t.Context(), bus.Events, d.bus.Names().EventsOf(news.EventAlert), func(m bus.Scanned) bool {
		var e news.Event
		if err := json.Unmarshal(m.Data, &e); err != nil {
			d.t.Fatal(err)
		}
		if want := "news.event.alert." + e.Alert; m.Subject != want {
			d.t.Errorf("an alert on %s, want %s", m.Subject, want)
		}
		out = append(out, told(e.Alert, &news.Article{ID: e.Article, Revision: e.Revision}))
		return true
	})
	if err != nil {
		d.t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

func told(name string, a *news.Article) string {
	return fmt.Sprintf("%s %s %d", name, a.ID, a.Revision)
}

// settled waits until every article has been done.
func (d *desk) settled() {
	d.t.Helper()
	d.eventually("all articles are done", func() bool {
		c, err := d.bus.JetStream().Consumer(d.t.Context(), d.bus.Names().Stream(bus.Enriched), bus.DurableAlerts)
		return err == nil && c.CachedInfo().AckFloor.Stream >= d.last
	})
}

func (d *desk) eventually(what string, holds func() bool) {
	d.t.Helper()
	for deadline := time.Now().Add(60 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			d.t.Fatalf("it did not come about that %s", what)
		}
	}
}

func (d *desk) want(alerts ...string) {
	d.t.Helper()
	slices.Sort(alerts)
	if diff := cmp.Diff(append([]string{}, alerts...), d.alerts()); diff != "" {
		d.t.Errorf("alerts (-want +got):\n%s", diff)
	}
}

const wire = "Rescuers in the valley said on Tuesday that they had reached the last of the villages which the flood had cut off a week ago."

func TestOncePerText(t *testing.T) {
	d := newDesk(t)
	d.put(alert.Query{Name: "flood", Query: "flood village"})
	d.put(alert.Query{Name: "dry", Query: "drought"})
	d.run()
	first := d.article(wire)
	d.publish(first)
	d.settled()

	edited := *first
	edited.Revision, edited.Title, edited.Text = 2, "Another title", strings.ToUpper(wire)
	d.publish(&edited)
	reprint := d.article("VALLEYTOWN (AFP) - " + wire)
	reprint.Annotations.Dateline = &news.Dateline{Span: news.Span{Field: news.FieldText, Start: 0, End: len("VALLEYTOWN (AFP) - ")}}
	d.publish(reprint)
	d.publish(d.article("Nothing of the kind."))
	rewritten := *first
	rewritten.Revision, rewritten.Text = 3, wire+" Two more are missing."
	d.publish(&rewritten)
	d.settled()
	d.want(told("flood", first), told("flood", &rewritten))
}

// TestCrash ends the process between mark and event, between event and
// acknowledgement, and has every message delivered again.
func TestCrash(t *testing.T) {
	d := newDesk(t)
	q := d.put(alert.Query{Name: "flood", Query: "flood"})
	marked, unmarked := d.article(wire), d.article(wire+" A second text.")
	seq := d.publish(marked)
	d.publish(unmarked)
	kv, err := d.bus.Bucket(t.Context(), bus.Alerted)
	if err != nil {
		t.Fatal(err)
	}
	id := alert.ID(q, document.TextHash(marked))
	if _, err := kv.Create(t.Context(), id, fmt.Append(nil, seq)); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		stop := d.run()
		d.settled()
		stop()
		d.want(told("flood", marked), told("flood", unmarked))
		stream := d.bus.Names().Stream(bus.Enriched)
		if err := d.bus.JetStream().DeleteConsumer(t.Context(), stream, bus.DurableAlerts); err != nil {
			t.Fatal(err)
		}
	}
}

// TestReplicas has two processes at work, one of which is stopped and started
// again while articles come.
func TestReplicas(t *testing.T) {
	d := newDesk(t)
	d.put(alert.Query{Name: "flood", Query: "flood"})
	d.put(alert.Query{Name: "all", Query: "-drought"})
	stop := d.run()
	d.run()
	var want []string
	for i := range 60 {
		if i == 20 {
			stop()
		}
		if i == 40 {
			d.run()
		}
		a := d.article(fmt.Sprintf("%s That is story %d.", wire, i))
		copied := *a
		copied.ID = d.article("").ID
		d.publish(a)
		want = append(want, told("flood", a), told("all", a))
		if i%10 == 0 {
			// The same text at the same time: one of the two is told.
			d.publish(&copied)
		}
	}
	d.settled()
	got := d.alerts()
	if len(got) != len(want) {
		t.Errorf("%d alerts, want %d", len(got), len(want))
	}
}

func TestChanges(t *testing.T) {
	d := newDesk(t)
	d.put(alert.Query{Name: "water", Query: "drought"})
	d.run()
	before := d.article(wire)
	d.publish(before)
	d.settled()
	d.want()

	d.put(alert.Query{Name: "water", Query: "flood"})
	d.put(alert.Query{Name: "new", Query: "village"})
	// A change is known a moment after it was stored; what comes in this
	// moment may go by the old query.
	var first *news.Article
	d.eventually("the change is known", func() bool {
		first = d.article(fmt.Sprintf("%s Story %d.", wire, d.articles))
		d.publish(first)
		d.settled()
		return slices.Contains(d.alerts(), told("water", first)) && slices.Contains(d.alerts(), told("new", first))
	})
	if err := d.store.Remove(t.Context(), "new"); err != nil {
		t.Fatal(err)
	}
	d.eventually("the removal is known", func() bool {
		a := d.article(fmt.Sprintf("%s Story %d.", wire, d.articles))
		d.publish(a)
		d.settled()
		return slices.Contains(d.alerts(), told("water", a)) && !slices.Contains(d.alerts(), told("new", a))
	})
	if slices.ContainsFunc(d.alerts(), func(s string) bool { return strings.Contains(s, before.ID) }) {
		t.Error("told of an article from before the query")
	}
}

// TestLostBuckets deletes the buckets while the service runs.
func TestLostBuckets(t *testing.T) {
	d := newDesk(t)
	d.put(alert.Query{Name: "old", Query: "flood"})
	d.run()
	d.publish(d.article(wire))
	d.settled()
	for _, bucket := range []bus.BucketName{bus.Queries, bus.Alerted} {
		if err := d.bus.JetStream().DeleteKeyValue(t.Context(), d.bus.Names().Bucket(bucket)); err != nil {
			t.Fatal(err)
		}
	}
	var err error
	if d.store, err = alert.OpenStore(t.Context(), d.bus); err != nil {
		t.Fatal(err)
	}
	d.put(alert.Query{Name: "new", Query: "flood"})
	d.eventually("the new query is told", func() bool {
		a := d.article(fmt.Sprintf("%s Story %d.", wire, d.articles))
		d.publish(a)
		d.settled()
		got := d.alerts()
		return slices.Contains(got, told("new", a)) && !slices.Contains(got, told("old", a))
	})
}

// TestPast has one query ask for the past, and one that does not.
func TestPast(t *testing.T) {
	d := newDesk(t)
	old, other := d.article(wire), d.article("Nothing of the kind.")
	d.publish(old)
	d.publish(other)
	d.put(alert.Query{Name: "past", Query: "flood", From: time.Now().Add(-time.Hour)})
	d.put(alert.Query{Name: "now", Query: "flood"})
	clock := func(o *alert.Options, _ *alert.Service) {
		if o != nil {
			o.Now = later
		}
	}
	stop := d.run(clock)
	d.run(clock)
	replayed := func(name string) func() bool {
		return func() bool {
			q, err := d.store.Get(t.Context(), name)
			return err == nil && !q.Replayed.IsZero()
		}
	}
	d.eventually("the past has been read", replayed("past"))
	d.eventually("the past has been read", replayed("now"))
	d.settled()
	d.want(told("past", old))

	// Stored anew, it is told anew.
	stop()
	if err := d.store.Remove(t.Context(), "past"); err != nil {
		t.Fatal(err)
	}
	d.eventually("a second has passed, by which queries of one name are told apart", func() bool {
		q, err := d.store.Get(t.Context(), "now")
		return err == nil && time.Since(q.Created) > 2*time.Second
	})
	d.put(alert.Query{Name: "past", Query: "flood", From: time.Now().Add(-time.Hour)})
	d.eventually("the past has been read", replayed("past"))
	d.want(told("past", old), told("past", old))
}

func TestWebhook(t *testing.T) {
	d := newDesk(t)
	type post struct{ signature, delivery, body string }
	posts := make(chan post, 100)
	refusals := make(chan int, 2)
	refusals <- http.StatusServiceUnavailable
	refusals <- http.StatusTooManyRequests
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case status := <-refusals:
			w.WriteHeader(status)
			return
		default:
		}
		body, _ := io.ReadAll(r.Body)
		posts <- post{r.Header.Get(alert.HeaderSignature), r.Header.Get(alert.HeaderDelivery), string(body)}
	}))
	t.Cleanup(hook.Close)
	q := d.put(alert.Query{Name: "flood", Query: "flood", Webhook: &alert.Webhook{URL: "http://hook.example/x", Secret: "s3cret"}})
	d.put(alert.Query{Name: "inside", Query: "flood", Webhook: &alert.Webhook{URL: hook.URL}})
	d.put(alert.Query{Name: "none", Query: "flood"})
	d.run(func(o *alert.Options, s *alert.Service) {
		if s != nil {
			s.HurryWebhooks(time.Minute)
			return
		}
		o.Dialer = &netguard.Dialer{Hosts: map[string]string{"hook.example": strings.TrimPrefix(hook.URL, "http://")}}
		o.Now = func() time.Time { return time.Unix(1483024000, 0) }
	})
	a := d.article(wire)
	d.publish(a)
	select {
	case p := <-posts:
		if want := alert.Sign("s3cret", time.Unix(1483024000, 0), []byte(p.body)); p.signature != want {
			t.Errorf("signature %q, want %q", p.signature, want)
		}
		if want := alert.ID(q, document.TextHash(a)); p.delivery != want {
			t.Errorf("delivery %q, want %q", p.delivery, want)
		}
		var e news.Event
		if err := json.Unmarshal([]byte(p.body), &e); err != nil || e.Article != a.ID || e.Alert != "flood" || e.Title != a.Title {
			t.Errorf("posted %s: %v", p.body, err)
		}
	case <-time.After(60 * time.Second):
		t.Fatal("nothing was posted")
	}
	// The address of the other is our own machine's, which nobody allowed.
	d.eventually("the other waits", func() bool {
		q, err := d.store.Get(t.Context(), "inside")
		return err == nil && q.Behind != nil && q.Behind.Refused && strings.Contains(q.Behind.Reason, "DATELINE_ALLOW_CIDRS")
	})
	if len(posts) != 0 {
		t.Errorf("posted again: %v", <-posts)
	}
}

func TestDelayAfter(t *testing.T) {
	var total time.Duration
	for n, want := range map[int]time.Duration{1: 10 * time.Second, 2: 20 * time.Second, 6: 320 * time.Second, 10: time.Hour, 19: time.Hour} {
		if got := alert.DelayAfter(n); got != want {
			t.Errorf("after %d posts %v, want %v", n, got, want)
		}
	}
	for n := range 19 {
		total += alert.DelayAfter(n + 1)
	}
	if total < 10*time.Hour || total > 12*time.Hour {
		t.Errorf("a webhook is tried for %v", total)
	}
}

func TestTry(t *testing.T) {
	d := newDesk(t)
	a := d.article(wire)
	d.publish(a)
	edited := *a
	edited.Revision = 2
	edited.Title = "Another"
	d.publish(&edited)
	d.publish(d.article("Nothing of the kind."))
	got, err := alert.Try(t.Context(), d.bus, d.languages, alert.Query{Name: "flood", Query: "flood"}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if got.Read != 3 || got.Articles != 2 || got.Alerts != 1 || len(got.Days) != 1 || got.Days[0].Alerts != 1 || len(got.Last) != 1 || got.Last[0].Article != a.ID {
		t.Errorf("got %+v", got)
	}
	d.want()
}

func TestStore(t *testing.T) {
	d := newDesk(t)
	if _, err := d.store.Get(t.Context(), "none"); err == nil {
		t.Error("found what is not there")
	}
	if err := d.store.Remove(t.Context(), "none"); err == nil {
		t.Error("removed what is not there")
	}
	q := d.put(alert.Query{Name: "flood", Query: "flood"})
	changed := d.put(alert.Query{Name: "flood", Query: "flood OR inundation"})
	if !changed.Created.Equal(q.Created) {
		t.Error("a changed query begins anew")
	}
	kv, err := d.bus.JetStream().KeyValue(t.Context(), d.bus.Names().Bucket(bus.Queries))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := kv.Put(t.Context(), "broken", []byte("{")); err != nil {
		t.Fatal(err)
	}
	all, broken, err := d.store.All(t.Context())
	if err != nil || len(all) != 1 || all[0].Query != "flood OR inundation" || len(broken) != 1 {
		t.Errorf("got %v, %v, %v", all, broken, err)
	}
	d.put(alert.Query{Name: "broken", Query: "mended"})
	if err := d.store.Remove(t.Context(), "flood"); err != nil {
		t.Error(err)
	}
	if all, broken, err = d.store.All(t.Context()); err != nil || len(all) != 1 || len(broken) != 0 {
		t.Errorf("got %v, %v, %v", all, broken, err)
	}
}

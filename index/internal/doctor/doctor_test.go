package doctor_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"

	"github.com/dateline-news/dateline/index"
	"github.com/dateline-news/dateline/index/internal/alert"
	"github.com/dateline-news/dateline/index/internal/doctor"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/env"
	"github.com/dateline-news/dateline/shared/natstest"
	"github.com/dateline-news/dateline/shared/news"
	"github.com/dateline-news/dateline/shared/pulse"
	"github.com/dateline-news/dateline/shared/telemetry"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		goleak.IgnoreTopFunction("github.com/nats-io/nats-server/v2/server.(*ipQueue[...]).push"),
		goleak.IgnoreAnyFunction("github.com/nats-io/nats-server/v2/server.init.0.func1"),
		goleak.IgnoreTopFunction("github.com/blevesearch/bleve_index_api.AnalysisWorker"),
		goleak.IgnoreTopFunction("net/http.(*persistConn).readLoop"),
		goleak.IgnoreTopFunction("net/http.(*persistConn).writeLoop"),
	)
}

const patience = 2 * time.Minute

// patient is an installation of which a test breaks a part: a real server and
// a real index, and readers of the other stages that acknowledge everything.
type patient struct {
	t      *testing.T
	url    string
	bus    *bus.Bus
	health *daemon.Health
	// stop ends a reader by its durable, or the "index".
	stop map[string]func()
	// hold makes the reader of ARTICLES keep what it gets.
	hold chan struct{}
}

func newPatient(t *testing.T) *patient {
	t.Helper()
	server := natstest.Run(t)
	p := &patient{t: t, url: server.ClientURL(), health: &daemon.Health{}, stop: map[string]func(){}, hold: make(chan struct{}, 1)}
	var err error
	if p.bus, err = bus.Connect(bus.Config{URL: p.url}, bus.Options{Conn: natstest.Connect(t, server)}); err != nil {
		t.Fatal(err)
	}
	if err := p.bus.AwaitStreams(t.Context()); err != nil {
		t.Fatal(err)
	}
	var cfg index.Config
	if err := env.Defaults(&cfg); err != nil {
		t.Fatal(err)
	}
	cfg.Dir, cfg.Replica, cfg.Batch.Age = t.TempDir(), "one", 10*time.Millisecond
	idx, err := index.New(cfg, index.Deps{Bus: p.bus, Log: slog.New(slog.DiscardHandler), Registerer: prometheus.NewRegistry(), Health: p.health})
	if err != nil {
		t.Fatal(err)
	}
	p.run("index", idx.Run)
	p.read(bus.Consumer{Stage: "enrich", Durable: bus.DurableEnrich, Stream: bus.Articles}, func(ctx context.Context, _ bus.Delivery) error {
		select {
		case <-p.hold:
			<-ctx.Done()
			return ctx.Err()
		default:
			return nil
		}
	})
	p.read(bus.Consumer{Stage: "ingest", Durable: bus.DurablePoll, Stream: bus.Feeds, FilterSubjects: []string{p.bus.Names().FeedDue("*")}, Raw: true},
		func(context.Context, bus.Delivery) error { return nil })
	stop, err := pulse.Serve(p.bus, "patient", p.health)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	p.await("health", func(found []doctor.Finding) bool { return len(ills(found)) == 0 })
	return p
}

// run runs a part until it is stopped, at the end of the test at the latest.
func (p *patient) run(name string, run func(context.Context) error) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- run(ctx) }()
	stopped := false
	p.stop[name] = func() {
		cancel()
		if !stopped {
			stopped = true
			if err := <-done; err != nil && !errors.Is(err, nats.ErrConnectionClosed) {
				p.t.Errorf("%s: %v", name, err)
			}
		}
	}
	p.t.Cleanup(p.stop[name])
}

func (p *patient) read(c bus.Consumer, handle func(context.Context, bus.Delivery) error) {
	p.run(c.Durable, func(ctx context.Context) error { return p.bus.Consume(ctx, c, handle) })
}

// quick are limits that a test can wait for.
var quick = doctor.Limits{Between: 30 * time.Millisecond, Gather: 300 * time.Millisecond}

func (p *patient) examine(o doctor.Options) []doctor.Finding {
	o.Bus = p.bus
	if o.Limits == (doctor.Limits{}) {
		o.Limits = quick
	}
	return doctor.Examine(p.t.Context(), o)
}

// await examines until the findings are as they should be.
func (p *patient) await(what string, good func([]doctor.Finding) bool) {
	p.t.Helper()
	deadline := time.Now().Add(patience)
	for {
		found := p.examine(doctor.Options{})
		if good(found) {
			return
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("waiting for %s: %s", what, list(ills(found)))
		}
	}
}

// ills are the findings that are neither well nor notes.
func ills(found []doctor.Finding) []doctor.Finding {
	var out []doctor.Finding
	for _, f := range found {
		if f.Level != doctor.OK && f.Level != doctor.Note {
			out = append(out, f)
		}
	}
	return out
}

func list(found []doctor.Finding) string {
	var b strings.Builder
	for _, f := range found {
		fmt.Fprintf(&b, "\n%s %s %s: %s", f.Level, f.Area, f.Subject, f.What)
	}
	return b.String()
}

func (p *patient) article(n int) *news.Article {
	p.t.Helper()
	link := fmt.Sprintf("https://www.harbour.example/story/%d", n)
	id, err := news.IDFromURL(link)
	if err != nil {
		p.t.Fatal(err)
	}
	at := time.Now().UTC().Truncate(time.Second)
	return &news.Article{
		ID: id, URL: link, Source: news.SourceOf(link), Feed: news.Feed{ID: news.FeedID("https://www.harbour.example/feed")},
		Title: "Story", Text: "Text.", TextFrom: news.TextFromContent, Published: at, FirstSeen: at, Fetched: at,
	}
}

func (p *patient) publish(n int) {
	p.t.Helper()
	if _, _, err := p.bus.PublishArticle(p.t.Context(), p.article(n), 0); err != nil {
		p.t.Fatal(err)
	}
}

// change updates a stream.
func (p *patient) change(s bus.StreamName, change func(*jetstream.StreamConfig)) {
	p.t.Helper()
	stream, err := p.bus.JetStream().Stream(p.t.Context(), p.bus.Names().Stream(s))
	if err != nil {
		p.t.Fatal(err)
	}
	cfg := stream.CachedInfo().Config
	change(&cfg)
	if _, err := p.bus.JetStream().UpdateStream(p.t.Context(), cfg); err != nil {
		p.t.Fatal(err)
	}
}

// answer lets another service answer beside the patient.
func (p *patient) answer(change func(*pulse.Report)) {
	p.t.Helper()
	_, err := p.bus.Conn().Subscribe(p.bus.Names().API("status"), func(m *nats.Msg) {
		reports, err := json.Marshal(func() pulse.Report {
			r := pulse.Report{Service: "other", Version: other, Started: time.Now(), Time: time.Now()}
			change(&r)
			return r
		}())
		if err == nil {
			_ = m.Respond(reports)
		}
	})
	if err != nil {
		p.t.Fatal(err)
	}
}

const other = "v9"

// Each case breaks one thing; exactly its findings are found.
func TestFindings(t *testing.T) {
	for _, c := range []struct {
		name   string
		limits doctor.Limits
		hurt   func(*patient)
		// want has "level area subject: part of what" for each finding, in
		// their order.
		want []string
	}{
		{name: "nothing", hurt: func(*patient) {}},
		{name: "no enrichd", hurt: func(p *patient) { p.stop[bus.DurableEnrich](); p.publish(1) },
			want: []string{"problem consumers enrich of NEWS_ARTICLES: no enrichd runs, or its credentials do not let it; 1 message wait"}},
		{name: "no ingestd", hurt: func(p *patient) { p.stop[bus.DurablePoll]() },
			want: []string{"problem consumers poll of NEWS_FEEDS: nobody reads it"}},
		{name: "no indexd", hurt: func(p *patient) { p.stop["index"]() },
			want: []string{
				"problem services patient: not ready: index: the index is closed",
				"problem consumers alerts of NEWS_ENRICHED: nobody reads it", "problem consumers index-one of NEWS_ENRICHED: nobody reads it",
				"problem consumers webhooks of NEWS_EVENTS: nobody reads it", "problem search searches: no indexd answers",
			}},
		{name: "a copy that was given up", limits: doctor.Limits{Forgotten: time.Nanosecond}, hurt: func(p *patient) {
			_, err := p.bus.JetStream().CreateConsumer(p.t.Context(), p.bus.Names().Stream(bus.Enriched), jetstream.ConsumerConfig{Durable: "index-gone"})
			p.must(err)
		}, want: []string{"warning consumers index-gone of NEWS_ENRICHED: no indexd has asked for it"}},
		{name: "a message without an end", limits: doctor.Limits{Stuck: time.Nanosecond}, hurt: func(p *patient) {
			p.hold <- struct{}{}
			p.publish(1)
		}, want: []string{"problem consumers enrich of NEWS_ARTICLES: it is stuck: 1 message delivered"}},
		{name: "a lost stream", hurt: func(p *patient) {
			p.must(p.bus.JetStream().DeleteStream(p.t.Context(), p.bus.Names().Stream(bus.Mentions)))
		}, want: []string{"problem streams NEWS_MENTIONS: there is no such stream"}},
		{name: "no limit", hurt: func(p *patient) { p.change(bus.Events, func(c *jetstream.StreamConfig) { c.MaxBytes = -1 }) },
			want: []string{"warning streams NEWS_EVENTS: it has no max_bytes"}},
		{name: "another discard", hurt: func(p *patient) {
			p.change(bus.Quarantine, func(c *jetstream.StreamConfig) { c.Discard = jetstream.DiscardOld })
		}, want: []string{"warning streams NEWS_QUARANTINE: discard is DiscardOld instead of DiscardNew"}},
		{name: "a subject that is missing", hurt: func(p *patient) {
			p.change(bus.Events, func(c *jetstream.StreamConfig) { c.Subjects = []string{"news.event.feed.>"} })
		}, want: []string{"warning streams NEWS_EVENTS: it does not take the subject news.event.>"}},
		{name: "a shorter memory", hurt: func(p *patient) {
			p.change(bus.Articles, func(c *jetstream.StreamConfig) { c.MaxAge = 24 * time.Hour })
		}, want: []string{"warning streams NEWS_ARTICLES: max_age is 24h0m0s instead of 720h0m0s"}},
		{name: "a reader that would lose messages", hurt: func(p *patient) {
			p.stop[bus.DurableEnrich]()
			p.change(bus.Articles, func(c *jetstream.StreamConfig) { c.MaxMsgs = 10 })
			for n := range 9 {
				p.publish(n)
			}
		}, want: []string{"warning streams NEWS_ARTICLES: it is full with what came in 0 s", "problem streams headroom: consumer enrich of NEWS_ARTICLES has 9 messages to read", "problem consumers enrich of NEWS_ARTICLES: nobody reads it"}},
		{name: "entries in quarantine", hurt: func(p *patient) {
			for i, reason := range []string{"schema", "malformed", "schema"} {
				data, err := json.Marshal(bus.QuarantineEntry{Stage: "enrich", Reason: reason, Sequence: uint64(i), Time: time.Now()})
				p.must(err)
				_, err = p.bus.JetStream().Publish(p.t.Context(), p.bus.Names().Quarantine("enrich"), data)
				p.must(err)
			}
		}, want: []string{"warning quarantine stage enrich: it could not handle 3 messages (1 malformed, 2 schema)"}},
		{name: "a quarantine that is nearly full", hurt: func(p *patient) {
			p.change(bus.Quarantine, func(c *jetstream.StreamConfig) { c.MaxBytes = 1000 })
			data, err := json.Marshal(bus.QuarantineEntry{Stage: "enrich", Reason: "schema", Error: strings.Repeat("x", 700), Time: time.Now()})
			p.must(err)
			_, err = p.bus.JetStream().Publish(p.t.Context(), p.bus.Names().Quarantine("enrich"), data)
			p.must(err)
		}, want: []string{"problem streams NEWS_QUARANTINE: % of 1000 B are used", "warning quarantine stage enrich: 1 message (1 schema)"}},
		{name: "a webhook that refuses", hurt: func(p *patient) {
			store, err := alert.OpenStore(p.t.Context(), p.bus)
			p.must(err)
			_, err = store.Put(p.t.Context(), alert.Query{Name: "desk", Query: "flood", Webhook: &alert.Webhook{URL: "http://127.0.0.1:1/hook"}})
			p.must(err)
			// The one that is told may not know of the query yet.
			for n := 0; ; n++ {
				q, err := store.Get(p.t.Context(), "desk")
				p.must(err)
				if q.Behind != nil {
					return
				}
				p.must(p.bus.PublishEvent(p.t.Context(), news.Event{Kind: news.EventAlert, Alert: "desk", Article: "a", Time: time.Now()}))
				time.Sleep(10 * time.Millisecond)
			}
		}, want: []string{"problem alerts webhook of desk: it refuses alerts for 0 s: posting to 127.0.0.1:1: refusing to connect to 127.0.0.1"}},
		{name: "a query that cannot be read", hurt: func(p *patient) {
			store, err := alert.OpenStore(p.t.Context(), p.bus)
			p.must(err)
			_, err = store.Put(p.t.Context(), alert.Query{Name: "desk", Query: "flood"})
			p.must(err)
			kv, err := p.bus.JetStream().KeyValue(p.t.Context(), p.bus.Names().Bucket(bus.Queries))
			p.must(err)
			_, err = kv.Put(p.t.Context(), "desk", []byte("{"))
			p.must(err)
		}, want: []string{`warning alerts queries: reading the stored query of "desk"`}},
		{name: "a feed that nothing polls", hurt: func(p *patient) { p.feed("aaaa", "{}") },
			want: []string{"problem polls timers: 1 feed will not be polled: no timer is set, such as of aaaa"}},
		{name: "feeds in trouble", hurt: func(p *patient) {
			at := time.Now().Add(-time.Hour).UTC().Format(time.RFC3339)
			p.feed("aaaa", `{"url":"https://a.example/feed"}`, `{"schema":2,"title":"The Harbour","open":[{"kind":"silent","since":"`+at+`"}]}`+"\nbinary", `{}`)
			p.feed("bbbb", `{"url":"https://b.example/feed"}`, "", `{"rhythm":{"failures":4},"good":"`+at+`"}`)
			p.feed("cccc", `{}`, `{"schema":2}`+"\n", `{"rhythm":{"failures":1}}`)
		}, want: []string{"warning feeds feeds: 2 of 3 feeds in trouble: 1 failing, 1 silent; the longest: "}},
		{name: "no network", hurt: func(p *patient) {
			p.feed("aaaa", `{}`, "", `{"rhythm":{"failures":1}}`)
			p.feed("bbbb", `{}`, "", `{"rhythm":{"failures":1}}`)
		}, want: []string{"warning feeds network: the last poll of every one of 2 feeds failed"}},
		{name: "a service that is not ready", hurt: func(p *patient) {
			p.health.Add("polling", func() error { return errors.New("paused for a reader") })
		}, want: []string{"problem services patient: not ready: polling: paused for a reader"}},
		{name: "another version", hurt: func(p *patient) { p.answer(func(*pulse.Report) {}) },
			want: []string{"warning services versions: the services differ"}},
		{name: "a clock that is wrong", hurt: func(p *patient) {
			p.answer(func(r *pulse.Report) { r.Time, r.Version = r.Time.Add(time.Hour), telemetry.ReadBuild().String() })
		}, want: []string{"warning services clock: the clock of the other is 1h0m"}},
		{name: "a disk that is full", hurt: func(p *patient) {
			p.answer(func(r *pulse.Report) {
				r.Facts = map[string]json.RawMessage{"disk of the index": json.RawMessage(`{"dir":"/d","free":1,"total":100,"low":"the disk of /d is nearly full"}`)}
				r.Version = telemetry.ReadBuild().String()
			})
		}, want: []string{"problem services disk of other: nearly full"}},
		{name: "a torn month of another copy", hurt: func(p *patient) {
			p.answer(func(r *pulse.Report) {
				r.Facts = map[string]json.RawMessage{"index": json.RawMessage(`{"replica":"two","torn":[{"month":"2026-10","reason":"checksum"}]}`)}
				r.Version = telemetry.ReadBuild().String()
			})
		}, want: []string{"problem services copy two: the month 2026-10 could not be read"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := newPatient(t)
			c.hurt(p)
			if c.limits.Between == 0 {
				c.limits.Between, c.limits.Gather = quick.Between, quick.Gather
			}
			// What was done takes effect soon, but not at once.
			var got []doctor.Finding
			for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
				if got = ills(p.examine(doctor.Options{Limits: c.limits})); same(got, c.want) {
					return
				}
			}
			t.Errorf("got %s\nwant\n%s", list(got), strings.Join(c.want, "\n"))
		})
	}
}

func same(got []doctor.Finding, want []string) bool {
	if len(got) != len(want) {
		return false
	}
	for _, w := range want {
		head, words, _ := strings.Cut(w, ": ")
		met := false
		for _, f := range got {
			met = met || strings.HasPrefix(fmt.Sprintf("%s %s %s", f.Level, f.Area, f.Subject), head) && strings.Contains(f.What, words)
		}
		if !met {
			return false
		}
	}
	return true
}

func (p *patient) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// feed writes the records of a feed: settings, state and the body of a timer,
// as far as there are so many.
func (p *patient) feed(id string, records ...string) {
	p.t.Helper()
	log := p.bus.Feeds()
	_, err := log.PutSettings(p.t.Context(), id, []byte(records[0]), 0)
	p.must(err)
	if len(records) > 1 && records[1] != "" {
		_, err = log.PutState(p.t.Context(), id, []byte(records[1]), 0)
		p.must(err)
	}
	if len(records) > 2 {
		p.must(log.Arm(p.t.Context(), id, time.Now().Add(time.Hour), []byte(records[2])))
	}
}

func TestServerWithoutJetStream(t *testing.T) {
	server := natstest.RunCore(t)
	b, err := bus.Connect(bus.Config{URL: server.ClientURL()}, bus.Options{Conn: natstest.Connect(t, server)})
	if err != nil {
		t.Fatal(err)
	}
	got := ills(doctor.Examine(t.Context(), doctor.Options{Bus: b, Limits: quick}))
	want := []string{"problem services services: none answers", "problem server nats: JetStream is not enabled", "problem search searches: no indexd answers"}
	if !same(got, want) {
		t.Errorf("got %s\nwant %s", list(got), want)
	}
}

// A server that does not answer costs a check its time and no more.
func TestHungServer(t *testing.T) {
	p := newPatient(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	p.must(err)
	t.Cleanup(func() { _ = l.Close() })
	hang := make(chan struct{})
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go relay(client, strings.TrimPrefix(p.url, "nats://"), hang)
		}
	}()
	nc, err := nats.Connect("nats://" + l.Addr().String())
	p.must(err)
	t.Cleanup(nc.Close)
	b, err := bus.Connect(bus.Config{URL: p.url}, bus.Options{Conn: nc})
	p.must(err)
	close(hang)
	began := time.Now()
	found := doctor.Examine(t.Context(), doctor.Options{Bus: b, Each: 500 * time.Millisecond, Limits: quick})
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("it took %s", took)
	}
	unknown := 0
	for _, f := range found {
		if f.Level == doctor.Unknown {
			unknown++
		}
		if f.Level == doctor.OK && f.Area != "server" {
			t.Errorf("%s %s is well, says nobody", f.Area, f.Subject)
		}
	}
	if unknown < 6 {
		t.Errorf("%d checks are unknown: %s", unknown, list(found))
	}
}

// relay passes bytes on until hang is closed.
func relay(client net.Conn, target string, hang <-chan struct{}) {
	upstream, err := net.Dial("tcp", target)
	if err != nil {
		_ = client.Close()
		return
	}
	pass := func(from, to net.Conn) {
		buffer := make([]byte, 32<<10)
		for {
			n, err := from.Read(buffer)
			if err != nil {
				_ = to.Close()
				return
			}
			select {
			case <-hang:
				continue
			default:
			}
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
	}
	go pass(upstream, client)
	pass(client, upstream)
}

func TestMonitor(t *testing.T) {
	p := newPatient(t)
	health, sync := `{"status":"ok"}`, `{"config":{"sync_always":true,"max_storage":100},"storage":50}`
	monitor := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/healthz":
			if !strings.Contains(health, "ok") {
				w.WriteHeader(http.StatusServiceUnavailable)
			}
			_, _ = w.Write([]byte(health))
		case "/jsz":
			_, _ = w.Write([]byte(sync))
		default:
			http.NotFound(w, r)
		}
	}))
	defer monitor.Close()
	look := func(want ...string) {
		t.Helper()
		if got := ills(p.examine(doctor.Options{Monitor: monitor.URL})); !same(got, want) {
			t.Errorf("got %s\nwant %s", list(got), want)
		}
	}
	look()
	health = `{"status":"unavailable","status_code":503,"error":"JetStream stream '$G > NEWS_ARTICLES' could not be recovered: write error"}`
	look("problem monitor http: a stream is frozen since a write to disk failed")
	health = `{"status":"unavailable","status_code":503,"error":"JetStream not enabled (10076)"}`
	look("problem monitor http: JetStream is off, as a server switches it off that could not write")
	health, sync = `{"status":"ok"}`, `{"config":{"sync_interval":120000000000,"max_storage":100},"storage":95}`
	look("warning monitor sync: writes are synced every 2 min", "warning monitor max_file_store: 95 B of 100 B")
	sync = "no JSON"
	look("unknown monitor : is not understood")
}

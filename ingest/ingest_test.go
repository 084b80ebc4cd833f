package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"go.uber.org/goleak"

	"github.com/dateline-news/dateline/ingest"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/env"
	"github.com/dateline-news/dateline/shared/natstest"
	"github.com/dateline-news/dateline/shared/news"
	"github.com/dateline-news/dateline/shared/telemetry"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience bounds every wait; nothing takes a tenth of it.
const patience = 2 * time.Minute

// outlets serves feeds of invented outlets, one for each host name.
type outlets struct {
	*httptest.Server
	mu    sync.Mutex
	feeds map[string]http.HandlerFunc // guarded by mu
	asked map[string]int              // guarded by mu
}

func newOutlets(t *testing.T) *outlets {
	t.Helper()
	o := &outlets{feeds: map[string]http.HandlerFunc{}, asked: map[string]int{}}
	o.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o.mu.Lock()
		h := o.feeds[r.Host]
		o.asked[r.Host]++
		o.mu.Unlock()
		if h == nil {
			http.NotFound(w, r)
			return
		}
		h(w, r)
	}))
	t.Cleanup(o.Close)
	return o
}

func (o *outlets) serve(host string, h http.HandlerFunc) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.feeds[host] = h
}

// text serves a document.
func (o *outlets) text(host, body string) {
	o.serve(host, func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, body) })
}

func (o *outlets) count(host string) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.asked[host]
}

// rss writes a feed of a host with numbered items, the last first.
func rss(host string, n int, suffix string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<rss version="2.0"><channel><title>%s</title><link>http://%s/</link>`, host, host)
	for i := n; i >= 1; i-- {
		fmt.Fprintf(&b, `<item><title>Story %d</title><link>http://%s/%d</link><guid isPermaLink="false">%s-%d</guid><description>Text %d.%s</description></item>`, i, host, i, host, i, i, suffix)
	}
	b.WriteString(`</channel></rss>`)
	return b.String()
}

// world is a server, a bus on it, and outlets.
type world struct {
	t       *testing.T
	nats    *server.Server
	bus     *bus.Bus
	outlets *outlets
	// guard is given to the services that start.
	guard func() error
	// starting, if set, gets each service before it runs.
	starting func(*ingest.Service)
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, nats: natstest.Run(t), outlets: newOutlets(t)}
	w.bus = w.connect()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := w.bus.AwaitStreams(ctx); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) connect() *bus.Bus {
	w.t.Helper()
	b, err := bus.Connect(bus.Config{URL: w.nats.ClientURL(), Prefix: "news", Replicas: 1}, bus.Options{Name: "test"})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(b.Close)
	return b
}

// config returns the defaults without waits and article pages, changed.
func (w *world) config(change func(*ingest.Config)) ingest.Config {
	w.t.Helper()
	var cfg ingest.Config
	if err := env.Defaults(&cfg); err != nil {
		w.t.Fatal(err)
	}
	cfg.Poll.Min, cfg.Poll.Max, cfg.RevisionMin, cfg.Fetch.Spacing = time.Hour, 2*time.Hour, 0, 0
	cfg.FullText = "never"
	if change != nil {
		change(&cfg)
	}
	return cfg
}

// start runs a service until the returned function is called.
func (w *world) start(change func(*ingest.Config)) (stop func(), registry *prometheus.Registry, health *daemon.Health) {
	w.t.Helper()
	registry, health = prometheus.NewRegistry(), &daemon.Health{}
	s, err := ingest.New(w.config(change), ingest.Deps{
		Bus: w.connect(), Log: telemetry.NewLogger(w.t.Output(), slog.LevelDebug, telemetry.FormatText), Registerer: registry, Health: health, Guard: w.guard,
		Hosts: map[string]string{"*.example": w.outlets.Listener.Addr().String()},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	ingest.SetHeadroomEvery(s, 50*time.Millisecond)
	if w.starting != nil {
		w.starting(s)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		select {
		case err := <-done:
			if err != nil {
				w.t.Errorf("Run: %v", err)
			}
		case <-time.After(patience):
			w.t.Error("the service did not stop")
		}
	})
	w.t.Cleanup(stop)
	return stop, registry, health
}

// add registers feeds by their hosts.
func (w *world) add(hosts ...string) {
	w.t.Helper()
	var b strings.Builder
	b.WriteString(`<opml version="2.0"><body>`)
	for _, h := range hosts {
		fmt.Fprintf(&b, `<outline type="rss" xmlUrl="%s"/>`, address(h))
	}
	b.WriteString(`</body></opml>`)
	added, err := ingest.AddFeeds(w.t.Context(), w.bus, strings.NewReader(b.String()))
	if err != nil || added.New != len(hosts) {
		w.t.Fatalf("added %+v, %v", added, err)
	}
}

func address(host string) string { return "http://" + host + "/feed.xml" }

// again makes a feed due now.
func (w *world) again(host string) {
	w.t.Helper()
	id := news.FeedID(address(host))
	var body []byte
	if t, err := w.bus.Feeds().Timer(w.t.Context(), id); err == nil {
		body = t.Data
	}
	if err := w.bus.Feeds().Arm(w.t.Context(), id, time.Now(), body); err != nil {
		w.t.Fatal(err)
	}
}

// until waits for a condition.
func (w *world) until(what string, check func() error) {
	w.t.Helper()
	deadline := time.Now().Add(patience)
	for {
		err := check()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			w.t.Fatalf("waited %s for %s; last: %v", patience, what, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// articles returns the last revision of every article of a source, and fails
// on one that was published twice.
func (w *world) articles(source string) map[string]*news.Article {
	w.t.Helper()
	all := map[string]*news.Article{}
	err := w.bus.ScanAll(w.t.Context(), bus.Articles, w.bus.Names().Article(source, "*"), func(m bus.Scanned) bool {
		a, err := news.Decode(m.Data)
		if err != nil {
			w.t.Error(err)
			return true
		}
		if before := all[a.Title]; before != nil && before.Revision >= a.Revision {
			w.t.Errorf("%s has revision %d after %d", a.Title, a.Revision, before.Revision)
		}
		all[a.Title] = a
		return true
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

func (w *world) wantArticles(source string, n int) {
	w.t.Helper()
	w.until(fmt.Sprintf("%d articles of %s", n, source), func() error {
		if got := len(w.articles(source)); got != n {
			return fmt.Errorf("%d articles", got)
		}
		return nil
	})
}

// polls waits until a host was asked n times and its feed has a timer again.
func (w *world) polls(host string, n int) {
	w.t.Helper()
	w.until(fmt.Sprintf("poll %d of %s", n, host), func() error {
		if got := w.outlets.count(host); got < n {
			return fmt.Errorf("asked %d times", got)
		}
		_, err := w.bus.Feeds().Timer(w.t.Context(), news.FeedID(address(host)))
		return err
	})
}

func TestPollsAndRevisions(t *testing.T) {
	w := newWorld(t)
	w.outlets.text("courier.example", rss("courier.example", 12, ""))
	w.outlets.text("mail.example", rss("mail.example", 3, ""))
	w.add("courier.example", "mail.example")
	stop, registry, health := w.start(nil)
	w.wantArticles("courier_example", 12)
	w.wantArticles("mail_example", 3)
	// On a busy machine a request to the server may find nobody to answer it:
	// the service is not ready then, and soon again.
	w.until("readiness", health.Ready)

	w.outlets.text("courier.example", rss("courier.example", 13, " Corrected."))
	w.polls("courier.example", 1)
	w.again("courier.example")
	w.wantArticles("courier_example", 13)
	w.until("revisions", func() error {
		revised := 0
		for _, a := range w.articles("courier_example") {
			if a.Revision == 2 && a.Reason == news.ReasonEdit {
				revised++
			}
		}
		if revised != 12 {
			return fmt.Errorf("%d revised", revised)
		}
		return nil
	})
	w.polls("courier.example", 2)
	stop()

	// Another service goes on where the first one stopped.
	_, _, _ = w.start(nil)
	w.again("courier.example")
	w.polls("courier.example", 3)
	w.wantArticles("courier_example", 13)

	w.until("metrics", func() error {
		return testutil.GatherAndCompare(registry, strings.NewReader(`
# HELP dateline_ingest_articles_published_total Articles and revisions published.
# TYPE dateline_ingest_articles_published_total counter
dateline_ingest_articles_published_total 28
# HELP dateline_ingest_fetches_total Polls of feeds by outcome: not_modified, unchanged, changed, or the class of the failure.
# TYPE dateline_ingest_fetches_total counter
dateline_ingest_fetches_total{outcome="changed"} 3
`), "dateline_ingest_articles_published_total", "dateline_ingest_fetches_total")
	})
	n := 0
	if err := w.bus.ScanAll(t.Context(), bus.Events, w.bus.Names().EventsOf(news.EventRevised), func(bus.Scanned) bool { n++; return true }); err != nil || n != 12 {
		t.Errorf("%d events of revisions, %v; want 12", n, err)
	}
}

func TestConditionalRequest(t *testing.T) {
	w := newWorld(t)
	var mu sync.Mutex
	var conditional int
	w.outlets.serve("courier.example", func(rw http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == `"one"` {
			mu.Lock()
			conditional++
			mu.Unlock()
			rw.WriteHeader(http.StatusNotModified)
			return
		}
		rw.Header().Set("ETag", `"one"`)
		_, _ = fmt.Fprint(rw, rss("courier.example", 2, ""))
	})
	w.add("courier.example")
	w.start(nil)
	for i := 1; i <= 3; i++ {
		w.polls("courier.example", i)
		w.again("courier.example")
	}
	w.polls("courier.example", 4)
	w.wantArticles("courier_example", 2)
	mu.Lock()
	defer mu.Unlock()
	if conditional < 3 {
		t.Errorf("%d of the later requests were conditional, want 3", conditional)
	}
}

func TestLostTimerIsSetAgain(t *testing.T) {
	w := newWorld(t)
	w.outlets.text("courier.example", rss("courier.example", 1, ""))
	w.add("courier.example")
	stop, _, _ := w.start(nil)
	w.polls("courier.example", 1)
	stop()
	js := w.bus.JetStream()
	stream, err := js.Stream(t.Context(), w.bus.Names().Stream(bus.Feeds))
	if err != nil {
		t.Fatal(err)
	}
	id := news.FeedID(address("courier.example"))
	if err := stream.Purge(t.Context(), jetstream.WithPurgeSubject(w.bus.Names().FeedTimer(id))); err != nil {
		t.Fatal(err)
	}
	w.start(nil)
	w.polls("courier.example", 2)
	w.wantArticles("courier_example", 1)
}

func TestRemovedFeedIsNotPolled(t *testing.T) {
	w := newWorld(t)
	id := news.FeedID(address("ghost.example"))
	if err := w.bus.Feeds().Arm(t.Context(), id, time.Now(), nil); err != nil {
		t.Fatal(err)
	}
	w.start(nil)
	w.until("the due message is gone", func() error {
		if _, err := w.bus.Feeds().Due(t.Context(), id); !errors.Is(err, bus.ErrNotFound) {
			return fmt.Errorf("still there: %v", err)
		}
		if _, err := w.bus.Feeds().Timer(t.Context(), id); !errors.Is(err, bus.ErrNotFound) {
			return fmt.Errorf("the timer is still there: %v", err)
		}
		return nil
	})
	if n := w.outlets.count("ghost.example"); n != 0 {
		t.Errorf("asked %d times", n)
	}
}

func TestTwoServicesAndTwoFeedsOfOneOutlet(t *testing.T) {
	w := newWorld(t)
	w.outlets.text("www.courier.example", rss("courier.example", 20, ""))
	w.outlets.text("feeds.courier.example", rss("courier.example", 20, ""))
	w.add("www.courier.example", "feeds.courier.example")
	w.start(nil)
	w.start(nil)
	w.polls("www.courier.example", 1)
	w.polls("feeds.courier.example", 1)
	w.wantArticles("courier_example", 20)
	for _, a := range w.articles("courier_example") {
		if a.Revision != 1 {
			t.Errorf("%s has revision %d", a.Title, a.Revision)
		}
	}
}

func TestConfig(t *testing.T) {
	var c ingest.Config
	if err := env.Defaults(&c); err != nil {
		t.Fatal(err)
	}
	if err := c.Validate(); err != nil {
		t.Errorf("the defaults: %v", err)
	}
	c.Workers, c.Poll.Min, c.Poll.Max, c.RevisionMin, c.UserAgent, c.MaxItems = 0, 0, -1, -1, "two\nlines", 0
	c.Fetch.Timeout, c.Fetch.Spacing, c.Fetch.MaxBytes = 0, -1, 1
	err := c.Validate()
	for _, name := range []string{"WORKERS", "POLL_MIN", "POLL_MAX", "REVISION_MIN", "USER_AGENT", "MAX_ITEMS", "FETCH_TIMEOUT", "FETCH_SPACING", "FETCH_MAX_BYTES"} {
		if err == nil || !strings.Contains(err.Error(), "DATELINE_INGEST_"+name+" ") {
			t.Errorf("no problem with %s in %v", name, err)
		}
	}
	var h ingest.Hosts
	if err := h.UnmarshalText([]byte("a.example=127.0.0.1:80, *.B.example=[::1]:81")); err != nil || h["*.b.example"] != "[::1]:81" {
		t.Errorf("hosts %v, %v", h, err)
	}
	for _, s := range []string{"a.example", "a=b:1", "=127.0.0.1:80", "a=127.0.0.1"} {
		if err := h.UnmarshalText([]byte(s)); err == nil {
			t.Errorf("hosts %q are taken", s)
		}
	}
	if _, err := ingest.New(c, ingest.Deps{}); err == nil {
		t.Error("a service without a bus is made")
	}
}

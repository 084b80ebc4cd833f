package index_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"

	"github.com/dateline-news/dateline/index"
	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/env"
	"github.com/dateline-news/dateline/shared/natstest"
	"github.com/dateline-news/dateline/shared/news"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		// The analysis workers of the index library live as long as the process.
		goleak.IgnoreAnyFunction("github.com/blevesearch/bleve_index_api.AnalysisWorker"),
		goleak.IgnoreTopFunction("github.com/golang/glog.(*fileSink).flushDaemon"),
	)
}

// patience bounds every wait.
const patience = 2 * time.Minute

// world is a NATS server with the streams of an installation.
type world struct {
	t    testing.TB
	bus  *bus.Bus
	dir  string
	asks *client.Client
}

func newWorld(t testing.TB) *world {
	t.Helper()
	server := natstest.Run(t)
	b, err := bus.Connect(busConfig(t, server.ClientURL()), bus.Options{Name: "test", Conn: natstest.Connect(t, server)})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.AwaitStreams(t.Context()); err != nil {
		t.Fatal(err)
	}
	return &world{t: t, bus: b, dir: t.TempDir(), asks: client.New(b.Conn(), b.Names().Prefix)}
}

func busConfig(t testing.TB, address string) bus.Config {
	t.Helper()
	var cfg bus.Config
	if err := env.Defaults(&cfg); err != nil {
		t.Fatal(err)
	}
	cfg.URL = address
	return cfg
}

// service is a running service.
type service struct {
	*index.Service
	health   *daemon.Health
	registry *prometheus.Registry
	stop     func()
}

func (w *world) start(change func(*index.Config)) *service {
	w.t.Helper()
	var cfg index.Config
	if err := env.Defaults(&cfg); err != nil {
		w.t.Fatal(err)
	}
	cfg.Dir = w.dir
	cfg.Batch.Age = 10 * time.Millisecond
	if change != nil {
		change(&cfg)
	}
	s := &service{health: &daemon.Health{}, registry: prometheus.NewRegistry()}
	var err error
	s.Service, err = index.New(cfg, index.Deps{
		Bus: w.bus, Log: slog.New(slog.NewTextHandler(w.t.Output(), nil)), Registerer: s.registry, Health: s.health,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	stopped := false
	s.stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		select {
		case err := <-done:
			if err != nil {
				w.t.Errorf("the service ended with: %v", err)
			}
		case <-time.After(patience):
			w.t.Error("the service did not stop")
		}
	}
	w.t.Cleanup(s.stop)
	w.until("ready", s.health.Ready)
	return s
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
			w.t.Fatalf("waiting for %s: %v", what, err)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

var noon = time.Date(2016, 12, 29, 12, 0, 0, 0, time.UTC)

func article(t testing.TB, n, revision int, title, text string) *news.Article {
	t.Helper()
	link := fmt.Sprintf("https://thamescourier.example/%d", n)
	id, err := news.IDFromURL(link)
	if err != nil {
		t.Fatal(err)
	}
	return &news.Article{
		ID: id, Revision: revision, URL: link, Source: news.Source{ID: "thames", Name: "Thames Courier", Domain: "thamescourier.example"},
		Title: title, Text: text, Published: noon.Add(time.Duration(n) * time.Minute), FirstSeen: noon.Add(time.Hour), Fetched: noon.Add(time.Duration(revision) * time.Hour),
		Annotations: &news.Annotations{
			Enricher: news.Enricher{Name: "test", Version: "0001-00"}, Language: news.Language{Code: "en", Confidence: 1},
			Entities: []news.Entity{{ID: "Q858", Type: news.TypePlace, Name: "Syria", Salience: 0.9, Mentions: []news.Mention{{Span: news.Span{Field: news.FieldTitle, Start: 0, End: 5}}}}},
		},
	}
}

func (w *world) publish(articles ...*news.Article) {
	w.t.Helper()
	for _, a := range articles {
		if _, err := w.bus.PublishEnriched(w.t.Context(), a); err != nil {
			w.t.Fatal(err)
		}
	}
}

func (w *world) total(query string, want uint64) {
	w.t.Helper()
	w.until(query, func() error {
		r, err := w.asks.Search(w.t.Context(), client.SearchRequest{Query: query, Size: 1})
		if err != nil {
			return err
		}
		if r.Total != want {
			return fmt.Errorf("%d hits, want %d", r.Total, want)
		}
		return nil
	})
}

func TestService(t *testing.T) {
	w := newWorld(t)
	s := w.start(nil)
	for n := range 20 {
		w.publish(article(t, n, 1, "Syria truce holds", fmt.Sprintf("Day %d of the ceasefire.", n)))
	}
	w.total("truce", 20)
	w.publish(article(t, 3, 2, "Syria truce broken", "Shelling was heard."))
	w.total("shelling", 1)
	w.total("truce", 20)

	// A second copy answers from a folder of its own.
	first := w.dir
	w.dir = t.TempDir()
	other := w.start(nil)
	w.until("the second copy", func() error {
		r := get[client.SearchResponse](t, other.Handler(), "/v1/search?q=truce")
		if r.Total != 20 {
			return fmt.Errorf("%d hits", r.Total)
		}
		return nil
	})
	other.stop()
	w.dir = first

	// After a restart it goes on where it was.
	s.stop()
	w.publish(article(t, 50, 1, "Syria talks", "Negotiators met."))
	s = w.start(nil)
	w.total("negotiators", 1)
	w.total("", 21)
	w.until("no lag", func() error {
		stats, err := w.asks.Stats(t.Context())
		if err != nil {
			return err
		}
		if stats.Pending != 0 || stats.Documents != 22 || len(stats.Slices) != 1 {
			return fmt.Errorf("stats %+v", stats)
		}
		return nil
	})
	if names := metricNames(t, s.registry); !strings.Contains(names, "dateline_index_end_to_end_lag_seconds") || !strings.Contains(names, "dateline_index_search_duration_seconds") {
		t.Errorf("metrics %s", names)
	}
}

func metricNames(t *testing.T, g prometheus.Gatherer) string {
	t.Helper()
	families, err := g.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range families {
		names = append(names, f.GetName())
	}
	return strings.Join(names, " ")
}

func TestClientErrors(t *testing.T) {
	w := newWorld(t)
	if _, err := w.asks.Search(t.Context(), client.SearchRequest{Query: "truce"}); !errors.Is(err, client.ErrNoService) {
		t.Errorf("without a service: %v", err)
	}
	w.start(nil)
	big := article(t, 1, 1, "Syria long read", strings.Repeat("A very long story. ", 13_000))
	w.publish(big)
	w.total("story", 1)
	_, err := w.asks.Search(t.Context(), client.SearchRequest{Query: "truce plcae:Aleppo"})
	if e, ok := errors.AsType[*client.Error](err); !ok || e.Status != 400 || e.Column != 7 || e.Detail != "column 7: unknown field 'plcae', did you mean 'place'?" {
		t.Errorf("a wrong query: %#v", err)
	}
	_, err = w.asks.Article(t.Context(), client.ArticleRequest{ID: strings.Repeat("a", 26)})
	if e, ok := errors.AsType[*client.Error](err); !ok || e.Status != 404 {
		t.Errorf("an article that is not there: %v", err)
	}
	a, err := w.asks.Article(t.Context(), client.ArticleRequest{ID: big.ID})
	if err != nil || a.StreamSeq != 1 || a.Slice != "2016-12" {
		t.Errorf("an article: %+v, %v", a, err)
	}
	var decoded news.Article
	if err := json.Unmarshal(a.Article, &decoded); err != nil || decoded.Text != strings.TrimSpace(big.Text) && decoded.Text != big.Text {
		t.Errorf("the article differs: %v", err)
	}
}

// get asks a handler and decodes the answer, which must be good.
func get[T any](t testing.TB, h http.Handler, target string) T {
	t.Helper()
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, target, nil))
	var out T
	if err := json.NewDecoder(rec.Body).Decode(&out); err != nil || rec.Code != http.StatusOK {
		t.Fatalf("%s: status %d, %v", target, rec.Code, err)
	}
	return out
}

func TestHTTP(t *testing.T) {
	w := newWorld(t)
	s := w.start(nil)
	w.publish(article(t, 1, 1, "Syria truce holds", "Day one of the ceasefire."), article(t, 1, 2, "Syria truce ends", "Day two."))
	w.total("ends", 1)
	r := get[client.SearchResponse](t, s.Handler(), "/v1/search?facets=place,source&q="+url.QueryEscape("truce place:Syria"))
	if r.Total != 1 || len(r.Hits) != 1 || r.Facets["place"][0].Name != "Syria" || r.Names[0].Entities[0].ID != "Q858" || r.Query != "truce place:Syria" {
		t.Errorf("answer %+v", r)
	}
	old := get[client.ArticleResponse](t, s.Handler(), "/v1/articles/"+r.Hits[0].ID+"?revision=1")
	if old.ValidTo.IsZero() {
		t.Errorf("revision 1 is valid for ever")
	}
	for _, c := range []struct {
		method, target string
		status         int
		detail         string
	}{
		{"GET", "/v1/search?q=%28a", 400, "column 1: this '(' is never closed"},
		{"GET", "/v1/search?query=a", 400, "unknown parameter 'query', there are q, size, cursor, sort, facets, unfolded"},
		{"GET", "/v1/search?q=a&sze=3", 400, "unknown parameter 'sze', did you mean 'size'?"},
		{"GET", "/v1/search?q=a&size=x", 400, "size is 'x', it must be a whole number from 1"},
		{"GET", "/v1/search?q=a&size=101", 400, "size is 101, a page has 1 to 100 hits"},
		{"GET", "/v1/search?q=a&sort=best", 400, "unknown sort 'best'; there are relevance, newest and oldest"},
		{"GET", "/v1/search?q=a&facets=x", 400, "unknown facet 'x'; there are person, org, place, event, source, country, lang, topic, agency, tag"},
		{"GET", "/v1/search?q=a&cursor=x", 400, "this cursor does not belong to this query; ask for the first page again"},
		{"GET", "/v1/articles/x", 400, "'x' is no article id; an id has 26 letters and digits"},
		{"GET", "/v1/articles/" + r.Hits[0].ID + "?revision=9", 404, "the index has no revision 9 of article " + r.Hits[0].ID},
		{"POST", "/v1/search", 405, "the API can only be read: use GET"},
	} {
		rec := httptest.NewRecorder()
		s.Handler().ServeHTTP(rec, httptest.NewRequest(c.method, c.target, nil))
		var e client.Error
		if err := json.NewDecoder(rec.Body).Decode(&e); err != nil {
			t.Errorf("%s %s: %v", c.method, c.target, err)
			continue
		}
		if rec.Code != c.status || e.Status != c.status || e.Detail != c.detail || !strings.HasPrefix(rec.Header().Get("Content-Type"), "application/problem+json") {
			t.Errorf("%s %s: %d %+v", c.method, c.target, rec.Code, e)
		}
	}
	s.stop()
	rec := httptest.NewRecorder()
	s.Handler().ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/v1/search?q=a", nil))
	if body, _ := io.ReadAll(rec.Body); rec.Code != http.StatusServiceUnavailable {
		t.Errorf("after the stop: %d %s", rec.Code, body)
	}
}

func TestValidate(t *testing.T) {
	var cfg index.Config
	if err := env.Defaults(&cfg); err != nil {
		t.Fatal(err)
	}
	if err := cfg.Validate(); err != nil {
		t.Fatalf("the defaults: %v", err)
	}
	cfg.Dir, cfg.Replica, cfg.Batch.Count, cfg.Search.Timeout = "", "a b", 0, 0
	err := cfg.Validate()
	for _, name := range []string{"DATELINE_INDEX_DIR", "DATELINE_INDEX_REPLICA", "DATELINE_INDEX_BATCH_COUNT", "DATELINE_INDEX_SEARCH_TIMEOUT"} {
		if err == nil || !strings.Contains(err.Error(), name+" is ") {
			t.Errorf("no word of %s in: %v", name, err)
		}
	}
}

// TestFolderInUse checks that a second service on one folder ends with one
// line that names the folder.
func TestFolderInUse(t *testing.T) {
	w := newWorld(t)
	w.start(nil)
	var cfg index.Config
	if err := env.Defaults(&cfg); err != nil {
		t.Fatal(err)
	}
	cfg.Dir = w.dir
	s, err := index.New(cfg, index.Deps{Bus: w.bus, Log: slog.New(slog.DiscardHandler), Registerer: prometheus.NewRegistry(), Health: &daemon.Health{}})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Run(t.Context()); err == nil || !strings.Contains(err.Error(), w.dir) || strings.Contains(err.Error(), "\n") {
		t.Errorf("a second service: %v", err)
	}
}

// TestPoison checks that a message that is no article goes to quarantine and
// the others are indexed.
func TestPoison(t *testing.T) {
	w := newWorld(t)
	w.start(nil)
	subject := w.bus.Names().Enriched("en", "thames")
	for _, data := range []string{"{", `{"schema":99}`} {
		if _, err := w.bus.JetStream().Publish(t.Context(), subject, []byte(data)); err != nil {
			t.Fatal(err)
		}
	}
	w.publish(article(t, 1, 1, "Syria truce holds", "Still."))
	w.total("truce", 1)
	w.until("quarantine", func() error {
		held, err := w.bus.QuarantineEntries(t.Context(), "index")
		if err == nil && len(held) != 2 {
			err = fmt.Errorf("%d messages", len(held))
		}
		return err
	})
}

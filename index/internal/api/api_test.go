package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/index/internal/search"
	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/natstest"
	"github.com/dateline-news/dateline/shared/news"
)

func newAPI(limits Limits) (*API, *prometheus.HistogramVec) {
	duration := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "search", Buckets: []float64{1}}, []string{"request", "outcome"})
	limits.Query = query.DefaultLimits()
	return New(Options{Limits: limits, Duration: duration, Lag: func() Lag { return Lag{} }}), duration
}

// TestBusy fills every place and checks that the next search is refused at
// once and one that waits too long is, too.
func TestBusy(t *testing.T) {
	a, duration := newAPI(Limits{Timeout: 50 * time.Millisecond, Running: 1, Waiting: 1})
	if err := a.enter(t.Context()); err != nil {
		t.Fatal(err)
	}
	waits := make(chan error, 1)
	ctx, cancel := context.WithCancel(t.Context())
	go func() { waits <- a.enter(ctx) }()
	for a.waiting.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	_, err := a.Search(t.Context(), client.SearchRequest{Query: "truce"})
	if e, ok := errors.AsType[*client.Error](err); !ok || e.Status != http.StatusTooManyRequests {
		t.Errorf("a search too many: %v", err)
	}
	cancel()
	if err := <-waits; !errors.Is(err, errBusy) {
		t.Errorf("a search that waited for too long: %v", err)
	}
	a.leave()
	_, err = a.Search(t.Context(), client.SearchRequest{Query: "truce"})
	if e, ok := errors.AsType[*client.Error](err); !ok || e.Status != http.StatusServiceUnavailable || e.Detail != "the index is not open" {
		t.Errorf("a search without an index: %v", err)
	}
	if n := testutil.CollectAndCount(duration); n != 2 {
		t.Errorf("%d outcomes observed, want refused and failed", n)
	}
}

func TestStatus(t *testing.T) {
	for _, c := range []struct {
		err  error
		want int
	}{
		{&query.Error{Column: 3}, 400},
		{search.ErrWindow, 400},
		{errBusy, 429},
		{errClosed, 503},
		{fmt.Errorf("searching: %w", context.DeadlineExceeded), 503},
		{fmt.Errorf("%w: 3 of 4 slices", store.ErrPartial), 503},
		{errors.New("something else"), 500},
	} {
		if got := problem(c.err, Limits{}); got.Status != c.want || got.Title != http.StatusText(c.want) {
			t.Errorf("%v: %+v, want status %d", c.err, got, c.want)
		}
	}
}

// TestNATS asks for more than a message holds, for nonsense, and for more at
// once than may run.
func TestNATS(t *testing.T) {
	languages, err := language.New()
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(store.Options{Dir: t.TempDir(), Languages: languages})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	var records []store.Record
	for n := range 100 {
		link := fmt.Sprintf("https://long.example/%d", n)
		id, err := news.IDFromURL(link)
		if err != nil {
			t.Fatal(err)
		}
		at := time.Date(2016, 12, 29, 0, 0, n, 0, time.UTC)
		article := &news.Article{ID: id, Revision: 1, URL: link + strings.Repeat("/x", 6000), Source: news.Source{ID: "long"}, Title: fmt.Sprintf("Truce number %d", n), Published: at, FirstSeen: at}
		message, err := news.Encode(article)
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, store.Record{Article: article, Message: message, Seq: uint64(n + 1)})
	}
	if err := s.Apply(t.Context(), records); err != nil {
		t.Fatal(err)
	}
	a, _ := newAPI(Limits{Timeout: time.Minute, Running: 1, Waiting: 1})
	a.Open(&Index{Store: s, Engine: search.New(search.Options{Store: s, Languages: languages})})

	server := natstest.Run(t)
	nc := natstest.Connect(t, server)
	names := bus.Names{Prefix: "news"}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	serving := make(chan struct{})
	go func() { done <- a.Serve(ctx, nc, names, func() { close(serving) }) }()
	<-serving
	// Another connection: it is the server that knows.
	asks := client.New(natstest.Connect(t, server), "news")
	r, err := asks.Search(t.Context(), client.SearchRequest{Query: "truce", Size: 50})
	if err != nil || len(r.Hits) != 50 {
		t.Errorf("50 hits: %v", err)
	}
	_, err = asks.Search(t.Context(), client.SearchRequest{Query: "truce", Size: 100})
	if e, ok := errors.AsType[*client.Error](err); !ok || e.Status != http.StatusRequestEntityTooLarge || !strings.Contains(e.Detail, "at most 921600") {
		t.Errorf("an answer that is too long: %v", err)
	}
	m, err := nc.Request(names.API("search"), []byte("{"), time.Minute)
	var refused client.Error
	if err != nil || json.Unmarshal(m.Data, &refused) != nil || refused.Status != 400 {
		t.Errorf("nonsense: %v %+v", err, refused)
	}

	// Two requests wait for a place that is taken; the third is refused.
	a.running <- struct{}{}
	inbox := nats.NewInbox()
	sub, err := nc.SubscribeSync(inbox)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := nc.PublishRequest(names.API("search"), inbox, []byte(`{"q":"truce","size":1}`)); err != nil {
			t.Fatal(err)
		}
	}
	m, err = sub.NextMsg(time.Minute)
	if err != nil || m.Header.Get("Nats-Service-Error-Code") != "429" {
		t.Errorf("a request too many: %v %v", err, m)
	}
	<-a.running
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

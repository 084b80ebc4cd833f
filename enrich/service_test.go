package enrich_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"go.uber.org/goleak"

	"github.com/dateline-news/dateline/enrich"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/daemon"
	"github.com/dateline-news/dateline/shared/env"
	"github.com/dateline-news/dateline/shared/natstest"
	"github.com/dateline-news/dateline/shared/news"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience bounds every wait; nothing takes a tenth of it.
const patience = 2 * time.Minute

func connect(t *testing.T, s *server.Server) *bus.Bus {
	t.Helper()
	var cfg bus.Config
	if err := env.Defaults(&cfg); err != nil {
		t.Fatal(err)
	}
	cfg.URL = s.ClientURL()
	b, err := bus.Connect(cfg, bus.Options{Name: t.Name(), Conn: natstest.Connect(t, s)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	if err := b.AwaitStreams(t.Context()); err != nil {
		t.Fatal(err)
	}
	return b
}

// start runs a service until the test ends.
func start(t *testing.T, b *bus.Bus, registry prometheus.Registerer) {
	t.Helper()
	var cfg enrich.Config
	if err := env.Defaults(&cfg); err != nil {
		t.Fatal(err)
	}
	s, err := enrich.New(cfg, enrich.Deps{Bus: b, Registerer: registry, Health: &daemon.Health{}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		select {
		case err := <-done:
			if err != nil {
				t.Errorf("Run: %v", err)
			}
		case <-time.After(patience):
			t.Error("Run has not returned")
		}
	})
}

func article(t *testing.T, n int) *news.Article {
	t.Helper()
	link := fmt.Sprintf("https://harbour.example/story-%d", n)
	id, err := news.IDFromURL(link)
	if err != nil {
		t.Fatal(err)
	}
	a := story()
	now := time.Date(2017, 1, 5, 9, 0, 0, 0, time.UTC)
	a.ID, a.URL, a.GUID = id, link, link
	a.Feed = news.Feed{ID: news.FeedID("https://harbour.example/feed"), URL: "https://harbour.example/feed"}
	a.Source = news.SourceOf(link)
	a.Title = fmt.Sprintf("%s, part %d", a.Title, n)
	a.TextFrom = news.TextFromContent
	a.Published, a.FirstSeen, a.Fetched = now, now, now
	return a
}

func TestService(t *testing.T) {
	s := natstest.Run(t)
	b := connect(t, s)
	// Two services share the work.
	start(t, b, nil)
	start(t, connect(t, s), nil)
	const count = 40
	want := map[string]bool{}
	for n := range count {
		a := article(t, n)
		want[a.ID] = true
		if _, _, err := b.PublishArticle(t.Context(), a, 0); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	err := b.Consume(ctx, bus.Consumer{Durable: "test", Stream: bus.Enriched}, func(_ context.Context, d bus.Delivery) error {
		a := d.Article
		if d.Subject != b.Names().Enriched("en", a.Source.ID) {
			t.Errorf("published on %s", d.Subject)
		}
		if a.Annotations == nil || a.Annotations.Enricher != annotator(t).Enricher() || len(a.Annotations.Entities) < 10 {
			t.Errorf("annotations = %+v", a.Annotations)
		}
		if delete(want, a.ID); len(want) == 0 {
			cancel()
		}
		return nil
	})
	if err != nil || len(want) > 0 {
		t.Fatalf("%d articles are missing: %v", len(want), err)
	}
	pointers(t, b, count)
}

// pointers waits until the mentions stream has a pointer to every article for
// what all of them are about, and none for what is not linked or not salient.
func pointers(t *testing.T, b *bus.Bus, count int) {
	t.Helper()
	stream, err := b.JetStream().Stream(t.Context(), b.Names().Stream(bus.Mentions))
	if err != nil {
		t.Fatal(err)
	}
	subject := b.Names().Mention(news.TypePlace, "Q71")
	deadline := time.Now().Add(patience)
	for {
		info, err := stream.Info(t.Context(), jetstream.WithSubjectFilter(">"))
		if err != nil {
			t.Fatal(err)
		}
		if info.State.Subjects[subject] == uint64(count) {
			for s := range info.State.Subjects {
				if strings.Contains(s, ".nil-") {
					t.Errorf("%s points at an entity that is not linked", s)
				}
			}
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("subjects = %v, want %d on %s", info.State.Subjects, count, subject)
		}
		time.Sleep(10 * time.Millisecond)
	}
	raw, err := stream.GetLastMsgForSubject(t.Context(), subject)
	if err != nil {
		t.Fatal(err)
	}
	var p news.MentionPointer
	if err := json.Unmarshal(raw.Data, &p); err != nil {
		t.Fatal(err)
	}
	if p.Entity != "Q71" || p.Name != "Geneva" || p.Salience < bus.MentionSalience || p.Language != "en" {
		t.Errorf("pointer = %+v", p)
	}
}

func TestMetrics(t *testing.T) {
	b := connect(t, natstest.Run(t))
	registry := prometheus.NewRegistry()
	start(t, b, registry)
	if _, _, err := b.PublishArticle(t.Context(), article(t, 1), 0); err != nil {
		t.Fatal(err)
	}
	const want = `
# HELP dateline_enrich_messages_total Articles taken from the stream, by outcome; repetitions count.
# TYPE dateline_enrich_messages_total counter
dateline_enrich_messages_total{outcome="enriched"} 1
dateline_enrich_messages_total{outcome="failed"} 0
# HELP dateline_enrich_pointers_lost_total Articles whose pointers could not be published on the mentions stream.
# TYPE dateline_enrich_pointers_lost_total counter
dateline_enrich_pointers_lost_total 0
`
	deadline := time.Now().Add(patience)
	for {
		err := testutil.GatherAndCompare(registry, strings.NewReader(want), "dateline_enrich_messages_total", "dateline_enrich_pointers_lost_total")
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func TestNewRefuses(t *testing.T) {
	if _, err := enrich.New(enrich.Config{Workers: 1}, enrich.Deps{}); err == nil {
		t.Error("New without a bus: no error")
	}
	for _, workers := range []int{-1, 0, 100_000} {
		cfg := enrich.Config{Workers: workers}
		if err := cfg.Validate(); err == nil || !strings.Contains(err.Error(), "DATELINE_ENRICH_WORKERS") {
			t.Errorf("Validate with %d workers: %v", workers, err)
		}
	}
}

package bus_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/natstest"
)

// scraped returns the value of a metric with these labels, in the order of
// their names, or -1.
func scraped(t *testing.T, g prometheus.Gatherer, name string, labels ...string) float64 {
	t.Helper()
	families, err := g.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			var values []string
			for _, l := range m.GetLabel() {
				values = append(values, l.GetValue())
			}
			if f.GetName() == name && strings.Join(values, " ") == strings.Join(labels, " ") {
				return m.GetGauge().GetValue()
			}
		}
	}
	return -1
}

func until(t *testing.T, what string, check func() error) {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	for err := check(); err != nil; err = check() {
		if time.Now().After(deadline) {
			t.Fatalf("waiting for %s: %v", what, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func TestBacklogMetrics(t *testing.T) {
	server := natstest.Run(t)
	reg := prometheus.NewPedanticRegistry()
	b, err := bus.Connect(bus.Config{URL: server.ClientURL()}, bus.Options{Name: t.Name(), Registerer: reg})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	if err := b.AwaitStreams(t.Context()); err != nil {
		t.Fatal(err)
	}
	for n := range 4 {
		if _, _, err := b.PublishArticle(t.Context(), article(n), 0); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	done, release := make(chan error, 1), make(chan struct{})
	go func() {
		done <- b.Consume(ctx, bus.Consumer{Stage: "enrich", Durable: bus.DurableEnrich, Stream: bus.Articles}, func(ctx context.Context, d bus.Delivery) error {
			if d.Seq == 1 {
				return bus.Permanent("test", errors.New("poison"))
			}
			select {
			case <-release:
			case <-ctx.Done():
			}
			return ctx.Err()
		})
	}()
	value := func(name string, labels ...string) float64 { return scraped(t, reg, name, labels...) }
	until(t, "the backlog", func() error {
		messages, age, entries := value("dateline_bus_backlog_messages", "enrich", "ARTICLES"),
			value("dateline_bus_backlog_age_seconds", "enrich", "ARTICLES"), value("dateline_bus_quarantine_entries", "enrich")
		if messages != 3 || age <= 0 || entries != 1 {
			return fmt.Errorf("%v messages for %v s, %v in quarantine", messages, age, entries)
		}
		return nil
	})
	if got := value("dateline_bus_connected"); got != 1 {
		t.Errorf("connected: got %v", got)
	}
	// A server that is away is nothing that a scrape waits for.
	server.Shutdown()
	until(t, "the end of the connection", func() error {
		if value("dateline_bus_connected") != 0 {
			return errors.New("still connected")
		}
		return nil
	})
	if n, err := testutil.GatherAndCount(reg, "dateline_bus_backlog_messages"); err != nil || n < 1 {
		t.Errorf("without a server: %d backlogs, %v; want what was seen last", n, err)
	}
	close(release)
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if n, _ := testutil.GatherAndCount(reg, "dateline_bus_backlog_messages"); n != 0 {
		t.Errorf("after the end: %d backlogs", n)
	}
}

func TestBacklogs(t *testing.T) {
	b := connect(t)
	for n := range 3 {
		if _, _, err := b.PublishArticle(t.Context(), article(n), 0); err != nil {
			t.Fatal(err)
		}
	}
	handled := 0
	done := make(chan struct{})
	consumeUntil(t, b, bus.Consumer{Stage: "enrich", Durable: bus.DurableEnrich, Stream: bus.Articles}, done, func(context.Context, bus.Delivery) error {
		if handled++; handled == 3 {
			close(done)
		}
		return nil
	})
	until(t, "the acknowledgements", func() error {
		list, err := b.Backlogs(t.Context(), bus.Articles)
		if err != nil || len(list) != 1 || list[0].Waiting() != 0 || !list[0].Oldest.IsZero() || list[0].Floor != 3 {
			return fmt.Errorf("%+v, %w", list, err)
		}
		return nil
	})
	if _, _, err := b.PublishArticle(t.Context(), article(4), 0); err != nil {
		t.Fatal(err)
	}
	var list []bus.Backlog
	until(t, "the message that waits", func() (err error) {
		// The server counts for a consumer a moment after it has stored.
		if list, err = b.Backlogs(t.Context(), bus.Articles); err != nil || len(list) != 1 || list[0].Pending == 0 {
			return fmt.Errorf("%+v, %w", list, err)
		}
		return nil
	})
	stream, err := b.JetStream().Stream(t.Context(), b.Names().Stream(bus.Articles))
	if err != nil {
		t.Fatal(err)
	}
	waits, err := stream.GetMsg(t.Context(), 4)
	if err != nil || !list[0].Oldest.Equal(waits.Time) {
		t.Errorf("the oldest that waits is of %s, %v; want %s", list[0].Oldest, err, waits.Time)
	}
	if g := list[0]; g.Durable != bus.DurableEnrich || g.Pending != 1 || g.Oldest.IsZero() || g.Age() < 0 || g.Active.IsZero() {
		t.Errorf("one waits: got %+v", g)
	}
}

func TestSilence(t *testing.T) {
	b := connect(t)
	s, err := b.Silence(t.Context())
	if err != nil || !s.Last.IsZero() || s.Silent() {
		t.Fatalf("before the first article: %+v, %v", s, err)
	}
	for n := range 60 {
		if _, _, err := b.PublishArticle(t.Context(), article(n), 0); err != nil {
			t.Fatal(err)
		}
	}
	// A burst says nothing about what is usual.
	if s, err = b.Silence(t.Context()); err != nil || s.Last.IsZero() || s.Usual != 0 || s.Silent() {
		t.Fatalf("after a burst: %+v, %v", s, err)
	}
	if s, err = b.LastArticle(t.Context()); err != nil || s.Last.IsZero() || s.For < 0 {
		t.Fatalf("the last article: %+v, %v", s, err)
	}
	for _, c := range []struct {
		s    bus.Silence
		want bool
	}{
		{bus.Silence{For: time.Hour, Usual: time.Minute}, true},
		{bus.Silence{For: 9 * time.Minute, Usual: time.Second}, false},
		{bus.Silence{For: 9 * time.Hour, Usual: time.Hour}, false},
		{bus.Silence{For: 9 * time.Hour}, false},
	} {
		if got := c.s.Silent(); got != c.want {
			t.Errorf("%+v: silent %v", c.s, got)
		}
	}
}

package bus_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/natstest"
	"github.com/dateline-news/dateline/shared/news"
)

// consumeUntil runs Consume until done is closed.
func consumeUntil(t *testing.T, b *bus.Bus, c bus.Consumer, done <-chan struct{}, handle func(context.Context, bus.Delivery) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	go func() {
		select {
		case <-done:
		case <-ctx.Done():
			t.Error("not done within a minute")
		}
		cancel()
	}()
	if err := b.Consume(ctx, c, handle); err != nil {
		t.Errorf("consuming: %v", err)
	}
}

func quarantined(t *testing.T, b *bus.Bus) map[string]int {
	t.Helper()
	reasons := map[string]int{}
	entries, err := b.QuarantineEntries(t.Context(), "*")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		reasons[e.Reason]++
	}
	return reasons
}

func TestConsumeKindsOfError(t *testing.T) {
	b := connect(t)
	ctx := t.Context()
	for n := range 4 {
		if _, _, err := b.PublishArticle(ctx, article(n), 0); err != nil {
			t.Fatal(err)
		}
	}
	for i, poison := range []string{`{"schema":1,`, `{"schema":99}`} {
		if _, err := b.JetStream().Publish(ctx, fmt.Sprintf("news.article.poison.%d", i), []byte(poison)); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := b.PublishArticle(ctx, article(4), 0); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	tries := map[string]int{}
	done := make(chan struct{})
	var blocked []error
	c := bus.Consumer{Stage: "enrich", Durable: bus.DurableEnrich, Stream: bus.Articles, OnBlocked: func(err error) {
		mu.Lock()
		defer mu.Unlock()
		blocked = append(blocked, err)
	}}
	consumeUntil(t, b, c, done, func(_ context.Context, d bus.Delivery) error {
		mu.Lock()
		defer mu.Unlock()
		tries[d.Article.Title]++
		switch n := tries[d.Article.Title]; {
		case d.Article.Title == "Story 0" && n == 1:
			return errors.New("transient")
		case d.Article.Title == "Story 1":
			panic("a bug")
		case d.Article.Title == "Story 2":
			return bus.Permanent("empty", errors.New("no text"))
		case d.Article.Title == "Story 3" && n < 3:
			return bus.Environment(errors.New("disk full"))
		case d.Article.Title == "Story 0":
			close(done)
		}
		return nil
	})
	mu.Lock()
	defer mu.Unlock()
	if want := map[string]int{"Story 0": 2, "Story 1": 1, "Story 2": 1, "Story 3": 3, "Story 4": 1}; fmt.Sprint(tries) != fmt.Sprint(want) {
		t.Errorf("tries %v, want %v", tries, want)
	}
	if want := map[string]int{"malformed": 1, "schema": 1, "panic": 1, "empty": 1}; fmt.Sprint(quarantined(t, b)) != fmt.Sprint(want) {
		t.Errorf("quarantined %v, want %v", quarantined(t, b), want)
	}
	if len(blocked) != 2 || blocked[0] == nil || blocked[1] != nil {
		t.Errorf("blocked told %v, want the reason and then nil", blocked)
	}
}

// TestStoppedIsNotBlocked checks that a handler which gives up since its stage
// ends is not told as one that waits.
func TestStoppedIsNotBlocked(t *testing.T) {
	b := connect(t)
	if _, _, err := b.PublishArticle(t.Context(), article(0), 0); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	c := bus.Consumer{Stage: "enrich", Durable: bus.DurableEnrich, Stream: bus.Articles, OnBlocked: func(err error) { t.Errorf("blocked by %v", err) }}
	if err := b.Consume(ctx, c, func(ctx context.Context, _ bus.Delivery) error {
		cancel()
		return bus.Environment(ctx.Err())
	}); err != nil {
		t.Error(err)
	}
}

func TestConsumeBatches(t *testing.T) {
	b := connect(t)
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	var batch []*news.Article
	for n := range 120 {
		batch = append(batch, article(n))
	}
	if _, err := b.PublishNew(ctx, batch, 0); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	handled := map[string]int{}
	largest, first := 0, true
	c := bus.Consumer{Stage: "index", Durable: "index-test", Stream: bus.Articles}
	err := b.ConsumeBatches(ctx, c, bus.BatchLimits{Count: 50, Bytes: 1 << 20, Age: 50 * time.Millisecond}, func(_ context.Context, ds []bus.Delivery) error {
		mu.Lock()
		defer mu.Unlock()
		largest = max(largest, len(ds))
		if first {
			first = false
			return errors.New("whole batch failed once, so each is tried alone")
		}
		failed := map[int]error{}
		for i, d := range ds {
			if d.Article.Title == "Story 7" {
				failed[i] = bus.Permanent("poison", errors.New("poison"))
				continue
			}
			handled[d.Article.Title]++
		}
		if len(handled) == 119 {
			cancel()
		}
		if len(failed) > 0 {
			return &bus.BatchError{Failed: failed}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(handled) != 119 {
		t.Errorf("handled %d of 119", len(handled))
	}
	for title, n := range handled {
		if n != 1 {
			t.Errorf("%s handled %d times", title, n)
		}
	}
	if largest < 2 || largest > 50 {
		t.Errorf("largest batch %d, want 2 to 50", largest)
	}
	if got := quarantined(t, b); got["poison"] != 1 {
		t.Errorf("quarantined %v", got)
	}
}

func TestServerAwayAndBack(t *testing.T) {
	dir := t.TempDir()
	s := natstest.RunIn(t, dir, -1)
	url := s.ClientURL()
	port := s.Addr().String()
	b := open(t, bus.Config{URL: url, Prefix: "news", Replicas: 1})
	got := make(chan string, 10)
	ctx, cancel := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() {
		stopped <- b.Consume(ctx, bus.Consumer{Stage: "enrich", Durable: bus.DurableEnrich, Stream: bus.Articles}, func(_ context.Context, d bus.Delivery) error {
			got <- d.Article.Title
			return nil
		})
	}()
	publish := func(n int) {
		t.Helper()
		deadline := time.Now().Add(time.Minute)
		for {
			_, _, err := b.PublishArticle(ctx, article(n), 0)
			if err == nil {
				return
			}
			if !bus.IsEnvironment(err) {
				t.Errorf("an error of the surroundings, not %v", err)
			}
			if time.Now().After(deadline) {
				t.Fatalf("publishing: %v", err)
			}
			time.Sleep(50 * time.Millisecond)
		}
	}
	want := func(title string) {
		t.Helper()
		select {
		case g := <-got:
			if g != title {
				t.Errorf("got %s, want %s", g, title)
			}
		case <-time.After(time.Minute):
			t.Fatalf("%s did not come", title)
		}
	}
	publish(1)
	want("Story 1")
	s.Shutdown()
	s.WaitForShutdown()
	waitFor(t, "bus not ready without a server", func() bool { return b.Ready() != nil })
	var p int
	if _, err := fmt.Sscanf(port[strings.LastIndex(port, ":")+1:], "%d", &p); err != nil {
		t.Fatal(err)
	}
	natstest.RunIn(t, dir, p)
	publish(2)
	want("Story 2")
	if err := b.Ready(); err != nil {
		t.Errorf("not ready after the server came back: %v", err)
	}
	cancel()
	if err := <-stopped; err != nil {
		t.Errorf("consuming: %v", err)
	}
}

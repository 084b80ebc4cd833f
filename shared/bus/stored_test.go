package bus_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/natstest"
	"github.com/dateline-news/dateline/shared/news"
)

// small returns a bus whose streams are so small that QUARANTINE takes 4 KB.
func small(t *testing.T) *bus.Bus {
	t.Helper()
	b, err := bus.Connect(bus.Config{URL: natstest.Run(t).ClientURL()}, bus.Options{Name: t.Name(), StoreBytes: bus.MaxStoreBytes >> 18})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := b.AwaitStreams(ctx); err != nil {
		t.Fatal(err)
	}
	return b
}

// TestFullQuarantine lets a stage meet poison while QUARANTINE is full: it
// stops and says so, and goes on by itself when there is room.
func TestFullQuarantine(t *testing.T) {
	b := small(t)
	ctx := t.Context()
	stream, err := b.JetStream().Stream(ctx, b.Names().Stream(bus.Quarantine))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.JetStream().Publish(ctx, b.Names().Quarantine("filler"), make([]byte, 3500)); err != nil {
		t.Fatal(err)
	}
	for n := range 2 {
		if _, _, err := b.PublishArticle(ctx, article(n), 0); err != nil {
			t.Fatal(err)
		}
	}
	var mu sync.Mutex
	handled := map[string]int{}
	blocked := make(chan error, 100)
	done := make(chan struct{})
	c := bus.Consumer{Durable: "test", Stream: bus.Articles, OnBlocked: func(err error) { blocked <- err }}
	go func() {
		defer close(done)
		told := <-blocked
		if told == nil || !strings.Contains(told.Error(), "NEWS_QUARANTINE takes no message") || !strings.Contains(told.Error(), "newsq quarantine") || !strings.Contains(told.Error(), "the stream is full") {
			t.Errorf("blocked: %v", told)
		}
		mu.Lock()
		if n := handled["Story 1"]; n != 0 {
			t.Errorf("the stage went on: %v", handled)
		}
		mu.Unlock()
		if err := stream.Purge(ctx); err != nil {
			t.Error(err)
		}
		for told != nil {
			told = <-blocked
		}
		waitFor(t, "the message behind the poison", func() bool {
			mu.Lock()
			defer mu.Unlock()
			return handled["Story 1"] == 1
		})
	}()
	consumeUntil(t, b, c, done, func(_ context.Context, d bus.Delivery) error {
		mu.Lock()
		defer mu.Unlock()
		handled[d.Article.Title]++
		if d.Article.Title == "Story 0" {
			return bus.Permanent("poison", errors.New("poison"))
		}
		return nil
	})
	if got := quarantined(t, b); got["poison"] != 1 || len(got) != 1 {
		t.Errorf("quarantined %v, want the poison once", got)
	}
	if handled["Story 0"] != 1 {
		t.Errorf("handled %v", handled)
	}
}

// TestEnvironment lists what is no fault of a message.
func TestEnvironment(t *testing.T) {
	api := func(status int, code jetstream.ErrorCode) error {
		return fmt.Errorf("publishing: %w", &jetstream.APIError{Code: status, ErrorCode: code})
	}
	for _, c := range []struct {
		name string
		err  error
		want bool
	}{
		{"a stream at its limit", api(503, 10077), true},
		{"a store at its limit", api(500, 10023), true},
		{"an account at its limit", api(500, 10047), true},
		{"no JetStream", api(503, 10039), true},
		{"a server that does not answer", fmt.Errorf("publishing: %w", context.DeadlineExceeded), true},
		{"a message that is too large", api(400, 10054), false},
		{"another writer", api(400, 10071), false},
		{"an error of the message", errors.New("no"), false},
		{"a stop", context.Canceled, false},
	} {
		if got := bus.IsEnvironment(c.err); got != c.want {
			t.Errorf("%s: %t, want %t", c.name, got, c.want)
		}
	}
}

// TestFullStream says what an operator can do about a stream that is full.
func TestFullStream(t *testing.T) {
	b := small(t)
	ctx := t.Context()
	js := b.JetStream()
	stream, err := js.Stream(ctx, b.Names().Stream(bus.Enriched))
	if err != nil {
		t.Fatal(err)
	}
	cfg := stream.CachedInfo().Config
	cfg.Discard, cfg.MaxMsgs = jetstream.DiscardNew, 1
	if _, err := js.UpdateStream(ctx, cfg); err != nil {
		t.Fatal(err)
	}
	if _, err := b.PublishEnriched(ctx, annotated(1)); err != nil {
		t.Fatal(err)
	}
	_, err = b.PublishEnriched(ctx, annotated(2))
	if !bus.IsEnvironment(err) || !strings.Contains(err.Error(), "raise its limits") {
		t.Errorf("publishing to a full stream: %v", err)
	}
}

// TestSilentServer publishes to a server that answers nothing, as one does
// whose disk did not take the message.
func TestSilentServer(t *testing.T) {
	t.Parallel() // it waits for a deadline
	b := connect(t)
	ctx := t.Context()
	if err := b.JetStream().DeleteStream(ctx, b.Names().Stream(bus.Enriched)); err != nil {
		t.Fatal(err)
	}
	sub, err := b.Conn().SubscribeSync(b.Names().Enriched("*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = sub.Unsubscribe() }()
	_, err = b.PublishEnriched(ctx, annotated(1))
	if !bus.IsEnvironment(err) || !strings.Contains(err.Error(), "free space on its disk") {
		t.Errorf("publishing to a silent server: %v", err)
	}
}

func annotated(n int) *news.Article {
	a := article(n)
	a.Annotations = &news.Annotations{Enricher: news.Enricher{Name: "test", Version: "1"}, Language: news.Language{Code: "en", Confidence: 1}}
	a.Revision = 1
	return a
}

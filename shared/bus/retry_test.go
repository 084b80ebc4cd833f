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
)

// entries returns what lies in quarantine.
func entries(t *testing.T, b *bus.Bus, f bus.QuarantineFilter) []bus.Quarantined {
	t.Helper()
	var all []bus.Quarantined
	if err := b.ScanQuarantine(t.Context(), f, func(q bus.Quarantined) bool {
		all = append(all, q)
		return true
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

// holds waits for a condition.
func holds(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within a minute: %s", what)
		}
	}
}

// start runs a consumer until the test ends.
func start(t *testing.T, run func(context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("consuming: %v", err)
		}
	})
}

func TestRetryIsHandledAsTheOriginal(t *testing.T) {
	b := connect(t)
	if _, _, err := b.PublishArticle(t.Context(), article(1), 0); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	broken := true
	var got []bus.Delivery
	handle := func(_ context.Context, d bus.Delivery) error {
		mu.Lock()
		defer mu.Unlock()
		got = append(got, d)
		if broken {
			return bus.Permanent("bug", errors.New("not mended yet"))
		}
		return nil
	}
	seen := func() int {
		mu.Lock()
		defer mu.Unlock()
		return len(got)
	}
	start(t, func(ctx context.Context) error {
		return b.Consume(ctx, bus.Consumer{Stage: "enrich", Durable: bus.DurableEnrich, Stream: bus.Articles}, handle)
	})
	// It fails twice more, and is counted.
	for tries := range 3 {
		var list []bus.Quarantined
		holds(t, "the article is in quarantine", func() bool { list = entries(t, b, bus.QuarantineFilter{}); return len(list) == 1 })
		q := list[0]
		if q.Retries != tries || q.Reason != "bug" || q.Sequence != 1 || q.Stream != "NEWS_ARTICLES" {
			t.Fatalf("entry after %d retries: %+v", tries, q)
		}
		if tries == 2 {
			mu.Lock()
			broken = false
			mu.Unlock()
		}
		if err := b.Retry(t.Context(), q); err != nil {
			t.Fatal(err)
		}
		holds(t, "the retry is handled", func() bool { return seen() == tries+2 })
	}
	if list := entries(t, b, bus.QuarantineFilter{}); len(list) != 0 {
		t.Errorf("still in quarantine: %+v", list)
	}
	mu.Lock()
	first := got[0]
	for i, d := range got {
		if d.Subject != first.Subject || d.Stream != first.Stream || d.Seq != first.Seq || !d.Time.Equal(first.Time) || d.Article.ID != first.Article.ID ||
			d.Header.Get(bus.HeaderRevision) != "1" || string(d.Data) != string(first.Data) {
			t.Errorf("handling %d: %s %s %d %s, want %s %s %d %s", i, d.Subject, d.Stream, d.Seq, d.Time, first.Subject, first.Stream, first.Seq, first.Time)
		}
	}
	mu.Unlock()
	// What is done takes no more room.
	stream, err := b.JetStream().Stream(t.Context(), b.Names().Stream(bus.Quarantine))
	if err != nil {
		t.Fatal(err)
	}
	holds(t, "the retries are removed", func() bool {
		if err := b.TidyRetries(t.Context()); err != nil {
			t.Fatal(err)
		}
		info, err := stream.Info(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return info.State.Msgs == 0
	})
}

func TestRetryReachesEveryReaderOfAStage(t *testing.T) {
	b := connect(t)
	if _, _, err := b.PublishArticle(t.Context(), article(1), 0); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	handled := map[string]int{}
	for _, replica := range []string{"index-a", "index-b"} {
		start(t, func(ctx context.Context) error {
			return b.ConsumeBatches(ctx, bus.Consumer{Stage: "index", Durable: replica, Stream: bus.Articles}, bus.BatchLimits{Count: 10, Bytes: 1 << 20, Age: 10 * time.Millisecond},
				func(_ context.Context, ds []bus.Delivery) error {
					mu.Lock()
					defer mu.Unlock()
					if handled[replica]++; handled[replica] == 1 {
						return &bus.BatchError{Failed: map[int]error{0: bus.Permanent("poison", errors.New("cannot be indexed"))}}
					}
					return nil
				})
		})
	}
	holds(t, "both have failed", func() bool {
		mu.Lock()
		defer mu.Unlock()
		return handled["index-a"] == 1 && handled["index-b"] == 1
	})
	var list []bus.Quarantined
	holds(t, "one entry for both", func() bool { list = entries(t, b, bus.QuarantineFilter{Stage: "index"}); return len(list) == 1 })
	if err := b.Retry(t.Context(), list[0]); err != nil {
		t.Fatal(err)
	}
	holds(t, "both have tried again", func() bool {
		mu.Lock()
		defer mu.Unlock()
		return handled["index-a"] == 2 && handled["index-b"] == 2
	})
}

func TestRetryOfATruncatedEntry(t *testing.T) {
	b := connect(t)
	big := []byte(`{"schema":1,"text":"` + strings.Repeat("x", 600<<10) + `"}`)
	if _, err := b.JetStream().Publish(t.Context(), b.Names().Article("here", "gone"), big); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var sizes []int
	start(t, func(ctx context.Context) error {
		return b.Consume(ctx, bus.Consumer{Stage: "desk", Durable: "desk", Stream: bus.Articles, Raw: true}, func(_ context.Context, d bus.Delivery) error {
			mu.Lock()
			defer mu.Unlock()
			sizes = append(sizes, len(d.Data))
			return bus.Permanent("bug", errors.New("no"))
		})
	})
	var list []bus.Quarantined
	await := func(retries int) bus.Quarantined {
		holds(t, "the entry is there", func() bool {
			list = entries(t, b, bus.QuarantineFilter{Stage: "desk"})
			return len(list) == 1 && list[0].Retries == retries
		})
		return list[0]
	}
	if q := await(0); !q.Truncated || len(q.Data) >= len(big) {
		t.Fatalf("the entry is whole: %d bytes", len(q.Data))
	}
	if err := b.Retry(t.Context(), list[0]); err != nil {
		t.Fatal(err)
	}
	q := await(1)
	mu.Lock()
	if fmt.Sprint(sizes) != fmt.Sprint([]int{len(big), len(big)}) {
		t.Errorf("handled messages of %v bytes, want twice %d", sizes, len(big))
	}
	mu.Unlock()
	stream, err := b.JetStream().Stream(t.Context(), b.Names().Stream(bus.Articles))
	if err != nil {
		t.Fatal(err)
	}
	if err := stream.Purge(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := b.Retry(t.Context(), q); !errors.Is(err, bus.ErrGone) || !strings.Contains(err.Error(), "NEWS_ARTICLES no longer has sequence 1") {
		t.Errorf("retrying what is gone: %v", err)
	}
	if got := entries(t, b, bus.QuarantineFilter{}); len(got) != 1 {
		t.Errorf("%d entries, want the one that could not be retried", len(got))
	}
}

func TestEnsureAddsRetrySubjectsAlone(t *testing.T) {
	s := natstest.Run(t)
	js, err := jetstream.New(natstest.Connect(t, s))
	if err != nil {
		t.Fatal(err)
	}
	old := bus.Names{Prefix: "news"}.StreamConfig(bus.Quarantine, 1, bus.MaxStoreBytes)
	old.Subjects, old.MaxAge = []string{"news.quarantine.*"}, 5*24*time.Hour
	if _, err := js.CreateStream(t.Context(), old); err != nil {
		t.Fatal(err)
	}
	open(t, bus.Config{URL: s.ClientURL(), Prefix: "news", Replicas: 1})
	stream, err := js.Stream(t.Context(), old.Name)
	if err != nil {
		t.Fatal(err)
	}
	got := stream.CachedInfo().Config
	if fmt.Sprint(got.Subjects) != "[news.quarantine.* news.retry.*]" || got.MaxAge != old.MaxAge {
		t.Errorf("subjects %v, max age %s", got.Subjects, got.MaxAge)
	}
}

func TestScanQuarantineSelects(t *testing.T) {
	b := connect(t)
	js := b.JetStream()
	put := func(stage, data string) {
		t.Helper()
		if _, err := js.Publish(t.Context(), b.Names().Quarantine(stage), []byte(data)); err != nil {
			t.Fatal(err)
		}
	}
	put("enrich", `{"stage":"enrich","reason":"schema","data":"e30="}`)
	put("index", `{"stage":"index","reason":"poison","data":"e30="}`)
	put("enrich", `not an entry`)
	put("enrich", `{"stage":"enrich","reason":"panic","data":"e30="}`)
	for name, test := range map[string]struct {
		filter bus.QuarantineFilter
		want   string
	}{
		"all":    {bus.QuarantineFilter{}, "[1 2 3 4]"},
		"stage":  {bus.QuarantineFilter{Stage: "enrich"}, "[1 3 4]"},
		"reason": {bus.QuarantineFilter{Reason: "panic"}, "[4]"},
		"after":  {bus.QuarantineFilter{After: 2}, "[3 4]"},
		"since":  {bus.QuarantineFilter{Since: time.Now().Add(time.Hour)}, "[]"},
		"until":  {bus.QuarantineFilter{Until: time.Now().Add(-time.Hour)}, "[]"},
	} {
		ids := []uint64{}
		for _, q := range entries(t, b, test.filter) {
			ids = append(ids, q.ID)
		}
		if fmt.Sprint(ids) != test.want {
			t.Errorf("%s: entries %v, want %s", name, ids, test.want)
		}
	}
	q, err := b.Quarantined(t.Context(), 3)
	if err != nil || q.Unreadable == "" || q.Stage != "enrich" || string(q.Data) != "not an entry" {
		t.Errorf("an entry that cannot be read: %+v, %v", q, err)
	}
	if err := b.Retry(t.Context(), q); err == nil {
		t.Error("an entry that cannot be read was retried")
	}
	for range 2 {
		if err := b.DropQuarantined(t.Context(), 3); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.Quarantined(t.Context(), 3); !errors.Is(err, bus.ErrNotFound) {
		t.Errorf("a dropped entry: %v", err)
	}
}

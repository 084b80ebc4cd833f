package bus_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/natstest"
	"github.com/dateline-news/dateline/shared/news"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		// The embedded server's own background work ends with the process.
		goleak.IgnoreTopFunction("github.com/nats-io/nats-server/v2/server.(*ipQueue[...]).push"),
		goleak.IgnoreAnyFunction("github.com/nats-io/nats-server/v2/server.init.0.func1"),
	)
}

// connect returns a bus with all streams on a server of its own.
func connect(t *testing.T) *bus.Bus {
	t.Helper()
	s := natstest.Run(t)
	return open(t, bus.Config{URL: s.ClientURL(), Prefix: "news", Replicas: 1})
}

func open(t *testing.T, cfg bus.Config) *bus.Bus {
	t.Helper()
	b, err := bus.Connect(cfg, bus.Options{Name: t.Name()})
	if err != nil {
		t.Fatalf("connecting: %v", err)
	}
	t.Cleanup(b.Close)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := b.AwaitStreams(ctx); err != nil {
		t.Fatalf("awaiting streams: %v", err)
	}
	return b
}

func article(n int) *news.Article {
	link := fmt.Sprintf("https://www.harbour.example/story/%d", n)
	id, err := news.IDFromURL(link)
	if err != nil {
		panic(err)
	}
	at := time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)
	return &news.Article{
		ID: id, URL: link, Source: news.SourceOf(link), Feed: news.Feed{ID: news.FeedID("https://www.harbour.example/feed")},
		Title: fmt.Sprintf("Story %d", n), Text: "Text.", TextFrom: news.TextFromContent,
		Published: at, FirstSeen: at, Fetched: at,
	}
}

func TestPublishArticle(t *testing.T) {
	b := connect(t)
	ctx := t.Context()
	publish := func(a *news.Article, minAge time.Duration) bus.Outcome {
		t.Helper()
		outcome, seq, err := b.PublishArticle(ctx, a, minAge)
		if err != nil {
			t.Fatalf("publishing: %v", err)
		}
		if seq == 0 {
			t.Fatal("sequence 0")
		}
		return outcome
	}
	if got := publish(article(1), 0); got != bus.Published {
		t.Errorf("first sight: got %s", got)
	}
	if got := publish(article(1), 0); got != bus.Unchanged {
		t.Errorf("second sight: got %s", got)
	}
	edited := article(1)
	edited.Text = "Other text."
	edited.Fetched = edited.Fetched.Add(time.Minute)
	edited.FirstSeen = edited.Fetched
	if got := publish(edited, 5*time.Minute); got != bus.Held {
		t.Errorf("young edit: got %s", got)
	}
	if got := publish(edited, 0); got != bus.Revised {
		t.Errorf("edit: got %s", got)
	}
	stopped := article(1)
	stopped.Text = "As a worker fetched it who was stopped before he published it."
	stopped.Fetched = edited.Fetched.Add(-40 * time.Second)
	if got := publish(stopped, 0); got != bus.Held {
		t.Errorf("fetched before the record was: got %s", got)
	}
	old := article(1)
	old.Text = "As it was before."
	if got := publish(old, bus.KeepNewer); got != bus.Held {
		t.Errorf("from an archive: got %s", got)
	}
	foreign := article(1)
	foreign.Text = "The text as another feed has it."
	foreign.Feed.ID = news.FeedID("https://www.harbour.example/other")
	if got := publish(foreign, 0); got != bus.Unchanged {
		t.Errorf("other feed: got %s", got)
	}
	record, _, err := b.FindRecord(ctx, edited.ID)
	if err != nil {
		t.Fatalf("finding the record without its source: %v", err)
	}
	if record.Revision != 2 || record.Reason != news.ReasonEdit || !record.FirstSeen.Equal(article(1).FirstSeen) {
		t.Errorf("record: revision %d, reason %q, first seen %s", record.Revision, record.Reason, record.FirstSeen)
	}
	mended := article(1)
	mended.Text = "As it is once the clock is right again."
	mended.Fetched = edited.Fetched.Add(-24 * time.Hour)
	if got := publish(mended, 0); got != bus.Revised {
		t.Errorf("after a clock that was wrong by a day: got %s", got)
	}
	if _, _, err := b.FindRecord(ctx, strings.Repeat("a", news.IDLen)); !errors.Is(err, bus.ErrNotFound) {
		t.Errorf("unknown id: got %v", err)
	}
}

func TestPublishOverUnreadableRecord(t *testing.T) {
	b := connect(t)
	for _, c := range []struct {
		record string
		want   bus.Outcome
	}{
		{`{"schema":1,"id":`, bus.Published},
		{`{"schema":99}`, bus.Unchanged},
	} {
		a := article(len(c.record))
		if _, err := b.JetStream().Publish(t.Context(), b.Names().Article(a.Source.ID, a.ID), []byte(c.record)); err != nil {
			t.Fatal(err)
		}
		if got, _, err := b.PublishArticle(t.Context(), a, 0); err != nil || got != c.want {
			t.Errorf("over %s: got %q, %v, want %q", c.record, got, err, c.want)
		}
	}
}

// TestScanLeavesNothing scans more often than a server has room for consumers
// that nobody deletes.
func TestScanLeavesNothing(t *testing.T) {
	b := connect(t)
	for n := range 3 {
		if _, _, err := b.PublishArticle(t.Context(), article(n), 0); err != nil {
			t.Fatal(err)
		}
	}
	for range 50 {
		seen := 0
		err := b.Scan(t.Context(), bus.Articles, "news.article.>", func(bus.Scanned) bool { seen++; return seen < 2 })
		if err != nil || seen != 2 {
			t.Fatalf("seen %d, %v", seen, err)
		}
	}
	stream, err := b.JetStream().Stream(t.Context(), b.Names().Stream(bus.Articles))
	if err != nil {
		t.Fatal(err)
	}
	if n := stream.CachedInfo().State.Consumers; n != 0 {
		t.Errorf("%d consumers left behind", n)
	}
}

func TestPublishArticleRace(t *testing.T) {
	b := connect(t)
	var wg sync.WaitGroup
	outcomes := make([]bus.Outcome, 8)
	for i := range outcomes {
		wg.Go(func() {
			a := article(1)
			a.Text = fmt.Sprintf("Edit %d.", i)
			outcome, _, err := b.PublishArticle(t.Context(), a, 0)
			if err != nil {
				t.Errorf("publishing: %v", err)
			}
			outcomes[i] = outcome
		})
	}
	wg.Wait()
	var revisions []int
	err := b.ScanAll(t.Context(), bus.Articles, "news.article.>", func(m bus.Scanned) bool {
		a, err := news.Decode(m.Data)
		if err != nil {
			t.Errorf("decoding: %v", err)
			return false
		}
		revisions = append(revisions, a.Revision)
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []int{1, 2, 3, 4, 5, 6, 7, 8}; !slices.Equal(revisions, want) {
		t.Errorf("revisions %v, want %v; outcomes %v", revisions, want, outcomes)
	}
}

func TestPublishNew(t *testing.T) {
	b := connect(t)
	var batch []*news.Article
	for n := range 25 {
		batch = append(batch, article(n))
	}
	got, err := b.PublishNew(t.Context(), batch[:20], 0)
	if err != nil {
		t.Fatal(err)
	}
	if n := count(got, bus.Published); n != 20 {
		t.Errorf("published %d of 20 new articles", n)
	}
	// A batch with known articles is refused whole and goes singly.
	got, err = b.PublishNew(t.Context(), batch, 0)
	if err != nil {
		t.Fatal(err)
	}
	if p, u := count(got, bus.Published), count(got, bus.Unchanged); p != 5 || u != 20 {
		t.Errorf("published %d, unchanged %d; want 5 and 20", p, u)
	}
}

func count(list []bus.Outcome, want bus.Outcome) int {
	n := 0
	for _, o := range list {
		if o == want {
			n++
		}
	}
	return n
}

// waitFor waits until a condition holds.
func waitFor(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !condition(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited a minute for: %s", what)
		}
	}
}

func TestFeedTimer(t *testing.T) {
	b := connect(t)
	ctx := t.Context()
	f := b.Feeds()
	id := news.FeedID("https://harbour.example/feed")
	seq, err := f.PutSettings(ctx, id, []byte("settings"), 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.PutSettings(ctx, id, []byte("late"), 0); !errors.Is(err, bus.ErrConflict) {
		t.Errorf("stale write: got %v", err)
	}
	if _, err := f.PutSettings(ctx, id, []byte("newer"), seq); err != nil {
		t.Errorf("write after the record: %v", err)
	}
	if err := f.ArmIfNone(ctx, id, time.Now().Add(time.Hour), []byte("body")); err != nil {
		t.Fatal(err)
	}
	if err := f.ArmIfNone(ctx, id, time.Now(), nil); !errors.Is(err, bus.ErrConflict) {
		t.Errorf("second arming: got %v", err)
	}
	timers, err := f.AllTimers(ctx)
	if err != nil || len(timers) != 1 || timers[0].Feed != id || time.Until(timers[0].At) < 50*time.Minute {
		t.Fatalf("timers %+v, %v", timers, err)
	}
	if err := f.Arm(ctx, id, time.Now(), []byte("now")); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	c := bus.Consumer{Stage: "poll", Durable: bus.DurablePoll, Stream: bus.Feeds, FilterSubjects: []string{b.Names().FeedDue("*")}, Raw: true}
	consumeUntil(t, b, c, done, func(_ context.Context, d bus.Delivery) error {
		if string(d.Data) != "now" || !strings.HasSuffix(d.Subject, id) {
			t.Errorf("due %s: %q", d.Subject, d.Data)
		}
		close(done)
		return nil
	})
	if _, err := f.Timer(ctx, id); !errors.Is(err, bus.ErrNotFound) {
		t.Errorf("timer after it fired: %v", err)
	}
	if _, err := f.PutPush(ctx, id, []byte("a subscription"), 0); err != nil {
		t.Fatal(err)
	}
	if all, err := f.AllPushes(ctx); err != nil || len(all) != 1 || all[0].Feed != id {
		t.Errorf("subscriptions %+v, %v", all, err)
	}
	if err := f.Remove(ctx, id); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Push(ctx, id); !errors.Is(err, bus.ErrNotFound) {
		t.Errorf("subscription after removal: %v", err)
	}
	if all, err := f.AllSettings(ctx); err != nil || len(all) != 0 {
		t.Errorf("settings after removal: %v, %v", all, err)
	}
}

func TestConnectToNothing(t *testing.T) {
	b, err := bus.Connect(bus.Config{URL: "nats://127.0.0.1:1", Prefix: "news", Replicas: 1}, bus.Options{Name: "test"})
	if err != nil {
		t.Fatalf("a server that is away is no error: %v", err)
	}
	defer b.Close()
	if err := b.Ready(); err == nil || !strings.Contains(err.Error(), "nats://127.0.0.1:1") {
		t.Errorf("ready: %v, want an error that names the address", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if err := b.AwaitStreams(ctx); err == nil {
		t.Error("streams without a server")
	}
}

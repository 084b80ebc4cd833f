package ingest_test

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/ingest"
	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

// idle returns a service that does not run.
func (w *world) idle() *ingest.Service {
	w.t.Helper()
	s, err := ingest.New(w.config(nil), ingest.Deps{Bus: w.bus})
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

func TestStoreUnderAnotherWorker(t *testing.T) {
	w := newWorld(t)
	s, feeds, id := w.idle(), w.bus.Feeds(), news.FeedID(address("courier.example"))
	seq, err := feeds.PutState(t.Context(), id, []byte("another's"), 0)
	if err != nil {
		t.Fatal(err)
	}
	next := time.Now().Add(time.Hour)
	// The other worker has not armed the timer yet: ours stands.
	if err := ingest.Store(t.Context(), s, id, 0, next); err != nil {
		t.Fatal(err)
	}
	timer, err := feeds.Timer(t.Context(), id)
	if err != nil || timer.At.Sub(next).Abs() > 2*time.Second {
		t.Errorf("timer at %v, %v; want %v", timer.At, err, next)
	}
	// It has: its timer stands.
	if err := ingest.Store(t.Context(), s, id, 0, next.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if again, err := feeds.Timer(t.Context(), id); err != nil || again.Seq != timer.Seq {
		t.Errorf("the timer was replaced: %+v, %v", again, err)
	}
	state, err := feeds.State(t.Context(), id)
	if err != nil || state.Seq != seq {
		t.Errorf("the state was overwritten: %+v, %v", state, err)
	}
}

func TestReconcile(t *testing.T) {
	w := newWorld(t)
	w.add("armed.example", "lost.example", "far.example", "due.example", "ahead.example")
	s, feeds, now := w.idle(), w.bus.Feeds(), time.Now()
	id := func(host string) string { return news.FeedID(address(host)) }
	for host, at := range map[string]time.Duration{"armed.example": 30 * 24 * time.Hour, "far.example": 400 * 24 * time.Hour, "due.example": -time.Second} {
		if err := feeds.Arm(t.Context(), id(host), now.Add(at), fmt.Appendf(nil, `{"polled":%q}`, now.Format(time.RFC3339))); err != nil {
			t.Fatal(err)
		}
	}
	// This one was polled ten days from now.
	later := now.AddDate(0, 0, 10)
	if err := feeds.Arm(t.Context(), id("ahead.example"), later.Add(time.Hour), fmt.Appendf(nil, `{"polled":%q}`, later.Format(time.RFC3339))); err != nil {
		t.Fatal(err)
	}
	stream, err := w.bus.JetStream().Stream(t.Context(), w.bus.Names().Stream(bus.Feeds))
	if err != nil {
		t.Fatal(err)
	}
	if err := stream.Purge(t.Context(), jetstream.WithPurgeSubject(w.bus.Names().FeedTimer(id("lost.example")))); err != nil {
		t.Fatal(err)
	}
	w.until("due", func() error { _, err := feeds.Due(t.Context(), id("due.example")); return err })
	n, err := ingest.Reconcile(t.Context(), s, now)
	if err != nil || n != 3 {
		t.Errorf("set %d timers, %v; want those that were lost, too far and of a clock that was ahead", n, err)
	}
	for host, at := range map[string]time.Duration{"armed.example": 30 * 24 * time.Hour, "lost.example": 0, "far.example": 0, "ahead.example": 0} {
		timer, err := feeds.Timer(t.Context(), id(host))
		if errors.Is(err, bus.ErrNotFound) && at == 0 {
			continue // it has fired by now
		}
		if err != nil || timer.At.Sub(now.Add(at)).Abs() > time.Minute {
			t.Errorf("%s: timer at %v, %v", host, timer.At, err)
		}
	}
	if n, err := ingest.Reconcile(t.Context(), s, now); err != nil || n != 0 {
		t.Errorf("again: set %d timers, %v", n, err)
	}
}

func TestPausesForAReaderThatIsFarBehind(t *testing.T) {
	w := newWorld(t)
	js, name := w.bus.JetStream(), w.bus.Names().Stream(bus.Articles)
	stream, err := js.Stream(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	cfg := stream.CachedInfo().Config
	cfg.MaxMsgs = 10
	if _, err := js.UpdateStream(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	reader, err := js.CreateConsumer(t.Context(), name, jetstream.ConsumerConfig{Durable: bus.DurableEnrich, AckPolicy: jetstream.AckExplicitPolicy})
	if err != nil {
		t.Fatal(err)
	}
	const behind = 9
	for i := range behind {
		link := fmt.Sprintf("https://mail.example/%d", i)
		id, err := news.IDFromURL(link)
		if err != nil {
			t.Fatal(err)
		}
		a := &news.Article{ID: id, URL: link, Source: news.SourceOf(link), Title: link, TextFrom: news.TextFromNone, Published: time.Now(), FirstSeen: time.Now(), Fetched: time.Now()}
		if _, _, err := w.bus.PublishArticle(t.Context(), a, 0); err != nil {
			t.Fatal(err)
		}
	}
	w.outlets.text("courier.example", rss("courier.example", 1, ""))
	w.add("courier.example")
	_, _, health := w.start(nil)
	w.until("the pause", func() error {
		if err := health.Ready(); !errors.Is(err, bus.ErrHeadroom) {
			return fmt.Errorf("ready says %v", err)
		}
		// The feed has been due and was held.
		_, err := w.bus.Feeds().Due(t.Context(), news.FeedID(address("courier.example")))
		return err
	})
	if n := w.outlets.count("courier.example"); n != 0 {
		t.Errorf("asked %d times while paused", n)
	}
	messages, err := reader.Fetch(behind)
	if err != nil {
		t.Fatal(err)
	}
	for m := range messages.Messages() {
		if err := m.DoubleAck(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	w.wantArticles("courier_example", 1)
	w.until("ready again", health.Ready)
}

func TestPausesForItsGuard(t *testing.T) {
	w := newWorld(t)
	w.outlets.text("courier.example", rss("courier.example", 1, ""))
	w.add("courier.example")
	full := errors.New("the disk is nearly full")
	var open atomic.Bool
	w.guard = func() error {
		if open.Load() {
			return nil
		}
		return full
	}
	_, _, health := w.start(nil)
	w.until("the pause", func() error {
		if err := health.Ready(); !errors.Is(err, full) {
			return fmt.Errorf("ready says %v", err)
		}
		return nil
	})
	open.Store(true)
	w.wantArticles("courier_example", 1)
	w.until("ready again", health.Ready)
}

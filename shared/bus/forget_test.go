package bus_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/natstest"
	"github.com/dateline-news/dateline/shared/news"
)

// secret is what must be nowhere when it was taken down.
const secret = "the-harbour-master-has-a-secret-island"

// withSecret is an article that names it, annotated.
func withSecret(n int) *news.Article {
	a := article(n)
	a.Title, a.Text = "About "+secret, "It says that "+secret+"."
	a.Annotations = &news.Annotations{
		Enricher: news.Enricher{Name: "test", Version: "0001-00"}, Language: news.Language{Code: "en", Confidence: 1},
		Entities: []news.Entity{{ID: "Q42", Type: news.TypePerson, Name: secret, Salience: 0.9}},
	}
	return a
}

// spread publishes an article everywhere where one may be.
func spread(t *testing.T, b *bus.Bus, a *news.Article) {
	t.Helper()
	ctx := t.Context()
	plain := *a
	plain.Annotations = nil
	for revision := range 2 {
		plain.Text += string(rune('a' + revision))
		if outcome, _, err := b.PublishArticle(ctx, &plain, 0); err != nil || outcome == bus.TakenDown {
			t.Fatal(outcome, err)
		}
	}
	a.Revision, a.ContentHash = 1, plain.ContentHash
	if _, err := b.PublishEnriched(ctx, a); err != nil {
		t.Fatal(err)
	}
	if err := b.PublishMentions(ctx, a); err != nil {
		t.Fatal(err)
	}
	for _, e := range []news.Event{
		{Kind: news.EventRevised, Source: a.Source.ID, Article: a.ID, Title: a.Title},
		{Kind: news.EventDropped, Reason: "filtered", Source: a.Source.ID, URL: a.URL, Title: a.Title},
		{Kind: news.EventAlert, Alert: "desk", Article: a.ID, Title: a.Title},
	} {
		e.Time = time.Now()
		if err := b.PublishEvent(ctx, e); err != nil {
			t.Fatal(err)
		}
	}
}

// counts tells how many messages each stream holds.
func counts(t *testing.T, b *bus.Bus) map[bus.StreamName]uint64 {
	t.Helper()
	n := map[bus.StreamName]uint64{}
	for _, s := range bus.Streams() {
		stream, err := b.JetStream().Stream(t.Context(), b.Names().Stream(s))
		if err != nil {
			t.Fatal(err)
		}
		n[s] = stream.CachedInfo().State.Msgs
	}
	return n
}

// onDisk returns the files below a folder that hold a text, as it is or in
// base64 at any offset.
func onDisk(t *testing.T, dir, text string) (files []string) {
	t.Helper()
	forms := [][]byte{[]byte(text)}
	for shift := range 3 {
		coded := base64.StdEncoding.EncodeToString(append(make([]byte, shift), text...))
		forms = append(forms, []byte(coded[4:len(coded)-4]))
	}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		for _, form := range forms {
			if bytes.Contains(data, form) {
				files = append(files, path)
				break
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestForget(t *testing.T) {
	s := natstest.Run(t)
	b := open(t, bus.Config{URL: s.ClientURL(), Prefix: "news", Replicas: 1})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	if err := b.AwaitStreams(ctx); err != nil {
		t.Fatal(err)
	}
	gone, stays := withSecret(1), withSecret(2)
	stays.Title, stays.Text, stays.Annotations.Entities[0].Name = "Weather", "Fair.", "Somebody"
	spread(t, b, gone)
	spread(t, b, stays)
	// A message that was quarantined, and one that is being retried.
	start(t, func(ctx context.Context) error {
		return b.Consume(ctx, bus.Consumer{Stage: "desk", Durable: "desk", Stream: bus.Articles}, func(context.Context, bus.Delivery) error {
			return bus.Permanent("bug", errors.New("no"))
		})
	})
	holds(t, "all is in quarantine", func() bool { return len(entries(t, b, bus.QuarantineFilter{})) == 4 })
	if files := onDisk(t, s.StoreDir(), secret); len(files) < 4 {
		t.Fatalf("before: %q", files)
	}

	erased, err := b.Forget(t.Context(), bus.Taken{IDs: []string{gone.ID}, Reason: "court order"}, func(bus.StreamName) {})
	if err != nil {
		t.Fatal(err)
	}
	want := bus.Erased{bus.Articles: 2, bus.Enriched: 1, bus.Mentions: 1, bus.Events: 3, bus.Quarantine: 2}
	for s, n := range want {
		if erased[s] != n {
			t.Errorf("%s: %d erased, want %d", s, erased[s], n)
		}
		if left := counts(t, b)[s]; left != uint64(n) {
			t.Errorf("%s: %d messages left, want the %d of the other article", s, left, n)
		}
	}
	if files := onDisk(t, s.StoreDir(), secret); len(files) > 0 {
		t.Errorf("still on disk: %q", files)
	}
	stone, err := b.Tombstone(t.Context(), gone.ID)
	if err != nil || stone.Reason != "court order" || stone.Key == gone.ID {
		t.Errorf("tombstone %+v, %v", stone, err)
	}
	if files := onDisk(t, s.StoreDir(), gone.ID); len(files) > 0 {
		t.Errorf("its id is on disk: %q", files)
	}
	if !b.Forgotten().Has(gone.ID) || b.Forgotten().Has(stays.ID) || b.Forgotten().Len() != 1 {
		t.Error("the set of what was taken down is wrong")
	}

	// Nothing publishes it again, and what tells of it tells nothing else.
	before := counts(t, b)
	again := withSecret(1)
	if outcome, _, err := b.PublishArticle(t.Context(), again, 0); err != nil || outcome != bus.TakenDown {
		t.Errorf("publishing it again: %q, %v", outcome, err)
	}
	var many []*news.Article
	for n := range 12 {
		many = append(many, article(n))
	}
	outcomes, err := b.PublishNew(t.Context(), many, 0)
	if err != nil || len(outcomes) != 12 || outcomes[1] != bus.TakenDown || outcomes[0] != bus.Published || outcomes[11] != bus.Published {
		t.Errorf("publishing it among others: %q, %v", outcomes, err)
	}
	if _, err := b.PublishEnriched(t.Context(), withSecret(1)); err != nil {
		t.Error(err)
	}
	if err := b.PublishMentions(t.Context(), withSecret(1)); err != nil {
		t.Error(err)
	}
	for _, kind := range []news.EventKind{news.EventRevised, news.EventAlert, news.EventDropped} {
		if err := b.PublishEvent(t.Context(), news.Event{Kind: kind, Reason: "forgotten", Alert: "desk", Article: gone.ID, URL: gone.URL, Title: gone.Title, Detail: gone.Title}); err != nil {
			t.Error(err)
		}
	}
	after := counts(t, b)
	if after[bus.Articles] != before[bus.Articles]+11 || after[bus.Enriched] != before[bus.Enriched] || after[bus.Mentions] != before[bus.Mentions] || after[bus.Events] != before[bus.Events]+1 {
		t.Errorf("messages before %v, after %v", before, after)
	}
	if files := onDisk(t, s.StoreDir(), secret); len(files) > 0 {
		t.Errorf("again on disk: %q", files)
	}
	// Done again it finds nothing.
	if erased, err := b.Forget(t.Context(), bus.Taken{IDs: []string{gone.ID}, Reason: "again"}, func(bus.StreamName) {}); err != nil || erased.Total() != 0 {
		t.Errorf("forgetting twice: %v, %v", erased, err)
	}
	if stone, _ := b.Tombstone(t.Context(), gone.ID); stone.Reason != "court order" {
		t.Errorf("the reason is now %q", stone.Reason)
	}
}

// TestForgetAfterACrash leaves the tombstone and some of the messages, as where
// the command was killed, and removes the rest by both ways.
func TestForgetAfterACrash(t *testing.T) {
	for name, again := range map[string]func(*bus.Bus, string) (bus.Erased, error){
		"forget": func(b *bus.Bus, id string) (bus.Erased, error) {
			return b.Forget(t.Context(), bus.Taken{IDs: []string{id}, Reason: "again"}, func(bus.StreamName) {})
		},
		"reforget": func(b *bus.Bus, _ string) (bus.Erased, error) {
			return b.Reforget(t.Context(), func(bus.StreamName) {})
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := connect(t)
			a := withSecret(1)
			spread(t, b, a)
			spread(t, b, withSecret(2))
			ctx, cancel := context.WithCancel(t.Context())
			_, err := b.Forget(ctx, bus.Taken{IDs: []string{a.ID}, Reason: "crash"}, func(s bus.StreamName) {
				if n := counts(t, b); n[bus.Mentions] == 1 {
					cancel()
				}
			})
			if err == nil {
				t.Fatal("it was not cut short")
			}
			// The record goes, by which the rest would be found.
			stream, err := b.JetStream().Stream(t.Context(), b.Names().Stream(bus.Articles))
			if err != nil {
				t.Fatal(err)
			}
			if err := stream.Purge(t.Context(), jetstream.WithPurgeSubject(b.Names().Article("*", a.ID))); err != nil {
				t.Fatal(err)
			}
			if _, err := again(b, a.ID); err != nil {
				t.Fatal(err)
			}
			left := counts(t, b)
			if left[bus.Articles] != 2 || left[bus.Enriched] != 1 || left[bus.Mentions] != 1 || left[bus.Events] != 3 {
				t.Errorf("left: %v", left)
			}
		})
	}
}

// TestForgottenIsNotHandedOver has a consumer that is behind.
func TestForgottenIsNotHandedOver(t *testing.T) {
	b := connect(t)
	kv, err := b.Bucket(t.Context(), bus.Forgotten)
	if err != nil {
		t.Fatal(err)
	}
	for n := range 3 {
		if _, _, err := b.PublishArticle(t.Context(), article(n), 0); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := kv.Create(t.Context(), bus.TombstoneKey(article(1).ID), []byte(`{"reason":"r"}`)); err != nil {
		t.Fatal(err)
	}
	// What was buried before a service starts is known when it has started.
	if err := b.AwaitStreams(t.Context()); err != nil {
		t.Fatal(err)
	}
	var handled, forgotten atomic.Int32
	for _, stage := range []string{"plain", "raw", "batch"} {
		handle := func(_ context.Context, d bus.Delivery) error {
			if handled.Add(1); d.Header.Get(bus.HeaderArticle) == article(1).ID {
				forgotten.Add(1)
			}
			return nil
		}
		start(t, func(ctx context.Context) error {
			c := bus.Consumer{Durable: stage, Stream: bus.Articles, Raw: stage == "raw"}
			if stage != "batch" {
				return b.Consume(ctx, c, handle)
			}
			return b.ConsumeBatches(ctx, c, bus.BatchLimits{Count: 10, Bytes: 1 << 20, Age: time.Millisecond}, func(ctx context.Context, ds []bus.Delivery) error {
				for _, d := range ds {
					_ = handle(ctx, d)
				}
				return nil
			})
		})
	}
	holds(t, "all are acknowledged", func() bool {
		for _, stage := range []string{"plain", "raw", "batch"} {
			g, err := b.Backlog(t.Context(), bus.Articles, stage)
			if err != nil || g.Floor != 3 {
				return false
			}
		}
		return true
	})
	if handled.Load() != 6 || forgotten.Load() != 0 {
		t.Errorf("%d handled, %d of them forgotten, want 6 and 0", handled.Load(), forgotten.Load())
	}
}

// TestTombstonesAreFollowed takes the server away and makes the bucket anew.
func TestTombstonesAreFollowed(t *testing.T) {
	b := connect(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	if err := b.AwaitStreams(ctx); err != nil {
		t.Fatal(err)
	}
	put := func(id string) {
		t.Helper()
		kv, err := b.Bucket(t.Context(), bus.Forgotten)
		if err == nil {
			_, err = kv.Create(t.Context(), bus.TombstoneKey(id), []byte("{}"))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	set := b.Forgotten()
	if set.Has("one") || set.Version() != 0 {
		t.Error("something is forgotten from the start")
	}
	put("one")
	holds(t, "one is known", func() bool { return set.Has("one") })
	if err := b.JetStream().DeleteKeyValue(t.Context(), b.Names().Bucket(bus.Forgotten)); err != nil {
		t.Fatal(err)
	}
	put("two")
	holds(t, "two is known", func() bool { return set.Has("two") })
	if !set.Has("one") {
		t.Error("what was known went with the bucket")
	}
	kv, err := b.Bucket(t.Context(), bus.Forgotten)
	if err != nil {
		t.Fatal(err)
	}
	if err := kv.Delete(t.Context(), bus.TombstoneKey("two")); err != nil {
		t.Fatal(err)
	}
	holds(t, "two is allowed again", func() bool { return !set.Has("two") })
	var keys []string
	if err := b.ScanTombstones(t.Context(), func(s bus.Tombstone) bool { keys = append(keys, s.Key); return true }); err != nil || len(keys) != 0 {
		t.Errorf("tombstones: %q, %v", keys, err)
	}
}

// TestAStoppedProcessAsks checks that a process whose view is old does not go
// by it.
func TestAStoppedProcessAsks(t *testing.T) {
	b := connect(t) // its view is followed by nobody
	kv, err := b.Bucket(t.Context(), bus.Forgotten)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := b.PublishArticle(t.Context(), article(2), 0); err != nil {
		t.Fatal(err)
	}
	if _, err := kv.Create(t.Context(), bus.TombstoneKey(article(1).ID), []byte("{}")); err != nil {
		t.Fatal(err)
	}
	holds(t, "the view is old", func() bool {
		outcome, _, err := b.PublishArticle(t.Context(), article(1), 0)
		if err != nil {
			t.Fatal(err)
		}
		if outcome != bus.TakenDown {
			// Within the time that taking down waits for.
			stream, err := b.JetStream().Stream(t.Context(), b.Names().Stream(bus.Articles))
			if err != nil {
				t.Fatal(err)
			}
			if err := stream.Purge(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		return outcome == bus.TakenDown
	})
}

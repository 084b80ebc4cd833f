package store_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/news"
)

// chains are built once: it takes a while.
var chains = sync.OnceValues(language.New)

func languages(tb testing.TB) *language.Set {
	tb.Helper()
	set, err := chains()
	if err != nil {
		tb.Fatal(err)
	}
	return set
}

func open(tb testing.TB, dir string) *store.Store {
	tb.Helper()
	s, err := store.Open(store.Options{Dir: dir, Languages: languages(tb), Log: slog.New(slog.NewTextHandler(tb.Output(), nil))})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

var christmas = time.Date(2016, 12, 25, 12, 0, 0, 0, time.UTC)

// record makes the message of one revision.
func record(tb testing.TB, link string, revision, enricher int, seq uint64, firstSeen time.Time, text string) store.Record {
	tb.Helper()
	id, err := news.IDFromURL(link)
	if err != nil {
		tb.Fatal(err)
	}
	a := &news.Article{
		ID: id, Revision: revision, URL: link, Source: news.Source{ID: "example", Name: "The Example", Domain: "example.org", Country: "GB"},
		Title: fmt.Sprintf("Revision %d of %s", revision, link), Text: text,
		Published: firstSeen.Add(-time.Minute), FirstSeen: firstSeen, Fetched: firstSeen.Add(time.Duration(revision-1) * time.Hour),
		Annotations: &news.Annotations{
			Enricher: news.Enricher{Name: "test", Version: fmt.Sprintf("%04d-0", enricher)}, Language: news.Language{Code: "en", Confidence: 1},
			Entities: []news.Entity{{ID: "Q39259", Type: news.TypePerson, Name: "Recep Tayyip Erdoğan", Aliases: []string{"Erdogan"}, Salience: 0.8}},
		},
	}
	message, err := news.Encode(a)
	if err != nil {
		tb.Fatal(err)
	}
	decoded, err := news.Decode(message)
	if err != nil {
		tb.Fatal(err)
	}
	return store.Record{Article: decoded, Message: message, Seq: seq}
}

func apply(tb testing.TB, s *store.Store, records ...store.Record) {
	tb.Helper()
	if err := s.Apply(tb.Context(), records); err != nil {
		tb.Fatal(err)
	}
}

func dump(tb testing.TB, s *store.Store) map[string]store.Entry {
	tb.Helper()
	d, err := s.Dump()
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

func TestRevisions(t *testing.T) {
	s := open(t, t.TempDir())
	r1 := record(t, "https://example.org/a", 1, 1, 10, christmas, "one")
	r3 := record(t, "https://example.org/a", 3, 1, 12, christmas, "three")
	apply(t, s, r3)
	apply(t, s, r1, record(t, "https://example.org/b", 1, 1, 13, christmas, "other"))
	id := r1.Article.ID
	d := dump(t, s)
	if got, want := len(d), 3; got != want {
		t.Fatalf("%d documents, want %d: %v", got, want, slices.Sorted(maps.Keys(d)))
	}
	newest, older := d["2016-12/"+id], d["2016-12/"+id+".1"]
	if newest.Seq != 12 || !newest.ValidTo.IsZero() {
		t.Errorf("newest document %+v", newest)
	}
	if older.Seq != 10 || !older.ValidTo.Equal(r3.Article.Fetched) {
		t.Errorf("older document has sequence %d and is valid to %s", older.Seq, older.ValidTo)
	}
	// Revision 2 comes last and stands between the two.
	apply(t, s, record(t, "https://example.org/a", 2, 1, 11, christmas, "two"))
	older = dump(t, s)["2016-12/"+id+".1"]
	if want := christmas.Add(time.Hour); !older.ValidTo.Equal(want) {
		t.Errorf("revision 1 is valid to %s, want %s", older.ValidTo, want)
	}
}

// TestAnyOrder checks on real slices what TestPlanOrder checks on a model: any
// order and repetition of messages gives the same index, with revisions, enrichers,
// two enrichers racing on one revision, and months that differ between the
// revisions of one article.
func TestAnyOrder(t *testing.T) {
	for seed := range uint64(5) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(seed, 1))
			var all []store.Record
			for article := range 5 {
				link := fmt.Sprintf("https://example.org/%d", article)
				first := christmas.Add(time.Duration(rng.IntN(10)) * 24 * time.Hour)
				for revision := 1; revision <= 1+rng.IntN(4); revision++ {
					if article == 0 && revision == 2 {
						// A producer that told another first_seen, in another month.
						first = first.AddDate(0, rng.IntN(3)-1, 0)
					}
					for range 1 + rng.IntN(3) {
						all = append(all, record(t, link, revision, 1+rng.IntN(2), uint64(len(all)+1), first, fmt.Sprintf("text %d", revision)))
					}
				}
			}
			var want map[string]store.Entry
			for round := range 2 {
				s := open(t, t.TempDir())
				messages := slices.Concat(all, all[:rng.IntN(len(all))])
				if round > 0 {
					rng.Shuffle(len(messages), func(i, j int) { messages[i], messages[j] = messages[j], messages[i] })
				}
				for len(messages) > 0 {
					n := 1 + rng.IntN(len(messages))
					apply(t, s, messages[:n]...)
					messages = messages[n:]
				}
				got := dump(t, s)
				if round == 0 {
					want = got
					continue
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Fatalf("round %d (-first +this):\n%s", round, diff)
				}
			}
		})
	}
}

func TestReopen(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	apply(t, s, record(t, "https://example.org/a", 1, 1, 1, christmas, "one"), record(t, "https://example.org/b", 1, 1, 2, christmas.AddDate(0, 1, 0), "two"))
	before, replica := dump(t, s), s.ReplicaID()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	if diff := cmp.Diff(before, dump(t, s)); diff != "" {
		t.Errorf("after opening again (-before +after):\n%s", diff)
	}
	if s.ReplicaID() != replica {
		t.Errorf("replica id %q, was %q", s.ReplicaID(), replica)
	}
	if got := s.Chains(); !slices.Equal(got, []string{"en"}) {
		t.Errorf("chains %v", got)
	}
	if leftovers, err := filepath.Glob(filepath.Join(dir, "*", ".new-*")); err != nil || len(leftovers) > 0 {
		t.Errorf("unfinished slices stay: %v %v", leftovers, err)
	}
}

func TestInUse(t *testing.T) {
	dir := t.TempDir()
	open(t, dir)
	_, err := store.Open(store.Options{Dir: dir, Languages: languages(t)})
	if !errors.Is(err, store.ErrInUse) || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), dir) {
		t.Errorf("opening twice: %v", err)
	}
}

// TestPoison checks that a record that cannot be written is named and all
// others are indexed.
func TestPoison(t *testing.T) {
	s := open(t, t.TempDir())
	var records []store.Record
	for i := range 20 {
		records = append(records, record(t, fmt.Sprintf("https://example.org/%d", i), 1, 1, uint64(i+1), christmas, "text"))
	}
	poison := records[13].Article.ID
	s.BreakBatches(func(_ string, ids []string) error {
		if slices.Contains(ids, poison) {
			return errors.New("cannot analyse this")
		}
		return nil
	})
	err := s.Apply(t.Context(), records)
	batch, ok := errors.AsType[*store.BatchError](err)
	if !ok || len(batch.Failed) != 1 || batch.Failed[13] == nil {
		t.Fatalf("error %v, want one that names record 13", err)
	}
	if got, want := len(dump(t, s)), 19; got != want {
		t.Errorf("%d documents, want %d", got, want)
	}
	s.BreakBatches(func(string, []string) error { return errors.New("nothing works") })
	for i := range records {
		records[i] = record(t, fmt.Sprintf("https://example.org/%d", i), 2, 1, uint64(i+100), christmas, "edited")
	}
	if err := s.Apply(t.Context(), records); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("a slice that takes nothing: %v, want it to be held against the slice", err)
	}
}

func TestStuckBatch(t *testing.T) {
	s := open(t, t.TempDir())
	apply(t, s, record(t, "https://example.org/a", 1, 1, 1, christmas, "one"))
	release := make(chan struct{})
	s.SetPatience(50 * time.Millisecond)
	s.BreakBatches(func(string, []string) error {
		<-release
		return errors.New("too late")
	})
	err := s.Apply(t.Context(), []store.Record{record(t, "https://example.org/b", 1, 1, 2, christmas, "two")})
	close(release)
	if !errors.Is(err, store.ErrBroken) {
		t.Errorf("a stuck batch: %v", err)
	}
	s.BreakBatches(func(string, []string) error { panic("assignment to entry in nil map") })
	err = s.Apply(t.Context(), []store.Record{record(t, "https://example.org/b", 1, 1, 2, christmas, "two")})
	if !errors.Is(err, store.ErrBroken) {
		t.Errorf("a batch that panics: %v", err)
	}
}

func TestSpace(t *testing.T) {
	full := errors.New("disk nearly full")
	s, err := store.Open(store.Options{Dir: t.TempDir(), Languages: languages(t), CheckSpace: func() error { return full }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	err = s.Apply(t.Context(), []store.Record{record(t, "https://example.org/a", 1, 1, 1, christmas, "one")})
	if !errors.Is(err, store.ErrUnavailable) || !errors.Is(err, full) {
		t.Errorf("error %v", err)
	}
}

func fill(t *testing.T, s *store.Store, n int) {
	t.Helper()
	var records []store.Record
	for i := range n {
		link := fmt.Sprintf("https://example.org/%d", i)
		records = append(records, record(t, link, 1, 1, uint64(2*i+1), christmas.AddDate(0, i%3, 0), "ceasefire"))
		if i%4 == 0 {
			records = append(records, record(t, link, 2, 1, uint64(2*i+2), christmas.AddDate(0, i%3, 0), "ceasefire holds"))
		}
	}
	apply(t, s, records...)
}

func TestRebuild(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	fill(t, s, 40)
	before := dump(t, s)
	if err := s.Rebuild(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "g0002")); err == nil {
		t.Error("a rebuild that was not due ran")
	}
	// Searches and writes go on during the rebuild.
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 2)
	go func() {
		for ctx.Err() == nil {
			r, err := s.Search(t.Context(), bleve.NewSearchRequest(bleve.NewMatchAllQuery()), time.Time{}, time.Time{})
			if err != nil || r.Total < 50 {
				done <- fmt.Errorf("search during a rebuild: %v, %v", r, err)
				return
			}
		}
		done <- nil
	}()
	go func() {
		var err error
		for i := 100; ctx.Err() == nil && err == nil; i++ {
			err = s.Apply(t.Context(), []store.Record{record(t, fmt.Sprintf("https://example.org/%d", i), 1, 1, uint64(i*2), christmas, "late")})
		}
		done <- err
	}()
	for range 2 {
		if err := s.Rebuild(t.Context(), false); err != nil {
			t.Fatal(err)
		}
	}
	cancel()
	for range 2 {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	after := dump(t, s)
	for id, e := range before {
		if diff := cmp.Diff(e, after[id]); diff != "" {
			t.Fatalf("%s (-before +after):\n%s", id, diff)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "g0003")); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "g0001")); err == nil {
		t.Error("the old generation stays")
	}
	if _, ok := s.Rebuilding(); ok || !s.Complete() {
		t.Error("the rebuild did not end")
	}
}

// TestLayoutChanged checks that a folder made with another layout is served
// from a new generation that is filled from the old one, also when the rebuild
// is cut short by a restart.
func TestLayoutChanged(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	fill(t, s, 30)
	before := dump(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := store.SetFingerprint(dir, "older"); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	if _, ok := s.Rebuilding(); !ok || s.Complete() {
		t.Fatal("a folder of another layout needs no rebuild")
	}
	late := record(t, "https://example.org/late", 1, 1, 500, christmas, "late")
	apply(t, s, late)
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Rebuild(cancelled, true); err == nil {
		t.Fatal("a cancelled rebuild ended well")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, dir)
	if err := s.Rebuild(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	after := dump(t, s)
	if _, ok := after["2016-12/"+late.Article.ID]; !ok {
		t.Error("what came before the restart is lost")
	}
	delete(after, "2016-12/"+late.Article.ID)
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
	if !s.Complete() {
		t.Error("the rebuild did not end")
	}
}

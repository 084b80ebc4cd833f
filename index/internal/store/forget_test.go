package store_test

import (
	"bytes"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/news"
)

// stones is a set of what was taken down.
type stones struct {
	mu  sync.Mutex
	ids map[string]bool
}

func (s *stones) has(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ids[id]
}

func (s *stones) put(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ids[id] = true
}

func openForgetting(t *testing.T, dir string, s *stones) *store.Store {
	t.Helper()
	idx, err := store.Open(store.Options{Dir: dir, Languages: languages(t), Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Forgotten: s.has})
	if err != nil {
		t.Fatal(err)
	}
	return idx
}

// documents are those of three articles, one of them with two revisions and
// moved between months.
func threeArticles(t *testing.T) (gone, other, stays []store.Record) {
	gone = []store.Record{
		record(t, "https://a.example/1", 1, 1, 1, christmas, "first"),
		record(t, "https://a.example/1", 2, 1, 2, christmas, "second"),
	}
	other = []store.Record{record(t, "https://a.example/10", 1, 1, 3, christmas.AddDate(0, 1, 0), "other month")}
	stays = []store.Record{record(t, "https://a.example/2", 1, 1, 4, christmas, "stays"), record(t, "https://a.example/2", 2, 1, 5, christmas, "stays revised")}
	return gone, other, stays
}

func size(t *testing.T, s *store.Store, want uint64) {
	t.Helper()
	if got, _ := s.Size(); got != want {
		t.Errorf("%d documents, want %d", got, want)
	}
}

func TestForget(t *testing.T) {
	dir := t.TempDir()
	taken := &stones{ids: map[string]bool{}}
	s := openForgetting(t, dir, taken)
	gone, other, stays := threeArticles(t)
	apply(t, s, append(append(append([]store.Record(nil), gone...), other...), stays...)...)
	size(t, s, 5)
	backup := filepath.Join(t.TempDir(), "backup")
	if _, err := s.Backup(t.Context(), backup, nil, func(store.Copied) {}); err != nil {
		t.Fatal(err)
	}

	taken.put(gone[0].Article.ID)
	taken.put(other[0].Article.ID)
	if n, err := s.Forget(t.Context()); err != nil || n != 3 {
		t.Fatalf("%d documents deleted, %v; want 3", n, err)
	}
	absent := func(s *store.Store) {
		t.Helper()
		size(t, s, 2)
		for _, id := range []string{gone[0].Article.ID, gone[0].Article.ID + ".1", other[0].Article.ID} {
			if e, err := s.Document(id); err != nil || e != nil {
				t.Errorf("document %s: %v, %v", id, e, err)
			}
		}
	}
	absent(s)
	if n, err := s.Forget(t.Context()); err != nil || n != 0 {
		t.Errorf("forgetting again: %d, %v", n, err)
	}
	// The stream, in any order, brings nothing of it back.
	apply(t, s, gone[1], stays[0], other[0], gone[0])
	absent(s)
	if err := s.Rebuild(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	absent(s)
	if checked, err := s.Check(t.Context(), func(uint64, uint64) {}); err != nil || checked.WrongTotal > 0 || checked.Articles != 1 {
		t.Errorf("checked: %+v, %v", checked, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	// A copy that was made before is cleaned, also by a rebuild alone.
	for name, clean := range map[string]func(*store.Store) error{
		"forget":  func(s *store.Store) error { _, err := s.Forget(t.Context()); return err },
		"rebuild": func(s *store.Store) error { return s.Rebuild(t.Context(), false) },
	} {
		dir := filepath.Join(t.TempDir(), "restored")
		if _, err := store.Restore(t.Context(), backup, dir, func(store.Copied) {}); err != nil {
			t.Fatal(name, err)
		}
		s := openForgetting(t, dir, taken)
		size(t, s, 5)
		if err := clean(s); err != nil {
			t.Fatal(name, err)
		}
		absent(s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestSalvageLeavesOutWhatWasTakenDown tears a slice that still holds it.
func TestSalvageLeavesOutWhatWasTakenDown(t *testing.T) {
	taken := &stones{ids: map[string]bool{}}
	s := openForgetting(t, t.TempDir(), taken)
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	gone, _, stays := threeArticles(t)
	apply(t, s, append(append([]store.Record(nil), gone...), stays...)...)
	if err := s.SetAside("2016-12", errors.New("torn")); err != nil {
		t.Fatal(err)
	}
	taken.put(gone[0].Article.ID)
	for _, gap := range s.Gaps() {
		if _, err := s.Salvage(t.Context(), gap, false); err != nil {
			t.Fatal(err)
		}
	}
	size(t, s, 2)
	if e, err := s.Document(gone[0].Article.ID); err != nil || e != nil {
		t.Errorf("salvaged what was taken down: %v, %v", e, err)
	}
}

// BenchmarkForget looks for one article among many.
func BenchmarkForget(b *testing.B) {
	var id string
	s, err := store.Open(store.Options{Dir: b.TempDir(), Languages: languages(b), Forgotten: func(other string) bool { return other == id }})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	const n = 20_000
	var batch []store.Record
	for i := range n {
		batch = append(batch, record(b, "https://a.example/"+time.Duration(i).String(), 1, 1, uint64(i+1), christmas, "text"))
		if len(batch) == 1000 {
			if err := s.Apply(b.Context(), batch); err != nil {
				b.Fatal(err)
			}
			batch = batch[:0]
		}
	}
	id = news.IDFromGUID("none", "none")
	for b.Loop() {
		if _, err := s.Forget(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "documents/s")
}

// TestRebuildWritesFilesWithoutIt looks at the bytes on disk, in which a
// deleted document stays until its file is merged.
func TestRebuildWritesFilesWithoutIt(t *testing.T) {
	const secret = "9f1c4be07a5d48c2b6e3f80d71a2c594"
	dir := t.TempDir()
	taken := &stones{ids: map[string]bool{}}
	s := openForgetting(t, dir, taken)
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	gone, _, stays := threeArticles(t)
	hidden := record(t, "https://a.example/1", 3, 1, 9, christmas, secret)
	apply(t, s, append(append(gone, stays...), hidden)...)
	holding := func() (n int) {
		err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			data, err := os.ReadFile(path)
			if bytes.Contains(data, []byte(secret)) {
				n++
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if holding() == 0 {
		t.Fatal("no file holds the text: the test looks for the wrong thing")
	}
	taken.put(hidden.Article.ID)
	if _, err := s.Forget(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Rebuild(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	if n := holding(); n > 0 {
		t.Errorf("%d files hold it after a rebuild", n)
	}
}

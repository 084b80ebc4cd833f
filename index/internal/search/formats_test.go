package search_test

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/index/internal/search"
	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/news"
)

// unpackFolder unpacks a golden of the store.
func unpackFolder(t *testing.T, name string) (dir string) {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "store", "testdata", "formats", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	for in := tar.NewReader(z); ; {
		h, err := in.Next()
		if errors.Is(err, io.EOF) {
			return dir
		}
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, filepath.FromSlash(h.Name)) //nolint:gosec // our own golden
		if h.Typeflag == tar.TypeDir {
			if err := os.MkdirAll(path, 0o755); err != nil {
				t.Fatal(err)
			}
			continue
		}
		data, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// formatIDs are those of the two articles in every golden; the first has two
// revisions.
func formatIDs(t *testing.T) (a, b string) {
	t.Helper()
	a, err1 := news.IDFromURL("https://example.org/a")
	b, err2 := news.IDFromURL("https://example.org/b")
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	return a, b
}

// TestFormats opens index folders as releases have left them: they serve, are
// rebuilt by themselves where documents are laid out otherwise now, and answer
// as they did.
func TestFormats(t *testing.T) {
	for _, c := range []struct {
		golden, replica string
		older           bool
	}{
		{"before-0.1/index.tar.gz", "", true},
		{"0.1/index.tar.gz", "vu7gkx6y4gqf", false},
	} {
		t.Run(c.golden, func(t *testing.T) {
			s := openFormat(t, unpackFolder(t, c.golden))
			_, due := s.Rebuilding()
			if c.older && !due {
				t.Error("no rebuild is due: the golden is not older than this program")
			}
			if c.replica != "" && s.ReplicaID() != c.replica {
				t.Errorf("the copy has the id %q, want %q", s.ReplicaID(), c.replica)
			}
			if due {
				if err := s.Rebuild(t.Context(), true); err != nil {
					t.Fatal(err)
				}
			}
			checkFormat(t, s)
		})
	}
}

// TestFormatsOfBackups restores backups as releases have made them.
func TestFormatsOfBackups(t *testing.T) {
	backup, dir := unpackFolder(t, "0.1/backup.tar.gz"), filepath.Join(t.TempDir(), "index")
	if _, err := store.Restore(t.Context(), backup, dir, func(store.Copied) {}); err != nil {
		t.Fatal(err)
	}
	s := openFormat(t, dir)
	if err := s.Rebuild(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	checkFormat(t, s)
	if id := s.ReplicaID(); id == "" || id == "vu7gkx6y4gqf" {
		t.Errorf("the restored copy has the id %q, want one of its own", id)
	}
}

// TestNewerFormat opens a folder of a later version, which must be left alone.
func TestNewerFormat(t *testing.T) {
	dir := unpackFolder(t, "0.1/index.tar.gz")
	path := filepath.Join(dir, "format.json")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	later := strings.Replace(string(data), `"format": 1`, `"format": 2`, 1)
	if err := os.WriteFile(path, []byte(later), 0o600); err != nil {
		t.Fatal(err)
	}
	all, err := chains()
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.Open(store.Options{Dir: dir, Languages: all})
	if !errors.Is(err, store.ErrNewer) || !strings.Contains(err.Error(), "format 2, this program knows 1") || !strings.Contains(err.Error(), "run that version") {
		t.Errorf("%v", err)
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != later {
		t.Errorf("the folder was changed: %s, %v", after, err)
	}
}

func openFormat(t *testing.T, dir string) *store.Store {
	t.Helper()
	all, err := chains()
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(store.Options{Dir: dir, Languages: all})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func checkFormat(t *testing.T, s *store.Store) {
	t.Helper()
	if gaps := s.Gaps(); len(gaps) > 0 || !s.Complete() {
		t.Errorf("gaps %v, complete %t", gaps, s.Complete())
	}
	all, err := chains()
	if err != nil {
		t.Fatal(err)
	}
	engine := search.New(search.Options{Store: s, Languages: all, HalfLife: 30 * 24 * time.Hour})
	a, b := formatIDs(t)
	first := time.Date(2016, 12, 25, 12, 0, 0, 0, time.UTC)
	for q, want := range map[string][]string{
		"ceasefires":             {a},
		"aleppo holds":           nil,
		"astana":                 {b},
		"person:Erdogan":         {a, b},
		"source:example lang:en": {a, b},
		"after:2017-01-01":       {b},
	} {
		parsed, err := query.Parse(q, query.DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		r, err := engine.Search(t.Context(), parsed, search.Page{Size: 10})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, h := range r.Hits {
			got = append(got, h.ID)
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", q, got, want)
		}
	}
	for _, want := range []store.Entry{
		{DocumentID: a, Slice: "2016-12", Seq: 3, Article: &news.Article{Revision: 2, Text: "The ceasefire was broken in Aleppo."}},
		{DocumentID: a + ".1", Slice: "2016-12", Seq: 1, ValidTo: first.Add(time.Hour), Article: &news.Article{Revision: 1, Text: "The ceasefire holds in Aleppo."}},
		{DocumentID: b, Slice: "2017-01", Seq: 2, Article: &news.Article{Revision: 1, Text: "Talks begin in Astana."}},
	} {
		got, err := s.Document(want.DocumentID)
		if err != nil || got == nil {
			t.Errorf("document %s: %v, %v", want.DocumentID, got, err)
			continue
		}
		if got.Slice != want.Slice || got.Seq != want.Seq || !got.ValidTo.Equal(want.ValidTo) ||
			got.Article.Revision != want.Article.Revision || got.Article.Text != want.Article.Text || len(got.Article.Annotations.Entities) != 1 {
			t.Errorf("document %s: %+v of %+v, want %+v of %+v", want.DocumentID, got, got.Article, want, want.Article)
		}
	}
}

package store_test

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/index/internal/store"
)

func openWith(tb testing.TB, o store.Options) *store.Store {
	tb.Helper()
	o.Languages, o.Log = languages(tb), slog.New(slog.NewTextHandler(tb.Output(), nil))
	s, err := store.Open(o)
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

func closed(tb testing.TB, s *store.Store) {
	tb.Helper()
	if err := s.Close(); err != nil {
		tb.Fatal(err)
	}
}

// months fills a slice for each of some months from December 2016 on.
func months(tb testing.TB, s *store.Store, count, each int) []store.Record {
	tb.Helper()
	var records []store.Record
	for m := range count {
		for i := range each {
			link := fmt.Sprintf("https://example.org/%d/%d", m, i)
			records = append(records, record(tb, link, 1, 1, uint64(len(records)+1), christmas.AddDate(0, m, 0), "ceasefire"))
			if i%3 == 0 {
				records = append(records, record(tb, link, 2, 1, uint64(len(records)+1), christmas.AddDate(0, m, 0), "ceasefire holds"))
			}
		}
	}
	apply(tb, s, records...)
	return records
}

// zapFiles lists the segment files of a slice.
func zapFiles(tb testing.TB, dir, month string) []string {
	tb.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "g*", month, "store", "*.zap"))
	if err != nil || len(files) == 0 {
		tb.Fatalf("segments of %s: %v, %v", month, files, err)
	}
	return files
}

// flip changes a byte of a file, counted from its end.
func flip(tb testing.TB, path string, fromEnd int64) {
	tb.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	data[int64(len(data))-fromEnd] ^= 0x40
	if err := os.WriteFile(path, data, 0o600); err != nil {
		tb.Fatal(err)
	}
}

// TestTornSlice breaks a slice in every way a disk does, and checks that the
// others serve, that the slice is kept, and that salvage brings back what is
// sound.
func TestTornSlice(t *testing.T) {
	inside := func(dir string, parts ...string) string {
		return filepath.Join(append([]string{dir, "g0001", "2016-12"}, parts...)...)
	}
	for _, c := range []struct {
		name string
		tear func(tb testing.TB, dir string)
		// healed is set where nothing is lost and nothing is set aside.
		healed bool
		// back is how many of eight documents a salvage finds.
		back uint64
	}{
		{"meta empty", func(tb testing.TB, dir string) { truncate(tb, inside(dir, "index_meta.json"), 0) }, true, 0},
		{"meta gone", func(tb testing.TB, dir string) { remove(tb, inside(dir, "index_meta.json")) }, true, 0},
		{"root empty", func(tb testing.TB, dir string) { truncate(tb, inside(dir, "store", "root.bolt"), 0) }, false, 8},
		{"root cut", func(tb testing.TB, dir string) { truncate(tb, inside(dir, "store", "root.bolt"), 9000) }, false, 8},
		{"root garbage", func(tb testing.TB, dir string) { garbage(tb, inside(dir, "store", "root.bolt")) }, false, 8},
		{"root gone", func(tb testing.TB, dir string) { remove(tb, inside(dir, "store", "root.bolt")) }, false, 8},
		{"segment cut", func(tb testing.TB, dir string) { truncate(tb, zapFiles(tb, dir, "2016-12")[0], 100) }, false, 0},
		{"segment empty", func(tb testing.TB, dir string) { truncate(tb, zapFiles(tb, dir, "2016-12")[0], 0) }, false, 0},
		{"segment gone", func(tb testing.TB, dir string) { remove(tb, zapFiles(tb, dir, "2016-12")[0]) }, false, 0},
		{"segment footer", func(tb testing.TB, dir string) { flip(tb, zapFiles(tb, dir, "2016-12")[0], 6) }, false, 0},
		{"store gone", func(tb testing.TB, dir string) { remove(tb, inside(dir, "store")) }, false, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			s := openWith(t, store.Options{Dir: dir})
			records := months(t, s, 2, 6)
			if err := s.Count(); err != nil {
				t.Fatal(err)
			}
			before := dump(t, s)
			closed(t, s)
			c.tear(t, dir)

			s = openWith(t, store.Options{Dir: dir})
			gaps := s.Gaps()
			if c.healed {
				if diff := cmp.Diff(before, dump(t, s)); diff != "" || len(gaps) > 0 || !s.Complete() {
					t.Errorf("torn %v (-before +after):\n%s", gaps, diff)
				}
				return
			}
			if len(gaps) != 1 || gaps[0].Month != "2016-12" || gaps[0].Documents != 8 || s.Complete() {
				t.Fatalf("torn %+v", gaps)
			}
			if docs, _ := s.Size(); docs != 8 {
				t.Errorf("%d documents of the other slice", docs)
			}
			// The next start knows of it too.
			closed(t, s)
			s = openWith(t, store.Options{Dir: dir})
			if diff := cmp.Diff(gaps, s.Gaps()); diff != "" {
				t.Fatalf("after a restart (-before +after):\n%s", diff)
			}
			found, err := s.Salvage(t.Context(), gaps[0], false)
			if err != nil || found.Documents < c.back {
				t.Errorf("salvaged %+v, %v", found, err)
			}
			// What is left comes from the stream.
			apply(t, s, records...)
			if err := s.Repaired(gaps[0], "done"); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(before, dump(t, s)); diff != "" || !s.Complete() {
				t.Errorf("repaired (-before +after):\n%s", diff)
			}
			closed(t, s)
			s = openWith(t, store.Options{Dir: dir})
			if len(s.Gaps()) > 0 || !s.Complete() {
				t.Errorf("still torn after a restart: %v", s.Gaps())
			}
			if _, err := os.Stat(gaps[0].Folder); err != nil {
				t.Errorf("the torn slice is not kept: %v", err)
			}
		})
	}
}

func truncate(tb testing.TB, path string, size int64) {
	tb.Helper()
	if err := os.Truncate(path, size); err != nil {
		tb.Fatal(err)
	}
}

func remove(tb testing.TB, path string) {
	tb.Helper()
	if err := os.RemoveAll(path); err != nil {
		tb.Fatal(err)
	}
}

func garbage(tb testing.TB, path string) {
	tb.Helper()
	if err := os.WriteFile(path, []byte(strings.Repeat("no bolt file ", 2000)), 0o600); err != nil {
		tb.Fatal(err)
	}
}

// TestFlippedByte changes one byte inside a segment: only reading it whole
// shows it.
func TestFlippedByte(t *testing.T) {
	dir := t.TempDir()
	s := openWith(t, store.Options{Dir: dir})
	months(t, s, 2, 6)
	closed(t, s)
	flip(t, zapFiles(t, dir, "2016-12")[0], 3000)
	s = openWith(t, store.Options{Dir: dir})
	c, err := s.Check(t.Context(), func(uint64, uint64) {})
	if err != nil || len(c.Slices) != 2 || !strings.Contains(c.Slices[0].Damage, "checksum") || c.Slices[1].Damage != "" {
		t.Fatalf("checked %+v, %v", c, err)
	}
	if _, err := s.Backup(t.Context(), filepath.Join(t.TempDir(), "backup"), nil, func(store.Copied) {}); err == nil || !strings.Contains(err.Error(), "verify -mend") {
		t.Errorf("a torn index was backed up: %v", err)
	}
	if err := s.SetAside("2016-12", errors.New(c.Slices[0].Damage)); err != nil {
		t.Fatal(err)
	}
	gap := s.Gaps()[0]
	first, err := s.Salvage(t.Context(), gap, false)
	if err != nil || first.Documents != 0 || first.Doubtful != 8 {
		t.Errorf("salvaged %+v, %v", first, err)
	}
	if last, err := s.Salvage(t.Context(), gap, true); err != nil || last.Documents+last.Unreadable == 0 {
		t.Errorf("salvaged what is doubtful: %+v, %v", last, err)
	}
}

func TestCheckFindsContradictions(t *testing.T) {
	s := openWith(t, store.Options{Dir: t.TempDir()})
	records := months(t, s, 2, 6)
	check := func(want ...string) *store.Checked {
		t.Helper()
		c, err := s.Check(t.Context(), func(uint64, uint64) {})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, w := range c.Wrong {
			got = append(got, w.Problem)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("problems (-want +got):\n%s", diff)
		}
		return c
	}
	c := check()
	if c.Documents != 16 || c.Articles != 12 || !c.Holds(2, records[1].Article.ID, 2) || c.Holds(1, records[1].Article.ID, 2) || c.Older(5) != 4 {
		t.Errorf("checked %+v", c)
	}
	id := records[0].Article.ID
	if err := s.WriteRaw("2016-12", id+".1", records[0], christmas); err != nil {
		t.Fatal(err)
	}
	if err := s.WriteRaw("2017-01", records[2].Article.ID, records[2], time.Time{}); err != nil {
		t.Fatal(err)
	}
	orphan := record(t, "https://example.org/orphan", 1, 1, 99, christmas, "text")
	if err := s.WriteRaw("2016-12", orphan.Article.ID+".1", orphan, christmas); err != nil {
		t.Fatal(err)
	}
	c, err := s.Check(t.Context(), func(uint64, uint64) {})
	if err != nil || c.WrongTotal != 3 {
		t.Fatalf("checked %+v, %v", c, err)
	}
	var ids []string
	for _, w := range c.Wrong {
		ids = append(ids, w.Article)
	}
	if err := s.Straighten(t.Context(), ids); err != nil {
		t.Fatal(err)
	}
	check()
	if e, err := s.Document(orphan.Article.ID); err != nil || e == nil {
		t.Errorf("the orphan: %+v, %v", e, err)
	}
}

func TestLostManifest(t *testing.T) {
	for _, content := range []string{"", "{", `{"format":0}`} {
		dir := t.TempDir()
		s := openWith(t, store.Options{Dir: dir})
		months(t, s, 2, 6)
		before := dump(t, s)
		closed(t, s)
		path := filepath.Join(dir, "format.json")
		if content == "" {
			remove(t, path)
		} else if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		s = openWith(t, store.Options{Dir: dir})
		if _, due := s.Rebuilding(); !due {
			t.Error("a folder without format is taken for one of this layout")
		}
		if err := s.Rebuild(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, dump(t, s)); diff != "" {
			t.Errorf("(-before +after):\n%s", diff)
		}
	}
}

func TestNewerFormat(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "format.json"), []byte(`{"format":99,"generations":[{"name":"g0001"}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(store.Options{Dir: dir, Languages: languages(t)}); !errors.Is(err, store.ErrNewer) {
		t.Errorf("opening a newer format: %v", err)
	}
}

func TestReadOnly(t *testing.T) {
	dir := t.TempDir()
	s := openWith(t, store.Options{Dir: dir})
	months(t, s, 2, 6)
	before := dump(t, s)
	backup := filepath.Join(t.TempDir(), "backup")
	if _, err := s.Backup(t.Context(), backup, nil, func(store.Copied) {}); err != nil {
		t.Fatal(err)
	}
	readOnly := store.Options{Dir: dir, Languages: languages(t), ReadOnly: true}
	if _, err := store.Open(readOnly); !errors.Is(err, store.ErrInUse) {
		t.Errorf("reading what is written to: %v", err)
	}
	if _, err := store.Open(store.Options{Dir: backup, Languages: languages(t)}); err == nil || !strings.Contains(err.Error(), "is a backup") {
		t.Errorf("writing into a backup: %v", err)
	}
	files := listing(t, backup)
	for range 2 {
		// Any number of readers share a backup.
		r := openWith(t, store.Options{Dir: backup, ReadOnly: true})
		if diff := cmp.Diff(before, dump(t, r)); diff != "" {
			t.Errorf("(-index +copy):\n%s", diff)
		}
		if err := r.Apply(t.Context(), nil); err == nil {
			t.Error("a copy that is only read was written to")
		}
		if _, err := r.Retire("2016-12"); err == nil {
			t.Error("a month of a copy that is only read was retired")
		}
	}
	if diff := cmp.Diff(files, listing(t, backup)); diff != "" {
		t.Errorf("reading changed the folder (-before +after):\n%s", diff)
	}
	if err := store.SetFingerprint(backup, "older"); err != nil {
		t.Fatal(err)
	}
	readOnly.Dir = backup
	if _, err := store.Open(readOnly); !errors.Is(err, store.ErrOlder) {
		t.Errorf("reading an older layout: %v", err)
	}
	readOnly.Dir = t.TempDir()
	if _, err := store.Open(readOnly); err == nil {
		t.Error("an empty folder was opened for reading")
	}
}

// listing tells name, size and time of every file of a folder.
func listing(tb testing.TB, dir string) map[string]string {
	tb.Helper()
	out := make(map[string]string)
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err == nil && !e.IsDir() {
			out[path] = fmt.Sprint(info.Size(), info.ModTime())
		}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

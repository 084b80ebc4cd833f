package store_test

import (
	"context"
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

func TestRetire(t *testing.T) {
	dir := t.TempDir()
	s := openWith(t, store.Options{Dir: dir})
	records := months(t, s, 3, 6)
	if _, err := s.Retire("2016-13"); !errors.Is(err, store.ErrMonth) {
		t.Errorf("no month: %v", err)
	}
	r, err := s.Retire("2016-12")
	if err != nil || r.Documents != 8 {
		t.Fatalf("retired %+v, %v", r, err)
	}
	check := func(when string) {
		t.Helper()
		if docs, slices := s.Size(); docs != 16 || slices != 2 {
			t.Errorf("%s: %d documents in %d slices", when, docs, slices)
		}
	}
	check("after retiring")
	// Neither the stream nor a rebuild nor a restart brings it back.
	apply(t, s, records...)
	check("after the stream came again")
	if s.Refused() != 8 {
		t.Errorf("%d records refused", s.Refused())
	}
	if err := s.Rebuild(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	check("after a rebuild")
	closed(t, s)
	s = openWith(t, store.Options{Dir: dir})
	apply(t, s, records...)
	check("after a restart")
	if err := s.Readmit("2016-12"); err != nil {
		t.Fatal(err)
	}
	apply(t, s, records...)
	if docs, _ := s.Size(); docs != 24 {
		t.Errorf("readmitted: %d documents", docs)
	}
	if err := s.Readmit("2016-12"); err == nil {
		t.Error("a month was readmitted twice")
	}
}

func TestExpire(t *testing.T) {
	now := time.Date(2017, 2, 15, 0, 0, 0, 0, time.UTC)
	o := store.Options{Dir: t.TempDir(), Retention: 40 * 24 * time.Hour, Now: func() time.Time { return now }}
	s := openWith(t, o)
	records := months(t, s, 3, 3)
	gone, err := s.Expire()
	if diff := cmp.Diff([]store.Retirement{{Month: "2016-12", Documents: 4}}, gone); diff != "" || err != nil {
		t.Fatalf("(-want +got):\n%s%v", diff, err)
	}
	apply(t, s, records...)
	if docs, _ := s.Size(); docs != 8 {
		t.Errorf("%d documents", docs)
	}
	// January has one day left; then a clock that runs away counts only as far
	// as there are articles.
	now = time.Date(2017, 3, 1, 0, 0, 0, 0, time.UTC)
	if gone, err := s.Expire(); len(gone) > 0 || err != nil {
		t.Errorf("expired too early: %v %v", gone, err)
	}
	now = time.Date(2117, 1, 1, 0, 0, 0, 0, time.UTC)
	if gone, err := s.Expire(); len(gone) > 0 || err != nil {
		t.Errorf("a wrong clock made %v expire: %v", gone, err)
	}
	late := record(t, "https://example.org/late", 1, 1, 100, christmas.AddDate(0, 3, 0), "truce")
	apply(t, s, late)
	if gone, err := s.Expire(); len(gone) != 1 || gone[0].Month != "2017-01" || err != nil {
		t.Errorf("expired: %v %v", gone, err)
	}
	if r := s.Retired(); !cmp.Equal(r, []string{"2016-12", "2017-01"}) {
		t.Errorf("retired %v", r)
	}
}

// TestRetireCutShort opens folders as a crash in the middle of retiring leaves
// them.
func TestRetireCutShort(t *testing.T) {
	dir := t.TempDir()
	s := openWith(t, store.Options{Dir: dir})
	months(t, s, 2, 3)
	closed(t, s)
	// The month is given up, its folder half deleted.
	if err := store.MarkRetired(dir, "2016-12"); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "g0001", "2016-12", "index_meta.json")); err != nil {
		t.Fatal(err)
	}
	s = openWith(t, store.Options{Dir: dir})
	if docs, slices := s.Size(); docs != 4 || slices != 1 || len(s.Gaps()) > 0 {
		t.Errorf("%d documents in %d slices, torn %v", docs, slices, s.Gaps())
	}
	if _, err := os.Stat(filepath.Join(dir, "g0001", "2016-12")); err == nil {
		t.Error("the folder of a retired month stays")
	}
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

func TestBackup(t *testing.T) {
	dir := t.TempDir()
	s := openWith(t, store.Options{Dir: dir})
	months(t, s, 2, 6)
	at := &store.Position{Created: christmas, Seq: 16}
	// Writes go on meanwhile.
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		var err error
		for i := 0; ctx.Err() == nil && err == nil; i++ {
			err = s.Apply(t.Context(), []store.Record{record(t, fmt.Sprintf("https://example.org/late/%d", i), 1, 1, uint64(100+i), christmas.AddDate(0, i%2, 0), "late")})
		}
		done <- err
	}()
	parent := t.TempDir()
	for i := range 5 {
		backup := filepath.Join(parent, fmt.Sprint(i))
		b, err := s.Backup(t.Context(), backup, at, func(store.Copied) {})
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Check(t.Context(), backup, func(store.Copied) {}); err != nil {
			t.Error(err)
		}
		restored := filepath.Join(parent, fmt.Sprintf("restored-%d", i))
		if _, err := store.Restore(t.Context(), backup, restored, func(store.Copied) {}); err != nil {
			t.Fatal(err)
		}
		r := openWith(t, store.Options{Dir: restored})
		if docs, _ := r.Size(); docs != b.Documents || docs < 16 {
			t.Errorf("%d documents restored, %d backed up", docs, b.Documents)
		}
		if p, ok := r.Resume(); !ok || p != *at {
			t.Errorf("resumes at %+v", p)
		}
		if r.ReplicaID() == s.ReplicaID() {
			t.Error("the copy has the same replica id")
		}
		if c, err := r.Check(t.Context(), func(uint64, uint64) {}); err != nil || c.WrongTotal > 0 {
			t.Errorf("the copy: %+v, %v", c, err)
		}
		closed(t, r)
	}
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func TestBackupRefusals(t *testing.T) {
	s := openWith(t, store.Options{Dir: t.TempDir()})
	months(t, s, 1, 3)
	none := func(store.Copied) {}
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "letter"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Backup(t.Context(), full, nil, none); err == nil || !strings.Contains(err.Error(), "not empty") {
		t.Errorf("into a folder that is not empty: %v", err)
	}
	// One that is cut short is told, and begun again.
	cut := filepath.Join(t.TempDir(), "cut")
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := s.Backup(ctx, cut, nil, func(store.Copied) { cancel() }); err == nil {
		t.Error("a backup that was cut short ended well")
	}
	if _, err := store.Restore(t.Context(), cut, t.TempDir(), none); !errors.Is(err, store.ErrNoBackup) {
		t.Errorf("restoring from what was cut short: %v", err)
	}
	for _, readOnly := range []bool{true, false} {
		if _, err := store.Open(store.Options{Dir: cut, Languages: languages(t), ReadOnly: readOnly}); !errors.Is(err, store.ErrIncomplete) {
			t.Errorf("opening what was cut short: %v", err)
		}
	}
	b, err := s.Backup(t.Context(), cut, nil, none)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Restore(t.Context(), cut, full, none); err == nil || !strings.Contains(err.Error(), "not empty") {
		t.Errorf("restoring over something: %v", err)
	}
	// A changed byte is found, and the folder stays marked.
	flip(t, filepath.Join(cut, filepath.FromSlash(b.Files[len(b.Files)-1].Path)), 5)
	to := filepath.Join(t.TempDir(), "to")
	if _, err := store.Restore(t.Context(), cut, to, none); err == nil || !strings.Contains(err.Error(), "differs") {
		t.Errorf("restoring a torn backup: %v", err)
	}
	if _, err := store.Open(store.Options{Dir: to, Languages: languages(t)}); !errors.Is(err, store.ErrIncomplete) {
		t.Errorf("opening half a restore: %v", err)
	}
}

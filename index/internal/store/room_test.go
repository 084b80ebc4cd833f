package store_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/dateline-news/dateline/index/internal/store"
)

// TestMergeRoom measures the slices of an index that may be merged: those that
// were written to lately.
func TestMergeRoom(t *testing.T) {
	dir := t.TempDir()
	if got := store.MergeRoom(filepath.Join(dir, "none"))(); got != 0 {
		t.Errorf("an index that is not there needs %d bytes", got)
	}
	s := openWith(t, store.Options{Dir: dir})
	months(t, s, 2, 3)
	closed(t, s)
	size := map[string]uint64{}
	for _, month := range []string{"2016-12", "2017-01"} {
		files, err := filepath.Glob(filepath.Join(dir, "g0001", month, "store", "*"))
		if err != nil || len(files) == 0 {
			t.Fatal(files, err)
		}
		for _, file := range files {
			info, err := os.Stat(file)
			if err != nil {
				t.Fatal(err)
			}
			size[month] += uint64(info.Size()) //nolint:gosec // never negative
		}
	}
	if got, want := store.MergeRoom(dir)(), max(size["2016-12"], size["2017-01"]); got != want {
		t.Errorf("room for %d bytes, want %d", got, want)
	}
	old := time.Now().Add(-25 * time.Hour)
	rest := func(month string) {
		t.Helper()
		if err := os.Chtimes(filepath.Join(dir, "g0001", month, "store", "root.bolt"), old, old); err != nil {
			t.Fatal(err)
		}
	}
	rest("2016-12")
	if got, want := store.MergeRoom(dir)(), size["2017-01"]; got != want {
		t.Errorf("beside a month at rest: room for %d bytes, want %d", got, want)
	}
	rest("2017-01")
	if got := store.MergeRoom(dir)(); got != 0 {
		t.Errorf("with all months at rest: room for %d bytes", got)
	}
}

//go:build linux

package store_test

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/disktest"
)

// TestFullDisk lets the disk be full in spite of every guard, at sizes of files
// that only the merges, or the batches too, do not fit in: a batch either is
// acknowledged and stays, or the store says that it must be opened again; opened
// when there is room, it has everything and goes on.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	if !disktest.Apart(t) {
		return
	}
	dir := filepath.Join(t.TempDir(), "index")
	acked, failures := 0, 0
	for round, limit := range []uint64{1, 4 << 10, 16 << 10, 32 << 10, 48 << 10, 96 << 10} {
		s := openWith(t, store.Options{Dir: dir, Patience: 20 * time.Second})
		acked += fillNumbered(t, s, acked, 3, 5, nil)
		free := disktest.Limit(t, limit)
		var broken error
		// One at a time in the first two rounds: a record alone must not be taken
		// for the cause.
		acked += fillNumbered(t, s, acked, 30, []int{1, 5}[min(round/2, 1)], &broken)
		if broken != nil {
			failures++
			if !errors.Is(broken, store.ErrBroken) {
				t.Errorf("files of %d bytes at most: %v, want one that says to open the store again", limit, broken)
			}
		}
		t.Logf("files of %d bytes at most: %v", limit, broken)
		// Closing may fail while the disk is full; it must end.
		_ = s.Close()
		// Opening it while the disk is full may fail; it must harm nothing.
		if s, err := store.Open(store.Options{Dir: dir, Languages: languages(t)}); err == nil {
			_ = s.Close()
		}
		free()
		checkKilled(t, filepath.Dir(dir), acked, nil)
	}
	if failures < 3 {
		t.Errorf("the disk was full %d times", failures)
	}
	t.Logf("%d times full, %d records acknowledged", failures, acked)
}

// fillNumbered applies batches of so many records from first on, and returns how many
// records were acknowledged. It stops at an error where broken is given.
func fillNumbered(t *testing.T, s *store.Store, first, batches, size int, broken *error) int {
	t.Helper()
	for n := range batches {
		var batch []store.Record
		for i := range size {
			batch = append(batch, numbered(t, first+size*n+i))
		}
		err := s.Apply(t.Context(), batch)
		if err != nil && broken == nil {
			t.Fatal(err)
		}
		if err != nil {
			*broken = err
			return size * n
		}
	}
	return size * batches
}

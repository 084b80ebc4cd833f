package store

import (
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
)

const (
	// mergingFor is how long after its last write a slice may still be merged.
	mergingFor = 24 * time.Hour
	// roomEvery is how often the sizes of slices are looked at.
	roomEvery = 30 * time.Second
)

// MergeRoom returns a function that says how many bytes the index in dir may
// need on top of what it holds: merging rewrites up to a whole slice before the
// old files go. It may be called concurrently, and at any time.
func MergeRoom(dir string) func() uint64 {
	var mu sync.Mutex
	var looked time.Time
	var largest uint64
	return func() uint64 {
		mu.Lock()
		defer mu.Unlock()
		if now := time.Now(); now.Sub(looked) > roomEvery {
			looked, largest = now, largestSlice(dir, now)
		}
		return largest
	}
}

// largestSlice is the size of the largest slice that was written to lately. What
// cannot be read counts nothing: it is about to be deleted, or an error
// elsewhere.
func largestSlice(dir string, now time.Time) uint64 {
	var largest uint64
	roots, _ := filepath.Glob(filepath.Join(dir, "g*", "*", segmentsDir, rootName))
	for _, root := range roots {
		if info, err := os.Stat(root); err != nil || now.Sub(info.ModTime()) > mergingFor {
			continue
		}
		entries, _ := os.ReadDir(filepath.Dir(root))
		var size uint64
		for _, e := range entries {
			if info, err := e.Info(); err == nil {
				size += uint64(max(0, info.Size()))
			}
		}
		largest = max(largest, size)
	}
	return largest
}

// mergesFail reports whether the library could not write a merged segment. It
// tries again without a pause until it can, so a slice of which this is true is
// better closed until there is room.
func (s *slice) mergesFail() bool {
	advanced, err := s.index.Advanced()
	if err != nil {
		return false
	}
	library, ok := advanced.(*scorch.Scorch)
	if !ok {
		return false
	}
	stats, ok := library.Stats().(*scorch.Stats)
	return ok && atomic.LoadUint64(&stats.TotFileMergeLoopErr) > 0
}

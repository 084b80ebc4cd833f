package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/blevesearch/bleve/v2"
	blevedoc "github.com/blevesearch/bleve/v2/document"
	"golang.org/x/sync/errgroup"
)

var (
	// ErrUnavailable is returned when a batch could not be taken because of
	// the surroundings, such as a disk that is nearly full. The same batch may
	// be given again later.
	ErrUnavailable = errors.New("index not available")
	// ErrBroken is returned when a slice can no longer be trusted in this
	// process: a write neither returned nor failed, the disk was full in the
	// middle of it, or the index library panicked. What was acknowledged is
	// safe; the folder must be opened again.
	ErrBroken = errors.New("index must be opened again")
)

// operations is what one batch does to one slice.
type operations struct {
	writes  []write
	deletes []string
}

// commit applies operations to a slice in one durable batch. It returns nil
// when they are on disk and can be found.
func (g *generation) commit(s *slice, ops operations) error {
	if len(ops.writes) == 0 && len(ops.deletes) == 0 {
		return nil
	}
	if s.mergesFail() {
		return fmt.Errorf("writing slice %s: %w: its segments could not be merged; is there room on the disk?", s.month, ErrBroken)
	}
	batch := s.index.NewBatch()
	e := *s.extent.Load()
	documents, err := g.documents(ops.writes)
	if err != nil {
		return err
	}
	for i, w := range ops.writes {
		if err := batch.IndexAdvanced(documents[i]); err != nil {
			return fmt.Errorf("adding document %s: %w", w.docID, err)
		}
		language := ""
		if n := w.article.Annotations; n != nil {
			language = n.Language.Code
		}
		e = e.grow(w.article.Published, g.layout.languages.For(language).Name, w.seq)
	}
	for _, id := range ops.deletes {
		batch.Delete(id)
	}
	data, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("encoding the extent of slice %s: %w", s.month, err)
	}
	batch.SetInternal(extentKey, data)
	if err := g.run(s, ops, batch); err != nil {
		return err
	}
	s.extent.Store(&e)
	return nil
}

// documents makes the index documents of writes, on all cores.
func (g *generation) documents(writes []write) ([]*blevedoc.Document, error) {
	out := make([]*blevedoc.Document, len(writes))
	var group errgroup.Group
	workers := runtime.GOMAXPROCS(0)
	share := (len(writes) + workers - 1) / workers
	for from := 0; from < len(writes); from += share {
		group.Go(func() (err error) {
			at := from
			defer func() {
				if p := recover(); p != nil {
					err = fmt.Errorf("making document %s: panic: %v\n%s", writes[at].docID, p, debug.Stack())
				}
			}()
			for ; at < min(from+share, len(writes)); at++ {
				w := &writes[at]
				if out[at], err = g.layout.document(w.revision, w.docID, w.until); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return out, group.Wait()
}

// run executes a batch under a watchdog. The goroutine of a batch that never
// returns is given up with the process.
func (g *generation) run(s *slice, ops operations, batch *bleve.Batch) error {
	done := make(chan error, 1)
	execute := g.batch
	go func() {
		defer func() {
			if p := recover(); p != nil {
				done <- fmt.Errorf("writing slice %s: %w: the index library panicked: %v\n%s", s.month, ErrBroken, p, debug.Stack())
			}
		}()
		done <- execute(s, ops, batch)
	}()
	timer := time.NewTimer(g.patience)
	defer timer.Stop()
	select {
	case err := <-done:
		return classify(s, err)
	case <-timer.C:
		return fmt.Errorf("writing slice %s: %w: a batch neither returned nor failed within %s", s.month, ErrBroken, g.patience)
	}
}

// classify tells a fault of the surroundings from one of the documents.
func classify(s *slice, err error) error {
	switch {
	case err == nil, errors.Is(err, ErrBroken):
		return err
	case errors.Is(err, bleve.ErrorIndexClosed):
		return fmt.Errorf("writing slice %s: %w: %w", s.month, ErrUnavailable, err)
	}
	if fromSystem(err) {
		// The library closes segments that are in use after such an error.
		return fmt.Errorf("writing slice %s: %w: %w", s.month, ErrBroken, err)
	}
	return fmt.Errorf("writing slice %s: %w", s.month, err)
}

// fromSystem reports an error of the system, such as a full disk: no document
// causes one. The library keeps only the words of some of them.
func fromSystem(err error) bool {
	if _, ok := errors.AsType[syscall.Errno](err); ok {
		return true
	}
	words := err.Error()
	for _, e := range []error{
		syscall.ENOSPC, syscall.EDQUOT, syscall.EIO, syscall.EROFS, syscall.EMFILE, syscall.ENFILE, syscall.EFBIG, syscall.ENOMEM, syscall.EACCES, syscall.EPERM,
	} {
		if strings.Contains(words, e.Error()) {
			return true
		}
	}
	return strings.Contains(words, " persist err: ") || strings.Contains(words, "error opening new segment at ")
}

package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	index "github.com/blevesearch/bleve_index_api"

	"github.com/dateline-news/dateline/shared/telemetry"
)

// rebuildBatch is how many documents are copied at once.
const rebuildBatch = 500

// Progress is how far a rebuild has come, in documents.
type Progress struct {
	Done  uint64 `json:"done"`
	Total uint64 `json:"total"`
	// Unreadable counts documents that could not be copied.
	Unreadable uint64 `json:"unreadable,omitempty"`
}

// Rebuilding returns how far a rebuild has come, and false if none runs or is
// due.
func (s *Store) Rebuilding() (Progress, bool) {
	p := s.progress.Load()
	if p == nil {
		return Progress{}, false
	}
	return *p, true
}

// Complete reports whether searches reach every document: false while a
// rebuild fills the generation that serves, or while a slice is made anew that
// was torn, see [Store.Gaps].
func (s *Store) Complete() bool {
	if len(s.Gaps()) > 0 {
		return false
	}
	if s.progress.Load() == nil {
		return true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.target == nil || s.serving.Load() != s.target
}

// Rebuild makes a new generation from the messages that the documents hold,
// newest slice first, verifies it and lets it take the place of the old one,
// which is deleted. Searches and Apply go on meanwhile; what Apply brings goes
// into both. A rebuild that was cut short is taken up again. With due set it
// only finishes one that is due.
func (s *Store) Rebuild(ctx context.Context, due bool) error {
	sources, target, err := s.beginRebuild(due)
	if err != nil || target == nil {
		return err
	}
	s.log.Info("rebuilding the index", "documents", s.progress.Load().Total)
	torn := make(map[*slice]bool)
	for _, g := range slices.Backward(sources) {
		for _, from := range slices.Backward(*g.slices.Load()) {
			bad, err := s.copySlice(ctx, from, target)
			if err != nil {
				return fmt.Errorf("rebuilding from slice %s: %w", from.month, err)
			}
			torn[from] = bad > 0
		}
	}
	// What was taken down meanwhile was not copied, and is not to be missed.
	if _, err := s.Forget(ctx); err != nil {
		return err
	}
	return s.endRebuild(sources, target, torn)
}

func (s *Store) beginRebuild(due bool) ([]*generation, *generation, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closed:
		return nil, nil, errClosed
	case s.readOnly:
		return nil, nil, errReadOnly
	}
	if s.target != nil || due {
		return s.sources, s.target, nil
	}
	next := s.manifest.clone()
	name := next.add(s.layout.fingerprint)
	if err := next.write(s.dir); err != nil {
		return nil, nil, err
	}
	s.manifest = next
	target, err := s.openGeneration(name)
	if err != nil {
		return nil, nil, err
	}
	s.sources, s.target = []*generation{s.serving.Load()}, target
	s.progress.Store(&Progress{Total: documents(s.sources)})
	return s.sources, s.target, nil
}

// copySlice offers every document of a slice to the target. Bad counts those
// that cannot be read.
func (s *Store) copySlice(ctx context.Context, from *slice, target *generation) (bad uint64, err error) {
	r, err := from.reader()
	if err != nil {
		return 0, err
	}
	// A reader that does not close holds memory, nothing else.
	defer func() { _ = r.Close() }()
	ids, err := r.DocIDReaderAll()
	if err != nil {
		return 0, fmt.Errorf("listing documents: %w", err)
	}
	defer func() { _ = ids.Close() }()
	for {
		records, unread, end, err := readDocuments(r, ids, rebuildBatch)
		if err != nil {
			return 0, err
		}
		bad += unread
		if err := s.copyRecords(ctx, target, records, unread); err != nil {
			return 0, err
		}
		if end {
			return bad, nil
		}
	}
}

// readDocuments reads up to limit documents. Bad counts those that cannot be
// read.
func readDocuments(r index.IndexReader, ids index.DocIDReader, limit int) (records []Record, bad uint64, end bool, err error) {
	for len(records) < limit {
		internal, err := ids.Next()
		if err != nil {
			return nil, 0, false, fmt.Errorf("listing documents: %w", err)
		}
		if internal == nil {
			return records, bad, true, nil
		}
		id, err := r.ExternalID(internal)
		if err != nil {
			return nil, 0, false, fmt.Errorf("listing documents: %w", err)
		}
		doc, err := guarded(func() (stored, error) {
			d, err := r.Document(id)
			if err != nil || d == nil {
				return stored{}, errors.Join(err, ErrCorrupt)
			}
			return unpack(d)
		})
		if err != nil {
			bad++
			continue
		}
		records = append(records, Record{Article: doc.article, Message: doc.message, Seq: doc.seq})
	}
	return records, bad, false, nil
}

func (s *Store) copyRecords(ctx context.Context, target *generation, records []Record, bad uint64) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := s.checkSpace(); err != nil {
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errClosed
	}
	failed := make(map[int]error)
	if err := target.apply(ctx, records, failed); err != nil {
		return err
	}
	for _, err := range failed {
		s.log.Error("document not rebuilt", telemetry.KeyErr, err)
	}
	p := *s.progress.Load()
	p.Done += uint64(len(records)) + bad
	p.Unreadable += bad + uint64(len(failed))
	s.progress.Store(&p)
	return nil
}

// endRebuild verifies the target and lets it serve. Slices with documents that
// could not be read are set aside, the others deleted.
func (s *Store) endRebuild(sources []*generation, target *generation, torn map[*slice]bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errClosed
	}
	p := s.progress.Load()
	// The last source holds what every earlier one gave it, or will give.
	got := documents([]*generation{target})
	for _, g := range sources {
		if want := documents([]*generation{g}); got+p.Unreadable < want {
			return fmt.Errorf("verifying the rebuilt index: it has %d documents, generation %s has %d; the old one stays", got, g.name, want)
		}
	}
	next := s.manifest.clone()
	next.Generations = []generationEntry{{Name: target.name, Fingerprint: s.layout.fingerprint}}
	if err := next.write(s.dir); err != nil {
		return err
	}
	s.manifest = next
	s.serving.Store(target)
	s.sources, s.target = nil, nil
	s.progress.Store(nil)
	var errs []error
	for _, g := range sources {
		errs = append(errs, g.close())
		for _, one := range *g.slices.Load() {
			if torn[one] {
				errs = append(errs, s.setAside(g, one.month, errors.New("some of its documents could not be read in a rebuild")))
			}
		}
		errs = append(errs, os.RemoveAll(g.dir))
	}
	s.log.Info("index rebuilt", "documents", got, "unreadable", p.Unreadable)
	return errors.Join(errs...)
}

// documents counts the documents of generations that can be counted.
func documents(gs []*generation) uint64 {
	var n uint64
	for _, g := range gs {
		for _, s := range *g.slices.Load() {
			if count, err := guarded(s.index.DocCount); err == nil {
				n += count
			}
		}
	}
	return n
}

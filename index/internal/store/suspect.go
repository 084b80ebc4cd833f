package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime/debug"

	"github.com/blevesearch/bleve/v2"

	"github.com/dateline-news/dateline/shared/telemetry"
)

// watchedIndex is a slice as a search sees it: where the library panics on a
// torn file, the search of this slice fails, not the process.
type watchedIndex struct {
	libraryIndex
	store *Store
	month string
}

// libraryIndex has a name that is not that of one of its methods.
type libraryIndex interface{ bleve.Index }

// SearchInContext is that of the slice.
func (w *watchedIndex) SearchInContext(ctx context.Context, r *bleve.SearchRequest) (result *bleve.SearchResult, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			w.store.suspect(w.month)
			w.store.log.Error("the index library panicked in a search", "slice", w.month, telemetry.KeyErr, fmt.Sprint(p), "stack", string(debug.Stack()))
			result, err = nil, fmt.Errorf("slice %s cannot be searched: the index library panicked: %v", w.month, p)
		}
	}()
	return w.libraryIndex.SearchInContext(ctx, r)
}

// suspect notes that a slice may be torn.
func (s *Store) suspect(month string) {
	s.suspects.Store(month, true)
	select {
	case s.suspicion <- struct{}{}:
	default:
	}
}

// Suspicion is sent to when a slice may be torn: then [Store.CheckSuspects] is
// to be called.
func (s *Store) Suspicion() <-chan struct{} { return s.suspicion }

// CheckSuspects reads the slices that a search stumbled over and sets aside
// those that are torn.
func (s *Store) CheckSuspects() error {
	var errs []error
	s.suspects.Range(func(key, _ any) bool {
		s.suspects.Delete(key)
		if month, ok := key.(string); ok {
			errs = append(errs, s.checkSuspect(month))
		}
		return true
	})
	return errors.Join(errs...)
}

func (s *Store) checkSuspect(month string) error {
	g := s.serving.Load()
	for _, one := range *g.slices.Load() {
		if one.month != month {
			continue
		}
		p, err := one.pin(filepath.Join(g.name, month))
		if err != nil {
			return err
		}
		// Seeds and totals are of no interest.
		found, err := newChecked().slice(context.Background(), p, func() {})
		if err := errors.Join(err, p.release()); err != nil {
			return err
		}
		if found.Damage == "" {
			return nil
		}
		return s.SetAside(month, errors.New(found.Damage))
	}
	return nil
}

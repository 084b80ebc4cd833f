package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	index "github.com/blevesearch/bleve_index_api"
)

// forgetBatch is how many documents are deleted at once.
const forgetBatch = 1000

// Forgets reports whether an article was taken down: none of its messages is
// taken, from the stream, an older generation or a torn slice.
func (s *Store) Forgets(id string) bool { return s.forgotten(id) }

// Forget deletes every document of articles that were taken down, from all
// slices of all generations, and returns how many. It looks through the ids of
// all documents, a second per million, while nothing else is written. What is
// told as taken down when it is called is never in the index again.
func (s *Store) Forget(ctx context.Context) (deleted int, err error) {
	if s.readOnly {
		return 0, errReadOnly
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return 0, errClosed
	}
	for _, g := range s.generations() {
		for _, one := range *g.slices.Load() {
			if err := ctx.Err(); err != nil {
				return deleted, err
			}
			ids, bad := guarded(func() ([]string, error) { return one.documentsOf(s.forgotten) })
			if bad != nil {
				// Others are looked through all the same; a torn one is made anew
				// without what was taken down.
				s.suspect(one.month)
				err = errors.Join(err, fmt.Errorf("looking for what was taken down in slice %s: %w", one.month, bad))
				continue
			}
			for batch := range slices.Chunk(ids, forgetBatch) {
				if err := g.erase(one, batch); err != nil {
					return deleted, fmt.Errorf("deleting what was taken down: %w", err)
				}
				deleted += len(batch)
			}
		}
	}
	return deleted, err
}

// erase deletes documents. The caller holds the store's writer lock.
func (g *generation) erase(s *slice, ids []string) (err error) {
	defer broken(&err)
	return g.commit(s, operations{deletes: ids})
}

// documentsOf returns the documents of the articles that are wanted.
func (s *slice) documentsOf(wanted func(id string) bool) (ids []string, err error) {
	r, err := s.reader()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	dict, err := r.FieldDict(FieldID)
	if err != nil {
		return nil, fmt.Errorf("listing documents of slice %s: %w", s.month, err)
	}
	var terms []string
	err = eachTerm(dict, func(docID string) {
		if id, _, _ := strings.Cut(docID, "."); wanted(id) {
			terms = append(terms, docID)
		}
	})
	for _, docID := range terms {
		// The dictionary holds terms of deleted documents too.
		internal, there := r.InternalID(docID)
		if err = errors.Join(err, there); internal != nil {
			ids = append(ids, docID)
		}
	}
	return ids, err
}

func eachTerm(dict index.FieldDict, visit func(term string)) (err error) {
	defer func() { err = errors.Join(err, dict.Close()) }()
	for {
		entry, err := dict.Next()
		if err != nil || entry == nil {
			return err
		}
		visit(entry.Term)
	}
}

package store

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	index "github.com/blevesearch/bleve_index_api"
)

// Visitor is told of each document that answers a query.
type Visitor interface {
	// Value is called for each doc value of the document at hand; the term is
	// only valid during the call.
	Value(field string, term []byte)
	// Document is called when all values of the document have been told.
	Document()
}

// checkEvery is after how many documents a walk looks at its context.
const checkEvery = 1024

// Walk tells the visitor of every document that answers a query, with the doc
// values of the fields named, in no order that means anything. It looks at the
// slices that may hold an article published in [from, to), a zero time being
// an open end. The error wraps [ErrPartial] if the context ended on the way.
func (s *Store) Walk(ctx context.Context, q query.Query, fields []string, from, to time.Time, v Visitor) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the index library panicked: %v\n%s", p, debug.Stack())
		}
	}()
	ctx = search.ContextWithTermSearchersCounter(ctx)
	for _, slice := range *s.serving.Load().slices.Load() {
		if e := slice.extent.Load(); !e.overlaps(from, to) {
			continue
		}
		// A reader keeps what it reads, also when the slice is closed.
		r, err := again(slice.reader)
		if err == nil {
			err = errors.Join(walk(ctx, slice, r, q, fields, v), r.Close())
		}
		if ctx.Err() != nil {
			return fmt.Errorf("%w: slice %s: %w", ErrPartial, slice.month, ctx.Err())
		}
		if err != nil {
			return fmt.Errorf("walking slice %s: %w", slice.month, err)
		}
	}
	return nil
}

func walk(ctx context.Context, s *slice, r index.IndexReader, q query.Query, fields []string, v Visitor) error {
	searcher, err := q.Searcher(ctx, r, s.index.Mapping(), search.SearcherOptions{Score: "none"})
	if err != nil {
		return err
	}
	values, err := r.DocValueReader(fields)
	if err != nil {
		return errors.Join(err, searcher.Close())
	}
	sc := &search.SearchContext{DocumentMatchPool: search.NewDocumentMatchPool(searcher.DocumentMatchPoolSize()+1, 0), IndexReader: r}
	for n := 0; ; n++ {
		if n%checkEvery == 0 && ctx.Err() != nil {
			break
		}
		m, err := searcher.Next(sc)
		if err != nil {
			return errors.Join(err, searcher.Close())
		}
		if m == nil {
			break
		}
		if err := values.VisitDocValues(m.IndexInternalID, v.Value); err != nil {
			return errors.Join(err, searcher.Close())
		}
		v.Document()
		sc.DocumentMatchPool.Put(m)
	}
	return searcher.Close()
}

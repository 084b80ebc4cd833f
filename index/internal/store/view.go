package store

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search"

	"github.com/dateline-news/dateline/shared/news"
)

// ErrPartial is returned when some slices did not answer.
var ErrPartial = errors.New("some of the index did not answer")

// Search runs a request over the slices that may hold an article published in
// [from, to); a zero time is an open end.
//
// The library reports a deadline and a closed slice with a nil error: here
// both are an error that wraps [ErrPartial], with the result that was had.
func (s *Store) Search(ctx context.Context, r *bleve.SearchRequest, from, to time.Time) (*bleve.SearchResult, error) {
	result, err := s.search(ctx, r, from, to)
	if closed(result, err) && ctx.Err() == nil {
		// A rebuild took the place of the generation in between.
		if counted, ok := r.Query.(interface{ Restart() }); ok {
			counted.Restart()
		}
		result, err = s.search(ctx, r, from, to)
	}
	if err != nil {
		return nil, fmt.Errorf("searching the index: %w", err)
	}
	if result.Status.Failed > 0 {
		return result, fmt.Errorf("%w: %d of %d slices: %w", ErrPartial, result.Status.Failed, result.Status.Total, firstError(result))
	}
	return result, nil
}

func (s *Store) search(ctx context.Context, r *bleve.SearchRequest, from, to time.Time) (result *bleve.SearchResult, err error) {
	defer func() {
		if p := recover(); p != nil {
			result, err = nil, fmt.Errorf("the index library panicked: %v\n%s", p, debug.Stack())
		}
	}()
	var indexes []bleve.Index
	for _, slice := range *s.serving.Load().slices.Load() {
		if e := slice.extent.Load(); e.overlaps(from, to) {
			indexes = append(indexes, &watchedIndex{libraryIndex: slice.index, store: s, month: slice.month})
		}
	}
	if len(indexes) == 0 {
		return &bleve.SearchResult{Status: &bleve.SearchStatus{}, Request: r}, nil
	}
	return bleve.NewIndexAlias(indexes...).SearchInContext(ctx, r)
}

func closed(result *bleve.SearchResult, err error) bool {
	if err != nil {
		return errors.Is(err, bleve.ErrorIndexClosed)
	}
	if result.Status == nil {
		return false
	}
	for _, e := range result.Status.Errors {
		if errors.Is(e, bleve.ErrorIndexClosed) || e.Error() == bleve.ErrorIndexClosed.Error() {
			return true
		}
	}
	return false
}

func firstError(r *bleve.SearchResult) error {
	for _, name := range sortedKeys(r.Status.Errors) {
		return r.Status.Errors[name]
	}
	return errors.New("no reason given")
}

// Chains returns the chains of analysis that the index has articles of.
func (s *Store) Chains() []string {
	var all []string
	for _, slice := range *s.serving.Load().slices.Load() {
		all = append(all, slice.extent.Load().Chains...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Size returns how many documents, revisions included, and how many slices
// there are.
func (s *Store) Size() (docs uint64, slices int) {
	g := s.serving.Load()
	return documents([]*generation{g}), len(*g.slices.Load())
}

// again runs a reading once more if a rebuild took the place of the
// generation in between.
func again[T any](read func() (T, error)) (T, error) {
	result, err := guarded(read)
	if errors.Is(err, bleve.ErrorIndexClosed) {
		return guarded(read)
	}
	return result, err
}

// Entry is a document as kept.
type Entry struct {
	// DocumentID is <id> or <id>.<revision>.
	DocumentID string
	Slice      string
	Article    *news.Article
	// Message is the article as it came.
	Message []byte
	Seq     uint64
	// ValidTo is when the next revision took its place; zero for the newest.
	ValidTo time.Time
}

// Document returns a document by its id, nil if there is none.
func (s *Store) Document(docID string) (*Entry, error) {
	return again(func() (*Entry, error) { return s.document(docID) })
}

func (s *Store) document(docID string) (*Entry, error) {
	for _, slice := range slices.Backward(*s.serving.Load().slices.Load()) {
		d, err := slice.index.Document(docID)
		if err != nil {
			return nil, fmt.Errorf("reading document %s: %w", docID, err)
		}
		if d == nil {
			continue
		}
		doc, err := unpack(d)
		if err != nil {
			return nil, fmt.Errorf("reading document %s: %w", docID, err)
		}
		return &Entry{
			DocumentID: docID, Slice: slice.month, Article: doc.article, Message: doc.message, Seq: doc.seq, ValidTo: doc.until,
		}, nil
	}
	return nil, nil
}

// SliceStats describes one slice.
type SliceStats struct {
	Month     string    `json:"month"`
	Documents uint64    `json:"documents"`
	From      time.Time `json:"from,omitzero"`
	To        time.Time `json:"to,omitzero"`
	// Seq is the highest stream sequence of a message kept here.
	Seq uint64 `json:"seq"`
}

// Stats describes the slices, oldest first.
func (s *Store) Stats() ([]SliceStats, error) { return again(s.stats) }

func (s *Store) stats() ([]SliceStats, error) {
	var out []SliceStats
	for _, slice := range *s.serving.Load().slices.Load() {
		n, err := slice.index.DocCount()
		if err != nil {
			return nil, fmt.Errorf("counting slice %s: %w", slice.month, err)
		}
		e := slice.extent.Load()
		out = append(out, SliceStats{Month: slice.month, Documents: n, From: e.From, To: e.To, Seq: e.Seq})
	}
	return out, nil
}

// DecodeHit returns the article that a hit was loaded with, if the request
// asked for [FieldMessage].
func DecodeHit(hit *search.DocumentMatch) (*news.Article, error) {
	message, ok := hit.Fields[FieldMessage].(string)
	if !ok {
		return nil, fmt.Errorf("reading document %s: it holds no message", hit.ID)
	}
	a, err := news.Decode([]byte(message))
	if err != nil {
		return nil, fmt.Errorf("reading document %s: %w", hit.ID, err)
	}
	return a, nil
}

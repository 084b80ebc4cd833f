package search

import (
	"context"
	"errors"
	"math"

	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search"
	blevequery "github.com/blevesearch/bleve/v2/search/query"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/dateline-news/dateline/index/internal/document"
	"github.com/dateline-news/dateline/index/internal/store"
)

// Scores are ours, not bleve's. Even with its global scoring bleve takes the
// frequency of a word from the slice at hand, so that one text scores two or
// three times as high in one month as in another; it knows no lengths of
// documents but a number of terms; and a condition that shall not count turns
// the scores around it into NaN. Here a word scores by BM25 with its frequency
// in all slices asked and lengths that are usual for news, and conditions add
// nothing.

// The parameters of BM25, as in most of the literature.
const (
	saturation   = 1.2
	lengthEffect = 0.75
)

// usualLength is how many words a part of a news story usually has.
const (
	usualTitle = 9
	usualLead  = 45
	usualText  = 400
	usualNames = 12
	usualQuote = 80
)

// posting is a query for one term of one field.
type posting struct {
	field, term string
	// weight is the field's times the word's rarity; 0 for a condition.
	weight float64
	// usual is the usual length of the field; 0 where length does not count.
	usual float64
	// graded takes the frequency for a grade up to [document.MaxWeight], which
	// the weight is multiplied by.
	graded bool
}

var _ blevequery.Query = (*posting)(nil)

// Searcher implements bleve's query.
func (p *posting) Searcher(ctx context.Context, r index.IndexReader, _ mapping.IndexMapping, _ search.SearcherOptions) (search.Searcher, error) {
	// The library looks at no context while searchers are made.
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	reader, err := r.TermFieldReader(ctx, []byte(p.term), p.field, p.graded || p.usual > 0, p.usual > 0, false)
	if err != nil {
		return nil, err
	}
	// A term that is nowhere costs nothing and does not count.
	if reader.Count() > 0 {
		if err := search.RecordTermSearcher(ctx); err != nil {
			return nil, errors.Join(err, reader.Close())
		}
	}
	return &postingSearcher{of: p, reader: reader}, nil
}

type postingSearcher struct {
	unweighted
	of      *posting
	reader  index.TermFieldReader
	current index.TermFieldDoc
}

// Next implements bleve's searcher.
func (s *postingSearcher) Next(ctx *search.SearchContext) (*search.DocumentMatch, error) {
	doc, err := s.reader.Next(s.current.Reset())
	return s.match(ctx, doc), err
}

// Advance implements bleve's searcher.
func (s *postingSearcher) Advance(ctx *search.SearchContext, id index.IndexInternalID) (*search.DocumentMatch, error) {
	doc, err := s.reader.Advance(id, s.current.Reset())
	return s.match(ctx, doc), err
}

func (s *postingSearcher) match(ctx *search.SearchContext, doc *index.TermFieldDoc) *search.DocumentMatch {
	if doc == nil {
		return nil
	}
	m := ctx.DocumentMatchPool.Get()
	m.IndexInternalID = index.NewIndexInternalIDFrom(m.IndexInternalID, doc.ID)
	m.Score = s.score(doc)
	return m
}

func (s *postingSearcher) score(doc *index.TermFieldDoc) float64 {
	switch {
	case s.of.graded:
		return s.of.weight * float64(doc.Freq) / document.MaxWeight
	case s.of.usual == 0:
		return s.of.weight
	}
	// The norm is one over the root of the field's length.
	length := 1 / (doc.Norm * doc.Norm)
	frequency := float64(doc.Freq)
	return s.of.weight * frequency * (saturation + 1) / (frequency + saturation*(1-lengthEffect+lengthEffect*length/s.of.usual))
}

// Close implements bleve's searcher.
func (s *postingSearcher) Close() error { return s.reader.Close() }

// Count implements bleve's searcher.
func (s *postingSearcher) Count() uint64 { return s.reader.Count() }

// DocumentMatchPoolSize implements bleve's searcher.
func (s *postingSearcher) DocumentMatchPoolSize() int { return 1 }

// unweighted keeps bleve's own weighting out.
type unweighted struct{}

// Weight implements bleve's searcher; it only must not be 0.
func (unweighted) Weight() float64 { return 1 }

// SetQueryNorm implements bleve's searcher.
func (unweighted) SetQueryNorm(float64) {}

// Min implements bleve's searcher.
func (unweighted) Min() int { return 0 }

// Size implements bleve's searcher; it serves estimates that are not used.
func (unweighted) Size() int { return 0 }

// fixed gives every answer of another query the same score.
type fixed struct {
	query blevequery.Query
	score float64
}

// Searcher implements bleve's query. Without a need for scores bleve works on
// bitmaps where it can.
func (f *fixed) Searcher(ctx context.Context, r index.IndexReader, m mapping.IndexMapping, o search.SearcherOptions) (search.Searcher, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	o.Score = "none"
	inner, err := f.query.Searcher(ctx, store.Expander(r), m, o)
	if err != nil {
		return nil, err
	}
	return &fixedSearcher{Searcher: inner, score: f.score}, nil
}

type fixedSearcher struct {
	search.Searcher
	score float64
}

// Next implements bleve's searcher.
func (s *fixedSearcher) Next(ctx *search.SearchContext) (*search.DocumentMatch, error) {
	m, err := s.Searcher.Next(ctx)
	if m != nil {
		m.Score = s.score
	}
	return m, err
}

// Advance implements bleve's searcher.
func (s *fixedSearcher) Advance(ctx *search.SearchContext, id index.IndexInternalID) (*search.DocumentMatch, error) {
	m, err := s.Searcher.Advance(ctx, id)
	if m != nil {
		m.Score = s.score
	}
	return m, err
}

// Weight implements bleve's searcher.
func (s *fixedSearcher) Weight() float64 { return 1 }

// SetQueryNorm implements bleve's searcher.
func (s *fixedSearcher) SetQueryNorm(float64) {}

// either is one word, phrase or name in all the fields where it can stand: it
// scores the sum of those where it does. No query in it means no answer.
type either []blevequery.Query

// Searcher implements bleve's query.
func (e either) Searcher(ctx context.Context, r index.IndexReader, m mapping.IndexMapping, o search.SearcherOptions) (search.Searcher, error) {
	s, err := newEitherSearcher(ctx, e, r, m, o)
	if err != nil {
		return nil, err
	}
	return s, nil
}

// oneOf is one word in the forms that a field may have of it, several for one
// place: it scores the highest.
type oneOf []blevequery.Query

// Searcher implements bleve's query.
func (f oneOf) Searcher(ctx context.Context, r index.IndexReader, m mapping.IndexMapping, o search.SearcherOptions) (search.Searcher, error) {
	s, err := newEitherSearcher(ctx, f, r, m, o)
	if err != nil {
		return nil, err
	}
	s.highest = true
	return s, nil
}

func newEitherSearcher(ctx context.Context, queries []blevequery.Query, r index.IndexReader, m mapping.IndexMapping, o search.SearcherOptions) (*eitherSearcher, error) {
	s := &eitherSearcher{}
	for _, q := range queries {
		child, err := q.Searcher(ctx, r, m, o)
		if err != nil {
			// The first error is the one to tell.
			_ = s.Close()
			return nil, err
		}
		// A term that is nowhere is left out; other searchers cannot be relied
		// on to count.
		if p, ok := child.(*postingSearcher); ok && p.Count() == 0 {
			if err := p.Close(); err != nil {
				_ = s.Close()
				return nil, err
			}
			continue
		}
		s.children = append(s.children, alternative{Searcher: child})
	}
	return s, nil
}

// alternative is one searcher of an eitherSearcher with the document it is at.
type alternative struct {
	search.Searcher
	at    *search.DocumentMatch
	ended bool
}

func (a *alternative) take(m *search.DocumentMatch, err error) error {
	a.at, a.ended = m, m == nil
	return err
}

type eitherSearcher struct {
	unweighted
	children []alternative
	begun    bool
	// highest is set where the score is that of the best child, not the sum.
	highest bool
}

// Next implements bleve's searcher.
func (s *eitherSearcher) Next(ctx *search.SearchContext) (*search.DocumentMatch, error) {
	if !s.begun {
		s.begun = true
		for i := range s.children {
			c := &s.children[i]
			if err := c.take(c.Searcher.Next(ctx)); err != nil {
				return nil, err
			}
		}
	}
	return s.next(ctx)
}

// Advance implements bleve's searcher.
func (s *eitherSearcher) Advance(ctx *search.SearchContext, id index.IndexInternalID) (*search.DocumentMatch, error) {
	for i := range s.children {
		c := &s.children[i]
		if c.ended || c.at != nil && c.at.IndexInternalID.Compare(id) >= 0 {
			continue
		}
		ctx.DocumentMatchPool.Put(c.at)
		if err := c.take(c.Searcher.Advance(ctx, id)); err != nil {
			return nil, err
		}
	}
	s.begun = true
	return s.next(ctx)
}

// next takes the first document that a child is at, and moves the children
// that were at it.
func (s *eitherSearcher) next(ctx *search.SearchContext) (*search.DocumentMatch, error) {
	var first index.IndexInternalID
	for i := range s.children {
		if at := s.children[i].at; at != nil && (first == nil || at.IndexInternalID.Compare(first) < 0) {
			first = at.IndexInternalID
		}
	}
	if first == nil {
		return nil, nil
	}
	var found *search.DocumentMatch
	for i := range s.children {
		c := &s.children[i]
		if c.at == nil || !c.at.IndexInternalID.Equals(first) {
			continue
		}
		if found == nil {
			found = c.at
			first = found.IndexInternalID
		} else {
			if s.highest {
				found.Score = max(found.Score, c.at.Score)
			} else {
				found.Score += c.at.Score
			}
			ctx.DocumentMatchPool.Put(c.at)
		}
		if err := c.take(c.Searcher.Next(ctx)); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// Close implements bleve's searcher.
func (s *eitherSearcher) Close() error {
	var first error
	for i := range s.children {
		if err := s.children[i].Close(); err != nil && first == nil {
			first = err
		}
	}
	return first
}

// Count implements bleve's searcher: at most so many documents.
func (s *eitherSearcher) Count() uint64 {
	var n uint64
	for i := range s.children {
		n += s.children[i].Count()
	}
	return n
}

// DocumentMatchPoolSize implements bleve's searcher.
func (s *eitherSearcher) DocumentMatchPoolSize() int {
	n := 1
	for i := range s.children {
		n += s.children[i].DocumentMatchPoolSize()
	}
	return n
}

// rarity is the inverse document frequency of BM25: found documents of total.
func rarity(found, total uint64) float64 {
	found = min(found, total)
	return math.Log(1 + (float64(total-found)+0.5)/(float64(found)+0.5))
}

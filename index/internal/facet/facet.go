// Package facet counts the values of fields over everything that a search
// finds, exactly and in a small part of the time that bleve's facets take.
//
// Bleve reads the values of each document found from disk, as strings, and
// counts them in a map. Here every value is a number: for each segment of the
// index and each field that is asked for, a column holds the numbers of each
// document's values. It is made when a search first asks for it, from the
// field's terms and their postings (no doc values are needed), and kept while
// the segment lives, within a bound of memory. A search marks the documents it
// finds; when it ends, field after field is counted, an addition for each value
// of each document found. Of a segment that has more documents found than not,
// the others are taken off what the whole segment has, so that to count
// everything costs least of all.
//
//	cache := facet.NewCache(256 << 20)             // one an engine
//	counter := cache.Counter("facet_person", …)    // one a search
//	request.Query = counter.Over(request.Query)    // the outermost query
//	… SearchInContext(ctx, request) …              // one index, or many in an alias
//	top := counter.Top("facet_person", 10)
//
// Counts are those of the documents that the query gave to its collector: all
// that were found, or those up to the time limit. A search that is run again
// needs a new Counter, or [Counter.Restart]. No facets are asked of bleve.
package facet

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search"
	blevequery "github.com/blevesearch/bleve/v2/search/query"
	index "github.com/blevesearch/bleve_index_api"
)

// Value is a value of a field and how many of the documents found have it.
type Value struct {
	Term  string
	Count uint64
}

// Counter counts fields over one search. Its query may run in several indexes
// at once.
type Counter struct {
	fields  []string
	shelves []*shelf

	// mu guards counts.
	mu sync.Mutex
	// counts has the counts of each field by number.
	counts [][]uint32
}

// Counter returns a counter of fields for one search.
func (c *Cache) Counter(fields ...string) *Counter {
	out := &Counter{fields: fields, counts: make([][]uint32, len(fields))}
	for _, f := range fields {
		out.shelves = append(out.shelves, c.shelf(f))
	}
	return out
}

// Restart forgets what was counted, for a search that is run again.
func (c *Counter) Restart() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counts = make([][]uint32, len(c.fields))
}

// Top returns the k most frequent values of a field, by falling count, then by
// term. Call it when the search has ended.
func (c *Counter) Top(field string, k int) []Value {
	c.mu.Lock()
	defer c.mu.Unlock()
	at := slices.Index(c.fields, field)
	if at < 0 || k <= 0 {
		return nil
	}
	counts, shelf := c.counts[at], c.shelves[at]
	// highest are the k highest counts, the least of them first.
	var highest []uint32
	for _, n := range counts {
		if n == 0 || len(highest) == k && n <= highest[0] {
			continue
		}
		place, _ := slices.BinarySearch(highest, n)
		highest = slices.Insert(highest, place, n)
		if len(highest) > k {
			highest = highest[1:]
		}
	}
	var out []Value
	for number, n := range counts {
		if n > 0 && n >= highest[0] {
			out = append(out, Value{shelf.term(uint32(number)), uint64(n)})
		}
	}
	slices.SortFunc(out, func(a, b Value) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Term, b.Term))
	})
	return out[:min(k, len(out))]
}

// Over returns a query that finds what q does and counts it.
func (c *Counter) Over(q blevequery.Query) blevequery.Query { return &counted{q, c} }

// counted is a query that is counted.
type counted struct {
	blevequery.Query
	counter *Counter
}

// Restart is called by who runs the search a second time.
func (q *counted) Restart() { q.counter.Restart() }

// errForeign is returned for an index of a kind that has no segments.
var errForeign = errors.New("counting facets: the index has no segments")

// Searcher implements bleve's query.
func (q *counted) Searcher(ctx context.Context, r index.IndexReader, m mapping.IndexMapping, o search.SearcherOptions) (search.Searcher, error) {
	snapshot, ok := r.(*scorch.IndexSnapshot)
	if !ok {
		return nil, fmt.Errorf("%w (%T)", errForeign, r)
	}
	s := &searcher{counter: q.counter}
	first := uint64(0)
	for _, part := range snapshot.Segments() {
		p := piece{first: first, columns: make([]*column, len(q.counter.fields)), found: newMarks(part.Segment().Count())}
		for i, field := range q.counter.fields {
			var err error
			if p.columns[i], err = q.counter.shelves[i].column(ctx, part.Segment()); err != nil {
				return nil, fmt.Errorf("reading the values of %s: %w", field, err)
			}
		}
		first += part.Segment().Count()
		s.pieces = append(s.pieces, p)
	}
	inner, err := q.Query.Searcher(ctx, r, m, o)
	if err != nil {
		return nil, err
	}
	s.Searcher = inner
	return s, nil
}

// piece is a segment of the index that is searched.
type piece struct {
	// first is the number of its first document in the index.
	first   uint64
	columns []*column
	found   *marks
}

// searcher counts what another searcher finds.
type searcher struct {
	search.Searcher
	counter *Counter
	pieces  []piece
	// at is the piece of the last document.
	at int
}

// Next implements bleve's searcher.
func (s *searcher) Next(ctx *search.SearchContext) (*search.DocumentMatch, error) {
	m, err := s.Searcher.Next(ctx)
	if m != nil && err == nil {
		s.mark(m.IndexInternalID.Value())
	}
	return m, err
}

// Advance implements bleve's searcher.
func (s *searcher) Advance(ctx *search.SearchContext, id index.IndexInternalID) (*search.DocumentMatch, error) {
	m, err := s.Searcher.Advance(ctx, id)
	if m != nil && err == nil {
		s.mark(m.IndexInternalID.Value())
	}
	return m, err
}

func (s *searcher) mark(document uint64) {
	for s.at+1 < len(s.pieces) && document >= s.pieces[s.at+1].first {
		s.at++
	}
	p := &s.pieces[s.at]
	p.found.add(document - p.first)
}

// Close counts what was found into the counter.
func (s *searcher) Close() error {
	for i, shelf := range s.counter.shelves {
		counts := make([]uint32, shelf.len())
		for _, p := range s.pieces {
			p.columns[i].count(p.found, counts)
		}
		s.counter.add(i, counts)
	}
	s.pieces = nil
	return s.Searcher.Close()
}

// add adds counts of the field of that number.
func (c *Counter) add(field int, counts []uint32) {
	c.mu.Lock()
	defer c.mu.Unlock()
	total := c.counts[field]
	if len(total) < len(counts) {
		// The shorter one is added to the longer.
		total, counts = counts, total
		c.counts[field] = total
	}
	for number, n := range counts {
		total[number] += n
	}
}

package facet

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"weak"

	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// Cache keeps columns. It may be used concurrently.
type Cache struct {
	limit int64
	used  atomic.Int64
	// clock counts uses; a column's last use is its time.
	clock atomic.Int64

	// mu guards shelves.
	mu      sync.Mutex
	shelves map[string]*shelf
}

// NewCache returns a cache that keeps up to limit bytes of columns and terms:
// about 4 bytes for each value of each document, 4 for each document and field,
// 8 for each different value of a segment and 100 for it in all. What one
// search needs beyond the limit is made, used and given up: it costs time, not
// correctness.
func NewCache(limit int64) *Cache {
	return &Cache{limit: limit, shelves: make(map[string]*shelf)}
}

// Bytes returns how much memory the columns and terms take, about.
func (c *Cache) Bytes() int64 { return c.used.Load() }

// shelf holds the columns of one field, and numbers its terms.
type shelf struct {
	cache *Cache
	field string

	// mu guards what follows.
	mu      sync.RWMutex
	numbers map[string]uint32
	terms   []string
	columns map[identity]*slot
	bytes   int64
	// replaced is set when another shelf took the place of this one, which
	// lives on in the searches that have it.
	replaced bool
}

// identity tells segments apart and keeps none of them from being collected:
// one that is not yet on disk holds all that was written.
type identity = weak.Pointer[byte]

func identify(seg segment.Segment) (identity, error) {
	v := reflect.ValueOf(seg)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return identity{}, fmt.Errorf("%w (%T)", errForeign, seg)
	}
	return weak.Make((*byte)(v.UnsafePointer())), nil
}

// slot is a column that is made once.
type slot struct {
	ready chan struct{}
	// column and err are set when ready is closed.
	column *column
	err    error
	used   atomic.Int64
}

// termBytes is about what a term takes beside its letters: a string twice, a
// number, and the map.
const termBytes = 80

func (c *Cache) shelf(field string) *shelf {
	c.mu.Lock()
	defer c.mu.Unlock()
	s, ok := c.shelves[field]
	if ok && c.used.Load() > c.limit && s.replace() {
		ok = false
	}
	if !ok {
		s = &shelf{cache: c, field: field, numbers: make(map[string]uint32), columns: make(map[identity]*slot)}
		c.shelves[field] = s
	}
	return s
}

// replace gives up a shelf whose terms take much of the memory, many of them
// of segments that are no more.
func (s *shelf) replace() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if int64(len(s.terms))*termBytes < s.cache.limit/4 {
		return false
	}
	s.replaced = true
	s.cache.used.Add(-s.bytes)
	return true
}

// len returns how many terms have a number.
func (s *shelf) len() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.terms)
}

func (s *shelf) term(number uint32) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.terms[number]
}

// column returns the column of a segment, making it if there is none. Who asks
// for one that is being made waits for it.
func (s *shelf) column(ctx context.Context, seg segment.Segment) (*column, error) {
	now := s.cache.clock.Add(1)
	key, err := identify(seg)
	if err != nil {
		return nil, err
	}
	for {
		s.mu.Lock()
		have, ok := s.columns[key]
		if !ok {
			have = &slot{ready: make(chan struct{})}
			s.columns[key] = have
		}
		have.used.Store(now)
		s.mu.Unlock()
		if !ok {
			s.fill(ctx, seg, key, have)
			return have.column, have.err
		}
		select {
		case <-have.ready:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if have.err == nil {
			return have.column, nil
		}
		// Who made it ran out of time.
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
}

// fill makes a column and keeps it, or nothing if that fails.
func (s *shelf) fill(ctx context.Context, seg segment.Segment, key identity, into *slot) {
	made, err := s.read(ctx, seg)
	s.mu.Lock()
	into.column, into.err = made, err
	if err != nil {
		delete(s.columns, key)
	} else {
		s.take(made.bytes())
	}
	s.mu.Unlock()
	close(into.ready)
	s.cache.trim()
}

// take adds to the memory that the shelf takes. The caller holds mu.
func (s *shelf) take(bytes int64) {
	s.bytes += bytes
	if !s.replaced {
		s.cache.used.Add(bytes)
	}
}

// read makes the column of a segment from the postings of every term of the
// field.
func (s *shelf) read(ctx context.Context, seg segment.Segment) (c *column, err error) {
	defer func() {
		if p := recover(); p != nil {
			c, err = nil, fmt.Errorf("the index library panicked: %v", p)
		}
	}()
	dictionary, err := seg.Dictionary(s.field)
	if err != nil {
		return nil, err
	}
	// The documents of each term, one term after another, and where each ends.
	var documents, ends []uint32
	var names []string
	c = &column{ends: make([]uint32, seg.Count())}
	var list segment.PostingsList
	var postings segment.PostingsIterator
	terms := dictionary.AutomatonIterator(nil, nil, nil)
	for {
		if len(names)%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		entry, err := terms.Next()
		if err != nil {
			return nil, err
		}
		if entry == nil {
			break
		}
		if list, err = dictionary.PostingsList([]byte(entry.Term), nil, list); err != nil {
			return nil, err
		}
		postings = list.Iterator(false, false, false, postings)
		if documents, err = appendDocuments(documents, postings); err != nil {
			return nil, err
		}
		names = append(names, entry.Term)
		ends = append(ends, uint32(len(documents)))
	}
	numbers := s.numbered(names, ends)
	c.terms, c.frequencies = numbers, make([]uint32, len(ends))
	for _, d := range documents {
		c.ends[d]++
	}
	// Each end is first where the document's values begin, and moves on with
	// each value.
	total := uint32(0)
	for i, n := range c.ends {
		c.ends[i] = total
		total += n
	}
	c.values = make([]uint32, total)
	begin := uint32(0)
	for i, end := range ends {
		for _, d := range documents[begin:end] {
			c.values[c.ends[d]] = numbers[i]
			c.ends[d]++
		}
		c.frequencies[i] = end - begin
		begin = end
	}
	return c, nil
}

// appendDocuments appends the documents of a postings list: those of its bitmap
// if it has one, which is several times faster than one posting after another.
func appendDocuments(out []uint32, postings segment.PostingsIterator) ([]uint32, error) {
	if whole, ok := postings.(segment.OptimizablePostingsIterator); ok {
		if bitmap := whole.ActualBitmap(); bitmap != nil {
			bitmap.Iterate(func(d uint32) bool {
				out = append(out, d)
				return true
			})
			return out, nil
		}
	}
	for {
		at, err := postings.Next()
		if err != nil || at == nil {
			return out, err
		}
		out = append(out, uint32(at.Number()))
	}
}

// numbered returns the numbers of terms, whose postings end as ends says, and
// gives a number to those that have none: the frequent first, so that most of
// counting happens in a small part of memory.
func (s *shelf) numbered(terms []string, ends []uint32) []uint32 {
	frequency := func(i int) uint32 {
		if i == 0 {
			return ends[0]
		}
		return ends[i] - ends[i-1]
	}
	order := make([]int, len(terms))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(frequency(b), frequency(a)) })
	numbers := make([]uint32, len(terms))
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, i := range order {
		n, ok := s.numbers[terms[i]]
		if !ok {
			n = uint32(len(s.terms))
			s.numbers[terms[i]] = n
			s.terms = append(s.terms, terms[i])
			s.take(int64(len(terms[i]) + termBytes))
		}
		numbers[i] = n
	}
	return numbers
}

// trim gives up the columns of segments that are no more, and the least
// recently used of the others until the rest is within the limit.
func (c *Cache) trim() {
	c.mu.Lock()
	defer c.mu.Unlock()
	type place struct {
		shelf *shelf
		key   identity
		used  int64
	}
	var living []place
	for _, s := range c.shelves {
		s.mu.Lock()
		for key, have := range s.columns {
			switch {
			case have.column == nil:
			case key.Value() == nil:
				s.drop(key)
			default:
				living = append(living, place{s, key, have.used.Load()})
			}
		}
		s.mu.Unlock()
	}
	slices.SortFunc(living, func(a, b place) int { return cmp.Compare(a.used, b.used) })
	for _, p := range living {
		if c.used.Load() <= c.limit {
			return
		}
		p.shelf.mu.Lock()
		p.shelf.drop(p.key)
		p.shelf.mu.Unlock()
	}
}

// drop gives up a column. The caller holds mu.
func (s *shelf) drop(key identity) {
	s.take(-s.columns[key].column.bytes())
	delete(s.columns, key)
}

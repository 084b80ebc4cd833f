package store

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
	segmentapi "github.com/blevesearch/scorch_segment_api/v2"
)

// What is asked here is asked dozens of times for one query, so it is read
// segment after segment in the caller's goroutine: the library's FieldDict
// starts a goroutine for each segment and waits for all, and every such wait is
// one in which a busy indexer takes the processor.

// dictionaries visits the terms of a field in each segment of a slice as it is
// now.
func (s *slice) dictionaries(field string, visit func(segmentapi.TermDictionary) error) (err error) {
	r, err := s.reader()
	if err != nil {
		return err
	}
	snapshot, _ := r.(*scorch.IndexSnapshot)
	if snapshot == nil {
		return bleve.ErrorIndexClosed
	}
	defer func() { err = errors.Join(err, snapshot.Close()) }()
	return eachDictionary(snapshot, field, visit)
}

func eachDictionary(snapshot *scorch.IndexSnapshot, field string, visit func(segmentapi.TermDictionary) error) error {
	for _, part := range snapshot.Segments() {
		d, err := part.Segment().Dictionary(field)
		if err != nil {
			return err
		}
		if err := visit(d); err != nil {
			return err
		}
	}
	return nil
}

// Frequency returns in how many documents a term of a field is, counting
// documents that were replaced since the last merge too.
func (s *Store) Frequency(field, term string) (uint64, error) {
	return again(func() (uint64, error) { return s.frequency(field, term) })
}

func (s *Store) frequency(field, term string) (n uint64, err error) {
	var list segmentapi.PostingsList
	for _, slice := range *s.serving.Load().slices.Load() {
		err := slice.dictionaries(field, func(d segmentapi.TermDictionary) (err error) {
			if list, err = d.PostingsList([]byte(term), nil, list); err == nil {
				n += list.Count()
			}
			return err
		})
		if err != nil {
			return 0, fmt.Errorf("counting a term of %s in slice %s: %w", field, slice.month, err)
		}
	}
	return n, nil
}

// Term is a term of a field and in how many documents it is, counting
// documents that were replaced since the last merge too.
type Term struct {
	Text  string
	Count uint64
}

// Terms returns the terms of a field that begin with a prefix, most frequent
// first. It reads at most limit terms of each slice.
func (s *Store) Terms(field, prefix string, limit int) ([]Term, error) {
	return again(func() ([]Term, error) { return s.terms(field, prefix, limit) })
}

func (s *Store) terms(field, prefix string, limit int) ([]Term, error) {
	counts := make(map[string]uint64)
	for _, slice := range *s.serving.Load().slices.Load() {
		if err := slice.terms(field, prefix, limit, counts); err != nil {
			return nil, fmt.Errorf("reading terms of %s in slice %s: %w", field, slice.month, err)
		}
	}
	terms := make([]Term, 0, len(counts))
	for text, count := range counts {
		terms = append(terms, Term{text, count})
	}
	slices.SortFunc(terms, func(a, b Term) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Text, b.Text))
	})
	return terms, nil
}

// terms adds the first terms of a slice that begin with a prefix, at most limit
// of them, to counts.
func (s *slice) terms(field, prefix string, limit int, counts map[string]uint64) error {
	found := make(map[string]uint64)
	err := s.dictionaries(field, func(d segmentapi.TermDictionary) error {
		return firstTerms(d, nil, prefix, limit, func(e *index.DictEntry) { found[e.Term] += e.Count })
	})
	if err != nil {
		return err
	}
	// A term among the first of all is among the first of each segment that
	// has it, so its count is whole.
	for i, text := range sortedKeys(found) {
		if i == limit {
			break
		}
		counts[text] += found[text]
	}
	return nil
}

// firstTerms visits the first terms of a segment that begin with a prefix and
// are accepted by the automaton, if there is one, at most limit of them.
func firstTerms(d segmentapi.TermDictionary, accepts segmentapi.Automaton, prefix string, limit int, visit func(*index.DictEntry)) error {
	begin := []byte(prefix)
	terms := d.AutomatonIterator(accepts, begin, behind(begin))
	for range limit {
		entry, err := terms.Next()
		if err != nil || entry == nil {
			return err
		}
		visit(entry)
	}
	return nil
}

// behind returns the first term that is behind all that begin with a prefix;
// nil: there is none.
func behind(prefix []byte) []byte {
	end := slices.Clone(prefix)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i]++; end[i] != 0 {
			return end[:i+1]
		}
	}
	return nil
}

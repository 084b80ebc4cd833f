package language

import (
	"sync"

	index "github.com/blevesearch/bleve_index_api"
)

// counting is what one count of terms needs and the next can use again.
type counting struct {
	occurrences []occurrence
	terms       []*index.TokenFreq
}

// countings holds *counting.
type countings struct{ pool sync.Pool }

// Frequencies analyses a text into what bleve's fields hold: its terms, how
// often and, if positions is set, as which words of the text. Array is given to
// every position; it tells apart several texts of one field. Length is the
// number of places that have a term, so that a word does not make a text longer
// by its parts. The result is that of bleve's own fields with
// [Language.Analyser], with a fraction of the allocations, and without the
// offsets of words, which would take a sixth of an index and are had from the
// text where an answer is shown.
func (l *Language) Frequencies(text []byte, array []uint64, positions bool) (terms index.TokenFrequencies, length int) {
	c := l.countings.get()
	defer l.countings.pool.Put(c)
	l.full.walk(text, true, func(o occurrence) { c.occurrences = append(c.occurrences, o) })
	terms = make(index.TokenFrequencies, len(c.occurrences)*2/3+1)
	var slab []index.TokenFreq
	for _, o := range c.occurrences {
		t, ok := terms[o.text]
		if !ok {
			if len(slab) == cap(slab) {
				slab = make([]index.TokenFreq, 0, min(64, len(c.occurrences)))
			}
			slab = append(slab, index.TokenFreq{Term: o.term})
			t = &slab[len(slab)-1]
			terms[o.text] = t
		}
		t.SetFrequency(t.Frequency() + 1)
		c.terms = append(c.terms, t)
	}
	if positions {
		c.locate(array)
	}
	return terms, c.length()
}

// length counts places. Occurrences are in their order.
func (c *counting) length() int {
	n, last := 0, 0
	for _, o := range c.occurrences {
		if o.position != last {
			n, last = n+1, o.position
		}
	}
	return n
}

// locate gives each term its places.
func (c *counting) locate(array []uint64) {
	places := make([]index.TokenLocation, len(c.occurrences))
	pointers := make([]*index.TokenLocation, len(c.occurrences))
	for i, o := range c.occurrences {
		t := c.terms[i]
		if t.Locations == nil {
			n := t.Frequency()
			t.Locations = pointers[:0:n]
			pointers = pointers[n:]
		}
		places[i] = index.TokenLocation{ArrayPositions: array, Position: o.position}
		t.Locations = append(t.Locations, &places[i])
	}
}

func (c *countings) get() *counting {
	got, ok := c.pool.Get().(*counting)
	if !ok {
		return new(counting)
	}
	got.occurrences, got.terms = got.occurrences[:0], got.terms[:0]
	return got
}

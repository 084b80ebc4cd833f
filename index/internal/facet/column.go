package facet

import "math/bits"

// column holds the values of one field in one segment, by document. It is
// never changed.
type column struct {
	// ends has where the values of each document end.
	ends   []uint32
	values []uint32
	// terms are the different values, and frequencies how many documents have
	// each.
	terms, frequencies []uint32
}

// begin returns where the values of a document begin.
func (c *column) begin(document int) uint32 {
	if document == 0 {
		return 0
	}
	return c.ends[document-1]
}

func (c *column) bytes() int64 {
	return int64(len(c.ends)+len(c.values)+len(c.terms)+len(c.frequencies)) * 4
}

// count adds the values of the documents that are marked to counts by number.
func (c *column) count(found *marks, counts []uint32) {
	if 2*found.n <= len(c.ends) {
		found.runs(0, len(c.ends), func(from, to int) {
			for _, number := range c.values[c.begin(from):c.ends[to-1]] {
				counts[number]++
			}
		})
		return
	}
	for i, number := range c.terms {
		counts[number] += c.frequencies[i]
	}
	if found.n == len(c.ends) {
		return
	}
	found.runs(^uint64(0), len(c.ends), func(from, to int) {
		for _, number := range c.values[c.begin(from):c.ends[to-1]] {
			counts[number]--
		}
	})
}

// marks is a set of documents of one segment.
type marks struct {
	words []uint64
	n     int
}

func newMarks(documents uint64) *marks { return &marks{words: make([]uint64, (documents+63)/64)} }

// add marks a document. One that the segment does not have is none.
func (m *marks) add(document uint64) {
	at, bit := document/64, uint64(1)<<(document%64)
	if at < uint64(len(m.words)) && m.words[at]&bit == 0 {
		m.words[at] |= bit
		m.n++
	}
}

// runs yields the stretches of documents that are marked, of the first end
// ones; with every bit of flip set, those that are not.
func (m *marks) runs(flip uint64, end int, yield func(from, to int)) {
	from := -1
	for i, word := range m.words {
		word ^= flip
		at := i * 64
		if word == 0 || word == ^uint64(0) {
			// Whole words are the rule at both ends of the range.
			if from >= 0 && word == 0 {
				yield(from, min(at, end))
				from = -1
			} else if from < 0 && word != 0 {
				from = at
			}
			continue
		}
		for bit := 0; bit < 64; {
			rest := word >> bit
			if from < 0 {
				if rest == 0 {
					break
				}
				bit += bits.TrailingZeros64(rest)
				from = at + bit
				continue
			}
			ones := bits.TrailingZeros64(^rest)
			if bit += ones; bit < 64 {
				yield(from, min(at+bit, end))
				from = -1
			}
		}
	}
	if from >= 0 && from < end {
		yield(from, end)
	}
}

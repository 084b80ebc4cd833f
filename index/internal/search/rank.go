package search

import (
	"encoding/binary"
	"math"
	"time"

	"github.com/blevesearch/bleve/v2/search"

	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/index/internal/store"
)

// weights say what finding a word or a name in a place is worth. They were
// chosen on the half of testdata/ranking that is not held out.
type weights struct {
	// A title says what a story is about, a name is chosen by the annotator, a
	// lead sums up.
	title, names, lead, text float64
	// entity is for one that an article names, salient for one that it is
	// about, in part for one in between.
	entity, salient float64
}

func usualWeights() weights {
	return weights{title: 3, names: 2, lead: 1.5, text: 1, entity: 0.5, salient: 3}
}

// floorOfAge is what is left of the score of a story that is very old: one
// that answers twice as well as a new one comes before it at any age.
const floorOfAge = 0.5

// freshness is the factor on the score of a story of that age.
func freshness(age, halfLife time.Duration) float64 {
	if halfLife <= 0 || age <= 0 {
		return 1
	}
	return floorOfAge + (1-floorOfAge)*math.Exp2(-float64(age)/float64(halfLife))
}

// byKey is what the sorts here have in common: they need the order key of each
// document, and their values are compared as they are.
type byKey struct {
	// key is that of the document at hand.
	key []byte
}

// UpdateVisitor is told the values of the document at hand.
func (k *byKey) UpdateVisitor(field string, term []byte) {
	if field == store.FieldOrder {
		k.key = term
	}
}

// DecodeValue returns the value as it is.
func (k *byKey) DecodeValue(value string) string { return value }

// RequiresDocID is false: the order key holds the id.
func (k *byKey) RequiresDocID() bool { return false }

// RequiresScoring is false, also where the score is used: true makes the
// library compare scores instead of values. Scores are there unless they are
// turned off.
func (k *byKey) RequiresScoring() bool { return false }

// RequiresFields names the doc values that are needed.
func (k *byKey) RequiresFields() []string { return []string{store.FieldOrder} }

// Reverse does nothing: pages before a cursor are not offered.
func (k *byKey) Reverse() {}

// dateSort sorts by publication, then id.
type dateSort struct {
	byKey
	newest bool
}

var _ search.SearchSort = (*dateSort)(nil)

// Value returns the sort value of the document at hand and forgets it.
func (d *dateSort) Value(*search.DocumentMatch) string {
	value := string(d.key)
	d.key = nil
	return value
}

// Descending is true for the newest first.
func (d *dateSort) Descending() bool { return d.newest }

// Copy returns a copy for another slice.
func (d *dateSort) Copy() search.SearchSort { return &dateSort{newest: d.newest} }

// blend sorts by score times freshness, highest first, then by publication.
type blend struct {
	byKey
	now      time.Time
	halfLife time.Duration
	value    []byte
}

var _ search.SearchSort = (*blend)(nil)

// Value returns the sort value of the document at hand and forgets it.
func (b *blend) Value(d *search.DocumentMatch) string {
	score := max(0, d.Score)
	if published, ok := store.OrderTime(b.key); ok {
		score *= freshness(b.now.Sub(published), b.halfLife)
	}
	// The bits of floats that are not negative sort as the floats do.
	b.value = binary.BigEndian.AppendUint64(b.value[:0], math.Float64bits(score))
	b.value = append(b.value, b.key...)
	b.key = nil
	return string(b.value)
}

// Descending is always true.
func (b *blend) Descending() bool { return true }

// Copy returns a copy for another slice.
func (b *blend) Copy() search.SearchSort { return &blend{now: b.now, halfLife: b.halfLife} }

// order returns how hits are sorted. No two hits are equal in any order.
func order(sort query.Sort, now time.Time, halfLife time.Duration) search.SortOrder {
	switch sort {
	case query.SortNewest:
		return search.SortOrder{&dateSort{newest: true}}
	case query.SortOldest:
		return search.SortOrder{&dateSort{}}
	}
	return search.SortOrder{&blend{now: now, halfLife: halfLife}}
}

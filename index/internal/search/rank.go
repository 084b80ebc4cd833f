package search

import (
	"fmt"
	"math"
	"time"

	"github.com/blevesearch/bleve/v2/numeric"
	"github.com/blevesearch/bleve/v2/search"

	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/index/internal/store"
)

// The weights of a word by where it stands. A title says what a story is
// about, a name is chosen by the annotator, a lead sums up.
const (
	weightTitle = 3.0
	weightNames = 2.0
	weightLead  = 1.5
	weightText  = 1.0
	// weightSalient is for an entity that the article is about, weightEntity
	// for one that it names.
	weightSalient = 3.0
	weightEntity  = 0.5
)

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

// blend sorts by score times freshness, highest first.
type blend struct {
	now      time.Time
	halfLife time.Duration
	// published is that of the document at hand.
	published time.Time
	known     bool
}

var _ search.SearchSort = (*blend)(nil)

// UpdateVisitor is told the values of the document at hand.
func (b *blend) UpdateVisitor(field string, term []byte) {
	if field != store.FieldPublished || b.known {
		return
	}
	if nanos, err := publishedNanos(string(term)); err == nil {
		b.published, b.known = time.Unix(0, nanos), true
	}
}

// publishedNanos decodes a full value of a date field; the shorter values that
// serve range searches are refused.
func publishedNanos(term string) (int64, error) {
	coded := numeric.PrefixCoded(term)
	if shift, err := coded.Shift(); err != nil || shift != 0 {
		return 0, fmt.Errorf("%q is no full date", term)
	}
	return coded.Int64()
}

// Value returns the sort key of the document at hand and forgets it.
func (b *blend) Value(d *search.DocumentMatch) string {
	score := d.Score
	if b.known {
		score *= freshness(b.now.Sub(b.published), b.halfLife)
	}
	b.known = false
	return string(numeric.MustNewPrefixCodedInt64(numeric.Float64ToInt64(score), 0))
}

// DecodeValue returns the key as it is.
func (b *blend) DecodeValue(value string) string { return value }

// Descending is always true.
func (b *blend) Descending() bool { return true }

// RequiresDocID is false.
func (b *blend) RequiresDocID() bool { return false }

// RequiresScoring is false although the score is used: true makes the library
// compare scores instead of keys. Scores are there unless they are turned off.
func (b *blend) RequiresScoring() bool { return false }

// RequiresFields names the doc values that are needed.
func (b *blend) RequiresFields() []string { return []string{store.FieldPublished} }

// Reverse does nothing: pages before a cursor are not offered.
func (b *blend) Reverse() {}

// Copy returns a copy for another slice.
func (b *blend) Copy() search.SearchSort {
	c := *b
	return &c
}

// order returns how hits are sorted. Every order ends in the id, so that none
// leaves two hits undecided.
func order(sort query.Sort, now time.Time, halfLife time.Duration) search.SortOrder {
	published := func(newest bool) search.SearchSort {
		return &search.SortField{Field: store.FieldPublished, Type: search.SortFieldAsDate, Desc: newest}
	}
	id := &search.SortDocID{}
	switch sort {
	case query.SortNewest:
		return search.SortOrder{published(true), id}
	case query.SortOldest:
		return search.SortOrder{published(false), id}
	}
	return search.SortOrder{&blend{now: now, halfLife: halfLife}, published(true), id}
}

package news

import (
	"cmp"
	"strconv"
	"strings"
)

// Newer reports whether a replaces b, the form of the same article that a
// subscriber already has: it is a later revision, or the same revision from a
// higher version of the enricher, or in a tie of versions from the enricher
// whose name sorts later. Any article is newer than nil.
//
// Delivery is at least once and revisions may arrive out of order. A
// subscriber that keeps the last article of each id and skips what is not
// newer never repeats itself and never goes back.
func Newer(a, b *Article) bool {
	if b == nil {
		return true
	}
	return cmp.Or(cmp.Compare(a.Revision, b.Revision), a.Enricher().Compare(b.Enricher())) > 0
}

// Enricher is what annotated the article. An article without annotations has
// the zero Enricher, which comes before any other.
func (a *Article) Enricher() Enricher {
	if a.Annotations == nil {
		return Enricher{}
	}
	return a.Annotations.Enricher
}

// Compare orders enrichers by the ordinal of their version, then by its hash,
// then by name: the result is below, at or above 0. A version whose ordinal
// cannot be read comes before those that have one.
func (e Enricher) Compare(other Enricher) int {
	ordinal, hash := e.split()
	otherOrdinal, otherHash := other.split()
	return cmp.Or(cmp.Compare(ordinal, otherOrdinal), cmp.Compare(hash, otherHash), cmp.Compare(e.Name, other.Name))
}

// split parts a version.
func (e Enricher) split() (ordinal int, hash string) {
	digits, hash, _ := strings.Cut(e.Version, "-")
	ordinal, err := strconv.Atoi(digits)
	if err != nil {
		return -1, e.Version
	}
	return ordinal, hash
}

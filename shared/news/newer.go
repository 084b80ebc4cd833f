package news

import "cmp"

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
	x, y := a.enricher(), b.enricher()
	return cmp.Or(
		cmp.Compare(a.Revision, b.Revision),
		cmp.Compare(x.Version, y.Version),
		cmp.Compare(x.Name, y.Name),
	) > 0
}

// enricher is what annotated the article; an article without annotations
// comes before any that has them.
func (a *Article) enricher() Enricher {
	if a.Annotations == nil {
		return Enricher{Version: -1}
	}
	return a.Annotations.Enricher
}

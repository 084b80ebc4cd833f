package news

// Newer reports whether a replaces b, the form of the same article that a
// subscriber already has: a later revision, or the same revision annotated by
// a higher version of the enricher. Delivery is at least once and revisions
// may arrive out of order; a subscriber that keeps the last article of each
// id and skips what is not newer sees each revision at most once and never
// goes back. Any article is newer than nil.
func Newer(a, b *Article) bool {
	switch {
	case b == nil:
		return true
	case a.Revision != b.Revision:
		return a.Revision > b.Revision
	}
	return a.enricherVersion() > b.enricherVersion()
}

// enricherVersion is -1 for an article that is not annotated, which any
// annotated one replaces.
func (a *Article) enricherVersion() int {
	if a.Annotations == nil {
		return -1
	}
	return a.Annotations.Enricher.Version
}

package replay

import (
	"context"
	"errors"
	"strconv"

	"github.com/dateline-news/dateline/shared/bus"
	"github.com/dateline-news/dateline/shared/news"
)

// plan knows the articles of a range of the stream: the last revision of each,
// and by what it was annotated. It takes about 0.1 KB an article.
type plan struct {
	articles map[key]record
	// enrichers are those met; a record names one by its place.
	enrichers []news.Enricher
	// last is the highest sequence in the range.
	last uint64
}

// key is the id of an article.
type key [26]byte

// record is what is known of an article.
type record struct {
	// seq is that of the last revision on the articles stream.
	seq      uint64
	revision int32
	// by is the place of the enricher in plan.enrichers, counted from 1; 0
	// means that nothing has annotated this revision.
	by int32
}

func keyOf(id string) (k key, ok bool) { return k, copy(k[:], id) == len(k) && len(id) == len(k) }

// readArticles makes the plan of a range: all articles, none annotated.
func readArticles(ctx context.Context, b *bus.Bus, from, to Point) (*plan, error) {
	p := &plan{articles: map[key]record{}}
	r, behind := span(from, to)
	r.Headers = true
	err := b.ReadRange(ctx, bus.Articles, r, func(m bus.Scanned) error {
		if behind(m) {
			return errBehind
		}
		p.last = m.Seq
		k, ok := keyOf(m.Header.Get(bus.HeaderArticle))
		revision, err := strconv.ParseInt(m.Header.Get(bus.HeaderRevision), 10, 32)
		if ok && err == nil && revision >= int64(p.articles[k].revision) {
			p.articles[k] = record{seq: m.Seq, revision: int32(revision)}
		}
		return nil
	})
	if err != nil && !errors.Is(err, errBehind) {
		return nil, err
	}
	return p, nil
}

// errBehind ends the reading of a range that a time bounds.
var errBehind = errors.New("behind the range")

// readEnriched marks what the enriched stream holds.
func (p *plan) readEnriched(ctx context.Context, b *bus.Bus) error {
	return b.ReadRange(ctx, bus.Enriched, bus.Range{Headers: true}, func(m bus.Scanned) error {
		if id, revision, by, ok := bus.EnrichedBy(m); ok {
			p.annotated(id, revision, by)
		}
		return nil
	})
}

// annotated marks a revision of an article as annotated. The highest version
// counts.
func (p *plan) annotated(id string, revision int, by news.Enricher) {
	k, _ := keyOf(id)
	r, ok := p.articles[k]
	if !ok || int(r.revision) != revision || r.by > 0 && p.enrichers[r.by-1].Compare(by) >= 0 {
		return
	}
	r.by = p.place(by)
	p.articles[k] = r
}

// place returns the place of an enricher, counted from 1.
func (p *plan) place(by news.Enricher) int32 {
	for i, e := range p.enrichers {
		if e == by {
			return int32(i) + 1 //nolint:gosec // few
		}
	}
	p.enrichers = append(p.enrichers, by)
	return int32(len(p.enrichers)) //nolint:gosec // few
}

// verdict says what is to be done with an article.
type verdict int

const (
	// due is to be annotated.
	due verdict = iota
	// upToDate has this version already, or a later one.
	upToDate
	// waiting is left to the running daemon, which has not come to it.
	waiting
)

// judge decides about a record. What lies behind the sequence done, as far as
// the daemons have come, and has no annotations is theirs.
func (p *plan) judge(r record, by news.Enricher, done uint64) verdict {
	switch {
	case r.by == 0 && r.seq > done:
		return waiting
	case r.by > 0 && p.enrichers[r.by-1].Compare(by) >= 0:
		return upToDate
	}
	return due
}

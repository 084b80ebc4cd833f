// Package search answers parsed queries from the index: it finds what names
// stand for, makes the index's query, ranks, folds reprints, counts facets, and
// shows each hit with the sentence that answers best. Besides it counts answers
// over time, tells what is known of an entity, picks quotations, lists revisions
// and exports whole articles.
//
// What the index alone cannot decide (closeness, stretched phrases, conditions
// on one quotation) is read and put to a [query.Matcher], at most 2,000 articles
// in the order of the answer; beyond them the answer is marked as partial.
//
// The pages of an answer go on with what the first page began: they are asked
// as of its time, whatever comes or is edited meanwhile. Only scores may move a
// little, as words become more frequent.
//
// Every search ends: by its own bounds, or at the time limit with what it has
// until then, marked as partial. Nothing is kept between searches but names and
// the columns that facets are counted with.
package search

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/facet"
	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/news"
)

const (
	// maxWindow is how deep pages by relevance go.
	maxWindow = 10_000
	// maxTermSearchers bounds the memory of one search in one slice: each word
	// costs one in every field and language.
	maxTermSearchers = 20_000
	hitEntities      = 6
)

// DefaultFacetBytes is enough for about a million articles.
const DefaultFacetBytes = 256 << 20

// Options is what an Engine is made with.
type Options struct {
	Store     *store.Store
	Languages *language.Set
	// HalfLife is the age at which a story has lost half of what freshness
	// gives it; 0: age does not count.
	HalfLife time.Duration
	// FacetBytes bounds the memory that is kept to count facets quickly; 0:
	// [DefaultFacetBytes].
	FacetBytes int64
	// Now is the clock; nil: the system's.
	Now func() time.Time
}

// Engine answers queries. It may be used concurrently.
type Engine struct {
	store     *store.Store
	languages *language.Set
	halfLife  time.Duration
	now       func() time.Time
	weights   weights
	columns   *facet.Cache
	names     *nameCache
}

// New returns an Engine.
func New(o Options) *Engine {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.FacetBytes == 0 {
		o.FacetBytes = DefaultFacetBytes
	}
	return &Engine{store: o.Store, languages: o.Languages, halfLife: o.HalfLife, now: o.Now, weights: usualWeights(), columns: facet.NewCache(o.FacetBytes), names: &nameCache{byID: make(map[string]string)}}
}

// Page says which part of the answer is wanted.
type Page struct {
	// Size is between 0 and what the caller allows.
	Size   int
	Cursor string
	// Sort is used where the query does not say.
	Sort query.Sort
	// Facets are out of [client.Facets].
	Facets []string
	// Unfolded shows every article, also where several have the same text.
	Unfolded bool
}

// Search answers a query. The error wraps [ErrCursor] or [ErrWindow], or
// concerns the index; a deadline gives a partial response instead, as long as
// any of the index answered.
func (e *Engine) Search(ctx context.Context, q *query.Query, p Page) (*client.SearchResponse, error) {
	began := time.Now()
	sort := sortOf(q, p.Sort)
	at := cursor{Query: fingerprint(q, string(sort)), Now: e.now().UTC()}
	if p.Cursor != "" {
		var err error
		if at, err = decodeCursor(p.Cursor, at.Query, sort); err != nil {
			return nil, err
		}
	}
	asked, err := e.ask(ctx, q, at.Now, p.Cursor != "")
	if err != nil {
		return nil, err
	}
	h := newHighlighter(q, asked.names, e.languages)
	got, err := e.answer(ctx, asked, stretch{sort: sort, at: at, size: p.Size, facets: p.Facets, unfolded: p.Unfolded, decode: h.decode})
	if err != nil {
		return nil, err
	}
	response := &client.SearchResponse{
		Query: q.String(), Sort: string(sort), Total: got.total, Partial: got.partial,
		Names: asked.shown, Notes: append(asked.notes, got.notes...), Hits: []client.Hit{}, Facets: got.facets,
	}
	for i := range got.found {
		response.Hits = append(response.Hits, hitOf(&got.found[i], h))
	}
	if got.more {
		response.Next = got.next.encode()
	}
	response.TookMillis = millis(began)
	return response, nil
}

// maxLookups bounds the lookups of frequencies for one query.
const maxLookups = 4000

// rarity returns a function that tells how much finding a term says, by its
// frequency among the articles of a chain in the whole index, or among all
// articles where no chain is named. A query of very many words goes without.
func (e *Engine) rarity() func(chain, field, term string) float64 {
	all, slices := e.store.Size()
	known := make(map[[2]string]uint64)
	lookups := 0
	frequency := func(field, term string) (uint64, bool) {
		key := [2]string{field, term}
		if n, ok := known[key]; ok {
			return n, true
		}
		if lookups += slices; lookups > maxLookups {
			return 0, false
		}
		// A term that cannot be looked up is found by no search either.
		n, _ := e.store.Frequency(field, term)
		known[key] = n
		return n, true
	}
	return func(chain, field, term string) float64 {
		total, ok := all, true
		if chain != "" {
			total, ok = frequency(store.FieldChain, chain)
		}
		found, known := frequency(field, term)
		if !ok || !known {
			return prefixRarity
		}
		return rarity(found, total)
	}
}

// ErrWindow is returned for a page by relevance beyond the bound.
var ErrWindow = fmt.Errorf("pages by relevance end after %d hits; use sort:newest to read on", maxWindow)

// ErrTooManyWords is returned for a query that reaches more words of the index
// than one search may.
var ErrTooManyWords = errors.New("the query reaches too many words of the index; write more letters of a prefix* or ask for fewer words at once")

// wholeness tells whether an answer lacks something and why. Why explains an
// answer that was cut short; where it is empty there is nothing to show and
// the error is returned.
func (e *Engine) wholeness(err error, why string) (partial bool, notes []string, _ error) {
	switch {
	case err == nil:
	case strings.Contains(err.Error(), "TooManyClauses"), strings.Contains(err.Error(), "TooManyTermSearchers"):
		return false, nil, ErrTooManyWords
	case why != "" && (errors.Is(err, store.ErrPartial) || errors.Is(err, context.DeadlineExceeded)):
		partial, notes = true, append(notes, why)
	default:
		return false, nil, err
	}
	if !e.store.Complete() {
		partial = true
		if p, ok := e.store.Rebuilding(); ok {
			notes = append(notes, fmt.Sprintf("the index is being rebuilt: %d of %d documents are in", p.Done, p.Total))
		}
		for _, gap := range e.store.Gaps() {
			notes = append(notes, fmt.Sprintf("articles first seen in %s may be missing: that part of the index was damaged and is made anew", gap.Month))
		}
	}
	return partial, notes, nil
}

// sortOf decides the order: what the query says, what the caller says, else
// relevance where there is something to be relevant to.
func sortOf(q *query.Query, wanted query.Sort) query.Sort {
	switch {
	case q.Sort != query.SortDefault:
		return q.Sort
	case wanted != query.SortDefault:
		return wanted
	}
	for t, negated := range q.Terms {
		if !negated && (t.Field.IsText() || t.Field.IsName() || t.Field == query.Author) {
			return query.SortRelevance
		}
	}
	return query.SortNewest
}

// nameNotes says in words what became of names that are not plain.
func nameNotes(names []client.ResolvedName) []string {
	var notes []string
	for _, n := range names {
		switch {
		case len(n.Entities) == 0 && n.Suggestion != "":
			notes = append(notes, fmt.Sprintf("the index has met nothing as %s, did you mean '%s'?", n.Term, n.Suggestion))
		case len(n.Entities) == 0:
			notes = append(notes, fmt.Sprintf("the index has met nothing as %s", n.Term))
		case n.Omitted > 0:
			notes = append(notes, fmt.Sprintf("%s stands for %d things, the %d most frequent were searched for; a longer name or an id narrows it", n.Term, n.Omitted+len(n.Entities), len(n.Entities)))
		}
	}
	return notes
}

func hitOf(f *found, h *highlighter) client.Hit {
	a := f.article
	out := client.Hit{
		ID: a.ID, Revision: a.Revision, Score: f.score, More: f.more,
		Title: h.title(a), Snippet: h.snippet(a),
		Source: a.Source.ID, SourceName: a.Source.Name, Country: a.Source.Country, URL: a.URL,
		Language: news.LanguageUndetermined, Published: a.Published, FirstSeen: a.FirstSeen,
	}
	if n := a.Annotations; n != nil {
		out.Language = n.Language.Code
		if n.Dateline != nil {
			out.Agency = n.Dateline.Agency
		}
		out.Entities = topEntities(n)
	}
	return out
}

// topEntities returns what an article is about. "Syrian" is left out, which
// names a relation to Syria.
func topEntities(n *news.Annotations) []client.HitEntity {
	var out []client.HitEntity
	for i := range n.Entities {
		e := &n.Entities[i]
		if e.Relation != nil {
			continue
		}
		out = append(out, client.HitEntity{ID: e.ID, Type: string(e.Type), Name: e.Name, Salience: e.Salience})
		if len(out) == hitEntities {
			break
		}
	}
	return out
}

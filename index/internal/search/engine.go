// Package search answers parsed queries from the index: it finds what names
// stand for, makes the index's query, ranks, counts facets, and shows each hit
// with the sentence that answers best.
//
// Every search ends: by its own bounds, or at the time limit with what it has
// until then, marked as partial.
package search

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/blevesearch/bleve/v2"
	blevesearch "github.com/blevesearch/bleve/v2/search"

	"github.com/dateline-news/dateline/index/client"
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

// Options is what an Engine is made with.
type Options struct {
	Store     *store.Store
	Languages *language.Set
	// HalfLife is the age at which a story has lost half of what freshness
	// gives it; 0: age does not count.
	HalfLife time.Duration
	// Now is the clock; nil: the system's.
	Now func() time.Time
}

// Engine answers queries. It may be used concurrently.
type Engine struct {
	store     *store.Store
	languages *language.Set
	halfLife  time.Duration
	now       func() time.Time
}

// New returns an Engine.
func New(o Options) *Engine {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Engine{store: o.Store, languages: o.Languages, halfLife: o.HalfLife, now: o.Now}
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
}

// Search answers a query. The error wraps [ErrCursor] or [ErrWindow], or
// concerns the index; a deadline gives a partial response instead, as long as
// any of the index answered.
func (e *Engine) Search(ctx context.Context, q *query.Query, p Page) (*client.SearchResponse, error) {
	began := time.Now()
	sort := sortOf(q, p.Sort)
	at := cursor{Query: fingerprint(q, sort), Now: e.now().UTC()}
	if p.Cursor != "" {
		var err error
		if at, err = decodeCursor(p.Cursor, at.Query, sort); err != nil {
			return nil, err
		}
	}
	if at.From+p.Size > maxWindow {
		return nil, ErrWindow
	}
	names, shown, err := e.resolve(q)
	if err != nil {
		return nil, err
	}
	c := &compiler{chains: only(q, e.languages, e.store.Chains()), plain: e.languages.Named(language.Unknown), now: at.Now, names: names, rarity: e.rarity()}
	compiled, silent := c.compile(q)
	response := &client.SearchResponse{Query: q.String(), Sort: string(sort), Names: shown, Hits: []client.Hit{}}
	if silent && len(c.chains) > 0 {
		response.Notes = append(response.Notes, "every word of the query is too common to be searched for")
	}
	response.Notes = append(response.Notes, nameNotes(shown)...)

	r := bleve.NewSearchRequestOptions(compiled, p.Size, at.From, false)
	r.Fields = []string{store.FieldMessage}
	r.SortByCustom(order(sort, at.Now, e.halfLife))
	if len(at.After) > 0 {
		r.SetSearchAfter([]string{string(at.After)})
	}
	addFacets(r, p.Facets)
	ctx = context.WithValue(ctx, blevesearch.MaxTermSearchersKey, maxTermSearchers)
	from, to := reach(q, at.Now)
	result, err := e.store.Search(ctx, r, from, to)
	if err := e.partial(response, result, err); err != nil {
		return nil, err
	}
	response.Total = result.Total
	if err := e.show(response, result, newHighlighter(q, names, e.languages)); err != nil {
		return nil, err
	}
	response.Facets = e.facets(result, p.Facets)
	response.Next = next(at, sort, result, p.Size)
	response.TookMillis = float64(time.Since(began).Microseconds()) / 1000
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

// partial marks a response that is not whole. It returns the error of a search
// that has nothing to show.
func (e *Engine) partial(response *client.SearchResponse, result *bleve.SearchResult, err error) error {
	switch {
	case err == nil:
	case strings.Contains(err.Error(), "TooManyClauses"), strings.Contains(err.Error(), "TooManyTermSearchers"):
		return ErrTooManyWords
	case errors.Is(err, store.ErrPartial) && result.Status.Successful > 0,
		errors.Is(err, context.DeadlineExceeded) && result != nil && len(result.Hits) > 0:
		response.Partial = true
		response.Notes = append(response.Notes, fmt.Sprintf("%d of %d months of the index did not answer in time", result.Status.Failed, result.Status.Total))
	default:
		return err
	}
	if !e.store.Complete() {
		response.Partial = true
		if p, ok := e.store.Rebuilding(); ok {
			response.Notes = append(response.Notes, fmt.Sprintf("the index is being rebuilt: %d of %d documents are in", p.Done, p.Total))
		}
	}
	return nil
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

// show turns the hits of the index into those of the response.
func (e *Engine) show(response *client.SearchResponse, result *bleve.SearchResult, h *highlighter) error {
	for _, hit := range result.Hits {
		a, err := store.DecodeHit(hit)
		if err != nil {
			return err
		}
		response.Hits = append(response.Hits, hitOf(a, hit.Score, h))
	}
	return nil
}

func hitOf(a *news.Article, score float64, h *highlighter) client.Hit {
	out := client.Hit{
		ID: a.ID, Revision: a.Revision, Score: score,
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

// next returns the cursor of the page after this one, empty on the last.
func next(at cursor, sort query.Sort, result *bleve.SearchResult, size int) string {
	if size == 0 || len(result.Hits) < size {
		return ""
	}
	last := result.Hits[len(result.Hits)-1]
	if sort == query.SortNewest || sort == query.SortOldest {
		at.After = []byte(last.Sort[0])
		return at.encode()
	}
	at.From += size
	if uint64(at.From) >= result.Total || at.From >= maxWindow {
		return ""
	}
	return at.encode()
}

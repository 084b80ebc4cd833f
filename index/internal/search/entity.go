package search

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/news"
)

const (
	// otherNames is how many other names of an entity are returned.
	otherNames = 20
	// companions is how many entities of a kind, and how many outlets, are
	// named beside an entity.
	companions = 10
)

// Entity returns what the index knows of an entity: the articles that name it
// and answer the query, when they were published, what else they name, what it
// said in them. An entity that no article names has a total of 0. Size is how
// many articles and quotations are returned.
func (e *Engine) Entity(ctx context.Context, id string, narrow *query.Query, size int) (*client.EntityResponse, error) {
	began := time.Now()
	term := &query.Term{Field: query.Entity, Value: id}
	q := narrowed(term, narrow)
	asked, err := e.ask(q, e.now().UTC(), false)
	if err != nil {
		return nil, err
	}
	response := &client.EntityResponse{ID: id, Articles: []client.Hit{}}
	if ids := asked.names[term]; len(ids) != 1 || !strings.EqualFold(ids[0], id) {
		// It is no id that the index has met, though it may be a name.
		response.Took = millis(began)
		return response, nil
	}
	response.ID, response.Notes = asked.names[term][0], asked.notes
	got, err := e.answer(ctx, asked, stretch{sort: query.SortNewest, at: cursor{Now: asked.now}, size: max(1, size)})
	if err != nil {
		return nil, err
	}
	response.Partial, response.Notes = got.partial, append(response.Notes, got.notes...)
	response.Total = got.total
	if got.total == 0 {
		response.Took = millis(began)
		return response, nil
	}
	e.describe(response, got.found)
	h := newHighlighter(q, asked.names, e.languages)
	for i := range got.found[:min(size, len(got.found))] {
		response.Articles = append(response.Articles, hitOf(&got.found[i], h))
	}
	if err := e.company(ctx, asked, got, response); err != nil {
		return nil, err
	}
	if size > 0 {
		said := narrowed(&query.Term{Field: query.Said, Value: id}, narrow)
		quotes, err := e.Quotes(ctx, said, Page{Size: size, Sort: query.SortNewest})
		if err != nil {
			return nil, err
		}
		response.Quotes = quotes.Quotes
		response.Partial = response.Partial || quotes.Partial
		response.Notes = appendNew(response.Notes, quotes.Notes...)
	}
	response.Took = millis(began)
	return response, nil
}

// narrowed joins a term to a query by AND.
func narrowed(t *query.Term, q *query.Query) *query.Query {
	switch {
	case q == nil || q.Root == nil:
		return &query.Query{Root: t}
	default:
		parts := []query.Node{t}
		if and, ok := q.Root.(*query.And); ok {
			parts = append(parts, and.Parts...)
		} else {
			parts = append(parts, q.Root)
		}
		return &query.Query{Root: &query.And{Parts: parts}, Sort: q.Sort}
	}
}

// describe says what an entity is, by the articles at hand, and how it is
// called, by the whole index.
func (e *Engine) describe(r *client.EntityResponse, articles []found) {
	for i := range articles {
		n := articles[i].article.Annotations
		if n == nil {
			continue
		}
		at := slices.IndexFunc(n.Entities, func(one news.Entity) bool { return one.ID == r.ID })
		if at < 0 {
			continue
		}
		one := &n.Entities[at]
		r.Type, r.Kind, r.Name = string(one.Type), one.Kind, one.Name
		for _, place := range one.Within {
			r.Within = append(r.Within, client.NamedItem{ID: place, Name: e.nameOf(place)})
		}
		break
	}
	if name := e.nameOf(r.ID); name != "" {
		r.Name = name
	}
	prefix := store.NamePrefix(r.ID)
	terms, err := e.store.Terms(store.FieldEntityName, prefix, otherNames+1)
	if err != nil {
		// What is called by one name alone is described all the same.
		return
	}
	for _, t := range terms {
		if name := strings.TrimPrefix(t.Text, prefix); name != r.Name && len(r.Names) < otherNames {
			r.Names = append(r.Names, name)
		}
	}
}

// company counts when an entity was named and what else was.
func (e *Engine) company(ctx context.Context, asked *question, got *answer, r *client.EntityResponse) error {
	c := newCensus(r.ID)
	if asked.query.Verify() {
		for i := range got.all {
			c.article(got.all[i].article)
		}
	} else {
		err := e.store.Walk(bounded(ctx), asked.compiled, c.fields(), asked.from, asked.to, c)
		partial, notes, err := e.wholeness(err, notInTime)
		if err != nil {
			return err
		}
		r.Partial, r.Notes = r.Partial || partial, appendNew(r.Notes, notes...)
	}
	r.First, r.Last = c.first, c.last
	interval, bars, err := c.bars("")
	if err != nil {
		return err
	}
	r.Interval, r.Bars = interval, bars
	r.With = make(map[string][]client.FacetCount)
	for _, name := range slices.Sorted(maps.Keys(facetTypes)) {
		if with := e.top(name, c.counts[name], companions); len(with) > 0 {
			r.With[name] = with
		}
	}
	r.Sources = e.top("source", c.counts["source"], companions)
	return nil
}

// census counts documents by time, by what they name beside one entity, and by
// outlet.
type census struct {
	clock
	// but is the entity that is not counted.
	but    string
	names  map[string]string
	counts map[string]map[string]uint64
}

func newCensus(but string) *census {
	c := &census{clock: clock{hours: make(map[int64]uint64)}, but: but, names: make(map[string]string), counts: make(map[string]map[string]uint64)}
	for name := range facetTypes {
		c.names[facetFields[name]] = name
		c.counts[name] = make(map[string]uint64)
	}
	c.names[store.FacetSource] = "source"
	c.counts["source"] = make(map[string]uint64)
	return c
}

func (c *census) fields() []string {
	return append(slices.SortedFunc(maps.Keys(c.names), cmp.Compare[string]), store.FieldOrder)
}

// Value implements [store.Visitor].
func (c *census) Value(field string, term []byte) {
	name, ok := c.names[field]
	if !ok {
		c.clock.Value(field, term)
		return
	}
	if string(term) != c.but {
		c.counts[name][string(term)]++
	}
}

// article counts an article that is at hand.
func (c *census) article(a *news.Article) {
	c.add(a.Published.UTC())
	for _, name := range c.names {
		for _, id := range facetValues(a, name) {
			if id != c.but {
				c.counts[name][id]++
			}
		}
	}
}

package search

import (
	"context"
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
	asked, err := e.ask(ctx, q, e.now().UTC(), false)
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

// companyFacets are what is counted beside an entity.
var companyFacets = []string{"person", "org", "place", "event", "source"}

// company counts when an entity was named and what else was.
func (e *Engine) company(ctx context.Context, asked *question, got *answer, r *client.EntityResponse) error {
	times := &clock{hours: make(map[int64]uint64)}
	counts := make(map[string][]client.FacetCount)
	if asked.query.Verify() {
		all := e.facetsOf(got.all, companyFacets, companions+1)
		for i := range got.all {
			times.add(got.all[i].article.Published.UTC())
		}
		for name, values := range all {
			values = slices.DeleteFunc(values, func(v client.FacetCount) bool { return v.ID == r.ID })
			counts[name] = values[:min(companions, len(values))]
		}
	} else {
		counter := e.counter(companyFacets)
		err := e.store.Walk(bounded(ctx), counted(counter, asked.compiled), []string{store.FieldOrder}, asked.from, asked.to, times)
		partial, notes, err := e.wholeness(err, notInTime)
		if err != nil {
			return err
		}
		r.Partial, r.Notes = r.Partial || partial, appendNew(r.Notes, notes...)
		for _, name := range companyFacets {
			counts[name] = e.mostOf(counter, name, r.ID, companions)
		}
	}
	r.First, r.Last = times.first, times.last
	var err error
	if r.Interval, r.Bars, err = times.bars(""); err != nil {
		return err
	}
	r.Sources = counts["source"]
	r.With = make(map[string][]client.FacetCount)
	for name, values := range counts {
		if name != "source" && len(values) > 0 {
			r.With[name] = values
		}
	}
	return nil
}

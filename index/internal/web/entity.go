package web

import (
	"errors"
	"net/http"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/query"
)

// entityView is what the index knows of an entity.
type entityView struct {
	Head
	Entity *client.EntityResponse
	Chart  *Chart
	With   []Facet
	// Search is the address of its articles, Quotes of what it said.
	Search, Said string
	Sources      []FacetValue
	Hits         []hitView
}

func (s *Site) entity(r *http.Request) (any, int, error) {
	id, text := r.PathValue("id"), r.URL.Query().Get("q")
	e, err := s.index.Entity(r.Context(), client.EntityRequest{ID: id, Query: text})
	if err != nil {
		return nil, 0, err
	}
	a := s.ask(entityQuery(id))
	view := &entityView{
		Head: Head{Title: e.Name}, Entity: e, Chart: s.chart(a, e.Bars, e.Interval),
		Search: s.links.search(a.text), Said: s.links.to("/quotes", "q", (&query.Query{Root: term(query.Said, id)}).String()),
	}
	if view.Title == "" {
		view.Title = id
	}
	for _, f := range facets {
		counts := e.With[f.name]
		if len(counts) == 0 {
			continue
		}
		list := Facet{Title: f.title}
		for _, c := range counts {
			name := c.Name
			if name == "" {
				name = c.ID
			}
			list.Values = append(list.Values, FacetValue{Name: cutText(name, mostName), Count: c.Count, Link: s.links.entity(c.ID)})
		}
		view.With = append(view.With, list)
	}
	for _, c := range e.Sources {
		name := c.Name
		if name == "" {
			name = c.ID
		}
		view.Sources = append(view.Sources, FacetValue{Name: cutText(name, mostName), Count: c.Count, Link: s.links.search(a.with(term(query.Source, c.ID)))})
	}
	for i := range e.Quotes {
		e.Quotes[i].Text.Text, e.Quotes[i].Title = cutText(e.Quotes[i].Text.Text, mostQuoted), cutText(e.Quotes[i].Title, mostTitle)
	}
	for _, h := range e.Articles {
		view.Hits = append(view.Hits, s.hit(a, h))
	}
	return view, http.StatusOK, nil
}

// quotesView is a page of quotations.
type quotesView struct {
	Head
	Wrong  *Wrong
	Answer *client.QuotesResponse
	Next   string
	// Search is the address of the articles of the same query.
	Search string
}

func (s *Site) quotes(r *http.Request) (any, int, error) {
	text, cursor := r.URL.Query().Get("q"), r.URL.Query().Get("cursor")
	view := &quotesView{Head: Head{Title: "Quotations: " + cutText(text, mostTitle), Query: text}, Search: s.links.search(text)}
	answer, err := s.index.Quotes(r.Context(), client.QuotesRequest{Query: text, Cursor: cursor, Size: pageSize})
	if told, ok := errors.AsType[*client.Error](err); ok && told.Status == http.StatusBadRequest {
		view.Wrong = wrongAt(text, told)
		return view, http.StatusBadRequest, nil
	}
	if err != nil {
		return nil, 0, err
	}
	for i := range answer.Quotes {
		q := &answer.Quotes[i]
		q.Text.Text, q.Title = cutText(q.Text.Text, mostQuoted), cutText(q.Title, mostTitle)
	}
	view.Answer = answer
	if answer.Next != "" {
		view.Next = s.links.to("/quotes", "q", text, "cursor", answer.Next)
	}
	return view, http.StatusOK, nil
}

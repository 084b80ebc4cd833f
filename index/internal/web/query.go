package web

import (
	"net/url"
	"slices"
	"time"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/query"
)

// asked is a query that the reader may narrow and widen with links.
type asked struct {
	text   string
	parsed *query.Query
}

// ask reads a query; one that is wrong can be neither narrowed nor widened.
func (s *Site) ask(text string) asked {
	q, err := query.Parse(text, s.limits)
	if err != nil {
		return asked{text: text}
	}
	return asked{text: text, parsed: q}
}

// parts are what must all hold.
func (a asked) parts() []query.Node {
	switch {
	case a.parsed == nil || a.parsed.Root == nil:
		return nil
	}
	if and, ok := a.parsed.Root.(*query.And); ok {
		return and.Parts
	}
	return []query.Node{a.parsed.Root}
}

// of prints a query of parts that must all hold.
func (a asked) of(parts []query.Node) string {
	q := &query.Query{Sort: a.parsed.Sort}
	switch len(parts) {
	case 0:
	case 1:
		q.Root = parts[0]
	default:
		q.Root = &query.And{Parts: parts}
	}
	return q.String()
}

// with returns the query narrowed by a term.
func (a asked) with(t *query.Term) string {
	if a.parsed == nil {
		return (&query.Query{Root: t}).String()
	}
	return a.of(append(slices.Clone(a.parts()), t))
}

// has reports whether a term narrows the query already.
func (a asked) has(t *query.Term) bool {
	return slices.ContainsFunc(a.parts(), func(n query.Node) bool {
		have, ok := n.(*query.Term)
		return ok && have.Field == t.Field && have.Value == t.Value && have.Within == t.Within
	})
}

// Filter is a part of the query that is no text, with the query without it.
type Filter struct {
	Label   string
	Without string
}

// filters lists the parts of a query that can be taken away by a link. Names
// say what the ids in it stand for.
func (a asked) filters(names []client.ResolvedName) []Filter {
	parts := a.parts()
	var out []Filter
	for i, n := range parts {
		t, ok := n.(*query.Term)
		if !ok || t.Field.IsText() {
			continue
		}
		label := t.String()
		for _, r := range names {
			if r.Term == label && len(r.Entities) == 1 && r.Entities[0].Name != "" {
				label = string(t.Field) + ": " + r.Entities[0].Name
			}
		}
		out = append(out, Filter{Label: label, Without: a.of(slices.Delete(slices.Clone(parts), i, i+1))})
	}
	return out
}

// term is a term of a single value.
func term(field query.Field, value string) *query.Term {
	return &query.Term{Field: field, Value: value}
}

// during is a bar of a timeline as a date of the query language.
func during(start time.Time, interval string) string {
	switch interval {
	case "hour":
		return start.Format(time.RFC3339) + ".." + start.Add(time.Hour-time.Second).Format(time.RFC3339)
	case "week":
		return start.Format(time.DateOnly) + ".." + start.AddDate(0, 0, 6).Format(time.DateOnly)
	case "month":
		return start.Format("2006-01")
	case "year":
		return start.Format("2006")
	}
	return start.Format(time.DateOnly)
}

// Every link that narrows a query has all of it, so that a page of a long
// query would be larger than a page may be. Beyond these bytes there are no
// links from the bars, and none from the facets.
const (
	longForBars   = 150
	longForFacets = 250
)

// long reports a query that takes more bytes than some in an address.
func (a asked) long(bytes int) bool { return len(url.QueryEscape(a.text)) > bytes }

// narrowDate returns the query narrowed to a date as it is written.
func (s *Site) narrowDate(a asked, date string) (string, bool) {
	q, err := query.Parse("date:"+date, s.limits)
	if err != nil {
		return "", false
	}
	t, ok := q.Root.(*query.Term)
	if !ok {
		return "", false
	}
	return a.with(t), true
}

func entityQuery(id string) string { return (&query.Query{Root: term(query.Entity, id)}).String() }

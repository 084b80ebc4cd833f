package search

import (
	"time"

	"github.com/blevesearch/bleve/v2"
	blevequery "github.com/blevesearch/bleve/v2/search/query"

	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/index/internal/query"
)

// exactly is a condition that does not change the score.
func exactly(field, value string) blevequery.Query { return &posting{field: field, term: value} }

// during is the condition from ≤ field < to; a zero time is an open end. The
// index keeps years from 1678 to 2261.
func during(field string, from, to time.Time) blevequery.Query {
	const first, last = 1678, 2261
	if from.Year() > last || !to.IsZero() && to.Year() < first {
		return nothing()
	}
	if from.Year() < first {
		from = time.Time{}
	}
	if to.Year() > last {
		to = time.Time{}
	}
	if from.IsZero() && to.IsZero() {
		return everything()
	}
	yes, no := true, false
	q := bleve.NewDateRangeInclusiveQuery(from, to, &yes, &no)
	q.SetField(field)
	return &fixed{query: q}
}

func everything() blevequery.Query { return &fixed{query: bleve.NewMatchAllQuery()} }

// nothing is a query without an answer. Bleve's own turns into everything
// where it stands beside an exclusion.
func nothing() blevequery.Query { return either{} }

func anyOf(parts []blevequery.Query) blevequery.Query {
	if len(parts) == 1 {
		return parts[0]
	}
	return bleve.NewDisjunctionQuery(parts...)
}

func allOf(parts []blevequery.Query) blevequery.Query {
	if len(parts) == 1 {
		return parts[0]
	}
	return bleve.NewConjunctionQuery(parts...)
}

func without(must blevequery.Query, mustNot ...blevequery.Query) blevequery.Query {
	q := bleve.NewBooleanQuery()
	q.AddMust(must)
	q.AddMustNot(mustNot...)
	return q
}

// reach returns the span of publication that every answer lies in, from the
// dates that stand in an AND with everything else.
func reach(q *query.Query, now time.Time) (from, to time.Time) {
	for _, t := range required(q) {
		if !t.Field.IsDate() {
			continue
		}
		f, u := t.Range(now)
		if f.After(from) {
			from = f
		}
		if !u.IsZero() && (to.IsZero() || u.Before(to)) {
			to = u
		}
	}
	return from, to
}

// required returns the terms that every answer fulfils.
func required(q *query.Query) []*query.Term {
	var out []*query.Term
	switch n := q.Root.(type) {
	case *query.Term:
		out = append(out, n)
	case *query.And:
		for _, p := range n.Parts {
			if t, ok := p.(*query.Term); ok {
				out = append(out, t)
			}
		}
	}
	return out
}

// only returns the chains that answers can be of: one if the query requires a
// language.
func only(q *query.Query, languages *language.Set, names []string) []*language.Language {
	var wanted *language.Language
	for _, t := range required(q) {
		if t.Field == query.Lang {
			wanted = languages.For(t.Value)
		}
	}
	var out []*language.Language
	for _, name := range names {
		chain := languages.Named(name)
		if chain != nil && (wanted == nil || chain == wanted) {
			out = append(out, chain)
		}
	}
	return out
}

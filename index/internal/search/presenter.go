package search

import (
	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/shared/news"
)

// Presenter shows articles that come from elsewhere as the index shows hits of
// a query. It is used by one goroutine.
type Presenter struct{ h *highlighter }

// NewPresenter returns a Presenter for a query. Resolved is that of
// [query.MatcherOptions].
func NewPresenter(q *query.Query, languages *language.Set, resolved map[string][]string) *Presenter {
	names := make(map[*query.Term][]string)
	for t := range q.Terms {
		names[t] = resolved[t.String()]
	}
	return &Presenter{newHighlighter(q, names, languages)}
}

// Hit returns an article that answers the query. Where the query has neither
// words nor names, no sentence of the text is shown.
func (p *Presenter) Hit(a *news.Article) client.Hit {
	hit := hitOf(&found{article: a}, p.h)
	if len(p.h.terms) == 0 {
		hit.Snippet = client.Marked{}
	}
	return hit
}

package search

import (
	"context"
	"slices"
	"time"

	blevesearch "github.com/blevesearch/bleve/v2/search"
	blevequery "github.com/blevesearch/bleve/v2/search/query"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/index/internal/query"
)

// question is a query that is ready for the index.
type question struct {
	query *query.Query
	// now is the time that relative dates and freshness are counted from.
	now time.Time
	// names holds the ids that each name term stands for, shown the same for
	// people.
	names map[*query.Term][]string
	shown []client.ResolvedName
	notes []string
	// compiled is what the index is asked.
	compiled blevequery.Query
	// from and to are the span of publication that every answer lies in.
	from, to time.Time
}

// clock is when the question was asked.
func (q *question) clock() time.Time { return q.now }

// ask makes a query ready. Frozen asks for what the index was at the time now,
// so that the pages after the first go on with the answer that the first began.
func (e *Engine) ask(ctx context.Context, q *query.Query, now time.Time, frozen bool) (*question, error) {
	names, shown, err := e.resolve(ctx, q)
	if err != nil {
		return nil, err
	}
	c := &compiler{
		chains: only(q, e.languages, e.store.Chains()), plain: e.languages.Named(language.Unknown),
		now: now, names: names, rarity: e.rarity(), weights: e.weights,
	}
	if at, ok := q.AsOf(now); ok {
		c.asOf = at
	} else if frozen {
		c.asOf = now
	}
	asked := &question{query: q, now: now, names: names, shown: shown, notes: append(slices.Clone(q.Notes), nameNotes(shown)...)}
	var silent bool
	asked.compiled, silent = c.compile(q)
	if silent && len(c.chains) > 0 {
		asked.notes = append([]string{"every word of the query is too common to be searched for"}, asked.notes...)
	}
	asked.from, asked.to = reach(q, now)
	return asked, nil
}

// bounded is a context for one look into the index.
func bounded(ctx context.Context) context.Context {
	return context.WithValue(ctx, blevesearch.MaxTermSearchersKey, maxTermSearchers)
}

// millis is the time since began in milliseconds.
func millis(began time.Time) float64 { return float64(time.Since(began).Microseconds()) / 1000 }

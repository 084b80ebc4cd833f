package search

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/blevesearch/bleve/v2"

	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/index/internal/store"
)

// exportAtOnce is how many ids are asked for at once by an export: each time
// costs one search, and about 2 MB of memory.
const exportAtOnce = 10_000

// Exported is one article of an export.
type Exported struct {
	*store.Entry
	// Cursor goes on after this article.
	Cursor string
}

// Export returns every article that answers a query, by date of publication,
// oldest first unless the query or newest says otherwise. A cursor of an
// earlier export of the same query goes on after its article. Articles that
// come in behind the place reached are in it; nothing is folded, and no number
// of articles is too large.
//
// The iteration ends with the first error: [ErrCursor], the context's, or one
// of the index, such as [store.ErrUnavailable] while a rebuild fills it.
func (e *Engine) Export(ctx context.Context, q *query.Query, sort query.Sort, after string) iter.Seq2[Exported, error] {
	return func(yield func(Exported, error) bool) {
		if err := e.export(ctx, q, sort, after, func(one Exported) bool { return yield(one, nil) }); err != nil {
			yield(Exported{}, err)
		}
	}
}

func (e *Engine) export(ctx context.Context, q *query.Query, sort query.Sort, after string, yield func(Exported) bool) error {
	if byDate(q.Sort) {
		sort = q.Sort
	} else if !byDate(sort) {
		sort = query.SortOldest
	}
	at := cursor{Query: fingerprint(q, "export "+string(sort)), Now: e.now().UTC()}
	if after != "" {
		var err error
		if at, err = decodeCursor(after, at.Query, sort); err != nil {
			return err
		}
	}
	asked, err := e.ask(ctx, q, at.Now, false)
	if err != nil {
		return err
	}
	if p, ok := e.store.Rebuilding(); ok && !e.store.Complete() {
		return fmt.Errorf("%w: it is being rebuilt, %d of %d documents are in, and an export would lack the others; try again later", store.ErrUnavailable, p.Done, p.Total)
	}
	matcher := e.matcher(asked)
	for {
		r := bleve.NewSearchRequestOptions(asked.compiled, exportAtOnce, 0, false)
		r.SortByCustom(order(sort, at.Now, 0))
		if len(at.After) > 0 {
			r.SetSearchAfter([]string{string(at.After)})
		}
		result, err := e.store.Search(bounded(ctx), r, asked.from, asked.to)
		if _, _, err := e.wholeness(err, ""); err != nil {
			return err
		}
		for _, hit := range result.Hits {
			if err := ctx.Err(); err != nil {
				return errors.Join(store.ErrPartial, err)
			}
			at.pass(sort, hit.Sort[0])
			entry, err := e.store.Document(hit.ID)
			if err != nil {
				return err
			}
			// One that was replaced since comes under its new key or was there.
			if entry == nil || asked.query.Verify() && !matcher.Match(entry.Article) {
				continue
			}
			if !yield(Exported{Entry: entry, Cursor: at.encode()}) {
				return nil
			}
		}
		if len(result.Hits) < exportAtOnce {
			return nil
		}
	}
}

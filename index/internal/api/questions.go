package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/index/internal/search"
	"github.com/dateline-news/dateline/shared/news"
)

// exportBytes is about how large the articles of one page of an export are
// together, below what one message over NATS may have.
const exportBytes = 600 << 10

// MaxExport is how many articles a page of an export has at most.
const MaxExport = 1000

// Timeline counts the articles that answer a query over time. The error is a
// *client.Error.
func (a *API) Timeline(ctx context.Context, r client.TimelineRequest) (*client.TimelineResponse, error) {
	return run(ctx, a, "timeline", func(ctx context.Context, e *search.Engine) (*client.TimelineResponse, error) {
		if r.Interval != "" && !slices.Contains(client.Intervals(), r.Interval) {
			return nil, badRequest("unknown interval '%s'; there are %s", r.Interval, strings.Join(client.Intervals(), ", "))
		}
		q, err := query.Parse(r.Query, a.limits.Query)
		if err != nil {
			return nil, err
		}
		return e.Timeline(ctx, q, r.Interval)
	})
}

// Entity tells what the index knows of an entity. The error is a
// *client.Error, with status 404 for one that no article names.
func (a *API) Entity(ctx context.Context, r client.EntityRequest) (*client.EntityResponse, error) {
	return run(ctx, a, "entity", func(ctx context.Context, e *search.Engine) (*client.EntityResponse, error) {
		if !news.ValidToken(r.ID) {
			return nil, badRequest("'%.64s' is no entity id; an id looks like Q858, gn-2787416 or iso-SY", r.ID)
		}
		size, err := pageSize(r.Size, DefaultSize, MaxSize)
		if err != nil {
			return nil, err
		}
		q, err := query.Parse(r.Query, a.limits.Query)
		if err != nil {
			return nil, err
		}
		response, err := e.Entity(ctx, r.ID, q, size)
		if err == nil && response.Total == 0 && q.Root == nil && !response.Partial {
			return nil, &client.Error{Status: http.StatusNotFound, Detail: fmt.Sprintf("the index has met no entity %s", r.ID)}
		}
		return response, err
	})
}

// Quotes returns quotations. The error is a *client.Error.
func (a *API) Quotes(ctx context.Context, r client.QuotesRequest) (*client.QuotesResponse, error) {
	return run(ctx, a, "quotes", func(ctx context.Context, e *search.Engine) (*client.QuotesResponse, error) {
		q, page, err := a.check(client.SearchRequest{Query: r.Query, Size: r.Size, Cursor: r.Cursor, Sort: r.Sort})
		if err != nil {
			return nil, err
		}
		return e.Quotes(ctx, q, page)
	})
}

// Revisions lists the revisions of an article. The error is a *client.Error,
// with status 404 for an article that the index does not have.
func (a *API) Revisions(ctx context.Context, r client.RevisionsRequest) (*client.RevisionsResponse, error) {
	return run(ctx, a, "revisions", func(_ context.Context, e *search.Engine) (*client.RevisionsResponse, error) {
		if !news.ValidID(r.ID) {
			return nil, badRequest("'%.64s' is no article id; an id has %d letters and digits", r.ID, news.IDLen)
		}
		if a.forgotten(r.ID) {
			return nil, errForgotten(r.ID)
		}
		response, err := e.Revisions(r.ID)
		if err == nil && len(response.Revisions) == 0 {
			return nil, &client.Error{Status: http.StatusNotFound, Detail: fmt.Sprintf("the index has no article %s", r.ID)}
		}
		return response, err
	})
}

// Explain tells how a query is understood. The error is a *client.Error.
func (a *API) Explain(ctx context.Context, r client.ExplainRequest) (*client.ExplainResponse, error) {
	return run(ctx, a, "explain", func(ctx context.Context, e *search.Engine) (*client.ExplainResponse, error) {
		q, err := query.Parse(r.Query, a.limits.Query)
		if err != nil {
			return nil, err
		}
		return e.Explain(ctx, q)
	})
}

// Export returns one page of all the articles that answer a query, by date.
// The error is a *client.Error.
func (a *API) Export(ctx context.Context, r client.ExportRequest) (*client.ExportResponse, error) {
	return run(ctx, a, "export", func(ctx context.Context, e *search.Engine) (*client.ExportResponse, error) {
		size, err := pageSize(r.Size, MaxExport, MaxExport)
		if err != nil {
			return nil, err
		}
		sort := query.Sort(r.Sort)
		if r.Sort != "" && sort != query.SortNewest && sort != query.SortOldest {
			return nil, badRequest("unknown order '%s' of an export; there are oldest and newest", r.Sort)
		}
		q, err := query.Parse(r.Query, a.limits.Query)
		if err != nil {
			return nil, err
		}
		response := &client.ExportResponse{Query: q.String(), Articles: []json.RawMessage{}}
		bytes, last := 0, r.Cursor
		for one, err := range e.Export(ctx, q, sort, r.Cursor) {
			switch {
			case err != nil && (len(response.Articles) == 0 || ctx.Err() == nil):
				return nil, err
			case err != nil,
				len(response.Articles) > 0 && (len(response.Articles) == size || bytes+len(one.Message) > exportBytes):
				// What is left comes with the next page.
				response.Next = last
				return response, nil
			}
			response.Articles = append(response.Articles, one.Message)
			bytes += len(one.Message)
			last = one.Cursor
		}
		return response, nil
	})
}

// run does one piece of work within the limits of a search.
func run[Response any](ctx context.Context, a *API, request string, work func(context.Context, *search.Engine) (*Response, error)) (*Response, error) {
	return observe(a, request, func() (*Response, error) {
		ctx, cancel := context.WithTimeout(ctx, a.limits.Timeout)
		defer cancel()
		if err := a.enter(ctx); err != nil {
			return nil, err
		}
		defer a.leave()
		index := a.index.Load()
		if index == nil {
			return nil, errClosed
		}
		return work(ctx, index.Engine)
	})
}

func pageSize(wanted, usual, most int) (int, error) {
	if wanted == 0 {
		wanted = usual
	}
	if wanted < 0 || wanted > most {
		return 0, badRequest("size is %d, a page has 1 to %d", wanted, most)
	}
	return wanted, nil
}

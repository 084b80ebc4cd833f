// Package api answers requests to the index: the same functions behind HTTP
// and behind the NATS micro service, with the same limits and errors.
//
// It bounds how many searches run and wait, how long one takes and how large
// an answer over NATS is. It has no authentication: whoever reaches it may
// read everything in the index.
package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/index/internal/search"
	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/news"
)

const (
	// DefaultSize and MaxSize are how many hits a page has.
	DefaultSize = 10
	MaxSize     = 100
)

// Limits bounds what the API does at once.
type Limits struct {
	Query query.Limits
	// Timeout bounds one search.
	Timeout time.Duration
	// Running is how many searches run at once, Waiting how many wait for
	// that; the next is refused.
	Running, Waiting int
}

// Index is an open index.
type Index struct {
	Engine *search.Engine
	Store  *store.Store
}

// Lag says how far the index is behind the stream.
type Lag struct {
	Seconds float64
	Pending uint64
	// Blocked says why nothing is indexed; empty when all is well.
	Blocked string
}

// Options is what an API is made with.
type Options struct {
	Limits Limits
	// Duration observes every request but those for statistics, by what was
	// asked for and the outcome.
	Duration *prometheus.HistogramVec
	// Lag is asked for each answer.
	Lag func() Lag
	// Forgotten reports an article that was taken down; nil: none was.
	Forgotten func(id string) bool
}

// API answers requests. It may be used concurrently.
type API struct {
	limits   Limits
	duration *prometheus.HistogramVec
	lag      func() Lag
	// forgotten is never nil.
	forgotten func(id string) bool
	running   chan struct{}
	waiting   atomic.Int64
	// index is nil until the folder is open.
	index atomic.Pointer[Index]
}

// New returns an API that answers 503 until [API.Open] is called.
func New(o Options) *API {
	if o.Forgotten == nil {
		o.Forgotten = func(string) bool { return false }
	}
	return &API{forgotten: o.Forgotten, limits: o.Limits, duration: o.Duration, lag: o.Lag, running: make(chan struct{}, o.Limits.Running)}
}

// Open lets the API answer from an index; nil makes it answer 503 again.
func (a *API) Open(i *Index) { a.index.Store(i) }

// Search answers a query. The error is a *client.Error.
func (a *API) Search(ctx context.Context, r client.SearchRequest) (*client.SearchResponse, error) {
	return observe(a, "search", func() (*client.SearchResponse, error) { return a.search(ctx, r) })
}

func (a *API) search(ctx context.Context, r client.SearchRequest) (*client.SearchResponse, error) {
	q, page, err := a.check(r)
	if err != nil {
		return nil, err
	}
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
	response, err := index.Engine.Search(ctx, q, page)
	if err != nil {
		return nil, err
	}
	response.LagSeconds = a.lag().Seconds
	return response, nil
}

// check reads the query and the page that is wanted.
func (a *API) check(r client.SearchRequest) (*query.Query, search.Page, error) {
	page := search.Page{Size: r.Size, Cursor: r.Cursor, Sort: query.Sort(r.Sort), Facets: r.Facets, Unfolded: r.Unfolded}
	if page.Size == 0 {
		page.Size = DefaultSize
	}
	if page.Size < 0 || page.Size > MaxSize {
		return nil, page, badRequest("size is %d, a page has 1 to %d hits", r.Size, MaxSize)
	}
	if r.Sort != "" && !slices.Contains(query.Sorts(), page.Sort) {
		return nil, page, badRequest("unknown sort '%s'; there are relevance, newest and oldest", r.Sort)
	}
	for _, f := range page.Facets {
		if !slices.Contains(client.Facets(), f) {
			return nil, page, badRequest("unknown facet '%s'; there are %s", f, strings.Join(client.Facets(), ", "))
		}
	}
	q, err := query.Parse(r.Query, a.limits.Query)
	return q, page, err
}

// enter waits for a place among the running searches.
func (a *API) enter(ctx context.Context) error {
	select {
	case a.running <- struct{}{}:
		return nil
	default:
	}
	if a.waiting.Add(1) > int64(a.limits.Waiting) {
		a.waiting.Add(-1)
		return errBusy
	}
	defer a.waiting.Add(-1)
	select {
	case a.running <- struct{}{}:
		return nil
	case <-ctx.Done():
		return errBusy
	}
}

func (a *API) leave() { <-a.running }

// Article returns one article. The error is a *client.Error.
func (a *API) Article(_ context.Context, r client.ArticleRequest) (*client.ArticleResponse, error) {
	return observe(a, "article", func() (*client.ArticleResponse, error) { return a.article(r) })
}

func (a *API) article(r client.ArticleRequest) (*client.ArticleResponse, error) {
	if !news.ValidID(r.ID) {
		return nil, badRequest("'%.64s' is no article id; an id has %d letters and digits", r.ID, news.IDLen)
	}
	if a.forgotten(r.ID) {
		return nil, errForgotten(r.ID)
	}
	index := a.index.Load()
	if index == nil {
		return nil, errClosed
	}
	entry, err := index.Store.Document(r.ID)
	if err == nil && entry != nil && r.Revision > 0 && entry.Article.Revision != r.Revision {
		entry, err = index.Store.Document(fmt.Sprintf("%s.%d", r.ID, r.Revision))
	}
	switch {
	case err != nil:
		return nil, err
	case entry == nil && r.Revision > 0:
		return nil, &client.Error{Status: http.StatusNotFound, Detail: fmt.Sprintf("the index has no revision %d of article %s", r.Revision, r.ID)}
	case entry == nil:
		return nil, &client.Error{Status: http.StatusNotFound, Detail: fmt.Sprintf("the index has no article %s", r.ID)}
	}
	return &client.ArticleResponse{Slice: entry.Slice, StreamSeq: entry.Seq, ValidTo: entry.ValidTo, Article: entry.Message}, nil
}

// errForgotten is the answer about an article that was taken down.
func errForgotten(id string) error {
	return &client.Error{Status: http.StatusGone, Detail: fmt.Sprintf("article %s was taken down", id)}
}

// Stats describes the index. The error is a *client.Error.
func (a *API) Stats(context.Context) (*client.StatsResponse, error) {
	response, err := a.stats()
	if err != nil {
		return nil, problem(err, a.limits)
	}
	return response, nil
}

func (a *API) stats() (*client.StatsResponse, error) {
	index := a.index.Load()
	if index == nil {
		return nil, errClosed
	}
	slices, err := index.Store.Stats()
	if err != nil {
		return nil, err
	}
	lag := a.lag()
	response := &client.StatsResponse{
		Replica: index.Store.ReplicaID(), LagSeconds: lag.Seconds, Pending: lag.Pending, Blocked: lag.Blocked, Slices: []client.Slice{},
	}
	for _, s := range slices {
		response.Documents += s.Documents
		response.Slices = append(response.Slices, client.Slice{Month: s.Month, Documents: s.Documents, From: s.From, To: s.To})
	}
	if p, ok := index.Store.Rebuilding(); ok {
		response.Rebuild = &client.RebuildProgress{Done: p.Done, Total: p.Total}
	}
	for _, gap := range index.Store.Gaps() {
		response.Torn = append(response.Torn, client.TornSlice{Month: gap.Month, Reason: gap.Reason, Since: gap.Since})
	}
	response.Retired, response.ReadOnly = index.Store.Retired(), index.Store.ReadOnly()
	return response, nil
}

var (
	errClosed = errors.New("the index is not open")
	errBusy   = errors.New("too many searches run at once; try again in a moment")
)

func badRequest(format string, args ...any) error {
	return &client.Error{Status: http.StatusBadRequest, Detail: fmt.Sprintf(format, args...)}
}

// status is the HTTP status of an error.
func status(err error) int {
	if e, ok := errors.AsType[*client.Error](err); ok {
		return e.Status
	}
	if _, ok := errors.AsType[*query.Error](err); ok {
		return http.StatusBadRequest
	}
	switch {
	case errors.Is(err, search.ErrCursor), errors.Is(err, search.ErrWindow), errors.Is(err, search.ErrTooManyWords), errors.Is(err, search.ErrBars):
		return http.StatusBadRequest
	case errors.Is(err, errBusy):
		return http.StatusTooManyRequests
	case errors.Is(err, errClosed), errors.Is(err, store.ErrPartial), errors.Is(err, store.ErrUnavailable),
		errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// problem turns any error into what a caller is told.
func problem(err error, limits Limits) *client.Error {
	e := client.Error{Status: status(err), Detail: err.Error()}
	if told, ok := errors.AsType[*client.Error](err); ok {
		e = *told
	}
	if wrong, ok := errors.AsType[*query.Error](err); ok {
		e.Column = wrong.Column
	}
	if errors.Is(err, store.ErrPartial) || errors.Is(err, context.DeadlineExceeded) {
		e.Detail = fmt.Sprintf("the index did not answer within %s: %v; narrow the query by dates or write longer words", limits.Timeout, err)
	}
	e.Title = http.StatusText(e.Status)
	return &e
}

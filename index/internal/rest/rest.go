// Package rest is the API over HTTP: it reads requests, asks the index, and
// writes answers as JSON, as feeds of a query, and as a stream of events. What
// may be asked is in openapi.yaml, which it serves.
//
// Errors are problem+json (RFC 9457) with the fields of client.Error. It
// bounds what one request may cost by what the index bounds, and the event
// streams that are open at once.
package rest

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/follow"
	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/index/internal/query"
)

// Index answers requests. Errors are a *client.Error.
type Index interface {
	Search(context.Context, client.SearchRequest) (*client.SearchResponse, error)
	Article(context.Context, client.ArticleRequest) (*client.ArticleResponse, error)
	Revisions(context.Context, client.RevisionsRequest) (*client.RevisionsResponse, error)
	Entity(context.Context, client.EntityRequest) (*client.EntityResponse, error)
	Timeline(context.Context, client.TimelineRequest) (*client.TimelineResponse, error)
	Quotes(context.Context, client.QuotesRequest) (*client.QuotesResponse, error)
	Explain(context.Context, client.ExplainRequest) (*client.ExplainResponse, error)
	Stats(context.Context) (*client.StatsResponse, error)
}

// Follow hands over the annotated articles that are published behind a
// sequence of their stream, or from now on where it is 0, until ctx ends or
// visit returns an error.
type Follow func(ctx context.Context, after uint64, visit func(follow.Item) error) error

// Options is what an API is made with.
type Options struct {
	Index Index
	// Follow is nil where there is no stream to follow.
	Follow    Follow
	Languages *language.Set
	Limits    query.Limits
	// Public is where readers see the site, such as https://news.example/search
	// without a slash at its end; empty: not known.
	Public string
	// Streams is how many event streams may be open at once; the next is
	// refused.
	Streams int
}

// API serves requests. It may be used concurrently.
type API struct {
	index     Index
	follow    Follow
	languages *language.Set
	limits    query.Limits
	public    string
	streams   chan struct{}
	// description is openapi.yaml with the address of the server.
	description []byte
	// ping is how often an idle stream shows that it lives.
	ping time.Duration
}

// pingEvery is below the idle limits of common proxies.
const pingEvery = 15 * time.Second

// New returns an API.
func New(o Options) *API {
	return &API{
		index: o.Index, follow: o.Follow, languages: o.Languages, limits: o.Limits, public: o.Public, streams: make(chan struct{}, o.Streams),
		description: describe(o.Public), ping: pingEvery,
	}
}

//go:embed openapi.yaml
var description []byte

// anyServer is the line of the description that says where the API is.
const anyServer = "servers: [{url: /}]"

// describe returns the description of an API at a public address.
func describe(public string) []byte {
	if public == "" {
		return description
	}
	return bytes.Replace(description, []byte(anyServer), fmt.Appendf(nil, "servers: [{url: %q}]", public), 1)
}

// route is an address with the parameters that it reads.
type route struct {
	path       string
	parameters []string
	serve      func(http.ResponseWriter, *http.Request, parameters)
}

// routes are all addresses under /v1/.
func (a *API) routes() []route {
	return []route{
		{"/v1/search", []string{"q", "size", "cursor", "sort", "facets", "unfolded"}, a.search},
		{"/v1/articles/{id}", []string{"revision"}, a.article},
		{"/v1/articles/{id}/revisions", nil, a.revisions},
		{"/v1/entities/{id}", []string{"q", "size"}, a.entity},
		{"/v1/timeline", []string{"q", "interval"}, a.timeline},
		{"/v1/quotes", []string{"q", "size", "cursor", "sort"}, a.quotes},
		{"/v1/explain", []string{"q"}, a.explain},
		{"/v1/stats", nil, a.stats},
		{"/v1/feed.atom", []string{"q", "size"}, a.atom},
		{"/v1/feed.json", []string{"q", "size"}, a.jsonFeed},
		{"/v1/stream", []string{"q", "after"}, a.stream},
		{"/v1/openapi.yaml", nil, a.openAPI},
	}
}

// Handler serves every route for GET and HEAD.
func (a *API) Handler() http.Handler {
	mux := http.NewServeMux()
	var paths []string
	for _, r := range a.routes() {
		paths = append(paths, r.path)
		mux.HandleFunc("GET "+r.path, func(w http.ResponseWriter, request *http.Request) {
			values, err := readParameters(request, r.parameters)
			if err != nil {
				answer(w, request, nil, err)
				return
			}
			r.serve(w, request, values)
		})
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		e := &client.Error{Status: http.StatusNotFound, Detail: fmt.Sprintf("there is nothing at %.128s; there are %s", r.URL.Path, strings.Join(paths, ", "))}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			e.Status, e.Detail = http.StatusMethodNotAllowed, "the API can only be read: use GET"
			w.Header().Set("Allow", "GET, HEAD")
		}
		answer(w, r, nil, e)
	})
	return mux
}

func (a *API) search(w http.ResponseWriter, r *http.Request, p parameters) {
	request := client.SearchRequest{Query: p.text("q"), Size: p.number("size"), Cursor: p.text("cursor"), Sort: p.text("sort"), Unfolded: p.flag("unfolded")}
	if list := p.text("facets"); list != "" {
		request.Facets = strings.Split(list, ",")
	}
	ask(w, r, p, request, a.index.Search)
}

func (a *API) article(w http.ResponseWriter, r *http.Request, p parameters) {
	ask(w, r, p, client.ArticleRequest{ID: r.PathValue("id"), Revision: p.number("revision")}, a.index.Article)
}

func (a *API) revisions(w http.ResponseWriter, r *http.Request, p parameters) {
	ask(w, r, p, client.RevisionsRequest{ID: r.PathValue("id")}, a.index.Revisions)
}

func (a *API) entity(w http.ResponseWriter, r *http.Request, p parameters) {
	ask(w, r, p, client.EntityRequest{ID: r.PathValue("id"), Query: p.text("q"), Size: p.number("size")}, a.index.Entity)
}

func (a *API) timeline(w http.ResponseWriter, r *http.Request, p parameters) {
	ask(w, r, p, client.TimelineRequest{Query: p.text("q"), Interval: p.text("interval")}, a.index.Timeline)
}

func (a *API) quotes(w http.ResponseWriter, r *http.Request, p parameters) {
	ask(w, r, p, client.QuotesRequest{Query: p.text("q"), Size: p.number("size"), Cursor: p.text("cursor"), Sort: p.text("sort")}, a.index.Quotes)
}

func (a *API) explain(w http.ResponseWriter, r *http.Request, p parameters) {
	ask(w, r, p, client.ExplainRequest{Query: p.text("q")}, a.index.Explain)
}

func (a *API) stats(w http.ResponseWriter, r *http.Request, p parameters) {
	ask(w, r, p, struct{}{}, func(ctx context.Context, _ struct{}) (*client.StatsResponse, error) { return a.index.Stats(ctx) })
}

func (a *API) openAPI(w http.ResponseWriter, r *http.Request, _ parameters) {
	write(w, r, http.StatusOK, "application/yaml", a.description)
}

// ask answers one request with what the index says.
func ask[Request, Response any](w http.ResponseWriter, r *http.Request, p parameters, request Request, of func(context.Context, Request) (*Response, error)) {
	if err := p.problem(); err != nil {
		answer(w, r, nil, err)
		return
	}
	response, err := of(r.Context(), request)
	answer(w, r, response, err)
}

// parameters are those of one request; what is wrong with them is collected.
type parameters struct {
	values url.Values
	errs   *[]error
}

// readParameters refuses parameters that are not read: a misspelt one would
// otherwise be ignored in silence.
func readParameters(r *http.Request, names []string) (parameters, error) {
	p := parameters{errs: new([]error)}
	var err error
	if p.values, err = url.ParseQuery(r.URL.RawQuery); err != nil {
		return p, badRequest("the parameters cannot be read: %v", err)
	}
	for name, list := range p.values {
		if len(list) > 1 {
			return p, badRequest("parameter '%.64s' is there %d times", name, len(list))
		}
		if slices.Contains(names, name) {
			continue
		}
		hint := "there are none here"
		if near := query.Suggest(name, slices.Clone(names)); near != "" {
			hint = fmt.Sprintf("did you mean '%s'?", near)
		} else if len(names) > 0 {
			hint = "there are " + strings.Join(names, ", ")
		}
		return p, badRequest("unknown parameter '%.64s', %s", name, hint)
	}
	return p, nil
}

func (p parameters) text(name string) string { return p.values.Get(name) }

// number reads a whole number that may be absent.
func (p parameters) number(name string) int {
	text := p.values.Get(name)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		*p.errs = append(*p.errs, badRequest("%s is '%.64s', it must be a whole number from 1", name, text))
	}
	return n
}

// flag reads true or false, which is absent.
func (p parameters) flag(name string) bool {
	text := p.values.Get(name)
	set, err := strconv.ParseBool(text)
	if text != "" && err != nil {
		*p.errs = append(*p.errs, badRequest("%s is '%.64s', it must be true or false", name, text))
	}
	return set
}

func (p parameters) problem() error {
	if len(*p.errs) == 0 {
		return nil
	}
	return (*p.errs)[0]
}

func badRequest(format string, args ...any) error {
	return &client.Error{Status: http.StatusBadRequest, Detail: fmt.Sprintf(format, args...)}
}

// answer writes a response as JSON, or the error if there is one.
func answer(w http.ResponseWriter, r *http.Request, response any, err error) {
	code, mediaType := http.StatusOK, "application/json; charset=utf-8"
	if err != nil {
		told, ok := errors.AsType[*client.Error](err)
		if !ok {
			told = &client.Error{Status: http.StatusInternalServerError, Detail: err.Error()}
		}
		problem := *told
		problem.Title = http.StatusText(problem.Status)
		mediaType = "application/problem+json; charset=utf-8"
		if problem.Status == http.StatusTooManyRequests || problem.Status == http.StatusServiceUnavailable {
			w.Header().Set("Retry-After", "1")
		}
		code, response = problem.Status, problem
	}
	data, err := json.Marshal(response)
	if err != nil {
		http.Error(w, "the answer cannot be encoded", http.StatusInternalServerError)
		return
	}
	write(w, r, code, mediaType, append(data, '\n'))
}

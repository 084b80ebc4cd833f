package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/query"
)

// Handler serves the API over HTTP:
//
//	GET /v1/search?q=&size=&cursor=&sort=&facets=
//	GET /v1/articles/{id}?revision=
//	GET /v1/stats
//
// Errors are problem+json with the fields of client.Error.
func (a *API) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/search", a.serveSearch)
	mux.HandleFunc("GET /v1/articles/{id}", a.serveArticle)
	mux.HandleFunc("GET /v1/stats", func(w http.ResponseWriter, r *http.Request) {
		if err := known(r.URL.Query()); err != nil {
			answer(w, nil, err)
			return
		}
		response, err := a.Stats(r.Context())
		answer(w, response, err)
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		e := &client.Error{Status: http.StatusNotFound, Detail: fmt.Sprintf("there is nothing at %.128s; there are /v1/search, /v1/articles/{id} and /v1/stats", r.URL.Path)}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			e.Status, e.Detail = http.StatusMethodNotAllowed, "the API can only be read: use GET"
			w.Header().Set("Allow", "GET, HEAD")
		}
		e.Title = http.StatusText(e.Status)
		answer(w, nil, e)
	})
	return mux
}

func (a *API) serveSearch(w http.ResponseWriter, r *http.Request) {
	values := r.URL.Query()
	size, err := number(values, "size")
	if err = errors.Join(known(values, "q", "size", "cursor", "sort", "facets"), err); err != nil {
		answer(w, nil, err)
		return
	}
	request := client.SearchRequest{Query: values.Get("q"), Size: size, Cursor: values.Get("cursor"), Sort: values.Get("sort")}
	if list := values.Get("facets"); list != "" {
		request.Facets = strings.Split(list, ",")
	}
	response, err := a.Search(r.Context(), request)
	answer(w, response, err)
}

func (a *API) serveArticle(w http.ResponseWriter, r *http.Request) {
	values := r.URL.Query()
	revision, err := number(values, "revision")
	if err = errors.Join(known(values, "revision"), err); err != nil {
		answer(w, nil, err)
		return
	}
	response, err := a.Article(r.Context(), client.ArticleRequest{ID: r.PathValue("id"), Revision: revision})
	answer(w, response, err)
}

// known refuses parameters that are not read: a misspelt one would otherwise
// be ignored in silence.
func known(values url.Values, names ...string) error {
	for name := range values {
		if slices.Contains(names, name) {
			continue
		}
		hint := "there are none here"
		if near := query.Suggest(name, slices.Clone(names)); near != "" {
			hint = fmt.Sprintf("did you mean '%s'?", near)
		} else if len(names) > 0 {
			hint = "there are " + strings.Join(names, ", ")
		}
		return badRequest("unknown parameter '%.64s', %s", name, hint)
	}
	return nil
}

// number reads a whole number that may be absent.
func number(values url.Values, name string) (int, error) {
	text := values.Get(name)
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, badRequest("%s is '%.64s', it must be a whole number from 1", name, text)
	}
	return n, nil
}

// answer writes a response, or the error if there is one.
func answer(w http.ResponseWriter, response any, err error) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	code := http.StatusOK
	h.Set("Content-Type", "application/json; charset=utf-8")
	if err != nil {
		told, ok := errors.AsType[*client.Error](err)
		if !ok {
			told = &client.Error{Status: http.StatusInternalServerError, Detail: err.Error()}
		}
		told.Title = http.StatusText(told.Status)
		h.Set("Content-Type", "application/problem+json; charset=utf-8")
		if told.Status == http.StatusTooManyRequests || told.Status == http.StatusServiceUnavailable {
			h.Set("Retry-After", "1")
		}
		code, response = told.Status, told
	}
	data, err := json.Marshal(response)
	if err != nil {
		http.Error(w, "the answer cannot be encoded", http.StatusInternalServerError)
		return
	}
	w.WriteHeader(code)
	// A client that went away needs no answer.
	_, _ = w.Write(append(data, '\n'))
}

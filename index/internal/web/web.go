// Package web is the page for people: search, articles with their entities
// marked, entities and quotations, rendered on the server without a line of
// script. It shows what the API answers and decides nothing itself.
//
// A page takes less than 100 KB: of long articles the beginning is shown, with
// a link to the whole, and long queries have fewer links.
//
// Everything that came from outside is escaped by html/template, and a strict
// content security policy stands behind that: no script, no image, no frame,
// nothing from another site.
package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/coding"
	"github.com/dateline-news/dateline/index/internal/query"
)

// Index is what the pages show. Errors are a *client.Error.
type Index interface {
	Search(context.Context, client.SearchRequest) (*client.SearchResponse, error)
	Article(context.Context, client.ArticleRequest) (*client.ArticleResponse, error)
	Revisions(context.Context, client.RevisionsRequest) (*client.RevisionsResponse, error)
	Entity(context.Context, client.EntityRequest) (*client.EntityResponse, error)
	Timeline(context.Context, client.TimelineRequest) (*client.TimelineResponse, error)
	Quotes(context.Context, client.QuotesRequest) (*client.QuotesResponse, error)
}

//go:embed templates/*.html static/style.css
var files embed.FS

// Site serves the pages.
type Site struct {
	index  Index
	limits query.Limits
	links  links
	pages  map[string]*template.Template
	style  []byte
}

// New returns a Site. Limits are those by which the index reads queries. Base
// is the path under which readers see the site, such as "/search", or empty:
// all links begin with it, and the handler is asked without it.
func New(index Index, limits query.Limits, base string) (*Site, error) {
	s := &Site{index: index, limits: limits, links: links(base), pages: map[string]*template.Template{}}
	layout, err := template.New("layout.html").Funcs(functions(s.links)).ParseFS(files, "templates/layout.html", "templates/parts.html")
	if err != nil {
		return nil, fmt.Errorf("reading the templates: %w", err)
	}
	for _, name := range []string{"search", "article", "entity", "quotes", "help", "error"} {
		page, err := template.Must(layout.Clone()).ParseFS(files, "templates/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("reading the templates: %w", err)
		}
		s.pages[name] = page
	}
	if s.style, err = files.ReadFile("static/style.css"); err != nil {
		return nil, fmt.Errorf("reading the style sheet: %w", err)
	}
	return s, nil
}

// StylePath is the address of the style sheet, which tells nothing of the
// index.
const StylePath = "/style.css"

// Handler serves:
//
//	GET /                 search, with ?q=&sort=&cursor=&unfolded=
//	GET /articles/{id}    an article, with ?revision= and ?whole=1
//	GET /entities/{id}    an entity, with ?q= to narrow its articles
//	GET /quotes           quotations, with ?q=&cursor=
//	GET /help             the query language
//	GET /style.css
func (s *Site) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.page("search", s.search))
	mux.HandleFunc("GET /articles/{id}", s.page("article", s.article))
	mux.HandleFunc("GET /entities/{id}", s.page("entity", s.entity))
	mux.HandleFunc("GET /quotes", s.page("quotes", s.quotes))
	mux.HandleFunc("GET /help", s.page("help", s.help))
	mux.HandleFunc("/", s.page("error", nothing))
	mux.HandleFunc("GET "+StylePath, s.sheet)
	return mux
}

// sheet serves the style sheet. Browsers ask each time whether it is still the
// same, so that no page is shown in the style of another version.
func (s *Site) sheet(w http.ResponseWriter, r *http.Request) {
	tag := fmt.Sprintf(`W/"%x"`, sha256.Sum256(s.style))
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	coding.Write(w, r, http.StatusOK, s.style)
}

// page serves what a function finds with the template of that name, or the
// error that it returns.
func (s *Site) page(name string, find func(*http.Request) (any, int, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var view any
		var code int
		// What cannot be read is no other question.
		_, err := url.ParseQuery(r.URL.RawQuery)
		if err != nil {
			err = &client.Error{Status: http.StatusBadRequest, Detail: fmt.Sprintf("the address cannot be read: %v", err)}
		} else {
			view, code, err = find(r)
		}
		if err != nil {
			s.Refuse(w, r, err)
			return
		}
		s.write(w, r, name, view, code)
	}
}

// Refuse serves the page of an error.
func (s *Site) Refuse(w http.ResponseWriter, r *http.Request, err error) {
	told := problem(err)
	switch told.Status {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", "1")
	case http.StatusMethodNotAllowed:
		w.Header().Set("Allow", "GET, HEAD")
	}
	s.write(w, r, "error", errorView{Head: Head{Title: told.Title, Query: r.URL.Query().Get("q")}, Detail: told.Detail}, told.Status)
}

// write serves what the template of that name makes of a view.
func (s *Site) write(w http.ResponseWriter, r *http.Request, name string, view any, code int) {
	var page bytes.Buffer
	if err := s.pages[name].Execute(&page, view); err != nil {
		http.Error(w, "the page cannot be made", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	coding.Write(w, r, code, page.Bytes())
}

// Head is what the frame of each page shows.
type Head struct {
	// Title is that of the window, Query what stands in the search box.
	Title, Query string
}

// errorView is a page that could not be had.
type errorView struct {
	Head
	Detail string
}

// nothing answers for an address that leads nowhere.
func nothing(r *http.Request) (any, int, error) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return nil, 0, &client.Error{Status: http.StatusMethodNotAllowed, Detail: "these pages can only be read"}
	}
	return nil, 0, &client.Error{Status: http.StatusNotFound, Detail: "there is no page at this address"}
}

// problem turns any error into what a reader is told.
func problem(err error) *client.Error {
	if told, ok := errors.AsType[*client.Error](err); ok {
		e := *told
		e.Title = http.StatusText(e.Status)
		return &e
	}
	return &client.Error{Status: http.StatusInternalServerError, Title: http.StatusText(http.StatusInternalServerError), Detail: err.Error()}
}

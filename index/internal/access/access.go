// Package access decides who may read over HTTP: whoever knows a token, where
// there are tokens, and pages of which other sites.
package access

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"github.com/dateline-news/dateline/index/client"
)

// Options is what a guard is made with.
type Options struct {
	// Tokens let in whoever sends one of them, as a bearer token or, for
	// browsers, as the password of any user. Without tokens everybody may
	// read.
	Tokens []string
	// Origins are the sites whose pages may read, such as
	// https://desk.example; "*" means all. Without origins no other site's
	// may.
	Origins []string
	// Open are addresses that everybody may read, such as that of a style
	// sheet.
	Open []string
	// Refuse serves a page that tells a person without a token why there is
	// nothing to see; nil: everybody is told in JSON.
	Refuse func(http.ResponseWriter, *http.Request, error)
}

// List cuts a list at commas and white space.
func List(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || unicode.IsSpace(r) })
}

// Guard lets a handler answer only those who may read.
func Guard(h http.Handler, o Options) http.Handler {
	return &guard{handler: h, hashes: hashes(o.Tokens), origins: o.Origins, open: o.Open, page: o.Refuse}
}

type guard struct {
	handler http.Handler
	// hashes are those of the tokens: of equal length, so that comparing them
	// tells nothing.
	hashes  [][sha256.Size]byte
	origins []string
	open    []string
	page    func(http.ResponseWriter, *http.Request, error)
}

func hashes(tokens []string) [][sha256.Size]byte {
	var out [][sha256.Size]byte
	for _, t := range tokens {
		out = append(out, sha256.Sum256([]byte(t)))
	}
	return out
}

// ServeHTTP implements http.Handler.
func (g *guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if g.share(w, r) && r.Method == http.MethodOptions {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	if !g.knows(r) && !slices.Contains(g.open, r.URL.Path) {
		g.refuse(w, r)
		return
	}
	g.handler.ServeHTTP(w, r)
}

// share tells a browser whether the page of another site may read the answer,
// and reports that it may.
func (g *guard) share(w http.ResponseWriter, r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" || len(g.origins) == 0 {
		return false
	}
	h := w.Header()
	h.Add("Vary", "Origin")
	if !slices.Contains(g.origins, origin) && !slices.Contains(g.origins, "*") {
		return false
	}
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Expose-Headers", "ETag, Retry-After")
	if r.Method == http.MethodOptions {
		h.Set("Access-Control-Allow-Methods", "GET, HEAD")
		h.Set("Access-Control-Allow-Headers", "Authorization, If-None-Match, Last-Event-ID")
		h.Set("Access-Control-Max-Age", "3600")
	}
	return true
}

// knows reports a request with one of the tokens.
func (g *guard) knows(r *http.Request) bool {
	if len(g.hashes) == 0 {
		return true
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		_, password, ok := r.BasicAuth()
		if !ok {
			return false
		}
		token = password
	}
	given := sha256.Sum256([]byte(strings.TrimSpace(token)))
	known := 0
	for _, h := range g.hashes {
		known |= subtle.ConstantTimeCompare(h[:], given[:])
	}
	return known == 1
}

// refuse asks for a token: a browser, in a dialogue, and whoever cancels that
// sees the page.
func (g *guard) refuse(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Add("WWW-Authenticate", `Bearer realm="Dateline"`)
	h.Add("WWW-Authenticate", `Basic realm="Dateline: any user, the token as password", charset="UTF-8"`)
	h.Add("Vary", "Accept")
	e := client.Error{Status: http.StatusUnauthorized, Title: http.StatusText(http.StatusUnauthorized)}
	if g.page != nil && prefersHTML(r.Header.Get("Accept")) {
		e.Detail = "This index wants a token. Load the page again and write the token as the password, with any user name."
		g.page(w, r, &e)
		return
	}
	e.Detail = "this index wants a token: send the header 'Authorization: Bearer TOKEN'"
	h.Set("Content-Type", "application/problem+json; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(http.StatusUnauthorized)
	// A client that went away needs no answer.
	_ = json.NewEncoder(w).Encode(e)
}

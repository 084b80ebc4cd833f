package sample

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/dateline-news/dateline/shared/news"
)

// Handler serves all outlets, told apart by the Host header with or without a
// port: their feeds, the pages of their articles, and a front page each.
// Feeds and pages have an ETag and a modification date and answer conditional
// requests with 304. An unknown host is answered with 421.
func (n *Newsroom) Handler() http.Handler { return http.HandlerFunc(n.serve) }

// movedTo is where a feed that has moved is to be found.
const movedTo = "/moved"

func (n *Newsroom) serve(w http.ResponseWriter, r *http.Request) {
	out := n.hosts[hostname(r.Host)]
	if out == nil {
		http.Error(w, fmt.Sprintf("no outlet is called %q", r.Host), http.StatusMisdirectedRequest)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "only GET and HEAD", http.StatusMethodNotAllowed)
		return
	}
	for _, f := range out.feeds {
		if r.URL.Path == f.plan.Path || r.URL.Path == movedTo+f.plan.Path {
			n.serveFeed(w, r, f)
			return
		}
	}
	n.servePage(w, r, out)
}

func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

func (n *Newsroom) serveFeed(w http.ResponseWriter, r *http.Request, f *feed) {
	for _, fl := range f.flaws {
		if fl.response != nil {
			fl.response(w, r)
			return
		}
		if fl.moved && r.URL.Path == f.plan.Path {
			http.Redirect(w, r, movedTo+f.plan.Path, http.StatusMovedPermanently)
			return
		}
	}
	body, modified, err := n.document(f)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	serveBytes(w, r, f.format.mime, modified, body)
}

// document returns the feed as it is now and when it last changed, and notes
// that its articles have been served.
func (n *Newsroom) document(f *feed) ([]byte, time.Time, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.advance()
	for _, a := range f.articles {
		if a.planned != nil && a.firstServed.IsZero() {
			a.firstServed = n.now()
		}
	}
	body, err := f.write()
	return body, f.modified(), err
}

func (n *Newsroom) servePage(w http.ResponseWriter, r *http.Request, out *outlet) {
	body, modified, err := n.page(r, out)
	switch {
	case err != nil:
		http.Error(w, err.Error(), http.StatusInternalServerError)
	case body == nil:
		http.NotFound(w, r)
	default:
		serveBytes(w, r, "text/html; charset=utf-8", modified, body)
	}
}

// page returns the page that a request names by any spelling of its link, or
// nil if there is none.
func (n *Newsroom) page(r *http.Request, out *outlet) ([]byte, time.Time, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.advance()
	if r.URL.Path == "/" && r.URL.RawQuery == "" {
		body, err := out.page(nil)
		return body, time.Time{}, err
	}
	id, err := news.IDFromURL("http://" + out.plan.Host + r.URL.RequestURI())
	if err != nil {
		return nil, time.Time{}, nil
	}
	a := out.byID[id]
	if a == nil {
		return nil, time.Time{}, nil
	}
	body, err := out.page(a)
	return body, a.updated, err
}

// serveBytes answers with a body, or with 304 if the client has it.
func serveBytes(w http.ResponseWriter, r *http.Request, mime string, modified time.Time, body []byte) {
	sum := sha256.Sum256(body)
	w.Header().Set("Content-Type", mime)
	w.Header().Set("ETag", fmt.Sprintf(`"%x"`, sum[:8]))
	http.ServeContent(w, r, "", modified, bytes.NewReader(body))
}

package web_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/index/internal/web"
)

// FuzzRequest asks for any page with any parameters, and has the index answer
// with any text: no answer fails, each forbids scripts, is of bounded size, and
// holds no element, no handler and no link that a browser would run.
func FuzzRequest(f *testing.F) {
	for _, s := range [][2]string{
		{"/", "q=truce+lang:en&cursor=x&sort=newest"}, {"/", "q=%22"}, {"/", "q=" + url.QueryEscape(evil)}, {"/articles/aaaaaaaaaaaaaaaaaaaaaaaaaa", "revision=2&whole=1"}, {"/articles/x", "revision=-1"},
		{"/entities/Q1", "q=a"}, {"/entities/" + evil, ""}, {"/quotes", "q=said:Peskov&cursor=%00"}, {"/help", "a=b"}, {"/nothing", ";"}, {"/style.css", ""}, {"/..//", "%zz"},
	} {
		f.Add(s[0], s[1], evil)
	}
	x := &index{article: hostile()}
	site, err := web.New(x, query.DefaultLimits(), "")
	if err != nil {
		f.Fatal(err)
	}
	h := site.Handler()
	f.Fuzz(func(t *testing.T, path, parameters, text string) {
		if strings.ContainsFunc(parameters, unicode.IsControl) || !strings.HasPrefix(path, "/") || strings.Contains(path, "*") {
			return // no server reads such a request
		}
		x.text = strings.ToValidUTF8(text[:min(len(text), 200)], "")
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.URL = &url.URL{Path: path, RawQuery: parameters}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code >= 500 {
			t.Fatalf("%s?%s: status %d\n%s", path, parameters, w.Code, w.Body)
		}
		if w.Body.Len() > 200<<10+20*len(parameters) {
			t.Fatalf("%s?%s: %d bytes", path, parameters, w.Body.Len())
		}
		if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			return
		}
		if policy := w.Header().Get("Content-Security-Policy"); w.Code < 300 && !strings.Contains(policy, "default-src 'none'") {
			t.Fatalf("%s?%s: policy %q", path, parameters, policy)
		}
		root, err := html.Parse(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		for n := range root.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			if slices.Contains([]string{"script", "img", "iframe", "object", "style", "base"}, n.Data) {
				t.Fatalf("%s?%s with %q has a %s", path, parameters, text, n.Data)
			}
			for _, a := range n.Attr {
				u, err := url.Parse(a.Val)
				link := a.Key == "href" || a.Key == "src" || a.Key == "action"
				if strings.HasPrefix(a.Key, "on") || a.Key == "style" || link && (err != nil || u.Scheme != "" && u.Scheme != "https" && u.Scheme != "http") {
					t.Fatalf("%s?%s with %q: %s has %s=%q", path, parameters, text, n.Data, a.Key, a.Val)
				}
			}
		}
	})
}

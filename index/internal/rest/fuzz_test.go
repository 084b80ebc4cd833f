package rest

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/index/internal/query"
)

// FuzzRequest sends any path, parameters and headers: the answer is JSON, a
// feed or the description, a refusal is a problem of bounded size that is the
// client's, and what is asked of the index is what stood in the parameters.
func FuzzRequest(f *testing.F) {
	for _, s := range [][2]string{
		{"/v1/search", "q=truce&size=7&facets=person,place&sort=oldest&unfolded=true&cursor=c"}, {"/v1/search", "q=%zz"}, {"/v1/search", "q=a&q=b&szie=1"}, {"/v1/search", "size=99999999999999999999"},
		{"/v1/articles/aaaaaaaaaaaaaaaaaaaaaaaaaa", "revision=0"}, {"/v1/articles/%2e%2e%2f/revisions", ""}, {"/v1/entities/Q1", "q=(&size=-1"}, {"/v1/timeline", "interval=%00"},
		{"/v1/quotes", "q=<script>"}, {"/v1/explain", "q=\xff"}, {"/v1/feed.atom", "q=a%1b"}, {"/v1/feed.json", "q=停火"}, {"/v1/stream", "after=x"}, {"/v1/openapi.yaml", ";"}, {"//v1/", "a"}, {"/v1/nothing\r\n", ""},
	} {
		f.Add(s[0], s[1], "gzip;q=0.5", "7")
	}
	languages, err := language.New()
	if err != nil {
		f.Fatal(err)
	}
	x := &index{}
	h := New(Options{Index: x, Languages: languages, Limits: query.DefaultLimits(), Streams: 1}).Handler()
	f.Fuzz(func(t *testing.T, path, parameters, accepts, last string) {
		if strings.ContainsFunc(parameters, unicode.IsControl) {
			return // no server reads such a request
		}
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.URL = &url.URL{Path: path, RawQuery: parameters}
		r.Header.Set("Accept-Encoding", accepts)
		r.Header.Set("Last-Event-ID", last)
		if strings.HasPrefix(path, "/v1/stream") {
			r.Method = http.MethodHead // one that is followed does not end
		}
		w := httptest.NewRecorder()
		x.search = client.SearchRequest{}
		h.ServeHTTP(w, r)
		kind, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";")
		switch {
		case w.Code >= 500 && w.Code != http.StatusServiceUnavailable:
			t.Fatalf("%s?%s: status %d, %s", path, parameters, w.Code, w.Body)
		case w.Code >= 400:
			if kind != "application/problem+json" || w.Body.Len() > 4096 {
				t.Fatalf("%s?%s: status %d, %s, %d bytes", path, parameters, w.Code, kind, w.Body.Len())
			}
			var e client.Error
			if r.Method == http.MethodGet && (json.Unmarshal(plain(t, w), &e) != nil || e.Detail == "" || e.Status != w.Code) {
				t.Fatalf("%s?%s: %s", path, parameters, w.Body)
			}
		case w.Code == http.StatusOK && kind == "application/json" && r.Method == http.MethodGet:
			if !json.Valid(plain(t, w)) {
				t.Fatalf("%s?%s: no JSON", path, parameters)
			}
		}
		for name, values := range w.Header() {
			if strings.ContainsAny(name+strings.Join(values, ""), "\r\n\x00") {
				t.Fatalf("%s?%s: the header %q holds a line break: %q", path, parameters, name, values)
			}
		}
		values, err := url.ParseQuery(parameters)
		if path == "/v1/search" && w.Code == http.StatusOK && (err != nil || x.search.Query != values.Get("q") || x.search.Size < 0) {
			t.Fatalf("%s asks for %+v", parameters, x.search)
		}
	})
}

// plain is the body of an answer before it was compressed.
func plain(t *testing.T, w *httptest.ResponseRecorder) []byte {
	t.Helper()
	if w.Header().Get("Content-Encoding") != "gzip" {
		return w.Body.Bytes()
	}
	z, err := gzip.NewReader(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

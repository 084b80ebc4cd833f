package fetch_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/ingest/internal/fetch"
)

func TestParseLinks(t *testing.T) {
	base, err := url.Parse("https://outlet.example/news/feed?x=1")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name   string
		values []string
		want   []fetch.Link
	}{
		{"none", nil, nil},
		{"hub and self", []string{`<https://hub.example/>; rel="hub", <https://outlet.example/feed>; rel="self"`}, []fetch.Link{
			{URL: "https://hub.example/", Rel: []string{"hub"}}, {URL: "https://outlet.example/feed", Rel: []string{"self"}},
		}},
		{"several headers", []string{`<https://hub.example/>;rel=hub`, ` <feed2> ; REL = "Self Alternate" ; type="Application/RSS+XML"`}, []fetch.Link{
			{URL: "https://hub.example/", Rel: []string{"hub"}}, {URL: "https://outlet.example/news/feed2", Rel: []string{"self", "alternate"}, Type: "application/rss+xml"},
		}},
		{"commas and semicolons", []string{`<https://hub.example/a,b;c>; title="x, <y>; rel=no \" z"; rel=hub`}, []fetch.Link{
			{URL: "https://hub.example/a,b;c", Rel: []string{"hub"}},
		}},
		{"the first of two", []string{`</a>; rel=hub; rel=self`}, []fetch.Link{{URL: "https://outlet.example/a", Rel: []string{"hub"}}}},
		{"no relation", []string{`</a>; title=x, </b>; rel=hub`}, []fetch.Link{{URL: "https://outlet.example/b", Rel: []string{"hub"}}}},
		{"parameters without value", []string{`</a>; crossorigin; rel=preload; =; ;`}, []fetch.Link{{URL: "https://outlet.example/a", Rel: []string{"preload"}}}},
		{"comma forgotten", []string{`</a>; rel=hub </b>; rel=self`, `</a>; rel="hub" </b>; rel="self"`}, []fetch.Link{
			{URL: "https://outlet.example/a", Rel: []string{"hub", "</b>"}},
			{URL: "https://outlet.example/a", Rel: []string{"hub"}}, {URL: "https://outlet.example/b", Rel: []string{"self"}},
		}},
		{"about another", []string{`</a>; rel=hub; anchor="/other"`}, nil},
		{"other schemes", []string{`<javascript:x>; rel=hub, <mailto:a@b>; rel=hub, <urn:x>; rel=hub`}, nil},
		{"credentials", []string{`<https://u:p@hub.example/>; rel=hub`}, []fetch.Link{{URL: "https://hub.example/", Rel: []string{"hub"}}}},
		{"broken", []string{`<`, `>`, `<>`, `><`, `;;;,`, `<a`, `</a>; rel="`, `<http://[::1>; rel=hub`}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, fetch.ParseLinks(tt.values, base)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	if n := len(fetch.ParseLinks([]string{strings.Repeat("</a>; rel=hub, ", 100_000)}, base)); n != 32 {
		t.Errorf("%d links of very many", n)
	}
}

func TestLinksOfAResponse(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/old" {
			w.Header().Set("Link", `</wrong>; rel=hub`)
			http.Redirect(w, r, "/new/feed", http.StatusFound)
			return
		}
		w.Header().Add("Link", `<hub>; rel=hub`)
		w.Header().Add("Link", `<https://hub2.example/>; rel=hub, </self>; rel=self`)
		_, _ = io.WriteString(w, feedBody)
	})
	got, err := newClient(t, fetch.Options{}).Get(t.Context(), fetch.Request{URL: s.URL + "/old"}, now)
	if err != nil {
		t.Fatal(err)
	}
	if got.Link("hub") != s.URL+"/new/hub" || got.Link("self") != s.URL+"/self" || got.Link("alternate") != "" || len(got.Links) != 3 {
		t.Errorf("links %+v", got.Links)
	}
}

func FuzzParseLinks(f *testing.F) {
	f.Add(`<https://hub.example/>; rel="hub", <feed>; rel=self; type="a\"b"`)
	f.Add(`<a>;;=;rel=<b>,`)
	base := &url.URL{Scheme: "https", Host: "outlet.example", Path: "/feed"}
	f.Fuzz(func(t *testing.T, value string) {
		for _, l := range fetch.ParseLinks([]string{value}, base) {
			if !strings.HasPrefix(l.URL, "http://") && !strings.HasPrefix(l.URL, "https://") || len(l.Rel) == 0 {
				t.Errorf("%+v", l)
			}
		}
	})
}

package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestAddFindsFeeds(t *testing.T) {
	files := map[string]string{
		"/one":      "<link rel=alternate type=application/rss+xml href=/main>",
		"/two":      "<link rel=alternate type=application/rss+xml href=/main><link rel=alternate type=application/rss+xml href=/sport>",
		"/none":     "<p>Hello",
		"/main":     page,
		"/sport":    strings.NewReplacer("Harbour Courier", "Harbour Sport", "courier.example/", "courier.example/sport/").Replace(page),
		"/news.xml": "<urlset><url><loc>/a</loc><news:news><news:publication_date>2026-03-10</news:publication_date><news:title>A</news:title></news:news></url></urlset>",
		"/secret":   page,
	}
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, password, _ := r.BasicAuth(); r.URL.Path == "/secret" && password != "hunter2" {
			http.Error(w, "no", http.StatusUnauthorized)
			return
		}
		body, ok := files[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		_, _ = io.WriteString(w, body)
	}))
	defer site.Close()
	t.Setenv("DESK_PASSWORD", "hunter2")
	for _, c := range []struct {
		name  string
		args  []string
		added []string
		err   string
	}{
		{"a feed", []string{"/main"}, []string{"/main"}, ""},
		{"a sitemap", []string{"/news.xml"}, []string{"/news.xml"}, ""},
		{"a page with one", []string{"/one"}, []string{"/main"}, ""},
		{"a page with two", []string{"/two"}, nil, "none was added"},
		{"the first of two", []string{"-first", "/two"}, []string{"/main"}, ""},
		{"both", []string{"/two", "-all", "tags=port"}, []string{"/main", "/sport"}, ""},
		{"not a feed in sight", []string{"/none"}, nil, "no feed was found"},
		{"down", []string{"/gone"}, nil, "404"},
		{"down, all the same", []string{"-unchecked", "/gone"}, []string{"/gone"}, ""},
		{"needs a password", []string{"/secret"}, nil, "401"},
		{"has the password", []string{"/secret", "user=desk", "secret=env:DESK_PASSWORD"}, []string{"/secret"}, ""},
		{"bad setting", []string{"/main", "contry=FR"}, nil, "did you mean country"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out strings.Builder
			tool := newTestTool(t, &out, true)
			tool.config.Fetch.Spacing = 0
			args := []string{"add"}
			for _, a := range c.args {
				if strings.HasPrefix(a, "/") {
					a = site.URL + a
				}
				args = append(args, a)
			}
			err := feeds(t.Context(), tool, args)
			if c.err == "" && err != nil || c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
				t.Errorf("error %v, want %q", err, c.err)
			}
			out.Reset()
			if err := feeds(t.Context(), tool, []string{"list", "-o", "json"}); err != nil {
				t.Fatal(err)
			}
			if got := strings.Count(out.String(), `"url"`); got != len(c.added) {
				t.Errorf("%d feeds are registered, want %d:\n%s", got, len(c.added), out.String())
			}
			for _, path := range c.added {
				if !strings.Contains(out.String(), `"url": "`+site.URL+path+`"`) {
					t.Errorf("%s is not registered:\n%s", path, out.String())
				}
			}
			if c.name == "a sitemap" && !strings.Contains(out.String(), `"kind": "sitemap"`) || c.name == "both" && strings.Count(out.String(), `"port"`) != 2 {
				t.Errorf("settings are lost:\n%s", out.String())
			}
		})
	}
}

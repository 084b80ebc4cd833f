package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/ingest"
)

// wire is a feed of n items, the newest at a time, an hour apart.
func wire(n int, newest time.Time, item string) string {
	var b strings.Builder
	b.WriteString(`<rss version="2.0"><channel><title>Wire</title><link>https://wire.example/</link>`)
	for i := range n {
		fmt.Fprintf(&b, "<item><title>T%d</title><link>https://wire.example/%d</link><guid>%d</guid><pubDate>%s</pubDate>%s</item>", i, i, i, newest.Add(-time.Duration(i)*time.Hour).Format(time.RFC1123Z), item)
	}
	return b.String() + "</channel></rss>"
}

func TestCheckVerdicts(t *testing.T) {
	now := time.Now().UTC()
	const full = "<content:encoded xmlns:content='http://purl.org/rss/1.0/modules/content/'>A whole text, in many words.</content:encoded>"
	serve := func(contentType, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", contentType)
			_, _ = io.WriteString(w, body)
		}
	}
	good := wire(20, now.Add(-time.Hour), full)
	for _, c := range []struct {
		name    string
		handler http.HandlerFunc
		want    []string // words of verdicts, with their levels
		wantNot []string
		err     string
	}{
		{"good", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/rss+xml")
			w.Header().Set("ETag", `"v1"`)
			http.ServeContent(w, r, "", now, bytes.NewReader([]byte(good)))
		}, []string{"good the validators work", "good 20 of 20 items"}, []string{"bad ", "hint 20", "mended"}, ""},
		{"validators ignored", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("ETag", `"v1"`)
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, good)
		}, []string{"hint the server sends validators but ignores them", `hint it is served as "text/html"`, "hint it comes unencrypted"}, nil, ""},
		{"no validators, large", serve("text/xml", wire(300, now, full)), []string{"hint without validators", "bytes are sent uncompressed"}, nil, ""},
		{"moved", func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/new" {
				http.Redirect(w, r, "/new", http.StatusMovedPermanently)
				return
			}
			_, _ = io.WriteString(w, good)
		}, []string{"hint the feed has moved for good to"}, nil, ""},
		{"summaries", serve("text/xml", wire(20, now, "<description>Short.</description>")), []string{"hint 20 of 20 items do not carry their text"}, nil, ""},
		{"short", serve("text/xml", wire(4, now, full)), []string{"reach back only 3h0m0s"}, nil, ""},
		{"slow by wish", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Cache-Control", "max-age=864000")
			_, _ = io.WriteString(w, good)
		}, []string{"hint it asks to be left alone for 240h0m0s, longer than its items stay (19h0m0s)"}, nil, ""},
		{"given up", serve("text/xml", wire(4, now.AddDate(0, -3, 0), full)), []string{"hint the newest item is"}, nil, ""},
		{"future", serve("text/xml", wire(4, now.Add(20*time.Hour), full)), []string{"hint 4 of 4 items are dated in the future"}, nil, ""},
		{"sitemap", serve("text/xml", "<urlset><url><loc>https://wire.example/1</loc><news:news><news:title>One</news:title></news:news></url></urlset>"), []string{"good 1 of 1 items", "hint 1 of 1 items have no usable date"}, []string{"no GUID"}, ""},
		{"page", serve("text/html", "<html><p>Hello"), []string{"bad the document is an HTML page, not a feed → if this is a site"}, nil, "an HTML page"},
		{"page with a feed", serve("text/html", "<html><link rel=alternate type=application/rss+xml href=/x>"), []string{"not a feed → use what the page names as its feeds: http://127.0.0.1"}, nil, "an HTML page"},
		{"nothing in it", serve("text/xml", "<rss><channel><item><link>https://wire.example/1</link></item></channel></rss>"), []string{"bad nothing would be published of 1 items", "bad 1 of 1 items would not be published"}, nil, "nothing would be published"},
		{"forbidden", func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusForbidden) }, []string{"answers 403 Forbidden → if it needs a password"}, nil, "403"},
	} {
		t.Run(c.name, func(t *testing.T) {
			site := httptest.NewServer(c.handler)
			defer site.Close()
			var out strings.Builder
			tool := newTestTool(t, &out, false)
			tool.config.Fetch.Spacing = 0
			tool.config.Hosts = ingest.Hosts{"wire.example": "127.0.0.1:1"} // robots.txt cannot be had
			err := feeds(t.Context(), tool, []string{"check", "-o", "json", site.URL + "/feed"})
			if c.err == "" && err != nil || c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
				t.Errorf("error %v, want %q", err, c.err)
			}
			var x ingest.Examination
			if err := json.Unmarshal([]byte(out.String()), &x); err != nil {
				t.Fatal(err)
			}
			var lines strings.Builder
			for _, v := range x.Verdicts {
				fmt.Fprintf(&lines, "%s %s → %s\n", v.Level, v.Words, v.Remedy)
				if (v.Level == ingest.Good) != (v.Remedy == "") {
					t.Errorf("verdict without a remedy, or with one it does not need: %+v", v)
				}
			}
			for _, want := range c.want {
				if !strings.Contains(lines.String(), want) {
					t.Errorf("no verdict %q in:\n%s", want, lines.String())
				}
			}
			for _, not := range c.wantNot {
				if strings.Contains(lines.String(), not) {
					t.Errorf("verdict %q in:\n%s", not, lines.String())
				}
			}
		})
	}
}

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/ingest"
	"github.com/dateline-news/dateline/shared/news"
)

// story is an article page with n paragraphs.
func story(n int, head string) string {
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, "<p>On day %d the ferry left pier %d at dawn with %d passengers and a crew of six, an hour later than planned, because the fog would not lift.</p>", i, i*3, 40+i)
	}
	return `<html lang="en"><head><title>T0</title><meta name="author" content="Ada Lind">` + head + `</head><body><article><h1>T0</h1>` + text.String() + `</article></body></html>`
}

// TestCheckPages: the pages of the newest two articles are fetched as polling
// would, and what they would bring is said.
func TestCheckPages(t *testing.T) {
	const wall = `<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>`
	mux := http.NewServeMux()
	text := func(body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }
	}
	mux.HandleFunc("/robots.txt", text("User-agent: *\nDisallow: /closed\n"))
	mux.HandleFunc("/open/", text(story(8, "")))
	mux.HandleFunc("/closed/", text(story(8, "")))
	mux.HandleFunc("/wall/", text(story(3, wall)))
	mux.HandleFunc("/short/", text("<html><body><p>Hello.</p></body></html>"))
	mux.HandleFunc("/busy/", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	site := httptest.NewServer(mux)
	defer site.Close()
	now := time.Now().UTC()
	mux.HandleFunc("/feed/{kind}", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, strings.ReplaceAll(wire(3, now, "<description>The ferry left.</description>"), "https://wire.example/", site.URL+"/"+r.PathValue("kind")+"/"))
	})
	mux.HandleFunc("/map", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintf(w, "<urlset><url><loc>%s/open/1</loc><news:news><news:title>One</news:title></news:news></url></urlset>", site.URL)
	})
	for _, c := range []struct {
		path     string
		settings []string
		want     ingest.Preview // of the newest, without what the page says of itself
		verdict  string
	}{
		{"/feed/open", nil, ingest.Preview{Robots: "allowed", Status: 200, FeedChars: 15, Winner: ingest.PageWins}, "good 2 of 2 article pages tried give a text that is used"},
		{"/feed/closed", nil, ingest.Preview{Robots: "refused by robots.txt", FeedChars: 15, Winner: ingest.FeedWins, Why: "robots.txt of 127.0.0.1 does not allow the page"}, "hint article pages may not be fetched: refused by robots.txt"},
		{"/feed/wall", nil, ingest.Preview{Robots: "allowed", Status: 200, FeedChars: 15, Winner: ingest.FeedWins, Paywall: true, Why: "the page has a paywall and shows"}, "hint an article page is not used: the page has a paywall"},
		{"/feed/short", nil, ingest.Preview{Robots: "allowed", Status: 200, FeedChars: 15, Winner: ingest.FeedWins, Why: "the page has"}, "hint an article page is not used"},
		{"/feed/none", nil, ingest.Preview{Robots: "allowed", Status: 404, FeedChars: 15, Winner: ingest.FeedWins, Why: "127.0.0.1 answers 404 Not Found"}, "hint an article page is not used"},
		{"/feed/busy", nil, ingest.Preview{Robots: "allowed", Status: 503, FeedChars: 15, Winner: ingest.FeedWins, Later: true, Why: "127.0.0.1 answers 503"}, "hint an article page was not had now"},
		{"/map", nil, ingest.Preview{Robots: "allowed", Status: 200, Winner: ingest.PageWins}, "good 1 of 1 article pages"},
		{"/feed/open", []string{"full_text=never"}, ingest.Preview{}, "good 3 of 3 items would be published"},
	} {
		t.Run(strings.Join(append([]string{c.path}, c.settings...), " "), func(t *testing.T) {
			var out strings.Builder
			tool := newTestTool(t, &out, false)
			tool.config.Fetch.Spacing = time.Millisecond
			args := append([]string{"check", "-o", "json", site.URL + c.path}, c.settings...)
			if err := feeds(t.Context(), tool, args); err != nil {
				t.Fatal(err)
			}
			var x ingest.Examination
			if err := json.Unmarshal([]byte(out.String()), &x); err != nil {
				t.Fatal(err)
			}
			var said strings.Builder
			for _, v := range x.Verdicts {
				fmt.Fprintf(&said, "%s %s\n", v.Level, v.Words)
			}
			if !strings.Contains(said.String(), c.verdict) {
				t.Errorf("no verdict %q in:\n%s", c.verdict, said.String())
			}
			if x.Wait <= 0 || x.Reason == "" {
				t.Errorf("next poll in %s: %q", x.Wait, x.Reason)
			}
			if c.settings != nil {
				if len(x.Pages) > 0 || x.PagesWanted > 0 {
					t.Errorf("pages %+v, want none", x.Pages)
				}
				return
			}
			got := x.Pages[0]
			if got.Robots != c.want.Robots || got.Status != c.want.Status || got.FeedChars != c.want.FeedChars || got.Winner != c.want.Winner ||
				got.Later != c.want.Later || got.Paywall != c.want.Paywall || !strings.HasPrefix(got.Why, c.want.Why) || (got.Why == "") != (c.want.Why == "") {
				t.Errorf("got %+v\nwant %+v", got, c.want)
			}
			newest := x.Articles[len(x.Articles)-1]
			if won := got.Winner == ingest.PageWins; won != (newest.TextFrom == news.TextFromPage) || won && (got.PageChars < 1000 || got.Authors[0] != "Ada Lind") {
				t.Errorf("text from %s, preview %+v", newest.TextFrom, got)
			}
		})
	}
}

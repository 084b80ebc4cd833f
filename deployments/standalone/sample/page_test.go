package sample

import (
	"html"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/dateline-news/dateline/shared/news"
)

func TestPages(t *testing.T) {
	n := newNewsroom(t, Options{})
	n.Publish(2)
	for _, item := range n.Items() {
		link := item.URL
		if strings.HasPrefix(item.Link, "http") {
			link = item.Link
		}
		link = strings.Replace(link, "www.zürisee-bote.example", "www.xn--zrisee-bote-thb.example", 1)
		response := get(t, n, link)
		if response.StatusCode != http.StatusOK {
			t.Fatalf("%s: status %d", link, response.StatusCode)
		}
		page := string(body(t, response))
		if !strings.Contains(html.UnescapeString(page), "<h1>"+item.Title+"</h1>") {
			t.Errorf("%s does not show its title %q", link, item.Title)
		}
		_, canonical, _ := strings.Cut(page, `<link rel="canonical" href="`)
		canonical, _, _ = strings.Cut(canonical, `"`)
		got, err := news.IDFromURL(html.UnescapeString(canonical))
		if want, _ := news.IDFromURL(item.URL); err != nil || got != want {
			t.Errorf("%s calls itself %s: %v", link, canonical, err)
		}
	}
}

func TestFrontPageNamesFeedsAndArticles(t *testing.T) {
	n := newNewsroom(t, Options{})
	front := string(body(t, get(t, n, "http://www.harbourpost.example/")))
	for _, part := range []string{`href="/rss/world.xml"`, "The Harbour Post", "berlin-wall-opens"} {
		if !strings.Contains(front, part) {
			t.Errorf("the front page lacks %q", part)
		}
	}
}

func TestRefusals(t *testing.T) {
	n := newNewsroom(t, Options{})
	for address, want := range map[string]int{
		"http://unknown.example/":                  http.StatusMisdirectedRequest,
		"http://www.harbourpost.example/no/such":   http.StatusNotFound,
		"http://WWW.HarbourPost.example./":         http.StatusOK,
		"http://www.harbourpost.example/%2e%2e/x":  http.StatusNotFound,
		"http://polar-telegraf.example/story.php":  http.StatusNotFound,
		"http://www.norda.example/rss/world.xml":   http.StatusNotFound,
		"http://www.harbourpost.example/?utm_id=1": http.StatusNotFound,
	} {
		if got := get(t, n, address).StatusCode; got != want {
			t.Errorf("%s: status %d, want %d", address, got, want)
		}
	}
}

func TestContradictionsAreNamed(t *testing.T) {
	const story = "Title: A\nLanguage: en\nPublished: 2016-12-29T08:40:00Z\nAgency: \nAuthor: \nSection: World\nSummary: B.\n\nC.\n"
	outlet := func(feeds string) string {
		return `{"outlets": [{"name": "O", "host": "o.example", "language": "en", "path": "/{number}", "feeds": [` + feeds + `]}]}`
	}
	tests := []struct{ name, story, plan, want string }{
		{"unknown story", story, outlet(`{"path": "/f", "format": "rss", "content": "text", "items": [{"story": "en/b"}]}`), `no story "en/b"`},
		{"unknown format", story, outlet(`{"path": "/f", "format": "cdf", "content": "text"}`), `no format "cdf"`},
		{"unknown content", story, outlet(`{"path": "/f", "format": "rss", "content": "all"}`), `no content "all"`},
		{"unknown flaw", story, outlet(`{"path": "/f", "format": "rss", "content": "text", "flaws": ["odd"]}`), `no flaw "odd"`},
		{"other language", story, outlet(`{"path": "/f", "language": "de", "format": "rss", "content": "text", "items": [{"story": "en/a"}]}`), "not in the language"},
		{"no such paragraph", story, outlet(`{"path": "/f", "format": "rss", "content": "text", "items": [{"story": "en/a", "skip": [2]}]}`), "no paragraph 2"},
		{"nothing live", story, outlet(`{"path": "/f", "format": "rss", "content": "text"}`), "no outlet has a live feed"},
		{"nothing to publish", story, outlet(`{"path": "/f", "format": "rss", "content": "text", "live": true}`), "needs {number}"},
		{"unknown field", story, `{"outlet": []}`, "unknown field"},
		{"short header", "Title: A\n\nB\n", `{}`, "1 header lines, want 7"},
		{"empty title", strings.Replace(story, "Title: A", "Title:", 1), `{}`, "Title is empty"},
		{"bad date", strings.Replace(story, "2016-12-29T", "29 December ", 1), `{}`, "reading the date"},
		{"wrong folder", strings.Replace(story, "Language: en", "Language: de", 1), `{}`, `language "de"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := build(fstest.MapFS{
				"stories/en/a.txt": {Data: []byte(tt.story)},
				"newsroom.json":    {Data: []byte(tt.plan)},
			}, Options{})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}

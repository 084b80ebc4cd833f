package discover_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/ingest/internal/discover"
	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/shared/netguard"
)

// web is what hosts have, by host and path with the query. A body that begins
// with ! is a status and an address to redirect to, or nothing.
type web map[string]string

func (w web) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	body, ok := w[r.Host+r.URL.RequestURI()]
	if !ok {
		http.NotFound(rw, r)
		return
	}
	var status int
	var target string
	if n, _ := fmt.Sscanf(body, "!%d %s", &status, &target); n == 0 {
		_, _ = io.WriteString(rw, body)
		return
	}
	if target != "" {
		rw.Header().Set("Location", target)
	}
	rw.WriteHeader(status)
}

// entries writes an Atom feed, with the whole text if full is set.
func entries(title string, full bool, links ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<feed xmlns="http://www.w3.org/2005/Atom"><title>%s</title>`, title)
	for _, link := range links {
		text := "<summary>Short.</summary>"
		if full {
			text = `<content type="html">&lt;p&gt;A whole text of many words.&lt;/p&gt;</content>`
		}
		fmt.Fprintf(&b, `<entry><title>%s</title><id>%s</id><link href="%s"/><updated>%s</updated>%s</entry>`, link, link, link, now.Add(-time.Hour).Format(time.RFC3339), text)
	}
	return b.String() + "</feed>"
}

// TestSites plays sites as they are built.
func TestSites(t *testing.T) {
	const (
		rssType  = `<link rel="alternate" type="application/rss+xml" `
		atomType = `<link rel="alternate" type="application/atom+xml" `
		a, b, c  = "http://x.example/a", "http://x.example/b", "http://x.example/c"
	)
	news := rss("News", 3, now.Add(-time.Hour))
	for _, s := range []struct {
		name string
		web  web
		at   string
		want []string // addresses, the best first, behind "= " those of the same items
		best bool
	}{
		{"WordPress", web{
			"wp.example/": rssType + `title="Gull &raquo; Feed" href="http://wp.example/feed/"/>` + rssType + `title="Gull &raquo; Comments Feed" href="http://wp.example/comments/feed/"/>` +
				`<link rel="alternate" title="JSON" type="application/json" href="http://wp.example/wp-json/wp/v2/pages/2"/><link rel="alternate" type="application/json+oembed" href="http://wp.example/wp-json/oembed"/>`,
			"wp.example/feed/": news, "wp.example/comments/feed/": rss("Comments for Gull", 9, now),
		}, "wp.example/", []string{"wp.example/feed/", "wp.example/comments/feed/"}, true},
		{"WordPress article", web{
			"wp.example/2026/03/x/":      rssType + `title="Gull &raquo; Feed" href="http://wp.example/feed/"/>` + rssType + `title="Gull &raquo; X Comments Feed" href="http://wp.example/2026/03/x/feed/"/>`,
			"wp.example/feed/":           news,
			"wp.example/2026/03/x/feed/": rss("Comments on: X", 4, now),
		}, "wp.example/2026/03/x/", []string{"wp.example/feed/", "wp.example/2026/03/x/feed/"}, true},
		{"Ghost", web{"ghost.example/": rssType + `title="Gull" href="http://ghost.example/rss/">`, "ghost.example/rss/": news, "ghost.example/sitemap.xml": "<sitemapindex>"}, "ghost.example/", []string{"ghost.example/rss/"}, true},
		{"Hugo without a link", web{"hugo.example/": "<html><body><h1>Gull", "hugo.example/index.xml": news}, "hugo.example/", []string{"hugo.example/index.xml"}, true},
		{"Substack", web{"gull.substack.example/": rssType + `href="/feed" title="Gull"/><script>{"a":"</head>"}</script>`, "gull.substack.example/feed": news}, "gull.substack.example/", []string{"gull.substack.example/feed"}, true},
		{"Blogger", web{
			"gull.blog.example/": atomType + `title="Gull - Atom" href="http://gull.blog.example/feeds/posts/default" />` + rssType + `title="Gull - RSS" href="http://gull.blog.example/feeds/posts/default?alt=rss" />` +
				`<link rel="service.post" type="application/atom+xml" title="Gull - Atom" href="http://www.blog.example/feeds/1/posts/default" />` + atomType + `title="Gull - Comments" href="http://gull.blog.example/feeds/2/comments/default"/>`,
			"gull.blog.example/feeds/posts/default": entries("Gull", true, a, b), "gull.blog.example/feeds/posts/default?alt=rss": entries("Gull", true, a, b), "gull.blog.example/feeds/2/comments/default": entries("Comments on Gull", true, c),
		}, "gull.blog.example/", []string{"gull.blog.example/feeds/posts/default", "= gull.blog.example/feeds/posts/default?alt=rss", "gull.blog.example/feeds/2/comments/default"}, true},
		{"YouTube channel", web{
			"tube.example/@gull": `<html><head><title>Gull</title></head><body><script>var a = "<link";</script>` + rssType + `title="RSS" href="http://www.tube.example/feeds/videos.xml?channel_id=UC1"></body>`,
			"www.tube.example/feeds/videos.xml?channel_id=UC1": entries("Gull", false, a, b),
		}, "tube.example/@gull", []string{"www.tube.example/feeds/videos.xml?channel_id=UC1"}, true},
		{"base and relative links", web{"rel.example/en/": `<base href="/static/"><link rel=alternate type="application/rss+xml; charset=utf-8" href="../feeds/en.xml#x">`, "rel.example/feeds/en.xml": news}, "rel.example/en/", []string{"rel.example/feeds/en.xml"}, true},
		{"two formats, titles of their own, one with texts", web{
			"two.example/":    rssType + `href=/rss>` + atomType + `href=/atom>`,
			"two.example/rss": entries("Gull RSS", false, a, b, c), "two.example/atom": entries("Gull Atom", true, a, b, c),
		}, "two.example/", []string{"two.example/atom", "= two.example/rss"}, true},
		{"two feeds of one title", web{
			"same.example/":      rssType + `href=/world>` + rssType + `href=/sport>`,
			"same.example/world": entries("Gull", true, a, b), "same.example/sport": entries("Gull", true, c),
		}, "same.example/", []string{"same.example/world", "same.example/sport"}, false},
		{"feed on another host", web{"far.example/": rssType + `href="//feeds.burner.example/gull?format=xml">`, "feeds.burner.example/gull?format=xml": news}, "far.example/", []string{"feeds.burner.example/gull?format=xml"}, true},
		{"feeds behind a page of feeds", web{
			"list.example/":                    `<footer><a href="/services/feeds-list"><span>RSS</span></a></footer>`,
			"list.example/services/feeds-list": `<a href="http://feeds.list.example/world/rss.xml">World</a><a href="/xml/rss/sport.xml">Sport</a><a href="/about">About</a>`,
			"feeds.list.example/world/rss.xml": rss("World", 2, now.Add(-time.Hour)), "list.example/xml/rss/sport.xml": rss("Sport", 2, now.Add(-time.Hour)),
		}, "list.example/", []string{"feeds.list.example/world/rss.xml", "list.example/xml/rss/sport.xml"}, false},
		{"icon with a label", web{"icon.example/": `<a aria-label="RSS feed" href="/xml.php?all=1"><svg></svg></a>`, "icon.example/xml.php?all=1": news}, "icon.example/", []string{"icon.example/xml.php?all=1"}, true},
		{"page for people only", web{"wall.example/": "!403", "wall.example/rss.xml": news}, "wall.example/", []string{"wall.example/rss.xml"}, true},
		{"consent wall", web{"consent.example/": "!302 http://consent.example/wall?to=/", "consent.example/wall?to=/": "<form>We value your privacy", "consent.example/feed": news}, "consent.example/", []string{"consent.example/feed"}, true},
		{"refresh", web{"go.example/": `<meta http-equiv="Refresh" content="0; URL='/en/home'">`, "go.example/en/home": rssType + `href=feed.xml>`, "go.example/en/feed.xml": news}, "go.example/", []string{"go.example/en/feed.xml"}, true},
		{"named feed is gone", web{"old.example/": rssType + `href=/gone>`, "old.example/atom.xml": news}, "old.example/", []string{"old.example/atom.xml"}, true},
		{"JSON Feed", web{"json.example/": `<link rel=alternate type=application/json href=/feed.json>`, "json.example/feed.json": `{"version":"https://jsonfeed.org/version/1","title":"Gull","items":[{"id":"1","url":"http://json.example/1","content_text":"x"}]}`}, "json.example/", []string{"json.example/feed.json"}, true},
		{"moved to https and www", web{"move.example/": "!301 http://www.move.example/", "www.move.example/": rssType + `href=/rss>`, "www.move.example/rss": news}, "move.example/", []string{"www.move.example/rss"}, true},
		{"news sitemap alone", web{"map.example/": "<p>Hello", "map.example/robots.txt": "Sitemap: http://map.example/sitemap.xml\nSitemap: http://map.example/news-sitemap.xml", "map.example/sitemap.xml": "<urlset><url><loc>/x</loc></url></urlset>", "map.example/news-sitemap.xml": newsMap}, "map.example/", []string{"map.example/news-sitemap.xml"}, true},
		{"links in a comment, empty, of scripts", web{"none.example/": `<!-- ` + rssType + `href=/a> -->` + rssType + `href="">` + rssType + `href="javascript:void(0)"><a href="mailto:rss@none.example">RSS</a>`}, "none.example/", nil, false},
		{"post with a feed of its tag", web{"micro.example/@gull": `<link href='http://micro.example/@gull.rss' rel='alternate' type='application/rss+xml'>`, "micro.example/@gull.rss": news}, "micro.example/@gull", []string{"micro.example/@gull.rss"}, true},
	} {
		t.Run(s.name, func(t *testing.T) {
			server := httptest.NewServer(s.web)
			defer server.Close()
			hosts := map[string]string{"*.example": server.Listener.Addr().String()}
			client := fetch.New(fetch.Options{UserAgent: "test", Dialer: &netguard.Dialer{Guard: netguard.New(nil), Hosts: hosts}})
			defer client.Close()
			r, err := discover.Search(t.Context(), client, "http://"+s.at, discover.Options{Spacing: -1, Now: now})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range r.Found {
				got = append(got, strings.TrimPrefix(f.URL, "http://"))
				for _, same := range f.Same {
					got = append(got, "= "+strings.TrimPrefix(same, "http://"))
				}
			}
			if diff := cmp.Diff(s.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if best, ok := r.Best(); ok != s.best || ok && "http://"+s.want[0] != best.URL {
				t.Errorf("best is %q, %v", best.URL, ok)
			}
			if r.Tried > 30 {
				t.Errorf("%d requests", r.Tried)
			}
		})
	}
}

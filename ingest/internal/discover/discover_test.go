package discover_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/ingest/internal/discover"
	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/shared/netguard"
)

var now = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

func rss(title string, items int, at time.Time) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<rss version='2.0'><channel><title>%s</title>", title)
	for i := range items {
		fmt.Fprintf(&b, "<item><title>T%d</title><link>https://courier.example/%s/%d</link><pubDate>%s</pubDate></item>", i, url.PathEscape(title), i, at.Format(time.RFC1123Z))
	}
	return b.String() + "</channel></rss>"
}

const newsMap = "<urlset><url><loc>/a</loc><news:news><news:publication_date>2026-03-10</news:publication_date><news:title>A</news:title></news:news></url></urlset>"

// site is what a server has by path, with the query where there is one.
type site map[string]string

func (s site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, ok := s[r.URL.RequestURI()]
	if !ok {
		http.NotFound(w, r)
		return
	}
	_, _ = io.WriteString(w, body)
}

func TestSearch(t *testing.T) {
	fresh, old := now.Add(-time.Hour), now.Add(-100*24*time.Hour)
	for _, c := range []struct {
		name string
		site site
		path string
		// want are the paths of what is found, the best first.
		want []string
		// best is that of the one to take, "" if a person is to choose.
		best string
	}{
		{"a feed itself", site{"/x": rss("News", 2, fresh)}, "/x", nil, "/x"},
		{"a news sitemap itself", site{"/m.xml": newsMap}, "/m.xml", nil, "/m.xml"},
		{"named by the page", site{
			"/":              "<html><head><link rel='ALTERNATE stylesheet' type='application/rss+xml' href='/comments/feed' title='Comments'><link rel=alternate type=application/atom+xml href=main.atom><link rel=alternate hreflang=de href=/de></head>",
			"/comments/feed": rss("Comments on News", 9, fresh), "/main.atom": rss("News", 2, fresh), "/de": "x", "/feed": rss("Not asked for", 2, fresh),
		}, "/", []string{"/main.atom", "/comments/feed"}, "/main.atom"},
		{"two formats of one feed", site{
			"/": "<link rel=alternate type=application/rss+xml href=/rss><link rel=alternate type=application/atom+xml href=/atom>", "/rss": rss("News", 2, fresh), "/atom": rss("News", 2, fresh),
		}, "/", []string{"/rss"}, "/rss"},
		{"two feeds", site{
			"/": "<link rel=alternate type=application/rss+xml href=/old><link rel=alternate type=application/rss+xml href=/sport>", "/old": rss("News", 2, old), "/sport": rss("Sport", 2, fresh),
		}, "/", []string{"/sport", "/old"}, ""},
		{"linked by the page", site{
			"/":                           "<a href='/rss/world.xml'>no</a><a href=/rss/world/feed.xml?a=1&amp;b=2>RSS</a><a href=https://elsewhere.example/feed>x</a><a href='feed://HOST/x'>y</a>",
			"/rss/world/feed.xml?a=1&b=2": rss("World", 2, fresh),
		}, "/", []string{"/rss/world/feed.xml?a=1&b=2"}, "/rss/world/feed.xml?a=1&b=2"},
		{"a usual address", site{"/news/": "<p>Hello", "/news/rss": rss("News", 1, fresh), "/?feed=rss2": rss("All", 1, fresh)}, "/news/", []string{"/news/rss", "/?feed=rss2"}, ""},
		{"robots.txt", site{
			"/": "<p>Hello", "/robots.txt": "User-agent: *\nDisallow: /\nsitemap: /all.xml\nSitemap: /news-map.xml # news\n", "/all.xml": "<urlset><url><loc>/about</loc></url></urlset>", "/news-map.xml": newsMap,
		}, "/", []string{"/news-map.xml"}, "/news-map.xml"},
		{"an index in robots.txt", site{
			"/": "<p>Hello", "/robots.txt": "Sitemap: /index.xml\n", "/index.xml": "<sitemapindex><sitemap><loc>/pages.xml</loc></sitemap><sitemap><loc>/news.xml</loc></sitemap></sitemapindex>", "/news.xml": newsMap,
		}, "/", []string{"/index.xml"}, "/index.xml"},
		{"feed before sitemap", site{
			"/": "<link rel=alternate type=application/rss+xml href=/rss>", "/rss": rss("News", 2, fresh), "/robots.txt": "Sitemap: /news.xml", "/news.xml": newsMap,
		}, "/", []string{"/rss", "/news.xml"}, "/rss"},
		{"empty feed", site{"/": "<link rel=alternate type=application/rss+xml href=/rss>", "/rss": rss("News", 0, fresh)}, "/", []string{"/rss"}, ""},
		{"nothing", site{"/": "<p>Hello"}, "/", nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := httptest.NewServer(c.site)
			defer server.Close()
			var allow netguard.CIDRs
			if err := allow.UnmarshalText([]byte("127.0.0.0/8")); err != nil {
				t.Fatal(err)
			}
			client := fetch.New(fetch.Options{UserAgent: "test", Dialer: &netguard.Dialer{Guard: netguard.New(allow)}})
			defer client.Close()
			got, err := discover.Search(t.Context(), client, server.URL+c.path, discover.Options{Spacing: -1, Now: now})
			if err != nil {
				t.Fatal(err)
			}
			var paths []string
			for _, f := range got.Found {
				paths = append(paths, strings.TrimPrefix(f.URL, server.URL))
			}
			if diff := cmp.Diff(c.want, paths); diff != "" {
				t.Errorf("found (-want +got):\n%s", diff)
			}
			best, ok := got.Best()
			if strings.TrimPrefix(best.URL, server.URL) != c.best || ok != (c.best != "") {
				t.Errorf("best is %q, %v, want %q", best.URL, ok, c.best)
			}
			if got.Tried > 30 {
				t.Errorf("%d requests", got.Tried)
			}
		})
	}
}

func TestSearchIsBounded(t *testing.T) {
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked++
		for i := range 100 {
			_, _ = fmt.Fprintf(w, "<link rel=alternate type=application/rss+xml href=/%d/%d>", asked, i)
		}
	}))
	defer server.Close()
	var allow netguard.CIDRs
	if err := allow.UnmarshalText([]byte("127.0.0.0/8")); err != nil {
		t.Fatal(err)
	}
	client := fetch.New(fetch.Options{UserAgent: "test", Dialer: &netguard.Dialer{Guard: netguard.New(allow)}})
	defer client.Close()
	r, err := discover.Search(t.Context(), client, server.URL, discover.Options{Spacing: -1, Requests: 7, Now: now})
	if err != nil || asked != 7 || r.Tried != 7 {
		t.Errorf("asked %d times, %+v, %v", asked, r, err)
	}
}

// What is meant for the site goes to nobody else, and a redirect that is not
// for good is not what is registered.
func TestSearchElsewhere(t *testing.T) {
	leaked := false
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		leaked = leaked || r.Header.Get("Authorization") != "" || r.Header.Get("X-Key") != ""
		_, _ = io.WriteString(w, rss("Elsewhere", 1, now))
	}))
	defer other.Close()
	home := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			if r.Header.Get("X-Key") == "" || r.Header.Get("Authorization") == "" {
				t.Error("the site is not asked as the settings say")
			}
			for _, href := range []string{other.URL + "/x", "/temporary", "/for-good"} {
				_, _ = fmt.Fprintf(w, "<link rel=alternate type=application/rss+xml href=%s>", href)
			}
		case "/temporary":
			http.Redirect(w, r, "/a", http.StatusFound)
		case "/for-good":
			http.Redirect(w, r, "/b", http.StatusMovedPermanently)
		case "/a", "/b":
			_, _ = io.WriteString(w, rss("News "+r.URL.Path, 1, now))
		default:
			http.NotFound(w, r)
		}
	}))
	defer home.Close()
	var allow netguard.CIDRs
	if err := allow.UnmarshalText([]byte("127.0.0.0/8")); err != nil {
		t.Fatal(err)
	}
	client := fetch.New(fetch.Options{UserAgent: "test", Dialer: &netguard.Dialer{Guard: netguard.New(allow)}})
	defer client.Close()
	request := fetch.Request{URL: home.URL + "/", User: "desk", Password: "hunter2", Header: http.Header{"X-Key": {"7"}}}
	r, err := discover.Search(t.Context(), client, home.URL+"/", discover.Options{Spacing: -1, Now: now, Request: request})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range r.Found {
		got = append(got, f.URL)
	}
	if diff := cmp.Diff([]string{other.URL + "/x", home.URL + "/temporary", home.URL + "/b"}, got); diff != "" || leaked {
		t.Errorf("leaked: %v; found (-want +got):\n%s", leaked, diff)
	}
}

func FuzzPage(f *testing.F) {
	f.Add([]byte("<base href=/x/><link rel=alternate type=application/rss+xml href=a title='A\nB'><a href=feed>x</a><a href='feed:https://b.example/'>"))
	f.Add([]byte("<link <link rel='feed' href='//[::1'><script><a href=/rss>"))
	f.Add([]byte("<meta http-equiv=refresh content='0;url=//b.example/x'><a href=/y>our R&amp;D, RSS</a><a title=rss href='javascript:x'>"))
	base := &url.URL{Scheme: "https", Host: "courier.example", Path: "/news/"}
	f.Fuzz(func(t *testing.T, page []byte) {
		for _, c := range append(discover.Page(page, base), discover.Robots(page, base)...) {
			if !strings.HasPrefix(c.URL, "http://") && !strings.HasPrefix(c.URL, "https://") {
				t.Errorf("candidate %+v", c)
			}
		}
		if to := discover.Refresh(page, base); to != "" && !strings.HasPrefix(to, "http://") && !strings.HasPrefix(to, "https://") {
			t.Errorf("leads to %q", to)
		}
	})
}

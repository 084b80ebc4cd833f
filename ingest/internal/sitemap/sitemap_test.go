package sitemap_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/ingest/internal/feed"
	"github.com/dateline-news/dateline/ingest/internal/fetch"
	"github.com/dateline-news/dateline/ingest/internal/sitemap"
	"github.com/dateline-news/dateline/shared/netguard"
	"github.com/dateline-news/dateline/shared/news"
)

var now = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

const full = `<?xml version="1.0" encoding="UTF-8"?>
<!-- made by hand -->
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url>
  <loc>https://courier.example/a?x=1&amp;y=2&copy=3</loc>
  <lastmod>2026-03-10T10:30:00Z</lastmod>
  <news:news>
    <news:publication><news:name>Harbour Courier</news:name><news:language>en</news:language></news:publication>
    <news:publication_date>2026-03-10T09:00:00+01:00</news:publication_date>
    <news:title>Ferry &amp; talks <![CDATA[& more]]></news:title>
    <news:keywords>Ferries, Ports,Ferries</news:keywords>
    <news:genres>Opinion</news:genres>
  </news:news>
  <image:image><image:loc>/pictures/a.jpg</image:loc><image:title>Not the title</image:title></image:image>
</url>
<url>
  <loc><![CDATA[https://courier.example/b]]></loc>
  <news:news><news:publication_date>2026-03-10</news:publication_date><news:title>Keeper retires</news:title></news:news>
</url>
<url><loc>https://courier.example/about</loc></url>
<url><loc></loc><news:news><news:title>Nowhere</news:title></news:news></url>
</urlset>`

func parse(t *testing.T, body string) *sitemap.Sitemap {
	t.Helper()
	s, err := sitemap.Parse([]byte(body), sitemap.Options{URL: "https://courier.example/news.xml", Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestParse(t *testing.T) {
	got := parse(t, full)
	want := &sitemap.Sitemap{Document: &feed.Document{
		Format: "news sitemap", Charset: "utf-8", Title: "Harbour Courier", Link: "https://courier.example/", Language: "en",
		Items: []feed.Item{
			{
				Link: "https://courier.example/a?x=1&y=2&copy=3", Title: "Ferry & talks & more", TextFrom: news.TextFromNone,
				Categories: []string{"Ferries", "Ports", "Opinion"}, Image: "https://courier.example/pictures/a.jpg", Language: "en",
				Published: time.Date(2026, 3, 10, 8, 0, 0, 0, time.UTC), Updated: time.Date(2026, 3, 10, 10, 30, 0, 0, time.UTC),
			},
			{Link: "https://courier.example/b", Title: "Keeper retires", TextFrom: news.TextFromNone, Published: time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)},
		},
		Oddities: []string{"entries without a usable address: 1", "entries without news elements left out: 1"},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTolerance(t *testing.T) {
	item := func(title string) string {
		return "<url><loc>https://courier.example/" + title + "</loc><news:news><news:title>" + title + "</news:title></news:news></url>"
	}
	for _, c := range []struct{ name, body, want string }{
		{"no namespaces", "<urlset><url><loc>https://courier.example/a</loc><news><title>A</title></news></url></urlset>", "A"},
		{"other prefixes", "<s:urlset><s:url><s:loc>https://courier.example/a</s:loc><n:news><n:title>A</n:title></n:news></s:url></s:urlset>", "A"},
		{"empty title element", "<urlset><url><title/><loc>https://courier.example/a</loc><news><title>A</title></news></url></urlset>", "A"},
		{"left open", "<urlset><url><loc>https://courier.example/a</loc><news:news><news:title>A<url><loc>https://courier.example/b</loc><news:title>none</news:title><news:news><news:title>B</url></urlset>", "A B"},
		{"cut in the second", "<urlset>" + item("A") + "<url><loc>https://courier.example/b</loc><news:news><news:title>Bro", "A"},
		{"byte order mark", "\ufeff<?xml version='1.0'?><urlset>" + item("A") + "</urlset>", "A"},
		{"Latin 1", "<?xml version='1.0' encoding='iso-8859-1'?><urlset>" + item("Caf\xe9 na\xefve d\xe9j\xe0") + "</urlset>", "Café naïve déjà"},
		{"control characters", "<urlset>" + item("A\x00\x01") + item("B") + "</urlset>", "A B"},
		{"broken entity", "<urlset>" + item("A &nosuch; &") + "</urlset>", "A &nosuch; &"},
		{"prefix of image addresses", "<urlset><url><image:image><image:url>x</image:url></image:image><loc>https://courier.example/a</loc><news:news><news:title>A</news:title></news:news></url></urlset>", "A"},
		{"the newest first", "<urlset>" + strings.Replace(item("A"), "<news:title>", "<news:publication_date>2026-03-09</news:publication_date><news:title>", 1) +
			strings.Replace(item("B"), "<news:title>", "<news:publication_date>2026-03-10</news:publication_date><news:title>", 1) + "</urlset>", "B A"},
		{"twice", "<urlset>" + item("A") + item("A") + "</urlset>", "A"},
		{"empty", "<urlset/>", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var titles []string
			for _, it := range parse(t, c.body).Document.Items {
				titles = append(titles, it.Title)
			}
			if got := strings.Join(titles, " "); got != c.want {
				t.Errorf("titles %q, want %q", got, c.want)
			}
		})
	}
}

func TestPlainSitemap(t *testing.T) {
	s := parse(t, "<urlset><url><loc>https://courier.example/a</loc><lastmod>2026-03-01</lastmod></url><url><loc>/b</loc><lastmod>yesterday</lastmod></url></urlset>")
	if len(s.Document.Items) != 2 || s.Document.Format != "sitemap" || s.Document.Items[0].Published.Day() != 1 || s.Document.Items[1].Link != "https://courier.example/b" {
		t.Errorf("document %+v", s.Document)
	}
	if len(s.Document.Oddities) != 1 || !strings.Contains(s.Document.Oddities[0], `such as "yesterday"`) {
		t.Errorf("oddities %q", s.Document.Oddities)
	}
}

func TestBounds(t *testing.T) {
	var b strings.Builder
	b.WriteString("<urlset>")
	for i := range 50_000 {
		fmt.Fprintf(&b, "<url><loc>https://courier.example/%d</loc><news:news><news:publication_date>%s</news:publication_date><news:title>T%d</news:title></news:news></url>", i, now.Add(time.Duration(i-50_000)*time.Minute).Format(time.RFC3339), i)
	}
	b.WriteString("</urlset>")
	s, err := sitemap.Parse([]byte(b.String()), sitemap.Options{URL: "https://courier.example/", Now: now, MaxItems: 100})
	if err != nil {
		t.Fatal(err)
	}
	d := s.Document
	if len(d.Items) != 100 || d.Items[0].Title != "T49999" || d.Items[99].Title != "T49900" || d.Oddities[0] != "older entries left out: 49900" {
		t.Errorf("%d items, the first %q, the last %q; %q", len(d.Items), d.Items[0].Title, d.Items[len(d.Items)-1].Title, d.Oddities)
	}
}

func TestIs(t *testing.T) {
	for body, want := range map[string]bool{
		full: true, "<sitemapindex>": true, "\n<sm:urlset>": true, "<!-- x --><URLSET>": true,
		"": false, "<rss><urlset>": false, "<html>": false, "{}": false, "urlset": false,
	} {
		if got := sitemap.Is([]byte(body)); got != want {
			t.Errorf("%.20q: %v, want %v", body, got, want)
		}
		_, err := sitemap.Parse([]byte(body), sitemap.Options{Now: now})
		if _, ok := errors.AsType[*feed.NotFeedError](err); ok == want {
			t.Errorf("%.20q: error %v", body, err)
		}
	}
}

func TestFollow(t *testing.T) {
	entry := func(name, date string) string {
		return "<url><loc>/" + name + "</loc><news:news><news:publication_date>" + date + "</news:publication_date><news:title>" + name + "</news:title></news:news></url>"
	}
	files := map[string]string{
		"/index.xml": "<sitemapindex><sitemap><loc>/old.xml</loc><lastmod>2025-01-01</lastmod></sitemap><sitemap><loc>/gone.xml</loc><lastmod>2026-03-10</lastmod></sitemap>" +
			"<sitemap><loc>/new.xml.gz</loc><lastmod>2026-03-09</lastmod></sitemap><sitemap><loc>/news.xml</loc></sitemap><sitemap><loc>/index.xml</loc><lastmod>2026-03-10</lastmod></sitemap></sitemapindex>",
		"/old.xml":    "<urlset>" + entry("old", "2025-01-01") + "</urlset>",
		"/new.xml.gz": "<urlset>" + entry("shared", "2026-03-09") + entry("new", "2026-03-09") + "</urlset>",
		"/news.xml":   "<urlset>" + entry("shared", "2026-03-09") + entry("news", "2026-03-10") + "<url><loc>/page</loc></url></urlset>",
		"/lost.xml":   "<sitemapindex><sitemap><loc>/gone.xml</loc></sitemap></sitemapindex>",
	}
	var many strings.Builder
	for i := range 20 {
		fmt.Fprintf(&many, "<sitemap><loc>/old.xml?%d</loc></sitemap>", i)
	}
	files["/many.xml"] = "<sitemapindex>" + many.String() + "</sitemapindex>"
	files["/deep.xml"] = "<sitemapindex><sitemap><loc>/deep.xml?1</loc></sitemap></sitemapindex>"
	asked := 0
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		body, ok := files[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if strings.HasSuffix(r.URL.Path, ".gz") {
			z := gzip.NewWriter(w)
			_, _ = z.Write([]byte(body))
			_ = z.Close()
			return
		}
		_, _ = w.Write([]byte(body))
	}))
	defer site.Close()
	var allow netguard.CIDRs
	if err := allow.UnmarshalText([]byte("127.0.0.0/8")); err != nil {
		t.Fatal(err)
	}
	client := fetch.New(fetch.Options{UserAgent: "test", Dialer: &netguard.Dialer{Guard: netguard.New(allow)}})
	defer client.Close()
	get := func(ctx context.Context, address string) (*fetch.Response, error) {
		return client.Get(ctx, fetch.Request{URL: address}, now)
	}
	follow := func(path string) (*feed.Document, error) {
		t.Helper()
		asked = 0
		r, err := get(t.Context(), site.URL+path)
		if err != nil {
			t.Fatal(err)
		}
		o := sitemap.Options{URL: r.URL, Now: now}
		s, err := sitemap.Parse(r.Body, o)
		if err != nil {
			t.Fatal(err)
		}
		return sitemap.Follow(t.Context(), s, get, o)
	}
	d, err := follow("/index.xml")
	if err != nil {
		t.Fatal(err)
	}
	var titles []string
	for _, it := range d.Items {
		titles = append(titles, it.Title)
	}
	if diff := cmp.Diff([]string{"news", "shared", "new", "old"}, titles); diff != "" || asked != 5 {
		t.Errorf("asked %d times; (-want +got):\n%s", asked, diff)
	}
	if !strings.Contains(strings.Join(d.Oddities, "\n"), "gone.xml: 127.0.0.1 answers 404") {
		t.Errorf("oddities %q", d.Oddities)
	}
	if _, err := follow("/lost.xml"); err == nil || !strings.Contains(err.Error(), "404") {
		t.Errorf("all lost: %v", err)
	}
	if d, err := follow("/many.xml"); err != nil || asked != 1+sitemap.MaxFetches || !strings.Contains(d.Oddities[len(d.Oddities)-1], "15 more sitemaps") {
		t.Errorf("many: asked %d times, %v, %+v", asked, err, d)
	}
	if _, err := follow("/deep.xml"); err == nil || asked > 1+sitemap.MaxFetches {
		t.Errorf("deep: asked %d times, %v", asked, err)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{full, "<urlset/>", "<sitemapindex><sitemap><loc>/a</loc></sitemap>", "<urlset><url><loc><![CDATA[", "<urlset><url><title/><script><url>"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		const most = 3
		s, err := sitemap.Parse(body, sitemap.Options{URL: "https://courier.example/", Now: now, MaxItems: most})
		if sitemap.Is(body) && err != nil && !bytes.Contains(body, []byte("<!")) {
			t.Errorf("a sitemap that cannot be read: %v", err)
		}
		if err != nil {
			return
		}
		if len(s.Document.Items) > most {
			t.Errorf("%d items", len(s.Document.Items))
		}
		for _, it := range s.Document.Items {
			if !strings.HasPrefix(it.Link, "http://") && !strings.HasPrefix(it.Link, "https://") || strings.Contains(it.Title, "\n") {
				t.Errorf("item %+v", it)
			}
		}
	})
}

package page_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/ingest/internal/page"
)

func TestMetadata(t *testing.T) {
	day := func(d, h, m int) time.Time { return time.Date(2026, 3, d, h, m, 0, 0, time.UTC) }
	tests := []struct {
		name, html string
		want       page.Page
	}{
		{"nothing", `<p>text`, page.Page{}},
		{"title alone", `<title> Gulls &amp;amp; <b>gales</b>` + "\n" + `</title>`, page.Page{Title: "Gulls & gales"}},
		{"heading", `<title>Site</title><h1>Gulls<br>and gales</h1><h1>Other</h1>`, page.Page{Title: "Gulls and gales"}},
		{"site in the title", `<meta property=og:site_name content="The Gull"><meta property=og:title content="Gales – The Gull">`, page.Page{Title: "Gales"}},
		{"title is the site", `<meta property=og:site_name content="The Gull"><title>The Gull</title>`, page.Page{Title: "The Gull"}},
		{"linked data in a list", `<script type="application/ld+json">[{"@type":"BreadcrumbList"},{"@type":"Article","headline":"A","author":["Ada Lind","Ivo Marek"],"datePublished":"2026-03-10"}]</script>`,
			page.Page{Title: "A", Authors: []string{"Ada Lind", "Ivo Marek"}, Published: day(10, 0, 0)}},
		{"the news article counts", `<script type="application/ld+json">[{"@type":"WebPage","name":"W"},{"@type":"ReportageNewsArticle","headline":"A"}]</script>`, page.Page{Title: "A"}},
		{"others in a list do not", `<script type="application/ld+json">{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","headline":"Other"}]}</script><title>A</title>`, page.Page{Title: "A"}},
		{"broken linked data", `<script type="application/ld+json">{"@type":"NewsArticle","headline":</script><title>A</title>`, page.Page{Title: "A"}},
		{"wrapped linked data", "<script type='application/ld+json; charset=utf-8'>//<![CDATA[\n{\"@type\":\"NewsArticle\",\"headline\":\"A\tB\"}\n//]]></script>", page.Page{Title: "A B"}},
		{"authors in one string", `<meta name=author content="By Ada Lind, Ivo Marek and Noor Baker; https://x.example/ada | www.gull.example">`, page.Page{Authors: []string{"Ada Lind", "Ivo Marek", "Noor Baker"}}},
		{"author is an address", `<meta property=article:author content="https://www.facebook.com/gull">`, page.Page{}},
		{"author is the site", `<meta property=og:site_name content="The Gull"><meta name=author content="the gull">`, page.Page{}},
		{"dates in order", `<meta property=article:published_time content="soon"><meta itemprop=datePublished content="2026-03-11T08:00:00-05:00"><time datetime=2026-03-01>`, page.Page{Published: day(11, 13, 0)}},
		{"date of a time element", `<time>today</time><time datetime="2026-03-12 07:15">`, page.Page{Published: day(12, 7, 15)}},
		{"date in the future", `<meta name=date content="2026-03-15T00:00:00Z">`, page.Page{}},
		{"date before the web", `<meta name=date content="1970-01-01T00:00:00Z">`, page.Page{}},
		{"image", `<base href="https://cdn.gull.example/a/"><meta property=og:image content="b.jpg">`, page.Page{Image: "https://cdn.gull.example/a/b.jpg"}},
		{"image that is data", `<meta property=og:image content="data:image/png;base64,AA"><meta name=twitter:image content="//gull.example/b.jpg">`, page.Page{Image: "https://gull.example/b.jpg"}},
		{"canonical", `<link rel="nofollow canonical" href="/gales?id=7#top">`, page.Page{Canonical: "https://www.gull.example/gales?id=7"}},
		{"canonical of another host of the site", `<link rel=canonical href="http://amp.gull.example/gales">`, page.Page{Canonical: "http://amp.gull.example/gales"}},
		{"canonical of another site", `<link rel=canonical href="https://gull.test/gales"><meta property=og:url content="javascript:x">`, page.Page{}},
		{"canonical is home", `<link rel=canonical href="/">`, page.Page{}},
		{"language", `<html lang="pt_BR">`, page.Page{Language: "pt"}},
		{"language of three letters", `<html lang="deu">`, page.Page{Language: "de"}},
		{"language unknown", `<html lang="xx-klingon"><meta property=og:locale content="ga_IE">`, page.Page{Language: "ga"}},
		{"wall by tier", `<meta property=article:content_tier content=locked>`, page.Page{Paywall: true}},
		{"wall by name", `<div class="a paywall b">`, page.Page{Paywall: true}},
		{"free despite a name", `<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":true}</script><div class="paywall">`, page.Page{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := page.Metadata([]byte(tt.html), "text/html; charset=utf-8", "https://www.gull.example/news/gales", now)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(&tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestExtractorBoundsWhatIsStuck(t *testing.T) {
	e := page.NewExtractor(2, 20*time.Millisecond)
	free := make(chan struct{})
	for range 2 {
		if err := e.Run(t.Context(), func() { <-free }); !errors.Is(err, page.ErrBusy) {
			t.Fatalf("got %v, want %v", err, page.ErrBusy)
		}
	}
	// Both places are taken, so that a third is not even begun.
	if err := e.Run(t.Context(), func() { t.Error("begun") }); !errors.Is(err, page.ErrBusy) {
		t.Fatalf("got %v, want %v", err, page.ErrBusy)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := e.Run(ctx, func() {}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that of the context", err)
	}
	// A page is still read, without the extractors.
	if p, err := e.Extract(t.Context(), []byte(article), page.Options{URL: "https://gull.example/a"}); err != nil || p.Method != page.Plain {
		t.Errorf("got %+v, %v, want the plain reading", p, err)
	}
	close(free)
	deadline := time.Now().Add(30 * time.Second)
	for e.Run(t.Context(), func() {}) != nil {
		if time.Now().After(deadline) {
			t.Fatal("the places were not given back")
		}
	}
	if err := page.NewExtractor(1, time.Minute).Run(t.Context(), func() { panic("broken") }); !errors.Is(err, page.ErrNoText) {
		t.Errorf("after a panic got %v, want %v", err, page.ErrNoText)
	}
}

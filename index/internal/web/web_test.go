package web_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/index/internal/web"
	"github.com/dateline-news/dateline/shared/news"
)

// evil is what a feed may bring in every field.
const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>' javascript:alert(1)`

var noon = time.Date(2016, 12, 30, 12, 0, 0, 0, time.UTC)

// index answers with what it is given.
type index struct {
	text    string
	article *news.Article
	queries []string
	// interval and bars are those of the timeline, by day and two where they
	// are not set.
	interval string
	bars     int
	// source is the id of every source; text, where it is not set.
	source string
}

func (x *index) hit() client.Hit {
	return client.Hit{
		ID: "aaaaaaaaaaaaaaaaaaaaaaaaaa", Title: client.Marked{Text: x.text, Marks: [][2]int{{0, 2}, {1, 900}, {3, 4}}}, Snippet: client.Marked{Text: x.text},
		Source: cmp.Or(x.source, x.text), SourceName: x.text, Agency: x.text, Language: "ar", Published: noon, More: 12,
		Entities: []client.HitEntity{{ID: "Q39259", Type: "person", Name: x.text}},
	}
}

func (x *index) counts() []client.FacetCount {
	var out []client.FacetCount
	for i := range 10 {
		out = append(out, client.FacetCount{ID: fmt.Sprintf("Q%d", i+1), Name: x.text, Count: 12345})
	}
	return out
}

func (x *index) Search(_ context.Context, r client.SearchRequest) (*client.SearchResponse, error) {
	x.queries = append(x.queries, r.Query)
	if _, err := query.Parse(r.Query, query.DefaultLimits()); err != nil {
		e := err.(*query.Error)
		return nil, &client.Error{Status: 400, Detail: e.Error(), Column: e.Column}
	}
	out := &client.SearchResponse{Query: r.Query, Sort: "relevance", Total: 1234567, Next: "abc", Notes: []string{x.text}, Facets: map[string][]client.FacetCount{}}
	out.Names = []client.ResolvedName{{Term: "person:Erdogan", Entities: []client.NamedItem{{ID: "Q39259", Name: x.text}}}}
	for range r.Size {
		out.Hits = append(out.Hits, x.hit())
	}
	for _, f := range r.Facets {
		out.Facets[f] = x.counts()
	}
	return out, nil
}

func (x *index) Article(_ context.Context, r client.ArticleRequest) (*client.ArticleResponse, error) {
	if x.article == nil || r.ID != x.article.ID {
		return nil, &client.Error{Status: 404, Detail: "the index has no article " + r.ID}
	}
	data, err := json.Marshal(x.article)
	return &client.ArticleResponse{Article: data}, err
}

func (x *index) Revisions(_ context.Context, r client.RevisionsRequest) (*client.RevisionsResponse, error) {
	return &client.RevisionsResponse{ID: r.ID, Revisions: []client.Revision{{Revision: 1, Title: x.text, ValidFrom: noon}}}, nil
}

func (x *index) Entity(_ context.Context, r client.EntityRequest) (*client.EntityResponse, error) {
	return &client.EntityResponse{
		ID: r.ID, Type: "person", Kind: x.text, Name: x.text, Names: []string{x.text}, Total: 3, First: noon, Last: noon,
		Interval: "day", Bars: []client.Bar{{Start: noon, Count: 1}, {Start: noon.AddDate(0, 0, 1), Count: 2}},
		With: map[string][]client.FacetCount{"person": x.counts()}, Sources: x.counts(), Quotes: []client.Quote{x.quote()}, Articles: []client.Hit{x.hit()},
	}, nil
}

func (x *index) quote() client.Quote {
	return client.Quote{Text: client.Marked{Text: x.text}, Speaker: x.text, SpeakerID: "Q39259", SpeakerName: x.text, Article: "aaaaaaaaaaaaaaaaaaaaaaaaaa", Title: x.text, Source: x.text, Published: noon}
}

func (x *index) Timeline(context.Context, client.TimelineRequest) (*client.TimelineResponse, error) {
	return &client.TimelineResponse{Interval: cmp.Or(x.interval, "day"), Bars: x.timeline()}, nil
}

func (x *index) Quotes(_ context.Context, r client.QuotesRequest) (*client.QuotesResponse, error) {
	return &client.QuotesResponse{Query: r.Query, Articles: 1, Quotes: []client.Quote{x.quote()}, Next: "abc"}, nil
}

// get returns a page.
func get(t *testing.T, x *index, address string) (int, http.Header, string) {
	t.Helper()
	site, err := web.New(x, query.DefaultLimits(), "")
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	site.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
	return w.Code, w.Header(), w.Body.String()
}

func hostile() *news.Article {
	text := evil + "\n\nSecond " + evil + "\n\nPlain words."
	at := len(evil) + 2
	return &news.Article{
		Schema: 1, ID: "aaaaaaaaaaaaaaaaaaaaaaaaaa", Revision: 2, Title: evil, Summary: evil, Text: text, TextFrom: news.TextFromContent,
		URL: "javascript:alert(1)", Source: news.Source{ID: "x", Name: evil, Country: evil}, Authors: []string{evil},
		Published: noon, FirstSeen: noon, Fetched: noon, ContentHash: news.ContentHash(evil, text),
		Annotations: &news.Annotations{
			Language: news.Language{Code: "en"}, Headings: []news.Span{{Field: news.FieldText, Start: at, End: at + 7 + len(evil)}},
			Entities:   []news.Entity{{ID: "Q1", Type: news.TypePerson, Name: evil, Mentions: []news.Mention{{Span: news.Span{Field: news.FieldText, Start: at, End: at + 6}}}}},
			Quotations: []news.Quotation{{Span: news.Span{Field: news.FieldText, Start: 0, End: 20}, Speaker: evil}},
			Topics:     []news.Topic{{ID: "medtop:16000000", Name: evil}},
		},
	}
}

// TestNothingFromOutsideIsMarkup gives every page hostile values everywhere,
// and looks at what a browser would make of it.
func TestNothingFromOutsideIsMarkup(t *testing.T) {
	x := &index{text: evil, article: hostile()}
	for _, address := range []string{
		"/", "/?q=" + url.QueryEscape("person:Erdogan place:Q858"), "/?q=" + url.QueryEscape(evil), "/?q=%22", "/articles/" + x.article.ID, "/articles/%3Cscript%3E",
		"/entities/" + url.PathEscape(evil), "/quotes?q=said:Peskov", "/quotes?q=" + url.QueryEscape(evil), "/help",
	} {
		code, header, body := get(t, x, address)
		if code >= 500 {
			t.Errorf("%s: status %d", address, code)
		}
		if policy := header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") {
			t.Errorf("%s: policy %q", address, policy)
		}
		if len(body) > 100<<10 {
			t.Errorf("%s: %d bytes", address, len(body))
		}
		root, err := html.Parse(strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		for n := range root.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			if slices.Contains([]string{"script", "img", "iframe", "object", "style", "base"}, n.Data) {
				t.Errorf("%s has a %s", address, n.Data)
			}
			for _, a := range n.Attr {
				switch {
				case strings.HasPrefix(a.Key, "on"), a.Key == "style":
					t.Errorf("%s: %s has %s=%q", address, n.Data, a.Key, a.Val)
				case a.Key == "href" || a.Key == "src" || a.Key == "action":
					u, err := url.Parse(a.Val)
					if err != nil || u.Scheme != "" && u.Scheme != "https" && u.Scheme != "http" {
						t.Errorf("%s: %s leads to %q", address, n.Data, a.Val)
					}
				}
			}
		}
	}
}

func TestSearchPage(t *testing.T) {
	x := &index{text: "Ankara"}
	code, _, body := get(t, x, "/?q="+url.QueryEscape("truce OR ceasefire lang:en"))
	if code != http.StatusOK {
		t.Fatalf("status %d: %s", code, body)
	}
	for _, want := range []string{
		"1\u202f234\u202f567 articles", `<mark>An</mark>`, "and 12 more like it", `href="/entities/Q39259"`, `lang="ar"`,
		// A facet narrows all of the query.
		searchHref("(truce OR ceasefire lang:en) person:Q1"),
		// A bar of the timeline narrows it to a day.
		searchHref("(truce OR ceasefire lang:en) date:2016-12-30"),
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

// searchHref is a link to a query as html/template writes it.
func searchHref(q string) string {
	return `href="/?q=` + strings.ReplaceAll(url.QueryEscape(q), "+", "%20") + `"`
}

func TestFiltersCanBeTakenAway(t *testing.T) {
	_, _, body := get(t, &index{text: "Ankara"}, "/?q="+url.QueryEscape("truce lang:en source:bbc"))
	for _, want := range []string{searchHref("truce source:bbc"), searchHref("truce lang:en")} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

func TestAWrongQueryIsShownWhereItIsWrong(t *testing.T) {
	code, _, body := get(t, &index{text: "Ankara"}, "/?q="+url.QueryEscape("truce plcae:Aleppo"))
	if code != http.StatusBadRequest {
		t.Errorf("status %d", code)
	}
	for _, want := range []string{`<pre dir="auto">truce <mark>p</mark>lcae:Aleppo</pre>`, "did you mean"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q:\n%s", want, body)
		}
	}
}

func TestArticlePage(t *testing.T) {
	text := "ANKARA, Dec 29 (AFP) - Turkey and Russia agreed, \"the truce begins,\" Turkey said.\n\nBackground\n\nAll rights reserved."
	span := func(s string) news.Span {
		at := strings.Index(text, s)
		return news.Span{Field: news.FieldText, Start: at, End: at + len(s)}
	}
	last := span("Turkey said")
	a := hostile()
	a.Text, a.Title, a.Summary = text, "Truce", ""
	a.ContentHash = news.ContentHash(a.Title, a.Text)
	a.URL = "https://courier.example/truce"
	a.Annotations = &news.Annotations{
		Language: news.Language{Code: "en"}, Dateline: &news.Dateline{Span: span("ANKARA, Dec 29 (AFP) - ")},
		Headings: []news.Span{span("Background")}, Boilerplate: []news.Span{span("All rights reserved.")},
		Entities: []news.Entity{
			{ID: "Q43", Type: news.TypePlace, Name: "Turkey", Mentions: []news.Mention{{Span: span("Turkey")}, {Span: news.Span{Field: news.FieldText, Start: last.Start, End: last.Start + 6}}}},
			// One that overlaps another is left out.
			{ID: "Q99", Type: news.TypeOrganisation, Name: "Turkey and Russia", Mentions: []news.Mention{{Span: span("key and Russia")}}},
		},
		Quotations: []news.Quotation{{Span: span("the truce begins,"), Speaker: "Turkey", SpeakerID: "Q43"}},
	}
	_, _, body := get(t, &index{article: a}, "/articles/"+a.ID)
	for _, want := range []string{
		`<span class="dateline">ANKARA, Dec 29 (AFP) - </span>`, `<a class="e place" href="/entities/Q43" title="Turkey">Turkey</a> and Russia`,
		`<span class="said">the truce begins,</span>`, `title="Turkey">Turkey</a> said.</p>`, `<h2 dir="auto">Background</h2>`,
		`<p dir="auto" class="boilerplate">All rights reserved.</p>`, `href="https://courier.example/truce" rel="noopener noreferrer nofollow"`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q:\n%s", want, body)
		}
	}
	if code, _, _ := get(t, &index{}, "/articles/"+a.ID); code != http.StatusNotFound {
		t.Errorf("status %d for an article that is not there", code)
	}
}

// TestTheStyleIsThatOfThePage checks that a browser asks whether it has the
// style sheet of this version.
func TestTheStyleIsThatOfThePage(t *testing.T) {
	site, err := web.New(&index{}, query.DefaultLimits(), "")
	if err != nil {
		t.Fatal(err)
	}
	ask := func(tag string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, web.StylePath, nil)
		r.Header.Set("If-None-Match", tag)
		w := httptest.NewRecorder()
		site.Handler().ServeHTTP(w, r)
		return w
	}
	first := ask(`W/"another version"`)
	if first.Code != http.StatusOK || first.Body.Len() == 0 || first.Header().Get("Cache-Control") != "no-cache" {
		t.Errorf("the first time: %d, %v", first.Code, first.Header())
	}
	if again := ask(first.Header().Get("ETag")); again.Code != http.StatusNotModified || again.Body.Len() != 0 {
		t.Errorf("again: %d, %d bytes", again.Code, again.Body.Len())
	}
}

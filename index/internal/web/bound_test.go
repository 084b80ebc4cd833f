package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/index/internal/web"
	"github.com/dateline-news/dateline/shared/news"
)

const maxPage = 100 << 10

// longest is an article as large as one may be: text, mentions, quotations.
func longest(t *testing.T, word, between string) *news.Article {
	t.Helper()
	text := strings.Repeat(word+between, news.MaxTextBytes/len(word+between))
	a := &news.Article{
		Schema: 1, ID: "aaaaaaaaaaaaaaaaaaaaaaaaaa", Revision: 1, Title: strings.Repeat("<", news.MaxTitleBytes), Summary: strings.Repeat("&", news.MaxSummaryBytes), Text: text,
		TextFrom: news.TextFromContent, URL: "https://courier.example/long", Source: news.Source{ID: "x", Name: "Courier"}, Published: noon, FirstSeen: noon, Fetched: noon,
		Annotations: &news.Annotations{Language: news.Language{Code: "en"}},
	}
	a.ContentHash = news.ContentHash(a.Title, a.Text)
	for i := range news.MaxMentions {
		at := i * (len(word) + len(between))
		if at+len(word) > len(text) {
			break
		}
		a.Annotations.Entities = append(a.Annotations.Entities, news.Entity{
			ID: fmt.Sprintf("Q%d", i+1), Type: news.TypePerson, Name: strings.Repeat("x", 200), Mentions: []news.Mention{{Span: news.Span{Field: news.FieldText, Start: at, End: at + len(word)}}},
		})
	}
	for i := range news.MaxQuotations {
		a.Annotations.Quotations = append(a.Annotations.Quotations, news.Quotation{Span: news.Span{Field: news.FieldText, Start: i * (len(word) + len(between)), End: len(text)}})
	}
	return a
}

// TestLongArticles checks that a page is bounded whatever the article, that it
// says so, and that the whole can be had.
func TestLongArticles(t *testing.T) {
	for _, between := range []string{" ", "\n\n", " said. "} {
		for _, word := range []string{"Ankara", "\"<>&\"", "安卡拉", strings.Repeat("a", 700)} {
			a := longest(t, word, between)
			_, _, body := get(t, &index{article: a}, "/articles/"+a.ID)
			if len(body) > maxPage {
				t.Errorf("%.10q between %q: %d bytes", word, between, len(body))
			}
			if whole := `href="/articles/` + a.ID + `?whole=1"`; !strings.Contains(body, whole) {
				t.Errorf("%.10q between %q: no link to the whole article", word, between)
			}
			if _, _, body = get(t, &index{article: a}, "/articles/"+a.ID+"?whole=1"); len(body) < len(a.Text) || strings.Contains(body, "whole=1") {
				t.Errorf("%.10q between %q: %d bytes of the whole", word, between, len(body))
			}
		}
	}
	short := longest(t, "Ankara", " ")
	short.Text, short.Summary, short.Annotations = "Ankara and Moscow agreed.", "", nil
	if _, _, body := get(t, &index{article: short}, "/articles/"+short.ID); strings.Contains(body, "whole=1") {
		t.Error("a short article is not shown whole")
	}
}

// TestLongQueries checks that a page of results is bounded however long the
// texts, the query and the timeline are.
func TestLongQueries(t *testing.T) {
	x := &index{text: strings.Repeat("\"Ankara\" ", 200), bars: 5000, source: strings.Repeat("x", news.MaxTokenLen)}
	for _, n := range []int{1, 20, 40, 100} {
		q := strings.TrimSuffix(strings.Repeat("ceasefire OR ", n), " OR ")
		_, _, body := get(t, x, "/?q="+url.QueryEscape(q))
		if len(body) > maxPage {
			t.Errorf("%d words: %d bytes", n, len(body))
		}
		if n == 1 != strings.Contains(body, searchHref("ceasefire place:Q1")) {
			t.Errorf("%d words: links that narrow the query are not as they should be", n)
		}
	}
	if _, _, body := get(t, x, "/entities/Q39259"); len(body) > maxPage {
		t.Errorf("entity: %d bytes", len(body))
	}
	if _, _, body := get(t, x, "/quotes?q=ankara"); len(body) > maxPage {
		t.Errorf("quotes: %d bytes", len(body))
	}
}

// TestBarsNarrow checks that a bar of every interval leads to its articles.
func TestBarsNarrow(t *testing.T) {
	for interval, want := range map[string]string{
		"hour": "date:2016-12-30T12:00:00Z..2016-12-30T12:59:59Z", "day": "date:2016-12-30", "week": "date:2016-12-30..2017-01-05", "month": "date:2016-12", "year": "date:2016",
	} {
		if _, err := query.Parse(want, query.DefaultLimits()); err != nil {
			t.Error(err)
		}
		_, _, body := get(t, &index{text: "Ankara", interval: interval}, "/?q=truce")
		if !strings.Contains(body, searchHref("truce "+want)) {
			t.Errorf("no bar by %s leads to %s", interval, want)
		}
	}
}

func TestHints(t *testing.T) {
	_, _, body := get(t, &index{text: "Ankara"}, "/")
	if !strings.Contains(body, "The newest articles.") || strings.Contains(body, "newsq alert") {
		t.Error("the first page does not tell how to ask")
	}
	_, _, body = get(t, &index{text: "Ankara"}, "/?q="+url.QueryEscape(`truce author:O'Brien sort:newest`))
	for _, want := range []string{`newsq alert add NAME &#39;truce author:O&#39;\&#39;&#39;Brien&#39;`, `&amp;unfolded=1">and 12 more like it</a>`, `aria-label="Remove author:O&#39;Brien"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if strings.Contains(body, "The newest articles.") {
		t.Error("the hint stands above an answer, too")
	}
}

// TestWrongAddresses checks that what cannot be read is told, briefly.
func TestWrongAddresses(t *testing.T) {
	code, _, body := get(t, &index{}, "/?q=%zz")
	if code != http.StatusBadRequest || !strings.Contains(body, "the address cannot be read") {
		t.Errorf("status %d: %s", code, body)
	}
	code, _, body = get(t, &index{}, "/?q="+strings.Repeat("(", 8000)+"&size=3")
	if code != http.StatusBadRequest || len(body) > maxPage/4 {
		t.Errorf("status %d, %d bytes", code, len(body))
	}
}

func TestOtherMethodsAreRefused(t *testing.T) {
	site, err := web.New(&index{}, query.DefaultLimits(), "")
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	site.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", nil))
	if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("status %d, Allow %q", w.Code, w.Header().Get("Allow"))
	}
}

// timeline is a long one where it is asked for.
func (x *index) timeline() []client.Bar {
	bars := []client.Bar{{Start: noon, Count: 1}, {Start: noon.AddDate(0, 0, 1), Count: 5}}
	for i := range x.bars {
		bars = append(bars, client.Bar{Start: noon.Add(time.Duration(i+48) * time.Hour), Count: 1})
	}
	return bars
}

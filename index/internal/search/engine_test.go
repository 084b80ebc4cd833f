package search_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/index/internal/search"
	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/news"
)

// show puts the marked text in brackets.
func show(m client.Marked) string {
	var b strings.Builder
	at := 0
	for _, mark := range m.Marks {
		b.WriteString(m.Text[at:mark[0]] + "[" + m.Text[mark[0]:mark[1]] + "]")
		at = mark[1]
	}
	return b.String() + m.Text[at:]
}

func TestHighlights(t *testing.T) {
	c := load(t, "truce")
	for _, tc := range []struct{ query, title, snippet string }{
		{"guarantor lang:en", "Russia and Turkey agree terms of nationwide truce in Syria", "Mr. Erdoğan said Ankara would act as a [guarantor]."},
		{"truces historic lang:en", "Russia and Turkey agree terms of nationwide [truce] in Syria", "Turkish President Recep Tayyip Erdoğan called it a [historic] opportunity."},
		{"person:Erdogan ankara lang:en", "Russia and Turkey agree terms of nationwide truce in Syria", "Mr. [Erdoğan] said [Ankara] would act as a guarantor."},
		{"negotiat* kazakh* lang:en agency:AFP", "Russia and Turkey agree terms of nationwide truce in Syria", "[Negotiators] will meet in Astana, the capital of [Kazakhstan], in January."},
		{"停火", "叙利亚全国[停火]协议生效", "叙利亚全国[停火]协议30日零时生效。"},
		{"title:trêve", "Syrie : la [trêve] tient dans l'ensemble du pays", "L’accord de cessez-le-feu est entré en vigueur à minuit. Des négociations sont prévues à Astana."},
		{"lang:es", "Gobierno y FARC firman el nuevo acuerdo de paz en Bogotá", "El presidente Juan Manuel Santos y el jefe de las FARC, Rodrigo Londoño, firmaron este jueves en el Teatro Colón de Bogotá el nuevo acuerdo de paz."},
		{"dissenting", "Security Council backs Syria truce and talks", "The 15-member council adopted resolution 2336 without a [dissenting] vote."},
		{"\"nationwide truce\" ceasefire lang:en", "Russia and Turkey agree terms of [nationwide truce] in Syria", "ANKARA, Dec 29 (AFP) - Russia and Turkey have agreed on a nationwide [ceasefire] in Syria that takes effect at midnight, President Vladimir Putin said on Thursday."},
		{"guarantor negotiators lang:en", "Russia and Turkey agree terms of nationwide truce in Syria", "Mr. Erdoğan said Ankara would act as a [guarantor]. … [Negotiators] will meet in Astana, the capital of Kazakhstan, in January."},
		{"historic NEAR/1 called", "Russia and Turkey agree terms of nationwide truce in Syria", "Turkish President Recep Tayyip Erdoğan [called] it a [historic] opportunity."},
	} {
		r := c.search(t, tc.query, search.Page{})
		if len(r.Hits) != 1 {
			t.Errorf("%s: %d hits", tc.query, len(r.Hits))
			continue
		}
		if got := show(r.Hits[0].Title); got != tc.title {
			t.Errorf("%s: title\n got %s\nwant %s", tc.query, got, tc.title)
		}
		if got := show(r.Hits[0].Snippet); got != tc.snippet {
			t.Errorf("%s: snippet\n got %s\nwant %s", tc.query, got, tc.snippet)
		}
	}
}

func TestFacets(t *testing.T) {
	c := load(t, "truce")
	r := c.search(t, "place:Syria", search.Page{Facets: client.Facets()})
	got := r.Facets["place"][0]
	if want := (client.FacetCount{ID: "iso-SY", Name: "Syria", Count: 8}); got != want {
		t.Errorf("first place %+v, want %+v", got, want)
	}
	if want := (client.FacetCount{ID: "thames", Name: "Thames Courier", Count: 2}); r.Facets["source"][0] != want {
		t.Errorf("first source %+v, want %+v", r.Facets["source"][0], want)
	}
	counts := make(map[string]uint64)
	for _, f := range r.Facets["lang"] {
		counts[f.ID] = f.Count
	}
	if diff := cmp.Diff(map[string]uint64{"en": 3, "de": 1, "fr": 1, "ar": 1, "zh": 1, "sw": 1}, counts); diff != "" {
		t.Errorf("languages (-want +got):\n%s", diff)
	}
}

// TestPages walks through an answer by cursor in every order.
func TestPages(t *testing.T) {
	c := load(t, "truce")
	for _, sort := range query.Sorts() {
		whole := c.hits(c.search(t, "astana OR syria OR truce", search.Page{Sort: sort}))
		var walked []string
		p := search.Page{Size: 2, Sort: sort}
		for pages := 0; ; pages++ {
			r := c.search(t, "astana OR syria OR truce", p)
			walked = append(walked, c.hits(r)...)
			if p.Cursor = r.Next; p.Cursor == "" || pages > 20 {
				break
			}
		}
		if diff := cmp.Diff(whole, walked); diff != "" {
			t.Errorf("%s (-whole +pages):\n%s", sort, diff)
		}
	}
	q, err := query.Parse("truce", query.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	next := c.search(t, "syria", search.Page{Size: 1}).Next
	for _, cursor := range []string{"x", next, "e30"} {
		if _, err := c.engine.Search(t.Context(), q, search.Page{Size: 1, Cursor: cursor}); !errors.Is(err, search.ErrCursor) {
			t.Errorf("cursor %q: %v", cursor, err)
		}
	}
	if _, err := c.engine.Search(t.Context(), q, search.Page{Size: 10_001}); !errors.Is(err, search.ErrWindow) {
		t.Errorf("a page that is too deep: %v", err)
	}
}

func apply(tb testing.TB, s *store.Store, articles ...*news.Article) {
	tb.Helper()
	var records []store.Record
	for i, a := range articles {
		message, err := news.Encode(a)
		if err != nil {
			tb.Fatal(err)
		}
		records = append(records, store.Record{Article: a, Message: message, Seq: uint64(1000 + i)})
	}
	if err := s.Apply(tb.Context(), records); err != nil {
		tb.Fatal(err)
	}
}

// TestNewestRevision checks that a search sees the newest revision alone and
// is not confused by words of an older one.
func TestNewestRevision(t *testing.T) {
	c := load(t, "truce")
	edited := *c.articles[4]
	edited.Revision, edited.Title = 2, "Ankara derby ends without a winner"
	edited.Text = strings.ReplaceAll(edited.Text, "truce", "pause")
	edited.Annotations = &news.Annotations{Language: edited.Annotations.Language, Enricher: edited.Annotations.Enricher}
	apply(t, c.store, &edited)
	if got := c.hits(c.search(t, "derby winner", search.Page{})); !slices.Equal(got, []string{"football"}) {
		t.Errorf("by a word of the new revision: %v", got)
	}
	if got := c.hits(c.search(t, "derby truce", search.Page{})); len(got) > 0 {
		t.Errorf("by a word of the old revision: %v", got)
	}
	if r := c.search(t, "id:"+edited.ID, search.Page{}); len(r.Hits) != 1 || r.Hits[0].Revision != 2 {
		t.Errorf("by id: %+v", r.Hits)
	}
}

// plain makes an article of a title and a text in a month.
func plain(n int, month time.Time, title, text string) *news.Article {
	link := fmt.Sprintf("https://plain.example/%s/%d", month.Format("2006-01"), n)
	id, err := news.IDFromURL(link)
	if err != nil {
		panic(err)
	}
	return &news.Article{
		ID: id, Revision: 1, URL: link, Source: news.Source{ID: "plain", Domain: "plain.example"}, Title: title, Text: text,
		Published: month, FirstSeen: month, Fetched: month,
		Annotations: &news.Annotations{Language: news.Language{Code: "en"}},
	}
}

// TestFairAcrossSlices checks that a word that is rare in the archive scores
// alike in a slice of ten documents, where it is common, and in a full one.
func TestFairAcrossSlices(t *testing.T) {
	c := load(t, "truce")
	old, recent := time.Date(2015, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(2015, 4, 1, 0, 0, 0, 0, time.UTC)
	var articles []*news.Article
	for n := range 300 {
		articles = append(articles, plain(n, old, fmt.Sprintf("Story number %d", n), "An ordinary report about the weather of the week."))
	}
	for n := range 10 {
		articles = append(articles, plain(n, recent, fmt.Sprintf("Later story %d", n), "An ordinary report about the volcano of the week."))
	}
	articles = append(articles, plain(999, old, "Story number 999", "An ordinary report about the volcano of the week."))
	apply(t, c.store, articles...)
	scores := make(map[string]float64)
	for _, h := range c.search(t, "volcano source:plain", search.Page{}).Hits {
		scores[h.FirstSeen.Format("2006-01")] = h.Score
	}
	if a, b := scores["2015-03"], scores["2015-04"]; a == 0 || b == 0 || a/b > 1.05 || b/a > 1.05 {
		t.Errorf("the same text scores %v in the full slice and %v in the small one", a, b)
	}
}

// TestFreshness checks that of two stories that answer alike the later comes
// first, and that an old story that answers much better still does.
func TestFreshness(t *testing.T) {
	c := load(t, "truce")
	old, recent := time.Date(2014, 3, 1, 0, 0, 0, 0, time.UTC), caseNow.AddDate(0, 0, -1)
	apply(t, c.store,
		plain(1, old, "Eruption closes airport", "The volcano closed the airport."), plain(2, recent, "Eruption closes airport", "The volcano closed the airport."),
		plain(3, old, "Gamelan orchestra wins prize", "The gamelan orchestra of Solo won the gamelan prize."),
		plain(4, recent, "Concert season ends with a long list of orchestras", "Among many other things one gamelan was heard in the course of an evening that lasted until midnight."),
	)
	for _, tc := range []struct {
		query string
		want  time.Time
	}{{"volcano airport", recent}, {"gamelan", old}} {
		r := c.search(t, tc.query, search.Page{Unfolded: true})
		if len(r.Hits) != 2 || !r.Hits[0].Published.Equal(tc.want) {
			t.Errorf("%s: first is of %v, want %s", tc.query, r.Hits[0].Published, tc.want)
		}
	}
}

// spelled writes a number in letters: digits behind letters would be words of
// their own. The x keeps it from being stemmed.
func spelled(n int) string {
	return strings.Map(func(r rune) rune { return r - '0' + 'a' }, fmt.Sprint(n)) + "x"
}

// TestEveryQueryEnds asks what is known to hang search engines, within the
// bounds of the language, and checks that time limits hold.
func TestEveryQueryEnds(t *testing.T) {
	c := load(t, "truce")
	var articles []*news.Article
	for n := range 600 {
		articles = append(articles, plain(n, caseNow, "Words", strings.ReplaceAll("conaaN conbbN concccN conddN", "N", spelled(n))))
	}
	apply(t, c.store, articles...)
	q, err := query.Parse("con*", query.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.engine.Search(t.Context(), q, search.Page{Size: 10}); !errors.Is(err, search.ErrTooManyWords) {
		t.Errorf("a prefix of 2,400 words: %v", err)
	}
	var many []string
	for n := range 512 {
		many = append(many, "conaa"+spelled(n))
	}
	if r := c.search(t, strings.Join(many, " OR "), search.Page{Size: 10}); r.Total != 512 {
		t.Errorf("512 alternatives find %d", r.Total)
	}
	if r := c.search(t, strings.Repeat("(", 15)+"truce OR -derby"+strings.Repeat(")", 15), search.Page{Size: 10}); r.Total == 0 {
		t.Error("deep parentheses find nothing")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	if r, err := c.engine.Search(ctx, q, search.Page{Size: 10}); err == nil && !r.Partial {
		t.Error("a search without time is whole")
	}
}

// TestSpeakerNotes checks that a speaker who is no entity is not called
// unknown.
func TestSpeakerNotes(t *testing.T) {
	c := load(t, "wire")
	if r := c.search(t, "said:\"foreign ministry\"", search.Page{}); len(r.Notes) > 0 || r.Total != 1 {
		t.Errorf("%d hits, notes %q", r.Total, r.Notes)
	}
	if r := c.search(t, "said:nobody", search.Page{}); len(r.Notes) != 1 || r.Total != 0 {
		t.Errorf("%d hits, notes %q", r.Total, r.Notes)
	}
}

// TestWindow reads pages by relevance to their end.
func TestWindow(t *testing.T) {
	c := load(t, "truce")
	r := c.search(t, "syria", search.Page{Size: 3})
	if _, err := c.engine.Search(t.Context(), parse(t, "syria"), search.Page{Size: 10_000, Cursor: r.Next}); err != nil {
		t.Errorf("what is left of the window: %v", err)
	}
}

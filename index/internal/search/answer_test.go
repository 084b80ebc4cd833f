package search_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/index/internal/search"
	"github.com/dateline-news/dateline/shared/news"
)

func parse(tb testing.TB, text string) *query.Query {
	tb.Helper()
	q, err := query.Parse(text, query.DefaultLimits())
	if err != nil {
		tb.Fatal(err)
	}
	return q
}

// walk reads an answer page by page.
func (c *collection) walk(tb testing.TB, text string, p search.Page) (hits []client.Hit) {
	tb.Helper()
	for pages := 0; ; pages++ {
		r := c.search(tb, text, p)
		hits = append(hits, r.Hits...)
		if p.Cursor = r.Next; p.Cursor == "" {
			return hits
		}
		if pages > 1000 {
			tb.Fatalf("%s: the pages do not end", text)
		}
	}
}

// TestFolding checks that the best of several reprints stands for all on
// whatever page they would be, in every order and for queries that the index
// alone cannot decide.
func TestFolding(t *testing.T) {
	c := load(t, "truce")
	month := time.Date(2016, 3, 1, 0, 0, 0, 0, time.UTC)
	var articles []*news.Article
	wanted := make(map[string]uint64)
	for n := range 40 {
		text := fmt.Sprintf("The gamelan orchestra number %d will give a concert in the hall of the town on the evening of the feast, and everybody is invited to come and listen.", n/4)
		a := plain(n, month.Add(time.Duration((n*7)%40)*time.Hour), fmt.Sprintf("Concert of the gamelan, edition %d", n), text)
		articles = append(articles, a)
		wanted[fmt.Sprint(n/4)]++
	}
	apply(t, c.store, articles...)
	for _, text := range []string{"gamelan", "gamelan sort:newest", "gamelan sort:oldest", "gamelan NEAR/1 concert", "gamelan NEAR concert sort:newest"} {
		for _, size := range []int{3, 7, 50} {
			whole := c.search(t, text, search.Page{Size: 100, Unfolded: true})
			if whole.Total != 40 || len(whole.Hits) != 40 {
				t.Fatalf("%s: %d of %d unfolded", text, len(whole.Hits), whole.Total)
			}
			first := make(map[string]string)
			for _, h := range whole.Hits {
				if key := textOf(articles, h.ID); first[key] == "" {
					first[key] = h.ID
				}
			}
			hits := c.walk(t, text, search.Page{Size: size})
			if len(hits) != 10 {
				t.Fatalf("%s by %d: %d hits", text, size, len(hits))
			}
			for i, h := range hits {
				if key := textOf(articles, h.ID); first[key] != h.ID || h.More != 3 {
					t.Errorf("%s by %d: hit %d stands for %d others, first is %s", text, size, i, h.More, first[key])
				}
			}
			if r := c.search(t, text, search.Page{Size: size}); r.Total != 40 || len(r.Hits) != min(size, 10) {
				t.Errorf("%s by %d: %d of %d on the first page", text, size, len(r.Hits), r.Total)
			}
		}
	}
}

func textOf(articles []*news.Article, id string) string {
	return articles[slices.IndexFunc(articles, func(a *news.Article) bool { return a.ID == id })].Text
}

// TestStablePages checks that pages go on with the answer that the first page
// began while articles come, better ones among them, and are edited.
func TestStablePages(t *testing.T) {
	for _, sort := range query.Sorts() {
		c := load(t, "truce")
		month := caseNow.AddDate(0, -2, 0)
		var articles []*news.Article
		for n := range 30 {
			articles = append(articles, plain(n, month.Add(time.Duration(n)*time.Hour), fmt.Sprintf("Story %d", n), strings.Repeat("gamelan ", n%5+1)+fmt.Sprintf("orchestra %d plays", n)))
		}
		apply(t, c.store, articles...)
		whole := c.search(t, "gamelan", search.Page{Size: 100, Sort: sort})
		p := search.Page{Size: 4, Sort: sort}
		var walked []string
		for page := 0; ; page++ {
			r := c.search(t, "gamelan", p)
			for _, h := range r.Hits {
				walked = append(walked, h.ID)
			}
			if r.Total != whole.Total {
				t.Errorf("%s: page %d has a total of %d, the first had %d", sort, page, r.Total, whole.Total)
			}
			if p.Cursor = r.Next; p.Cursor == "" {
				break
			}
			// One that comes now is the best and newest, another the oldest;
			// and one of the answer is edited.
			later := caseNow.Add(time.Minute)
			best := plain(1000+page, later, "Gamelan gamelan "+string(sort), fmt.Sprintf("gamelan gamelan %d", page))
			old := plain(2000+page, month.AddDate(-1, 0, 0), "Gamelan of old "+string(sort), fmt.Sprintf("gamelan %d", page))
			old.Fetched = later
			edited := *articles[page]
			edited.Revision = 2
			edited.Title, edited.Fetched = "Gamelan edited", later
			apply(t, c.store, best, old, &edited)
		}
		var want []string
		for _, h := range whole.Hits {
			want = append(want, h.ID)
		}
		slices.Sort(want)
		seen := slices.Clone(walked)
		slices.Sort(seen)
		if diff := cmp.Diff(want, seen); diff != "" {
			t.Errorf("%s (-first answer +pages):\n%s", sort, diff)
		}
	}
}

// TestVerification checks bounds and totals of what is read to be decided.
func TestVerification(t *testing.T) {
	c := load(t, "truce")
	month := time.Date(2016, 3, 1, 0, 0, 0, 0, time.UTC)
	var articles []*news.Article
	for n := range 2100 {
		text := fmt.Sprintf("The gamelan plays. The orchestra %d rests.", n)
		if n%3 == 0 {
			text = fmt.Sprintf("The gamelan orchestra %d plays.", n)
		}
		a := plain(n, month.Add(time.Duration(n)*time.Minute), "Music", text)
		a.Annotations.Topics = []news.Topic{{ID: "medtop:01000000", Name: "arts"}}
		articles = append(articles, a)
	}
	apply(t, c.store, articles...)
	text := "gamelan NEAR/1 orchestra sort:newest"
	r := c.search(t, text, search.Page{Size: 10, Facets: []string{"topic", "source"}})
	// The newest 2,000 are read, of which every third answers.
	if r.Total != 666 || !r.Partial || !strings.Contains(strings.Join(r.Notes, " "), "2000 of 2100 candidates") {
		t.Errorf("total %d, partial %v, notes %q", r.Total, r.Partial, r.Notes)
	}
	if f := r.Facets["source"]; len(f) != 1 || f[0].Count != 666 {
		t.Errorf("facets %+v", r.Facets)
	}
	if got := len(c.walk(t, text, search.Page{Size: 400})); got != 666 {
		t.Errorf("%d hits on all pages", got)
	}
	within := c.search(t, "gamelan NEAR/1 orchestra date:2016-03-01T00:00Z..2016-03-01T04:59Z", search.Page{Size: 10})
	if within.Total != 100 || within.Partial {
		t.Errorf("within bounds: total %d, partial %v, notes %q", within.Total, within.Partial, within.Notes)
	}
	line, err := c.engine.Timeline(t.Context(), parse(t, "gamelan NEAR/1 orchestra after:2016-03-02"), "day")
	if err != nil || line.Total != 220 || len(line.Bars) != 1 {
		t.Errorf("timeline %+v: %v", line, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Nanosecond)
	defer cancel()
	if r, err := c.engine.Search(ctx, parse(t, text), search.Page{Size: 10}); err == nil && !r.Partial {
		t.Error("without time the answer is whole")
	}
}

func TestTimeline(t *testing.T) {
	c := load(t, "wire")
	for _, tc := range []struct {
		query, interval, chosen string
		bars, total             int
		first                   time.Time
	}{
		{"agency:Norda", "day", "day", 5, 2, time.Date(2018, 3, 5, 0, 0, 0, 0, time.UTC)},
		{"agency:Norda", "", "day", 5, 2, time.Date(2018, 3, 5, 0, 0, 0, 0, time.UTC)},
		{"agency:Norda", "week", "week", 1, 2, time.Date(2018, 3, 5, 0, 0, 0, 0, time.UTC)},
		{"rubber", "hour", "hour", 3, 2, time.Date(2018, 3, 2, 6, 0, 0, 0, time.UTC)},
		{"", "month", "month", 6, 26, time.Date(2018, 3, 1, 0, 0, 0, 0, time.UTC)},
		{"", "", "week", 23, 26, time.Date(2018, 2, 26, 0, 0, 0, 0, time.UTC)},
		{"", "year", "year", 1, 26, time.Date(2018, 1, 1, 0, 0, 0, 0, time.UTC)},
		{"nothingness", "", "hour", 0, 0, time.Time{}},
		{"peace NEAR/1 islands", "day", "day", 5, 2, time.Date(2018, 3, 5, 0, 0, 0, 0, time.UTC)},
	} {
		r, err := c.engine.Timeline(t.Context(), parse(t, tc.query), tc.interval)
		if err != nil {
			t.Errorf("%s by %s: %v", tc.query, tc.interval, err)
			continue
		}
		sum := uint64(0)
		for _, b := range r.Bars {
			sum += b.Count
		}
		if r.Interval != tc.chosen || len(r.Bars) != tc.bars || int(r.Total) != tc.total || sum != r.Total {
			t.Errorf("%s by %q: %s, %d bars, %d in them of %d", tc.query, tc.interval, r.Interval, len(r.Bars), sum, r.Total)
		}
		if tc.bars > 0 && !r.Bars[0].Start.Equal(tc.first) {
			t.Errorf("%s by %q begins at %s", tc.query, tc.interval, r.Bars[0].Start)
		}
	}
}

func TestEntity(t *testing.T) {
	c := load(t, "wire")
	r, err := c.engine.Entity(t.Context(), "Q39259", parse(t, ""), 2)
	if err != nil {
		t.Fatal(err)
	}
	if r.Name != "Recep Tayyip Erdoğan" || r.Type != "person" || r.Total != 3 || len(r.Articles) != 2 {
		t.Errorf("%+v", r)
	}
	if got := c.names[r.Articles[0].ID]; got != "erdogan-ru" {
		t.Errorf("newest article %s", got)
	}
	if want := (client.FacetCount{ID: "Q406", Name: "Istanbul", Count: 3}); len(r.With["place"]) == 0 || r.With["place"][0] != want {
		t.Errorf("places %+v", r.With["place"])
	}
	for _, p := range r.With["person"] {
		if p.ID == "Q39259" {
			t.Error("it is named beside itself")
		}
	}
	if len(r.Quotes) != 2 || r.Quotes[0].Text.Text != "Победила демократия" || r.Quotes[1].SpeakerName != "Recep Tayyip Erdoğan" {
		t.Errorf("quotes %+v", r.Quotes)
	}
	if !r.First.Equal(time.Date(2018, 6, 24, 20, 0, 0, 0, time.UTC)) || !r.Last.Equal(time.Date(2018, 6, 24, 22, 30, 0, 0, time.UTC)) || r.Interval != "hour" || len(r.Bars) != 3 {
		t.Errorf("from %s to %s, by %s: %v", r.First, r.Last, r.Interval, r.Bars)
	}
	if r, err := c.engine.Entity(t.Context(), "Q39259", parse(t, "lang:en"), 10); err != nil || r.Total != 1 || len(r.Quotes) != 1 {
		t.Errorf("narrowed %+v: %v", r, err)
	}
	for _, id := range []string{"Q404404", "Erdogan"} {
		if r, err := c.engine.Entity(t.Context(), id, nil, 10); err != nil || r.Total != 0 {
			t.Errorf("%s: %+v, %v", id, r, err)
		}
	}
}

func TestQuotes(t *testing.T) {
	c := load(t, "wire")
	for _, tc := range []struct {
		query string
		want  []string
	}{
		{"said:Lindqvist", []string{"He said 'yes, we can share the harbour' and I believed him,", "There will be no peace without the islands,", "I have said so for years."}},
		{"said:Lindqvist quote:peace", []string{"There will be no [peace] without the islands,"}},
		{"said:Lindqvist -quote:peace sort:oldest", []string{"He said 'yes, we can share the harbour' and I believed him,"}},
		{"quote:peace OR quote:war sort:oldest", []string{"There will be no [peace] without the islands,", "[Peace] has to begin somewhere,", "Islands are not worth a [war],"}},
		{"place:Geneva said:\"foreign ministry\"", []string{"Islands are not worth a war,"}},
		{"rubber", []string{"We could see the smoke from Dordrecht,"}},
		{"yuan", []string{}},
	} {
		r, err := c.engine.Quotes(t.Context(), parse(t, tc.query), search.Page{Size: 10})
		if err != nil {
			t.Errorf("%s: %v", tc.query, err)
			continue
		}
		got := []string{}
		for _, q := range r.Quotes {
			got = append(got, show(q.Text))
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.query, diff)
		}
	}
	// By pages of one, no quotation is missed or comes twice.
	whole, err := c.engine.Quotes(t.Context(), parse(t, ""), search.Page{Size: 100})
	if err != nil {
		t.Fatal(err)
	}
	var walked []client.Quote
	for p := (search.Page{Size: 1}); ; {
		r, err := c.engine.Quotes(t.Context(), parse(t, ""), p)
		if err != nil {
			t.Fatal(err)
		}
		walked = append(walked, r.Quotes...)
		if p.Cursor = r.Next; p.Cursor == "" || len(walked) > 100 {
			break
		}
	}
	if diff := cmp.Diff(whole.Quotes, walked); diff != "" || len(walked) < 12 {
		t.Errorf("%d quotations (-whole +pages):\n%s", len(walked), diff)
	}
}

func TestExport(t *testing.T) {
	c := load(t, "wire")
	var whole, cursors []string
	for one, err := range c.engine.Export(t.Context(), parse(t, "lang:en"), query.SortOldest, "") {
		if err != nil {
			t.Fatal(err)
		}
		if a, err := news.Decode(one.Message); err != nil || a.ID != one.Article.ID {
			t.Errorf("message of %s: %v", one.Article.ID, err)
		}
		whole = append(whole, c.names[one.Article.ID])
		cursors = append(cursors, one.Cursor)
	}
	if len(whole) != 11 || whole[0] != "harbour-fire" || whole[10] != "short-note" {
		t.Errorf("exported %v", whole)
	}
	var rest []string
	for one, err := range c.engine.Export(t.Context(), parse(t, "lang:en"), query.SortOldest, cursors[3]) {
		if err != nil {
			t.Fatal(err)
		}
		rest = append(rest, c.names[one.Article.ID])
	}
	if diff := cmp.Diff(whole[4:], rest); diff != "" {
		t.Errorf("after the fourth (-want +got):\n%s", diff)
	}
	for _, err := range c.engine.Export(t.Context(), parse(t, "lang:de"), query.SortOldest, cursors[3]) {
		if err == nil {
			t.Error("a cursor of another query is taken")
		}
	}
	old := 0
	for one, err := range c.engine.Export(t.Context(), parse(t, "council asof:2018-08-01"), "", "") {
		if err != nil {
			t.Fatal(err)
		}
		if old++; one.Article.Revision != 1 {
			t.Errorf("as of then, revision %d", one.Article.Revision)
		}
	}
	if old != 1 {
		t.Errorf("as of then, %d articles", old)
	}
}

func TestRevisions(t *testing.T) {
	c := load(t, "wire")
	id := ""
	for article, name := range c.names {
		if name == "council" {
			id = article
		}
	}
	r, err := c.engine.Revisions(id)
	if err != nil || len(r.Revisions) != 2 {
		t.Fatalf("%+v: %v", r, err)
	}
	first, second := r.Revisions[0], r.Revisions[1]
	if first.Revision != 1 || first.Title != "Council to vote on bridge" || !first.ValidTo.Equal(second.ValidFrom) || second.Reason != "edit" || !second.ValidTo.IsZero() {
		t.Errorf("%+v", r.Revisions)
	}
	if r, err := c.engine.Revisions(strings.Repeat("a", news.IDLen)); err != nil || len(r.Revisions) != 0 {
		t.Errorf("nothing: %+v, %v", r, err)
	}
}

func TestExplain(t *testing.T) {
	c := load(t, "wire")
	r, err := c.engine.Explain(t.Context(), parse(t, `truces "the islands" bank* person:Erdogan lang:en`))
	if err != nil {
		t.Fatal(err)
	}
	if r.Query != `truces "the islands" bank* person:Erdogan lang:en` || r.Sort != "relevance" || len(r.Names) != 1 || len(r.Words) != 3 {
		t.Errorf("%+v", r)
	}
	want := []client.ExplainedWord{
		{Term: "truces", Forms: map[string]string{"en": "truce"}},
		{Term: `"the islands"`, Forms: map[string]string{"en": "island"}},
		{Term: "bank*", Forms: map[string]string{"en": "bank*"}},
	}
	if diff := cmp.Diff(want, r.Words); diff != "" {
		t.Errorf("words (-want +got):\n%s", diff)
	}
}

// TestConcurrent asks in all ways at once while articles come.
func TestConcurrent(t *testing.T) {
	c := load(t, "wire")
	var group errgroup.Group
	for worker := range 4 {
		group.Go(func() error {
			for i := range 8 {
				text := []string{"person:Erdogan", "peace NEAR/1 islands", "said:Lindqvist quote:peace", "lang:en"}[(worker+i)%4]
				q, err := query.Parse(text, query.DefaultLimits())
				if err != nil {
					return err
				}
				r, err := c.engine.Search(t.Context(), q, search.Page{Size: 1, Facets: client.Facets()})
				if err == nil && r.Next != "" {
					_, err = c.engine.Search(t.Context(), q, search.Page{Size: 1, Cursor: r.Next})
				}
				if err == nil {
					_, err = c.engine.Timeline(t.Context(), q, "")
				}
				if err == nil {
					_, err = c.engine.Entity(t.Context(), "Q39259", q, 2)
				}
				if err != nil {
					return fmt.Errorf("%s: %w", text, err)
				}
			}
			return nil
		})
	}
	for n := range 5 {
		apply(t, c.store, plain(n, caseNow, "Later", fmt.Sprintf("The islands are at peace, number %d.", n)))
	}
	if err := group.Wait(); err != nil {
		t.Error(err)
	}
}

package search_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/index/internal/search"
	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/news"
)

// caseNow is the time at which the search cases are asked, and caseTimes that
// of sets that are of another time.
var (
	caseNow   = time.Date(2017, 1, 26, 0, 0, 0, 0, time.UTC)
	caseTimes = map[string]time.Time{"wire": time.Date(2018, 9, 1, 0, 0, 0, 0, time.UTC)}
)

// caseDoc is an article as docs.json writes it.
type caseDoc struct {
	Name       string       `json:"name"`
	Lang       string       `json:"lang"`
	Source     string       `json:"source"`
	SourceName string       `json:"source_name"`
	Country    string       `json:"country"`
	URL        string       `json:"url"`
	Published  time.Time    `json:"published"`
	Agency     string       `json:"agency"`
	Authors    []string     `json:"authors"`
	Categories []string     `json:"categories"`
	Title      string       `json:"title"`
	Summary    string       `json:"summary"`
	Text       string       `json:"text"`
	Image      string       `json:"image"`
	TextFrom   string       `json:"text_from"`
	Tags       []string     `json:"tags"`
	Topics     []news.Topic `json:"topics"`
	Quotes     []caseQuote  `json:"quotes"`
	Entities   []caseEntity `json:"entities"`
	// Revisions are later states of the article.
	Revisions []caseRevision `json:"revisions"`
}

type caseQuote struct {
	Text      string `json:"text"`
	Speaker   string `json:"speaker"`
	SpeakerID string `json:"speaker_id"`
	Cue       string `json:"cue"`
}

type caseRevision struct {
	AfterHours int         `json:"after_hours"`
	Reason     news.Reason `json:"reason"`
	Title      string      `json:"title"`
	Text       string      `json:"text"`
}

type caseEntity struct {
	ID       string          `json:"id"`
	Type     news.EntityType `json:"type"`
	Name     string          `json:"name"`
	Aliases  []string        `json:"aliases"`
	Within   []string        `json:"within"`
	Salience float64         `json:"salience"`
	// Surfaces are the words whose every occurrence is a mention.
	Surfaces []string `json:"surfaces"`
}

// searchCase is a query with its answer as searches.json writes it.
type searchCase struct {
	Name  string   `json:"name"`
	Query string   `json:"query"`
	Want  []string `json:"want"`
	// Unordered answers are compared as sets.
	Unordered bool                `json:"unordered"`
	Names     map[string][]string `json:"names"`
	Note      string              `json:"note"`
	// Titles are those of the hits.
	Titles []string `json:"titles"`
	// Error is part of what the query is refused with, at Column.
	Error  *string `json:"error"`
	Column int     `json:"column"`
}

func (d *caseDoc) article(tb testing.TB) *news.Article {
	tb.Helper()
	id, err := news.IDFromURL(d.URL)
	if err != nil {
		tb.Fatal(err)
	}
	a := &news.Article{
		Schema: news.SchemaVersion, ID: id, Revision: 1, URL: d.URL,
		Source: news.Source{ID: d.Source, Name: d.SourceName, Country: d.Country, Domain: domainOf(d.URL)},
		Title:  d.Title, Summary: d.Summary, Text: d.Text, Authors: d.Authors, Categories: d.Categories,
		TextFrom: news.TextFromContent, Image: d.Image, Feed: news.Feed{Tags: d.Tags},
		Published: d.Published, FirstSeen: d.Published.Add(5 * time.Minute), Fetched: d.Published.Add(5 * time.Minute),
		Annotations: &news.Annotations{Enricher: news.Enricher{Name: "case", Version: "0001-00"}, Language: news.Language{Code: d.Lang, Confidence: 1}},
	}
	if d.TextFrom != "" {
		a.TextFrom = news.TextOrigin(d.TextFrom)
	}
	a.Annotations.Topics = d.Topics
	for _, q := range d.Quotes {
		at := strings.Index(d.Text, q.Text)
		if at < 0 {
			tb.Fatalf("%s: nobody says %q", d.Name, q.Text)
		}
		a.Annotations.Quotations = append(a.Annotations.Quotations, news.Quotation{
			Span: news.Span{Field: news.FieldText, Start: at, End: at + len(q.Text)}, Speaker: q.Speaker, SpeakerID: q.SpeakerID, Cue: q.Cue,
		})
	}
	if d.Agency != "" {
		a.Annotations.Dateline = &news.Dateline{Span: news.Span{Field: news.FieldText}, Agency: d.Agency}
	}
	for _, e := range d.Entities {
		entity := news.Entity{ID: e.ID, Type: e.Type, Name: e.Name, Aliases: e.Aliases, Within: e.Within, Salience: e.Salience, Confidence: 1}
		for _, surface := range e.Surfaces {
			entity.Mentions = append(entity.Mentions, mentions(news.FieldTitle, d.Title, surface)...)
			entity.Mentions = append(entity.Mentions, mentions(news.FieldText, d.Text, surface)...)
		}
		if len(entity.Mentions) == 0 {
			tb.Fatalf("%s: %s is not mentioned", d.Name, e.Name)
		}
		a.Annotations.Entities = append(a.Annotations.Entities, entity)
	}
	return a
}

// states returns every revision of an article.
func (d *caseDoc) states(tb testing.TB) []*news.Article {
	tb.Helper()
	states := []*news.Article{d.article(tb)}
	for i, r := range d.Revisions {
		later := *d
		later.Title, later.Text = r.Title, r.Text
		a := later.article(tb)
		a.Revision, a.Reason = i+2, r.Reason
		a.Fetched = d.Published.Add(time.Duration(r.AfterHours) * time.Hour)
		states = append(states, a)
	}
	return states
}

func domainOf(link string) string {
	host := strings.Split(strings.TrimPrefix(link, "https://"), "/")[0]
	parts := strings.Split(host, ".")
	return strings.Join(parts[len(parts)-2:], ".")
}

func mentions(f news.Field, text, surface string) []news.Mention {
	var out []news.Mention
	for at := 0; ; {
		i := strings.Index(text[at:], surface)
		if i < 0 {
			return out
		}
		start := at + i
		at = start + len(surface)
		out = append(out, news.Mention{Span: news.Span{Field: f, Start: start, End: at}})
	}
}

var chains = sync.OnceValues(language.New)

// collection is a set of articles in an index and in memory.
type collection struct {
	engine   *search.Engine
	store    *store.Store
	chains   *language.Set
	now      func() time.Time
	articles []*news.Article
	// names maps ids to the names of docs.json.
	names map[string]string
}

func load(tb testing.TB, set string) *collection {
	tb.Helper()
	all, err := chains()
	if err != nil {
		tb.Fatal(err)
	}
	s, err := store.Open(store.Options{Dir: tb.TempDir(), Languages: all})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	at := caseNow
	if t, ok := caseTimes[set]; ok {
		at = t
	}
	now := func() time.Time { return at }
	c := &collection{now: now, store: s, chains: all, names: make(map[string]string), engine: search.New(search.Options{Store: s, Languages: all, HalfLife: 30 * 24 * time.Hour, Now: now})}
	var docs []caseDoc
	readJSON(tb, filepath.Join("..", "..", "testdata", "search", set, "docs.json"), &docs)
	var records []store.Record
	for _, d := range docs {
		states := d.states(tb)
		newest := states[len(states)-1]
		c.articles = append(c.articles, newest)
		c.names[newest.ID] = d.Name
		for _, a := range states {
			message, err := news.Encode(a)
			if err != nil {
				tb.Fatal(err)
			}
			records = append(records, store.Record{Article: a, Message: message, Seq: uint64(len(records) + 1)})
		}
	}
	if err := s.Apply(tb.Context(), records); err != nil {
		tb.Fatal(err)
	}
	return c
}

func readJSON(tb testing.TB, path string, v any) {
	tb.Helper()
	data, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(data, v)
	}
	if err != nil {
		tb.Fatalf("reading %s: %v", path, err)
	}
}

func (c *collection) search(tb testing.TB, text string, p search.Page) *client.SearchResponse {
	tb.Helper()
	q, err := query.Parse(text, query.DefaultLimits())
	if err != nil {
		tb.Fatal(err)
	}
	if p.Size == 0 {
		p.Size = 100
	}
	r, err := c.engine.Search(tb.Context(), q, p)
	if err != nil {
		tb.Fatalf("searching %q: %v", text, err)
	}
	return r
}

func (c *collection) hits(r *client.SearchResponse) []string {
	out := []string{}
	for _, h := range r.Hits {
		out = append(out, c.names[h.ID])
	}
	return out
}

// TestCases asks the index every query of testdata/search and then asks the
// matcher in memory the same of each article: the answers must agree.
func TestCases(t *testing.T) {
	sets, err := filepath.Glob(filepath.Join("..", "..", "testdata", "search", "*"))
	if err != nil || len(sets) == 0 {
		t.Fatalf("no search cases: %v", err)
	}
	for _, path := range sets {
		c := load(t, filepath.Base(path))
		var cases []searchCase
		readJSON(t, filepath.Join(path, "searches.json"), &cases)
		for _, sc := range cases {
			t.Run(filepath.Base(path)+"/"+sc.Name, func(t *testing.T) { c.check(t, sc) })
		}
	}
}

func (c *collection) check(t *testing.T, sc searchCase) {
	if sc.Error != nil {
		checkRefused(t, sc)
		return
	}
	r := c.search(t, sc.Query, search.Page{Unfolded: true})
	got, want := c.hits(r), slices.Clone(sc.Want)
	if sc.Unordered {
		slices.Sort(got)
		slices.Sort(want)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", sc.Query, diff)
	}
	if int(r.Total) != len(r.Hits) {
		t.Errorf("total %d of %d hits", r.Total, len(r.Hits))
	}
	resolved := make(map[string][]string)
	for _, n := range r.Names {
		for _, e := range n.Entities {
			resolved[n.Term] = append(resolved[n.Term], e.ID)
		}
	}
	for term, ids := range sc.Names {
		if diff := cmp.Diff(ids, resolved[term]); diff != "" {
			t.Errorf("%s stands for (-want +got):\n%s", term, diff)
		}
	}
	if sc.Note != "" && !slices.Contains(r.Notes, sc.Note) {
		t.Errorf("notes %q, want %q", r.Notes, sc.Note)
	}
	for i, title := range sc.Titles {
		if i >= len(r.Hits) || r.Hits[i].Title.Text != title {
			t.Errorf("hit %d is not %q", i+1, title)
		}
	}
	// The matcher sees one state of an article and cannot tell which was
	// valid when.
	if !strings.Contains(sc.Query, "asof:") {
		c.checkMatcher(t, sc, resolved)
	}
}

func checkRefused(t *testing.T, sc searchCase) {
	_, err := query.Parse(sc.Query, query.DefaultLimits())
	refused, ok := errors.AsType[*query.Error](err)
	if !ok || refused.Column != sc.Column || !strings.Contains(refused.Error(), *sc.Error) {
		t.Errorf("%s: %v, want column %d: %s", sc.Query, err, sc.Column, *sc.Error)
	}
}

func (c *collection) checkMatcher(t *testing.T, sc searchCase, resolved map[string][]string) {
	q, err := query.Parse(sc.Query, query.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	m := query.NewMatcher(q, c.chains, query.MatcherOptions{Now: c.now, Resolved: resolved})
	got := []string{}
	for _, a := range c.articles {
		if m.Match(a) {
			got = append(got, c.names[a.ID])
		}
	}
	want := slices.Sorted(slices.Values(sc.Want))
	slices.Sort(got)
	if !slices.Equal(want, got) {
		t.Errorf("in memory %s: got %v, want %v", sc.Query, got, want)
	}
}

package query_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/index/internal/search"
	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/news"
)

// dice draws articles and queries out of few words, names and values, so that
// queries find something and articles differ by little.
type dice struct{ *rand.Rand }

func (d dice) of(things ...string) string { return things[d.IntN(len(things))] }

// vocabulary is by language; some words are left out by the chain of it, some
// have a common stem, some are alike.
var vocabulary = map[string][]string{
	"en": {"truce", "truces", "trace", "talks", "talking", "the", "of", "war", "peace", "post-war", "city's", "Lodz", "Łódź", "1,500", "ceasefire"},
	"de": {"Waffenruhe", "Waffenruhen", "der", "die", "Straße", "Strasse", "Häuser", "Haus", "und", "Krieg", "truce"},
	"tr": {"barış", "barışın", "ve", "İstanbul'da", "Istanbul", "ısı", "bir", "truce", "Iğdır'dan", "IĞDIR'DA", "igdir"},
	"ru": {"перемирие", "перемирия", "и", "война", "ёлка", "елка", "truce"},
	"ar": {"هدنة", "الهدنة", "في", "سوريا", "حرب"},
	"zh": {"停火", "停火协议", "协议", "叙利亚", "和平", "火", "议", "G7水", "AI水素", "水"},
	"el": {"εκεχειρία", "και", "πόλεμος", "Πόλεμος", "truce"},
}

func (d dice) word(lang string) string { return d.of(vocabulary[lang]...) }

// sentence makes words of a language, with some of another.
func (d dice) sentence(lang string) string {
	words := make([]string, 2+d.IntN(6))
	for i := range words {
		words[i] = d.word(lang)
	}
	return strings.Join(words, " ") + d.of(". ", "! ", "? ", ".\n\n", "。")
}

func (d dice) text(lang string) string {
	var b strings.Builder
	for range d.IntN(7) {
		b.WriteString(d.sentence(lang))
	}
	return strings.TrimSpace(b.String())
}

// things are the entities there are.
var things = []news.Entity{
	{ID: "Q858", Type: news.TypePlace, Name: "Syria", Aliases: []string{"سوريا", "叙利亚"}},
	{ID: "Q41183", Type: news.TypePlace, Name: "Aleppo", Within: []string{"Q858"}},
	{ID: "Q406", Type: news.TypePlace, Name: "İstanbul", Aliases: []string{"Istanbul"}},
	{ID: "Q580", Type: news.TypePlace, Name: "Łódź", Aliases: []string{"Lodz"}},
	{ID: "Q1", Type: news.TypePerson, Name: "Ann Lee", Aliases: []string{"Lee"}},
	{ID: "Q2", Type: news.TypePerson, Name: "Bo Lee", Aliases: []string{"Lee"}},
	{ID: "Q3", Type: news.TypeOrganisation, Name: "Lee"},
}

func (d dice) article(n int) *news.Article {
	lang := d.of("en", "en", "en", "de", "tr", "ru", "ar", "zh", "el")
	at := time.Date(2016, 11+time.Month(d.IntN(3)), 1+d.IntN(28), d.IntN(24), 0, 0, 0, time.UTC)
	url := fmt.Sprintf("https://%s/story/%d", d.of("www.bbc.co.uk", "news.example.org", "lemonde.fr"), n)
	id, _ := news.IDFromURL(url)
	a := &news.Article{
		Schema: news.SchemaVersion, ID: id, Revision: 1, URL: url, Source: news.SourceOf(url), TextFrom: news.TextFromContent,
		Title: strings.TrimSpace(d.sentence(lang)), Text: d.text(lang), Published: at, FirstSeen: at, Fetched: at,
		Annotations: &news.Annotations{Enricher: news.Enricher{Name: "test", Version: "0001-a"}, Language: news.Language{Code: lang, Confidence: 1}},
	}
	if d.IntN(2) == 0 {
		a.Summary = strings.TrimSpace(d.sentence(lang))
	}
	if d.IntN(2) == 0 {
		a.Authors = []string{d.of("Ann Lee", "Lee Roe", "Jane Roe")}
	}
	a.Categories, a.Feed.Tags = []string{d.of("World", "Sport")}, []string{d.of("desk", "wire")}
	n1 := a.Annotations
	if d.IntN(2) == 0 {
		n1.Topics = []news.Topic{{ID: "medtop:16000000", Name: "conflict, war and peace"}}
	}
	for range d.IntN(4) {
		e := things[d.IntN(len(things))]
		if slices.ContainsFunc(n1.Entities, func(o news.Entity) bool { return o.ID == e.ID }) {
			continue
		}
		e.Salience = d.Float64()
		// The mention is any word of the text, since names are met in many
		// forms.
		if at := strings.IndexByte(a.Text, ' '); at > 0 {
			e.Mentions = []news.Mention{{Span: news.Span{Field: news.FieldText, Start: 0, End: at}}}
		}
		n1.Entities = append(n1.Entities, e)
	}
	for _, s := range strings.SplitAfter(a.Text, ". ") {
		start := strings.Index(a.Text, s)
		if len(n1.Quotations) > 2 || s == "" || d.IntN(2) == 0 || slices.ContainsFunc(n1.Quotations, func(q news.Quotation) bool { return q.Start == start }) {
			continue
		}
		q := news.Quotation{Span: news.Span{Field: news.FieldText, Start: start, End: start + len(s)}, Speaker: d.of("", "an official", "Ann Lee", "Mr. Lee")}
		if len(n1.Entities) > 0 && d.IntN(2) == 0 {
			q.SpeakerID = n1.Entities[0].ID
		}
		n1.Quotations = append(n1.Quotations, q)
	}
	return a
}

// query makes a query of the depth.
func (d dice) query(depth int) string {
	if depth == 0 {
		return d.leaf()
	}
	parts := make([]string, 2+d.IntN(2))
	for i := range parts {
		parts[i] = d.query(d.IntN(depth))
	}
	switch d.IntN(5) {
	case 0, 1:
		return "(" + strings.Join(parts, " OR ") + ")"
	case 2:
		return "-(" + strings.Join(parts, " ") + ")"
	}
	return "(" + strings.Join(parts, " ") + ")"
}

func (d dice) leaf() string {
	lang := d.of("en", "en", "en", "de", "tr", "ru", "ar", "zh", "el")
	field := d.of("", "", "", "title:", "text:", "quote:")
	words := d.word(lang) + " " + d.word(lang)
	if d.IntN(3) == 0 {
		words += " " + d.word(lang)
	}
	switch d.IntN(20) {
	case 0, 1, 2, 3:
		return field + d.word(lang)
	case 4:
		return "-" + field + d.word(lang)
	case 5, 6:
		return field + `"` + words + `"`
	case 7:
		return field + `"` + words + `"~` + d.of("1", "3", "20")
	case 8, 9:
		return field + "(" + d.word(lang) + " NEAR/" + d.of("1", "2", "4") + d.of(" "+d.word(lang), ` "`+words+`"`) + ")"
	case 10:
		return field + d.of("tru*", "peac*", "Waff*", "İst*", "пере*", "ist*", "truc*", "lod*")
	case 11:
		return field + d.of("trace~", "truces~", "peade~", "hauss~", "война~", "talk~")
	case 12:
		return d.of("said:Lee", "said:official", `said:"Ann Lee"`, "said:Q1") + " quote:" + d.word(lang)
	case 13:
		return d.of("said:Lee", "said:official", "said:Q858", "quote:"+d.word(lang)+" quote:"+d.word(lang))
	case 14:
		return d.of("person:Lee", "entity:Lee", "org:Lee", "place:Syria", "place:Syria/", "place:istanbul", "place:Q858/", "person:Q1", `person:"Ann Lee"`, "place:łodz", "place:叙利亚")
	case 15:
		return d.of("source:bbc", "domain:bbc.co.uk", "domain:news.example.org", "country:GB", "country:fr", "lang:en", "lang:zh", "category:world", "tag:desk", "topic:conflict", "topic:16000000")
	case 16:
		return d.of("has:quote", "has:author", "has:summary", "is:short", "has:topic", "-has:place", "has:speaker")
	case 17:
		return d.of("date:2016-12", "date:2016-11..2016-12-10", "after:2016-12-15", "before:2016-12-01", "after:30d", "date:2016-12-25..")
	case 18:
		return d.of("author:Lee", `author:"Jane Roe"`, "author:roe")
	}
	return d.of("the", "-the", "und", "\"the truce\"", "\"truce of war\"", "of NEAR truce")
}

// TestIndexAgrees checks on random articles and queries that the index finds
// what the Matcher accepts.
func TestIndexAgrees(t *testing.T) {
	rounds, queries := 2, 200
	if testing.Short() {
		rounds, queries = 1, 100
	}
	l := languages(t)
	for seed := range rounds {
		d := dice{rand.New(rand.NewPCG(uint64(seed), 7))}
		articles, engine := d.index(t, l, 60)
		found := 0
		for range queries {
			text := d.query(d.IntN(3))
			q, err := query.Parse(text, query.DefaultLimits())
			if err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			r, err := engine.Search(t.Context(), q, search.Page{Size: 100, Unfolded: true})
			if err != nil {
				t.Fatalf("%s: %v", text, err)
			}
			resolved := make(map[string][]string)
			for _, n := range r.Names {
				for _, e := range n.Entities {
					resolved[n.Term] = append(resolved[n.Term], e.ID)
				}
			}
			m := query.NewMatcher(q, l, query.MatcherOptions{Now: func() time.Time { return noon }, Resolved: resolved})
			got, want := []string{}, []string{}
			for _, h := range r.Hits {
				got = append(got, h.ID)
			}
			for _, a := range articles {
				if m.Match(a) {
					want = append(want, a.ID)
				}
				checkKeys(t, m, a, l)
			}
			slices.Sort(got)
			slices.Sort(want)
			found += len(want)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("seed %d, %s (-matcher +index):\n%s", seed, q, diff)
				for _, a := range articles {
					if slices.Contains(want, a.ID) != slices.Contains(got, a.ID) {
						t.Logf("%s %s: %q %q %q %+v", a.ID, a.Annotations.Language.Code, a.Title, a.Summary, a.Text, a.Annotations.Quotations)
						break
					}
				}
			}
		}
		if found < queries {
			t.Errorf("seed %d: %d queries find %d articles", seed, queries, found)
		}
	}
}

// index returns articles, and an engine over an index of them.
func (d dice) index(t *testing.T, l *language.Set, n int) ([]*news.Article, *search.Engine) {
	t.Helper()
	s, err := store.Open(store.Options{Dir: t.TempDir(), Languages: l})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	var articles []*news.Article
	var records []store.Record
	for i := range n {
		a := d.article(i)
		message, err := news.Encode(a)
		if err != nil {
			t.Fatal(err)
		}
		articles = append(articles, a)
		records = append(records, store.Record{Article: a, Message: message, Seq: uint64(i + 1)})
	}
	if err := s.Apply(t.Context(), records); err != nil {
		t.Fatal(err)
	}
	return articles, search.New(search.Options{Store: s, Languages: l, Now: func() time.Time { return noon }})
}

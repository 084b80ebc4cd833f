package query_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/shared/news"
)

var noon = time.Date(2016, 12, 30, 12, 0, 0, 0, time.UTC)

func languages(tb testing.TB) *language.Set {
	tb.Helper()
	s, err := language.New()
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func parse(tb testing.TB, text string) *query.Query {
	tb.Helper()
	q, err := query.Parse(text, query.DefaultLimits())
	if err != nil {
		tb.Fatalf("%s: %v", text, err)
	}
	return q
}

// span finds a text of the article that has it once.
func span(tb testing.TB, a *news.Article, s string) news.Span {
	tb.Helper()
	at := strings.Index(a.Text, s)
	if at < 0 {
		tb.Fatalf("the text has no %q", s)
	}
	return news.Span{Field: news.FieldText, Start: at, End: at + len(s)}
}

// truce is an article about which everything is known.
func truce(tb testing.TB) *news.Article {
	a := &news.Article{
		ID: strings.Repeat("a", news.IDLen), Revision: 2, Reason: news.ReasonEdit,
		Feed:   news.Feed{Tags: []string{"Desk 2"}},
		Source: news.Source{ID: "bbc", Name: "BBC News", Domain: "bbc.co.uk", Country: "GB"},
		URL:    "https://www.bbc.co.uk/news/1", Title: "Syria truce holds on first day",
		Text: "ISTANBUL, Dec 29 (AFP) - A nationwide ceasefire in Syria has come into force. Russia and Turkey brokered the deal.\n\n" +
			"“The ceasefire is a chance we must not waste,” Kremlin spokesman Dmitry Peskov said. " +
			"Monitors reported calm in Aleppo. “Nobody trusts the government,” a senior rebel officer said.",
		TextFrom: news.TextFromContent, Authors: []string{"Jane Roe", "John Doe"}, Categories: []string{"World"},
		Published: time.Date(2016, 12, 29, 14, 0, 0, 0, time.UTC), Fetched: time.Date(2016, 12, 29, 15, 0, 0, 0, time.UTC),
		Annotations: &news.Annotations{Language: news.Language{Code: "en"}},
	}
	n := a.Annotations
	n.Dateline = &news.Dateline{Span: span(tb, a, "ISTANBUL, Dec 29 (AFP) - "), Agency: "AFP"}
	n.Entities = []news.Entity{
		{ID: "Q858", Type: news.TypePlace, Name: "Syria", Salience: 0.9},
		{ID: "Q41183", Type: news.TypePlace, Name: "Aleppo", Aliases: []string{"Haleb"}, Within: []string{"Q999", "Q858"}},
		{ID: "Q355288", Type: news.TypePerson, Name: "Dmitry Peskov", Aliases: []string{"Peskov"}},
	}
	n.Quotations = []news.Quotation{
		{Span: span(tb, a, "The ceasefire is a chance we must not waste,"), Speaker: "Kremlin spokesman Dmitry Peskov", SpeakerID: "Q355288"},
		{Span: span(tb, a, "Nobody trusts the government,"), Speaker: "a senior rebel officer"},
	}
	n.Topics = []news.Topic{{ID: "medtop:16000000", Name: "conflict, war and peace"}}
	return a
}

func TestMatch(t *testing.T) {
	a, l := truce(t), languages(t)
	for _, c := range []struct {
		query string
		want  bool
	}{
		{"", true}, {"ceasefires", true}, {"armistice", false}, {"the", false}, {"the ceasefire", true}, {"-the", false},
		{"ceasefire -armistice", true}, {"ceasefire -aleppo", false}, {"armistice OR trusted", true},
		{`"nationwide ceasefire"`, true}, {`"ceasefire nationwide"`, false}, {`title:"truce holds"`, true}, {"title:ceasefire", false}, {"text:holds", false},
		{"monitor*", true}, {"monix*", false}, {"cesefire~", true}, {"ceasefire~", true}, {"ceeasefirre~", false}, {"keasefire~", false},

		{`"ceasefire nationwide"~0`, false}, {`"ceasefire nationwide"~1`, true}, {`"nationwide Syria"~1`, false}, {`"nationwide Syria"~2`, true},
		{`"Syria ceasefire nationwide"~2`, true}, {`"ceasefire ceasefire"~5`, false}, {`"ceasefire ceasefire"~100`, true}, {`"nationwide armistice"~100`, false},
		{`"ceasefire in Syria"~0`, true}, {`"nationwide in Syria"~1`, true},

		{"nationwide NEAR Syria", true}, {"nationwide NEAR Turkey", false}, {"nationwide NEAR/2 Turkey", true}, {"Turkey NEAR/2 nationwide", true},
		{"nationwide NEAR/2 Peskov", false}, {"nationwide NEAR/3 Peskov", true}, {"nationwide NEAR/10 officer", true}, {"nationwide NEAR armistice", false},
		{`"nationwide ceasefire" NEAR/2 broker*`, true}, {"title:(truce NEAR day)", true}, {"title:truce NEAR title:nationwide", false},
		{"the NEAR nationwide", true}, {"the NEAR armistice", false}, {"quote:(chance NEAR waste)", true}, {"quote:(chance NEAR/9 trust)", false},

		{"quote:ceasefire", true}, {"quote:nationwide", false}, {`quote:"must not waste"`, true}, {"said:Peskov", true}, {"said:Q355288", true}, {"said:q355288", true},
		{`said:"rebel officer"`, true}, {"said:officer", true}, {"said:Lavrov", false}, {"said:Peskov quote:ceasefire", true}, {"said:Peskov quote:trusts", false},
		{"said:officer quote:trusts", true}, {"said:Peskov said:officer", true}, {"quote:ceasefire quote:trusts", false}, {"quote:ceasefire quote:chance", true},
		{"said:Peskov said:officer quote:ceasefire", false}, {"said:Peskov (quote:ceasefire OR quote:trusts)", true}, {"(said:Peskov OR said:officer) quote:trusts", true},
		{"said:Peskov (quote:trusts OR Aleppo)", true}, {"said:Peskov -quote:trusts", false}, {"said:Peskov quote:the", true}, {"said:Lavrov quote:the", false},
		{"(said:Peskov quote:trusts) OR (said:officer quote:trusts)", true}, {"-(said:Peskov quote:trusts) ceasefire", true},

		{"place:syria", true}, {"place:Haleb", true}, {"org:Syria", false}, {"entity:Aleppo", true}, {"place:Q858", true}, {"person:Q858", true},
		{"place:Q999", false}, {"place:Q999/", true}, {"place:Syria/ -place:Syria", false},
		{"source:bbc", true}, {`source:"bbc news"`, true}, {"domain:bbc.co.uk", true}, {"domain:www.bbc.co.uk", true}, {"country:gb", true}, {"lang:en", true},
		{"agency:afp", true}, {`author:"jane roe"`, true}, {`author:"roe john"`, false}, {"category:world", true}, {`tag:"desk 2"`, true},
		{"topic:conflict", true}, {"topic:16000000", true}, {`topic:"conflict, war and peace"`, true}, {"topic:sport", false},
		{"has:quote", true}, {"has:image", false}, {"is:edited", true}, {"is:short", true}, {"is:truncated", false},
		{"url:http://bbc.co.uk/news/1?utm_source=x", true}, {"id:" + strings.Repeat("a", news.IDLen), true}, {"id:" + strings.Repeat("b", news.IDLen), false},
		{"date:2016-12-29", true}, {"date:2016-12-30", false}, {"date:yesterday", true}, {"after:12h", false}, {"after:2d", true}, {"before:2016-12-29", false},
		{"date:2016-12-28..2016-12-29", true}, {"date:..2016-12-28", false}, {"date:2016-12..", true}, {"date:this-week", true}, {"date:last-year..this-month", true},
		{"asof:2016-12-29", true}, {"asof:2016-12-28", false}, {"asof:2016-12-29T14:59Z", false},
	} {
		m := query.NewMatcher(parse(t, c.query), l, query.MatcherOptions{Now: func() time.Time { return noon }})
		if got := m.Match(a); got != c.want {
			t.Errorf("%s: got %v", c.query, got)
		}
		checkKeys(t, m, a, l)
	}
}

// checkKeys checks that an article that answers a query has one key of each
// that the query demands.
func checkKeys(tb testing.TB, m *query.Matcher, a *news.Article, l *language.Set) {
	tb.Helper()
	if !m.Match(a) {
		return
	}
	demands := m.Demands(l.For(a.Annotations.Language.Code))
	kinds, has := make(map[string]bool), make(map[query.Key]bool)
	for _, keys := range demands {
		for _, k := range keys {
			kinds[k.Kind] = true
		}
	}
	query.NewReading(l, a, noon).Keys(kinds, func(k query.Key) bool {
		has[k] = true
		return true
	})
	for _, keys := range demands {
		if !slices.ContainsFunc(keys, func(k query.Key) bool { return has[k] }) {
			tb.Errorf("%s: the article answers it and has none of the keys %q", m.Query(), keys)
		}
	}
}

// TestResolved checks that a name means the ids that were found for it as
// well as what the article calls so.
func TestResolved(t *testing.T) {
	m := query.NewMatcher(parse(t, `place:"Arab Republic"/`), languages(t), query.MatcherOptions{
		Resolved: map[string][]string{`place:"Arab Republic"/`: {"Q858"}},
	})
	if a := truce(t); !m.Match(a) {
		t.Error("not found by id")
	}
}

// TestHugeTexts checks that every query ends with a text that is as large as
// articles may be, wherever its words stand: the time is linear.
func TestHugeTexts(t *testing.T) {
	l := languages(t)
	a := truce(t)
	a.Annotations.Quotations = nil
	a.Text = strings.Repeat("Peace war. ", news.MaxTextBytes/11)
	for _, text := range []string{"peace NEAR/10 war", `"peace peace peace war war war war"~100`, `"peace war"~1 NEAR "war peace"~100`, "peac* NEAR warr~", `"war war"`} {
		query.NewMatcher(parse(t, text), l, query.MatcherOptions{}).Match(a)
	}
}

// FuzzMatch checks that no query that is parsed ends in a panic, and that the
// keys of a query that finds an article are the article's.
func FuzzMatch(f *testing.F) {
	for _, s := range []string{`"ceasefire nationwide"~3 NEAR/2 quote*`, "said:(a OR Peskov) quote:(ceasefire chance)", "-(a b) place:Q858/ asof:7d", "the", "-the", "停火 cesefire~"} {
		f.Add(s)
	}
	a, l := truce(f), languages(f)
	f.Fuzz(func(t *testing.T, text string) {
		q, err := query.Parse(text, query.DefaultLimits())
		if err != nil {
			return
		}
		checkKeys(t, query.NewMatcher(q, l, query.MatcherOptions{}), a, l)
	})
}

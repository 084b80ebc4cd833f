package search_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/index/internal/search"
	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/news"
)

// wildDocuments is how many articles the wild queries meet: 20,000 of 6 words
// out of 30,000, in four languages and two months.
const wildDocuments = 20_000

func wildIndex(t *testing.T) *search.Engine {
	t.Helper()
	all, err := chains()
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(store.Options{Dir: t.TempDir(), Languages: all})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	rng := rand.New(rand.NewPCG(3, 5))
	codes := []string{"en", "de", "fr", "sw"}
	for from := 0; from < wildDocuments; from += 5000 {
		var records []store.Record
		for n := from; n < from+5000; n++ {
			var b strings.Builder
			for range 6 {
				fmt.Fprintf(&b, "wa%s ", letters(rng.IntN(30_000)))
			}
			a := plain(n, time.Date(2016, time.Month(1+n/(wildDocuments/2)), 1, 0, n%40000, 0, 0, time.UTC), "Words", b.String())
			a.Annotations.Language.Code = codes[n%len(codes)]
			name := "Name " + letters(rng.IntN(3000))
			a.Annotations.Entities = []news.Entity{{ID: fmt.Sprintf("Q%d", rng.IntN(3000)), Type: news.TypePerson, Name: name, Mentions: []news.Mention{{Span: news.Span{Field: news.FieldTitle, Start: 0, End: 5}}}}}
			if n%10 == 0 {
				a.Annotations.Quotations = []news.Quotation{{Span: news.Span{Field: news.FieldText, Start: 0, End: b.Len() / 2}, Speaker: name}}
			}
			message, err := news.Encode(a)
			if err != nil {
				t.Fatal(err)
			}
			records = append(records, store.Record{Article: a, Message: message, Seq: uint64(n + 1)})
		}
		if err := s.Apply(t.Context(), records); err != nil {
			t.Fatal(err)
		}
	}
	return search.New(search.Options{Store: s, Languages: all, HalfLife: 720 * time.Hour, Now: func() time.Time { return caseNow }})
}

// letters writes a number in five letters.
func letters(n int) string {
	b := make([]byte, 5)
	for i := range b {
		b[i] = byte('a' + n%26)
		n /= 26
	}
	return string(b)
}

func each(n int, separator string, word func(i int) string) string {
	words := make([]string, n)
	for i := range words {
		words[i] = word(i)
	}
	return strings.Join(words, separator)
}

// TestWildQueries checks that whatever is asked is answered within the time
// limit or refused with the bound, within a bound of memory.
func TestWildQueries(t *testing.T) {
	engine := wildIndex(t)
	word := func(i int) string { return "wa" + letters(i*7%30_000) }
	const mib = 1 << 20
	for _, tc := range []struct {
		name, query string
		// refused is what a refusal says; empty for queries that are answered.
		refused string
		page    search.Page
	}{
		{name: "prefix of a thousand words", query: "waa*"},
		{name: "prefix of some words", query: "waaa*"},
		{name: "short prefix", query: "wa*", refused: "at least 3"},
		{name: "leading star", query: "*aa", refused: "column 1"},
		{name: "slips", query: each(8, " OR ", func(i int) string { return word(i) + "~" })},
		{name: "too many slips", query: each(300, " OR ", func(i int) string { return word(i) + "~" }), refused: "'*' or '~'"},
		{name: "512 words", query: each(512, " OR ", word)},
		{name: "10,000 words", query: each(10_000, " OR ", word), refused: "at most 16384"},
		{name: "10,000 short words", query: each(8_000, " ", func(i int) string { return "a" }), refused: "more than 512 words"},
		{name: "1 MB", query: strings.Repeat("a", mib), refused: "at most 16384"},
		{name: "a long word", query: strings.Repeat("a", 16_000)},
		{name: "a long phrase", query: `"` + each(500, " ", word) + `"`},
		{name: "a long stretched phrase", query: `"` + each(400, " ", word) + `"~100`},
		{name: "100,000 parentheses", query: strings.Repeat("(", 100_000) + "a" + strings.Repeat(")", 100_000), refused: "at most 16384"},
		{name: "8,000 parentheses", query: strings.Repeat("(", 8_000) + "a" + strings.Repeat(")", 8_000), refused: "deep"},
		{name: "negations", query: each(500, " ", func(i int) string { return "-" + word(i) })},
		{name: "a deep query", query: strings.Repeat("(waaaaaa OR -", 7) + "wabaaaa" + strings.Repeat(")", 7)},
		{name: "everything", query: "", page: search.Page{Facets: client.Facets()}},
		{name: "nothing but a negation", query: "-waaaaaa", page: search.Page{Facets: client.Facets()}},
		{name: "names", query: each(200, " OR ", func(i int) string { return `person:"name ` + letters(i) + `"` })},
		{name: "unknown names", query: each(200, " OR ", func(i int) string { return fmt.Sprintf("person:nobody%d", i) })},
		{name: "ids", query: each(500, " OR ", func(i int) string { return fmt.Sprintf("entity:Q%d", i) })},
		{name: "speakers", query: each(200, " OR ", func(i int) string { return "said:" + letters(i) })},
		{name: "nearness of all", query: "has:quote -(waaaaaa NEAR/10 wabaaaa)"},
		{name: "page 1,000", query: "has:quote", refused: "10000", page: search.Page{Size: 10_001}},
		{name: "all time", query: "after:0001 before:9999"},
		{name: "as of long ago", query: "asof:1600"},
		{name: "as of the end of time", query: "asof:9999"},
		{name: "dates", query: each(150, " OR ", func(i int) string { return fmt.Sprintf("date:2016-01-%02d", 1+i%31) })},
		{name: "zero bytes", query: "a\x00b"},
		{name: "broken text", query: "\xff\xfe", refused: "UTF-8"},
		{name: "quotes", query: strings.Repeat(`"`, 5001), refused: "column"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
			defer cancel()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			err := ask(ctx, engine, tc.query, tc.page)
			runtime.ReadMemStats(&after)
			if allocated := (after.TotalAlloc - before.TotalAlloc) / mib; allocated > 250 {
				t.Errorf("%d MiB were allocated", allocated)
			}
			switch {
			case tc.refused == "" && err != nil:
				t.Errorf("refused: %v", err)
			case tc.refused != "" && err == nil:
				t.Error("answered")
			case tc.refused != "" && !strings.Contains(err.Error(), tc.refused):
				t.Errorf("%v does not say %q", err, tc.refused)
			}
		})
	}
}

// ask runs a query in all ways. The error is one that a caller is told.
func ask(ctx context.Context, engine *search.Engine, text string, p search.Page) error {
	q, err := query.Parse(text, query.DefaultLimits())
	if err != nil {
		return err
	}
	if p.Size == 0 {
		p.Size = 10
	}
	_, err = engine.Search(ctx, q, p)
	for _, known := range []error{search.ErrTooManyWords, search.ErrWindow, store.ErrPartial} {
		if errors.Is(err, known) {
			return err
		}
	}
	if err != nil {
		return fmt.Errorf("unexpected: %w", err)
	}
	if _, err := engine.Timeline(ctx, q, ""); err != nil {
		return fmt.Errorf("timeline: %w", err)
	}
	if _, err := engine.Explain(ctx, q); err != nil {
		return fmt.Errorf("explain: %w", err)
	}
	return nil
}

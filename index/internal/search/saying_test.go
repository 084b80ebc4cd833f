package search_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/search"
	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/news"
)

// TestSayings is for quotations that several articles have: the same words of
// the same speaker are told once, with the article that had them first, on one
// page or on several.
func TestSayings(t *testing.T) {
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
	begin := time.Date(2016, 12, 1, 0, 0, 0, 0, time.UTC)
	names := make(map[string]string)
	said := func(name string, day int, speaker, quotation, rest string) *news.Article {
		a := plain(day, begin, name, fmt.Sprintf("“%s” %s said. %s", quotation, speaker, rest))
		a.Published = begin.AddDate(0, 0, day)
		names[a.ID] = name
		at := strings.Index(a.Text, quotation)
		a.Annotations.Quotations = []news.Quotation{{Span: news.Span{Field: news.FieldText, Start: at, End: at + len(quotation)}, Speaker: speaker}}
		return a
	}
	apply(t, s,
		said("wire", 1, "Ana Berg", "The truce holds,", "It began on Monday."),
		said("copy", 2, "Ana Berg", "The truce holds,", "It began on Monday."),
		said("edited", 3, "Ana Berg", "The Truce holds.", "Nobody fired at night."),
		said("other", 4, "Olga Lind", "The truce holds,", "Olga Lind was in the town."),
		said("second", 5, "Ana Berg", "It will last,", "Few believe it."),
		said("late", 6, "Ana Berg", "The truce holds", "A week has gone by."),
	)
	engine := search.New(search.Options{Store: s, Languages: all})
	told := func(quotes []client.Quote) (out []string) {
		for _, q := range quotes {
			var line strings.Builder
			line.WriteString(names[q.Article] + ": " + q.Text.Text)
			for _, id := range q.Others {
				line.WriteString(" " + names[id])
			}
			if q.More != uint64(len(q.Others)) {
				t.Errorf("%s: %d more, %d named", line.String(), q.More, len(q.Others))
			}
			out = append(out, line.String())
		}
		return out
	}
	for query, want := range map[string][]string{
		"":                          {"wire: The truce holds, copy edited late", "second: It will last,", "other: The truce holds,"},
		"sort:oldest":               {"wire: The truce holds, copy edited late", "other: The truce holds,", "second: It will last,"},
		`said:Berg "truce holds"~3`: {"wire: The truce holds, copy edited late"},
	} {
		r, err := engine.Quotes(t.Context(), parse(t, query), search.Page{Size: 10})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, told(r.Quotes)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", query, diff)
		}
	}
	var walked []string
	for p := (search.Page{Size: 1}); ; {
		r, err := engine.Quotes(t.Context(), parse(t, "sort:oldest"), p)
		if err != nil {
			t.Fatal(err)
		}
		walked = append(walked, told(r.Quotes)...)
		if p.Cursor = r.Next; p.Cursor == "" || len(walked) > 10 {
			break
		}
	}
	if diff := cmp.Diff([]string{"wire: The truce holds, copy edited", "other: The truce holds,", "second: It will last,"}, walked); diff != "" {
		t.Errorf("by pages of one (-want +got):\n%s", diff)
	}
}

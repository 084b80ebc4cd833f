package store_test

import (
	"fmt"
	"testing"

	index "github.com/blevesearch/bleve_index_api"
	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/index/internal/store"
)

// TestExpander compares the words of prefixes and slips with those that the
// library finds.
func TestExpander(t *testing.T) {
	s := open(t, t.TempDir())
	for i := range 8 {
		link := fmt.Sprintf("https://example.org/%d", i)
		apply(t, s, record(t, link, 1, 1, uint64(i+1), christmas, fmt.Sprintf("Word and wrod%c stand by a term%c, Straße, ministère, мир%c.", 'a'+i, 'a'+i%3, 'а'+i)))
	}
	library, err := s.Reader()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = library.Close() })
	ours := store.Expander(library)
	if ours == library {
		t.Fatal("the reader is the library's")
	}
	begin, slip := 0, 0
	for _, field := range []string{"lead_en", "title_en", store.FieldAlias, store.FieldEntity, "none"} {
		for _, prefix := range []string{"", "t", "term", "terma", "w", "wo", "мир", "Q3", "\xff", "zz"} {
			want, err := library.FieldDictPrefix(field, []byte(prefix))
			if err != nil {
				t.Fatal(err)
			}
			got, err := ours.FieldDictPrefix(field, []byte(prefix))
			if err != nil {
				t.Fatal(err)
			}
			begin += same(t, field+" "+prefix+"*", want, got, func(e *index.DictEntry) any { return *e })
		}
		for _, word := range []string{"wrod", "wrdo", "terma", "ter", "strasse", "миру", "Q39258", "x"} {
			for _, prefix := range []string{"", word[:1]} {
				want, _, err := library.(index.IndexReaderFuzzy).FieldDictFuzzyAutomaton(field, word, 1, prefix)
				if err != nil {
					t.Fatal(err)
				}
				got, _, err := ours.(index.IndexReaderFuzzy).FieldDictFuzzyAutomaton(field, word, 1, prefix)
				if err != nil {
					t.Fatal(err)
				}
				// The library counts nothing here.
				slip += same(t, field+" "+word+"~", want, got, func(e *index.DictEntry) any { return [2]any{e.Term, e.EditDistance} })
			}
		}
	}
	if begin < 20 || slip < 20 {
		t.Errorf("only %d words of prefixes and %d with slips were compared", begin, slip)
	}
}

// same compares two lists of terms and returns how many are in them.
func same(t *testing.T, what string, want, got index.FieldDict, of func(*index.DictEntry) any) int {
	t.Helper()
	read := func(d index.FieldDict) (all []any) {
		for {
			entry, err := d.Next()
			if err != nil {
				t.Fatal(err)
			}
			if entry == nil {
				return all
			}
			all = append(all, of(entry))
		}
	}
	terms := read(want)
	if diff := cmp.Diff(terms, read(got)); diff != "" {
		t.Errorf("%s (-library +ours):\n%s", what, diff)
	}
	if err := want.Close(); err != nil {
		t.Error(err)
	}
	return len(terms)
}

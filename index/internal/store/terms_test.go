package store_test

import (
	"errors"
	"fmt"
	"maps"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/index/internal/store"
)

// TestTerms compares terms and their frequencies, over segments, months,
// revisions and an end of the terms that are read, with what the library tells.
func TestTerms(t *testing.T) {
	s := open(t, t.TempDir())
	seq := uint64(0)
	for i := range 12 {
		var batch []store.Record
		for j := range 5 {
			seq++
			link := fmt.Sprintf("https://example.org/%d", 7*i%11+j)
			batch = append(batch, record(t, link, 1+i/4, 1, seq, christmas.AddDate(0, i%2, 0), fmt.Sprintf("Word%d stands by term%d and Term%d.", i, j, i*j)))
		}
		apply(t, s, batch...)
	}
	segments, err := s.Segments()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d segments", segments)
	for _, field := range []string{"lead_en", "text_en", "title_en", store.FieldID, store.FieldAlias, store.FieldEntity, store.FieldChain, "none"} {
		for _, prefix := range []string{"", "t", "term", "term1", "word", "Q39259", "\xff", "zz"} {
			for _, limit := range []int{1, 3, 10, 1000} {
				sameTerms(t, s, field, prefix, limit)
			}
		}
		if n, err := s.Frequency(field, "nowhere"); err != nil || n != 0 {
			t.Errorf("%s has a term that it has not: %d, %v", field, n, err)
		}
	}
}

// sameTerms compares what the library and what ours tell of one field. A merge of
// segments drops the terms of deleted documents, so the library is asked
// before and after: with nothing written, counts only fall, and what is equal
// at both ends was so between them.
func sameTerms(t *testing.T, s *store.Store, field, prefix string, limit int) {
	t.Helper()
	for {
		want, err := s.LibraryTerms(field, prefix, limit)
		if err != nil {
			t.Fatal(err)
		}
		terms, err := s.Terms(field, prefix, limit)
		if err != nil {
			t.Fatal(err)
		}
		got, frequencies := make(map[string]uint64), make(map[string]uint64)
		for _, term := range terms {
			got[term.Text] = term.Count
		}
		for term := range want {
			if frequencies[term], err = s.Frequency(field, term); err != nil {
				t.Fatal(err)
			}
		}
		after, err := s.LibraryTerms(field, prefix, limit)
		if err != nil {
			t.Fatal(err)
		}
		if !maps.Equal(want, after) {
			continue // a merge came between
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s, %q, at most %d (-library +ours):\n%s", field, prefix, limit, diff)
		}
		// A limit cuts each slice off elsewhere, so only without one are counts whole.
		if diff := cmp.Diff(want, frequencies); limit == 1000 && diff != "" {
			t.Errorf("%s, frequencies (-library +ours):\n%s", field, diff)
		}
		return
	}
}

// TestTermsOfAClosedIndex checks that readers find a closed slice to be one.
func TestTermsOfAClosedIndex(t *testing.T) {
	s, err := store.Open(store.Options{Dir: t.TempDir(), Languages: languages(t)})
	if err != nil {
		t.Fatal(err)
	}
	apply(t, s, record(t, "https://example.org/1", 1, 1, 1, christmas.Add(time.Hour), "A word."))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Frequency(store.FieldChain, "en"); !errors.Is(err, bleve.ErrorIndexClosed) {
		t.Errorf("a closed index answers: %v", err)
	}
}

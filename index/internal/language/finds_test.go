package language

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// TestFinds reads testdata/finds.tsv: a text and the query that finds it or
// does not.
func TestFinds(t *testing.T) {
	data, err := os.ReadFile("testdata/finds.tsv")
	if err != nil {
		t.Fatal(err)
	}
	s := newSet(t)
	for at, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 4 {
			t.Fatalf("line %d has %d columns", at+1, len(f))
		}
		l := s.For(f[0])
		if got, want := finds(l, f[2], f[3]), f[1] == "yes"; got != want {
			t.Errorf("line %d: %s: %q in %q: %v, want %v: %v in %v", at+1, f[0], f[3], f[2], got, want, l.Phrase(f[3]), l.Tokens(f[2]))
		}
	}
}

// finds reports whether a text holds the words of a query, one after another
// where the query stands in the index as several words.
func finds(l *Language, text, query string) bool {
	tokens, phrase := l.Tokens(text), l.Phrase(query)
	return len(phrase) > 0 && slices.ContainsFunc(tokens, func(first Token) bool {
		for i, terms := range phrase {
			if len(terms) > 0 && !slices.ContainsFunc(tokens, func(t Token) bool {
				return t.Position == first.Position+i && slices.Contains(terms, t.Term)
			}) {
				return false
			}
		}
		return true
	})
}

package language

import (
	"strings"
	"testing"

	"github.com/blevesearch/bleve/v2/analysis"
	index "github.com/blevesearch/bleve_index_api"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// TestFrequencies checks that terms are counted as bleve counts them.
func TestFrequencies(t *testing.T) {
	s := newSet(t)
	for _, text := range append(seeds, strings.Join(seeds, " "), "") {
		for _, name := range []string{"en", "cjk", "fa", "de", "tr", Unknown} {
			l := s.Named(name)
			for _, o := range []index.FieldIndexingOptions{index.IndexField, index.IndexField | index.IncludeTermVectors} {
				array := []uint64{3}
				tokens := l.Analyser().Analyze([]byte(text))
				want := analysis.TokenFrequency(tokens, array, o)
				got, length := l.Frequencies([]byte(text), array, o.IncludeTermVectors())
				places := make(map[int]bool)
				for _, tok := range tokens {
					places[tok.Position] = true
				}
				if length != len(places) {
					t.Errorf("%s: %q: length %d, want %d", name, text, length, len(places))
				}
				if diff := cmp.Diff(want, got, cmp.AllowUnexported(index.TokenFreq{}), cmpopts.EquateEmpty(), cmpopts.IgnoreFields(index.TokenLocation{}, "Start", "End")); diff != "" {
					t.Fatalf("%s: %q (-bleve +ours):\n%s", name, text, diff)
				}
			}
		}
	}
}

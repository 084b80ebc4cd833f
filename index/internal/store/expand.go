package store

import (
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
	segmentapi "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/blevesearch/vellum/levenshtein"
)

// oneSlip makes the automata of the words that are one slip away: a character
// more, less or another, or two that changed places. It is made as the library
// makes its own, and like that serves all goroutines.
var oneSlip = func() *levenshtein.LevenshteinAutomatonBuilder {
	b, err := levenshtein.NewLevenshteinAutomatonBuilder(1, true)
	if err != nil {
		panic(err) // it takes 1 and 2
	}
	return b
}()

// Expander returns a reader that finds the words of a prefix or with a slip in
// the caller's goroutine, as [Store.Terms] does and for the same reason. It
// finds as many as a query may ask for and one, so that more are refused. All
// else is r's.
func Expander(r index.IndexReader) index.IndexReader {
	if snapshot, ok := r.(*scorch.IndexSnapshot); ok {
		return &expander{snapshot}
	}
	return r
}

type expander struct{ *scorch.IndexSnapshot }

// FieldDictPrefix implements the library's reader.
func (x *expander) FieldDictPrefix(field string, prefix []byte) (index.FieldDict, error) {
	return x.expand(field, nil, string(prefix))
}

// FieldDictFuzzyAutomaton implements the library's reader of slips.
func (x *expander) FieldDictFuzzyAutomaton(field, term string, fuzziness int, prefix string) (index.FieldDict, index.FuzzyAutomaton, error) {
	if fuzziness != 1 {
		return x.IndexSnapshot.FieldDictFuzzyAutomaton(field, term, fuzziness, prefix)
	}
	dfa, err := oneSlip.BuildDfa(term, 1)
	if err != nil {
		return nil, nil, err
	}
	words, err := x.expand(field, dfa, prefix)
	return words, dfa, err
}

func (x *expander) expand(field string, accepts segmentapi.Automaton, prefix string) (index.FieldDict, error) {
	found := make(map[string]*index.DictEntry)
	err := eachDictionary(x.IndexSnapshot, field, func(d segmentapi.TermDictionary) error {
		return firstTerms(d, accepts, prefix, maxClauses+1, func(e *index.DictEntry) {
			if known := found[e.Term]; known != nil {
				known.Count += e.Count
				return
			}
			entry := *e // it is used for the next, too
			found[e.Term] = &entry
		})
	})
	if err != nil {
		return nil, err
	}
	words := &expansion{}
	for _, text := range sortedKeys(found) {
		words.rest = append(words.rest, found[text])
	}
	return words, nil
}

// expansion is the library's list of terms, in order.
type expansion struct{ rest []*index.DictEntry }

// Next implements the library's list.
func (e *expansion) Next() (*index.DictEntry, error) {
	if len(e.rest) == 0 {
		return nil, nil
	}
	first := e.rest[0]
	e.rest = e.rest[1:]
	return first, nil
}

// Close implements the library's list.
func (e *expansion) Close() error { return nil }

// Cardinality implements the library's list.
func (e *expansion) Cardinality() int { return len(e.rest) }

// BytesRead implements the library's list; nothing here counts bytes.
func (e *expansion) BytesRead() uint64 { return 0 }

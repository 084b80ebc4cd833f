package language

import (
	"bytes"
	"cmp"
	"strings"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
)

// ending is an ending of words and what stands in its place.
type ending struct {
	from, to string
	// least is how many letters must stand before it, where that differs from
	// what the filter says.
	least int
}

// endingsFilter takes endings off words, in one or more rounds, each the first
// of a list that fits and leaves enough of the word. It is a light stemmer: it
// brings the forms of a noun or an adjective together and leaves verbs alone.
type endingsFilter struct {
	rounds [][]ending
	// least is how many letters of the word stay at least.
	least int
	// whole are words that only look as if they had an ending.
	whole map[string]bool
}

func (f *endingsFilter) Filter(in analysis.TokenStream) analysis.TokenStream {
	for _, t := range in {
		for _, round := range f.rounds {
			if f.whole[string(t.Term)] {
				break
			}
			t.Term = f.strip(t.Term, round)
		}
	}
	return in
}

func (f *endingsFilter) strip(term []byte, round []ending) []byte {
	for _, e := range round {
		if head, ok := bytes.CutSuffix(term, []byte(e.from)); ok && utf8.RuneCount(head) >= cmp.Or(e.least, f.least) {
			return append(bytes.Clone(head), e.to...)
		}
	}
	return term
}

// off makes a round of endings that are taken off without a replacement.
func off(endings ...string) []ending {
	out := make([]ending, len(endings))
	for i, e := range endings {
		out[i].from = e
	}
	return out
}

// and adds endings to a round.
func and(round []ending, more ...ending) []ending { return append(round, more...) }

// words makes a set of words.
func words(list string) map[string]bool {
	set := make(map[string]bool)
	for w := range strings.FieldsSeq(list) {
		set[w] = true
	}
	return set
}

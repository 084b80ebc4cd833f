package language

import (
	"bytes"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
)

// ending is an ending of words and what stands in its place.
type ending struct{ from, to string }

// endingsFilter takes endings off words, in one or more rounds, each the first
// of a list that fits and leaves enough of the word. It is a light stemmer: it
// brings the forms of a noun or an adjective together and leaves verbs alone.
type endingsFilter struct {
	rounds [][]ending
	// least is how many letters of the word stay at least.
	least int
}

func (f *endingsFilter) Filter(in analysis.TokenStream) analysis.TokenStream {
	for _, t := range in {
		for _, round := range f.rounds {
			t.Term = f.strip(t.Term, round)
		}
	}
	return in
}

func (f *endingsFilter) strip(term []byte, round []ending) []byte {
	for _, e := range round {
		if head, ok := bytes.CutSuffix(term, []byte(e.from)); ok && utf8.RuneCount(head) >= f.least {
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

// The endings of languages that bleve has stop words of but no stemmer, the
// longest first.
var (
	// Articles stand behind Bulgarian words; the plural before them.
	endingsBG = &endingsFilter{least: 3, rounds: [][]ending{
		off("ията", "ите", "ът", "ят", "та", "то", "те"),
		append([]ending{{"ър", "р"}}, off("ища", "ове", "ия", "а", "я", "о", "е", "и")...),
	}}
	endingsCA = &endingsFilter{least: 3, rounds: [][]ending{off("ons", "ó", "es", "os", "as", "s"), off("a", "e", "o")}}
	endingsCS = &endingsFilter{least: 3, rounds: [][]ending{off(
		"atech", "atům", "ého", "ému", "ech", "ich", "ích", "ěmi", "emi", "ího", "ími", "ímu", "ách", "ých", "ami", "ové", "ovi", "ými",
		"em", "ém", "ím", "ům", "ám", "ým", "mi", "ou", "a", "e", "i", "o", "u", "y", "á", "é", "í", "ý", "ě", "ů",
	)}}
	// Greek comes without accents and final sigma.
	endingsEL = &endingsFilter{least: 3, rounds: [][]ending{off(
		"ματων", "ματοσ", "ματα", "ουσ", "εισ", "εων", "εωσ", "ησ", "ασ", "οσ", "εσ", "ων", "ου", "οι", "ει", "μα", "α", "η", "ο", "ι", "ε",
	)}}
	endingsEU = &endingsFilter{least: 4, rounds: [][]ending{off(
		"arentzat", "entzat", "arekin", "ekin", "etatik", "etako", "etara", "etan", "aren", "ari", "tik", "ren", "ak", "ek", "en", "ei", "an", "ko", "ra", "a",
	)}}
	endingsGL = &endingsFilter{least: 3, rounds: [][]ending{
		append([]ending{{"ais", "al"}}, off("óns", "ón", "es", "os", "as", "s")...), off("a", "e", "o"),
	}}
	// The Armenian article stands behind the ending of the case.
	endingsHY = &endingsFilter{least: 3, rounds: [][]ending{
		off("ներին", "ներից", "ներով", "ներում", "ները", "ներն", "ների", "ներ", "երին", "երից", "երով", "երում", "երը", "երն", "երի", "եր", "ում", "ից", "ով", "ին", "ի"),
		off("ը", "ն"),
	}}
	// Indonesian prefixes change the meaning and stay.
	endingsID = &endingsFilter{least: 3, rounds: [][]ending{off("lah", "kah", "pun"), off("nya")}}
)

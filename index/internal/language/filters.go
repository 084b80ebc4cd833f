package language

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
	"golang.org/x/text/unicode/norm"
)

// compose brings each word to NFC, so that one word written in two ways is
// one word for the filters that follow. The Russian ё becomes е here, since
// the stemmer takes endings off е alone, and İ becomes i, since bleve's lower
// case of it is not valid UTF-8. Offsets stay those of the text.
type compose struct{}

func (compose) Filter(in analysis.TokenStream) analysis.TokenStream {
	for _, t := range in {
		if ascii(t.Term) {
			continue
		}
		if !norm.NFC.IsNormal(t.Term) {
			t.Term = norm.NFC.Bytes(t.Term)
		}
		if bytes.ContainsAny(t.Term, "İёЁ") {
			t.Term = []byte(early.Replace(string(t.Term)))
		}
	}
	return in
}

var early = strings.NewReplacer("İ", "i", "ё", "е", "Ё", "Е")

// fold takes the diacritics off Latin letters and maps a few letters of other
// scripts that readers write in two ways. It comes last: stemmers need the
// diacritics.
type fold struct{}

func (fold) Filter(in analysis.TokenStream) analysis.TokenStream {
	for _, t := range in {
		if !ascii(t.Term) {
			t.Term = foldTerm(t.Term)
		}
	}
	return in
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// letters holds what no Unicode decomposition takes apart.
var letters = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'þ': "th", 'ł': "l", 'ı': "i", 'ħ': "h", 'ŋ': "n",
	'ґ': "г", '’': "'", 'ʼ': "'", '‘': "'",
}

func foldTerm(term []byte) []byte {
	var b strings.Builder
	b.Grow(len(term))
	latin := false
	for _, r := range string(norm.NFD.Bytes(term)) {
		if unicode.Is(unicode.Mn, r) {
			if !latin {
				b.WriteRune(r)
			}
			continue
		}
		latin = unicode.Is(unicode.Latin, r)
		if s, ok := letters[r]; ok {
			b.WriteString(s)
		} else {
			b.WriteRune(r)
		}
	}
	return norm.NFC.Bytes([]byte(b.String()))
}

// joiners replaces the zero-width non-joiner, which parts words in Persian,
// by as many spaces as it has bytes.
type joiners struct{}

func (joiners) Filter(in []byte) []byte {
	return bytes.ReplaceAll(in, []byte("\u200c"), []byte("   "))
}

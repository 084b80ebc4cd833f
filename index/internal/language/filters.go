package language

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
	"golang.org/x/text/unicode/norm"
)

// compose brings each word to one form before the filters of its language see
// it: Unicode NFKC, so that ligatures, full width and combining marks are no
// other word; without soft hyphens, joiners and marks of direction, without the
// stress marks of Cyrillic; digits of all scripts as 0 to 9, numbers as
// [plainNumber] writes them, acronyms without dots, prefixes without hyphen.
// The Russian ё becomes е here, since the stemmer takes endings off е alone,
// and İ becomes i, since bleve's lower case of it is not valid UTF-8.
type compose struct{}

func (compose) Filter(in analysis.TokenStream) analysis.TokenStream {
	for _, t := range in {
		if plainWord(t.Term) {
			continue
		}
		term := norm.NFKC.Bytes(t.Term)
		if !ascii(term) {
			term = []byte(uniform(string(term)))
		}
		switch {
		case number(term):
			term = plainNumber(term)
		case acronym(term):
			term = bytes.ReplaceAll(term, []byte("."), nil)
		default:
			term = bytes.ReplaceAll(term, []byte("-"), nil)
		}
		t.Term = term
	}
	return in
}

// plainWord reports whether t is nothing but letters of ASCII.
func plainWord(t []byte) bool {
	for _, c := range t {
		if c|0x20 < 'a' || c|0x20 > 'z' {
			return false
		}
	}
	return true
}

var early = strings.NewReplacer(
	"İ", "i", "ё", "е", "Ё", "Е",
	"’", "'", "‘", "'", "ʼ", "'", "＇", "'", "‐", "-", "‑", "-", "٫", ".", "٬", ",",
)

// uniform is what compose does with single characters.
func uniform(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	cyrillic := false
	for _, r := range early.Replace(s) {
		switch {
		case unicode.Is(unicode.Cf, r), cyrillic && (r == 0x300 || r == 0x301):
			continue
		case unicode.IsDigit(r):
			r = '0' + digitValue(r)
		}
		cyrillic = unicode.Is(unicode.Cyrillic, r)
		b.WriteRune(r)
	}
	return b.String()
}

// digitValue returns the value of a decimal digit. Unicode has them in runs of
// ten that begin with the zero.
func digitValue(r rune) rune {
	n := rune(0)
	for n < 9 && unicode.IsDigit(r-n-1) {
		n++
	}
	return n
}

// plainNumber writes a number without the signs between its thousands and
// with a decimal point: "1,000", "1.000", "1'000" and "1000" are one number,
// "2,5" and "2.5" another. A single sign before three digits is one of
// thousands, whatever the language, since news are full of round numbers and
// seldom have three decimals; "0.125" is not. What fits neither stays as it is.
func plainNumber(t []byte) []byte {
	var signs []int
	for i, c := range t {
		if c < '0' || c > '9' {
			signs = append(signs, i)
		}
	}
	if len(signs) == 0 || t[0] == '0' && len(signs) == 1 && signs[0] == 1 {
		return bytes.ReplaceAll(t, []byte(","), []byte("."))
	}
	// grouped tells whether signs of one kind have three digits between them.
	grouped := func(signs []int, end int) bool {
		if signs[0] > 3 || t[0] == '0' {
			return false
		}
		for i, at := range signs {
			next := end
			if i+1 < len(signs) {
				next = signs[i+1]
			}
			if t[at] != t[signs[0]] || next-at != 4 {
				return false
			}
		}
		return true
	}
	last := signs[len(signs)-1]
	switch {
	case grouped(signs, len(t)):
		return digitsOf(t)
	case len(signs) == 1 && (t[last] == '.' || t[last] == ','):
		return append(append(digitsOf(t[:last]), '.'), t[last+1:]...)
	case len(signs) > 1 && t[last] != t[signs[0]] && (t[last] == '.' || t[last] == ',') && grouped(signs[:len(signs)-1], last):
		return append(append(digitsOf(t[:last]), '.'), t[last+1:]...)
	}
	return t
}

func digitsOf(t []byte) []byte {
	out := make([]byte, 0, len(t))
	for _, c := range t {
		if c >= '0' && c <= '9' {
			out = append(out, c)
		}
	}
	return out
}

// fold takes off what readers leave out or write in two ways: diacritics of
// Latin, Greek, Arabic and Hebrew letters, apostrophes, a few letters. It
// comes last: stemmers need the diacritics.
type fold struct{}

func (fold) Filter(in analysis.TokenStream) analysis.TokenStream {
	for _, t := range in {
		if !plainWord(t.Term) {
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

// same letters: what no Unicode decomposition takes apart, and signs that mark
// a sound between letters and are often left out.
var sameLetters = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'þ': "th", 'ł': "l", 'ı': "i", 'ħ': "h", 'ŋ': "n", 'ə': "e",
	'ґ': "г", 'ς': "σ",
	'ى': "ي", 'ی': "ي", 'ک': "ك", 'ہ': "ه", 'ھ': "ه", 'ة': "ه", 'ـ': "",
	'\'': "", '’': "", 'ʼ': "", '‘': "", 'ʻ': "", 'ʿ': "", 'ʾ': "", '׳': "", '״': "", '"': "",
}

func foldTerm(term []byte) []byte {
	var b strings.Builder
	b.Grow(len(term))
	bare := false
	for _, r := range string(norm.NFD.Bytes(term)) {
		if unicode.Is(unicode.Mn, r) {
			if !bare {
				b.WriteRune(r)
			}
			continue
		}
		bare = unicode.In(r, unicode.Latin, unicode.Greek, unicode.Arabic, unicode.Hebrew)
		if s, ok := sameLetters[r]; ok {
			b.WriteString(s)
		} else {
			b.WriteRune(r)
		}
	}
	return norm.NFC.Bytes([]byte(b.String()))
}

// withoutJoiners replaces the zero-width non-joiner, which parts words in
// Persian, by as many spaces as it has bytes.
func withoutJoiners(text []byte) []byte {
	return bytes.ReplaceAll(text, []byte("\u200c"), []byte("   "))
}

// final writes the Greek final sigma as the other one and takes the accents
// off, as bleve's list of Greek stop words is written.
type final struct{}

func (final) Filter(in analysis.TokenStream) analysis.TokenStream { return fold{}.Filter(in) }

// dotless writes I as ı: only Turkish and Azerbaijani have it so.
type dotless struct{}

func (dotless) Filter(in analysis.TokenStream) analysis.TokenStream {
	for _, t := range in {
		t.Term = bytes.ReplaceAll(t.Term, []byte("I"), []byte("ı"))
	}
	return in
}

// suffixes takes off what stands behind the last apostrophe of a Turkish name,
// its ending: "Ankara'da", "O'Brien'ın", "ANKARA'DA". A head of one letter is part
// of a name, and so is an ending that begins with a capital behind a small
// letter.
type suffixes struct{}

func (suffixes) Filter(in analysis.TokenStream) analysis.TokenStream {
	for _, t := range in {
		at := bytes.LastIndexByte(t.Term, '\'')
		if at < 0 || utf8.RuneCount(t.Term[:at]) < 2 {
			continue
		}
		before, _ := utf8.DecodeLastRune(t.Term[:at])
		if r, _ := utf8.DecodeRune(t.Term[at+1:]); !unicode.IsUpper(r) || unicode.IsUpper(before) {
			t.Term = t.Term[:at]
		}
	}
	return in
}

// interpunct takes out the point of the Catalan l·l.
type interpunct struct{}

func (interpunct) Filter(in analysis.TokenStream) analysis.TokenStream {
	for _, t := range in {
		t.Term = bytes.ReplaceAll(t.Term, []byte("·"), nil)
	}
	return in
}

// newsCS are words that bleve's list of Czech stop words has from web pages and
// that say something in news: party, new, article, first.
var newsCS = words("článek články strana nový nové zprávy první téma tipy napište")

// sparing leaves words out of another filter.
type sparing struct {
	analysis.TokenFilter
	words map[string]bool
}

func (f *sparing) Filter(in analysis.TokenStream) (out analysis.TokenStream) {
	for i, t := range in {
		if f.words[string(t.Term)] {
			out = append(out, t)
		} else {
			out = append(out, f.TokenFilter.Filter(in[i:i+1:i+1])...)
		}
	}
	return out
}

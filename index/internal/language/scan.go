package language

import (
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
	bleveunicode "github.com/blevesearch/bleve/v2/analysis/tokenizer/unicode"
)

// kind is what a word is made of.
type kind uint8

const (
	// letters is a word of nothing but letters that any rule may skip.
	letters kind = iota
	// mixed is a word with digits or signs in it, or of unusual letters.
	mixed
	// ideographic is a run of characters of a script without spaces that
	// Unicode tells apart: Han, kana.
	ideographic
	// cluster is one character with its marks of a script without spaces that
	// Unicode does not tell words of: Thai, Lao, Khmer, Burmese.
	cluster
)

// word is a word of a text as Unicode borders it.
type word struct {
	start, end int
	kind       kind
	// inner marks a word that is part of the word before it.
	inner bool
	// tail marks the last character of a run of pairs, which has a place in
	// texts and is not looked for in queries.
	tail bool
}

// class says how a character takes part in a word.
type class uint8

const (
	// breaks parts words and is in none.
	breaks class = iota
	letter
	digit
	// midLetter holds letters together, midNumber digits, midBoth either.
	midLetter
	midNumber
	midBoth
	// intricate characters need the whole of Unicode's rules.
	intricate
)

// plainEnd is the first character that always is intricate.
const plainEnd = 0x3000

// scanner finds the words of a text, the same as bleve's Unicode tokenizer and
// many times faster where a text is made of ordinary letters and signs: what
// stands between two spaces is read by the rules for these, and given to that
// tokenizer if there is any other character in it. It may be used
// concurrently.
type scanner struct {
	exact   *bleveunicode.UnicodeTokenizer
	classes [plainEnd]class
}

// newScanner learns the classes of characters from the tokenizer itself, so
// that the two are of one version of Unicode.
func newScanner() *scanner {
	s := &scanner{exact: bleveunicode.NewUnicodeTokenizer()}
	for r := range rune(plainEnd) {
		s.classes[r] = intricate
		// Between Arabic and the additional Latin letters are scripts whose
		// vowels are marks.
		if r < 0x0700 || r >= 0x1E00 && r < 0x2C00 {
			s.classes[r] = s.classify(r)
		}
	}
	return s
}

func (s *scanner) classify(r rune) class {
	c := string(r)
	alone, inLetters, inDigits := s.ends(c), s.ends("a"+c+"a"), s.ends("1"+c+"1")
	whole := len(c) + 2
	joinsLetters, joinsDigits := len(inLetters) == 1 && inLetters[0] == whole, len(inDigits) == 1 && inDigits[0] == whole
	partsLetters, partsDigits := len(inLetters) == 2 && inLetters[0] == 1, len(inDigits) == 2 && inDigits[0] == 1
	after := s.ends("a" + c)
	ends := len(after) == 1 && after[0] == 1
	switch {
	case unicode.In(r, unicode.Hebrew, unicode.Hangul, unicode.Katakana, unicode.Hiragana, unicode.Han, unicode.M, unicode.Cf), r == '_':
		return intricate
	case len(alone) == 0 && partsLetters && partsDigits && ends:
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return intricate
		}
		return breaks
	case len(alone) == 0 && ends && joinsLetters && joinsDigits:
		return midBoth
	case len(alone) == 0 && ends && joinsLetters && partsDigits:
		return midLetter
	case len(alone) == 0 && ends && partsLetters && joinsDigits:
		return midNumber
	case len(alone) == 1 && joinsLetters && joinsDigits && unicode.IsLetter(r):
		return letter
	case len(alone) == 1 && joinsLetters && joinsDigits && unicode.IsDigit(r):
		return digit
	}
	return intricate
}

// ends returns where the words of a text end.
func (s *scanner) ends(text string) []int {
	var out []int
	for _, t := range s.exact.Tokenize([]byte(text)) {
		out = append(out, t.End)
	}
	return out
}

func space(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// words appends the words of a text.
func (s *scanner) words(text []byte, out []word) []word {
	for at := 0; at < len(text); {
		if space(text[at]) {
			at++
			continue
		}
		before := len(out)
		var ok bool
		begin := at
		if out, at, ok = s.plain(text, at, out); ok {
			continue
		}
		for at < len(text) && !space(text[at]) {
			at++
		}
		// A mark may belong to the space before it.
		out = s.intricate(text, max(0, begin-1), at, out[:before])
	}
	return out
}

// plain reads from at to the next space. It returns where it stopped, and
// false at the first intricate character.
func (s *scanner) plain(text []byte, at int, out []word) ([]word, int, bool) {
	for at < len(text) {
		c, size := s.class(text, at)
		switch c {
		case letter, digit:
		case breaks, midLetter, midNumber, midBoth:
			if space(text[at]) {
				return out, at, true
			}
			at += size
			continue
		default:
			return out, at, false
		}
		w := word{start: at}
		for last := c; ; {
			at += size
			if last == digit {
				w.kind = mixed
			}
			if at == len(text) {
				break
			}
			c, size = s.class(text, at)
			switch c {
			case letter, digit:
				last = c
				continue
			case intricate:
				return out, at, false
			case midLetter, midNumber, midBoth:
				next, ok := s.joins(text, at+size, last, c)
				if ok {
					// What is held together, and the sign, are inside the word.
					w.kind = mixed
					at += size
					_, size = s.class(text, at)
					last = next
					continue
				}
			}
			break
		}
		w.end = at
		out = append(out, w)
	}
	return out, at, true
}

// joins reports whether the sign of class c holds what is before it together
// with what begins at next.
func (s *scanner) joins(text []byte, next int, before, c class) (class, bool) {
	if next == len(text) {
		return 0, false
	}
	after, _ := s.class(text, next)
	if after != before {
		return 0, false
	}
	return after, c == midBoth || before == letter && c == midLetter || before == digit && c == midNumber
}

// class returns the class of the character at a place of a text, and its
// length.
func (s *scanner) class(text []byte, at int) (class, int) {
	if c := text[at]; c < utf8.RuneSelf {
		return s.classes[c], 1
	}
	r, size := utf8.DecodeRune(text[at:])
	if r >= plainEnd || r == utf8.RuneError {
		return intricate, size
	}
	return s.classes[r], size
}

// intricate reads a part of a text by the whole of Unicode's rules.
func (s *scanner) intricate(text []byte, from, to int, out []word) []word {
	at := from
	for _, t := range s.exact.Tokenize(text[from:to]) {
		out = s.rest(text, at, from+t.Start, out)
		at = from + t.End
		w := word{start: from + t.Start, end: at, kind: mixed}
		if t.Type == analysis.Ideographic {
			w.kind = ideographic
		}
		out = append(out, w)
	}
	return s.rest(text, at, to, out)
}

// rest finds the letters and digits that Unicode's rules leave out: scripts
// whose words only a dictionary tells, each character a word of its own, so
// that a phrase finds what was written; and digits of full width.
func (s *scanner) rest(text []byte, from, to int, out []word) []word {
	for at := from; at < to; {
		r, size := utf8.DecodeRune(text[at:to])
		begin := at
		at += size
		switch {
		case unicode.IsLetter(r):
			at = skip(text, at, to, unicode.IsMark)
			out = append(out, word{start: begin, end: at, kind: cluster})
		case unicode.IsDigit(r):
			at = skip(text, at, to, unicode.IsDigit)
			out = append(out, word{start: begin, end: at, kind: mixed})
		}
	}
	return out
}

// skip returns where the characters from at on end of which is holds.
func skip(text []byte, at, to int, is func(rune) bool) int {
	for at < to {
		r, size := utf8.DecodeRune(text[at:to])
		if !is(r) {
			break
		}
		at += size
	}
	return at
}

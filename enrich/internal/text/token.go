package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind says what a token is made of.
type Kind uint8

// The kinds of tokens.
const (
	// Word holds at least one letter: "Aleppo", "al-Assad", "F-16", "U.S.",
	// the possessive "'s", or one Han character.
	Word Kind = iota + 1
	// Number holds digits and their separators: "1,000", "3.5", "10:30".
	Number
	// Punct is punctuation or a symbol; a run of one character such as "--"
	// is one token.
	Punct
	// Link is a web or mail address.
	Link
)

// Range is the byte range [Start, End) of a text.
type Range struct{ Start, End int }

// Len is the length in bytes.
func (r Range) Len() int { return r.End - r.Start }

// Contains says whether o lies within r.
func (r Range) Contains(o Range) bool { return r.Start <= o.Start && o.End <= r.End }

// Overlaps says whether r and o share a byte.
func (r Range) Overlaps(o Range) bool { return r.Start < o.End && o.Start < r.End }

// Token is one word, number, mark or address of a text.
type Token struct {
	Range
	Kind Kind
}

// Tokens cuts s into tokens. Possessives and contractions are split from
// their word ("Assad" "'s"), as are French and Italian elisions in lower case
// ("l'" "Iran"), dashes and slashes; hyphens, inner apostrophes, acronyms
// with stops, and thousands stay within. Han characters are tokens each.
func Tokens(s string) []Token {
	t := tokeniser{s: s, out: make([]Token, 0, len(s)/5+4)}
	for t.pos < len(s) {
		t.next()
	}
	return t.out
}

type tokeniser struct {
	s   string
	pos int
	out []Token
}

func (t *tokeniser) emit(start, end int, k Kind) {
	if start < end {
		t.out = append(t.out, Token{Range{start, end}, k})
	}
	t.pos = end
}

// rune decodes at i; 0, 0 at the end of the text.
func (t *tokeniser) rune(i int) (rune, int) {
	if i >= len(t.s) {
		return 0, 0
	}
	if c := t.s[i]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	return utf8.DecodeRuneInString(t.s[i:])
}

// next emits the token at pos or skips what is none.
func (t *tokeniser) next() {
	r, n := t.rune(t.pos)
	switch {
	case r == utf8.RuneError && n == 1, isBlank(r):
		t.pos += n
	case isAlnum(r):
		if end := t.link(t.pos); end > 0 {
			t.emit(t.pos, end, Link)
			return
		}
		t.word()
	case (r == '\'' || r == '’') && t.detachedPossessive():
		t.emit(t.pos, t.pos+n+1, Word)
	default:
		end := t.pos + n
		for {
			r2, n2 := t.rune(end)
			if n2 == 0 || r2 != r || !repeats(r) {
				break
			}
			end += n2
		}
		t.emit(t.pos, end, Punct)
	}
}

// detachedPossessive recognises "'s" that a quotation mark or a bracket
// parts from its word, as in "Daily News"'s.
func (t *tokeniser) detachedPossessive() bool {
	if len(t.out) == 0 {
		return false
	}
	last := t.out[len(t.out)-1]
	if last.End != t.pos || last.Kind != Punct {
		return false
	}
	if r, _ := utf8.DecodeRuneInString(t.s[last.Start:]); !isClosing(r) {
		return false
	}
	_, n := t.rune(t.pos)
	c, _ := t.rune(t.pos + n)
	after, an := t.rune(t.pos + n + 1)
	return c == 's' && (an == 0 || !isAlnum(after))
}

// word emits the word or number at pos, and what is split from its end.
func (t *tokeniser) word() {
	start := t.pos
	if r, n := t.rune(start); isIdeograph(r) {
		t.emit(start, start+n, Word)
		return
	}
	if end := t.acronym(start); end > 0 {
		t.emit(start, end, Word)
		return
	}
	letters := false
	class := byte(0)
	i := start
	for i < len(t.s) {
		r, n := t.rune(i)
		switch {
		case isIdeograph(r):
			t.finish(start, i, letters)
			return
		case isAlnum(r):
			if isLetter(r) {
				c := letterClass(r)
				if class != 0 && c != 0 && c != class {
					t.finish(start, i, letters)
					return
				}
				if c != 0 {
					class = c
				}
				letters = true
			} else if class == hiragana {
				// A particle before a figure: "で12".
				t.finish(start, i, letters)
				return
			}
			i += n
			continue
		case isInvisible(r):
			i += n
			continue
		}
		next, nn := t.rune(i + n)
		if nn == 0 || !isAlnum(next) || isIdeograph(next) {
			break
		}
		prev := lastRune(t.s[start:i])
		switch {
		case isHyphen(r), r == '&' && unicode.IsUpper(prev) && unicode.IsUpper(next),
			r == '_', r == '·':
			i += n
			continue
		case isApostrophe(r) && letters:
			if isContraction(t.s[i+n:]) {
				t.finish(start, i, letters)
				t.emit(t.pos, t.pos+n+contractionLen(t.s[i+n:]), Word)
				return
			}
			if isElision(t.s[start:i]) {
				t.emit(start, i+n, Word)
				return
			}
			i += n
			continue
		case unicode.IsDigit(prev) && unicode.IsDigit(next) && (r == '.' || r == ',' || r == ':' || r == '٫' || r == '٬'):
			i += n
			continue
		case r == '.' && unicode.IsLower(prev) && unicode.IsLower(next):
			i += n
			continue
		}
		break
	}
	t.finish(start, trimInvisible(t.s, start, i), letters)
}

// finish emits a word without its stop, or with it after an abbreviation.
func (t *tokeniser) finish(start, end int, letters bool) {
	if !letters {
		t.emit(start, end, Number)
		return
	}
	if end < len(t.s) && t.s[end] == '.' && t.keepsStop(start, end) {
		end++
	}
	t.emit(start, end, Word)
}

// keepsStop says whether the stop at end belongs to the word: after an
// abbreviation, and after an initial that a capital follows.
func (t *tokeniser) keepsStop(start, end int) bool {
	w := t.s[start:end]
	if after, n := t.rune(end + 1); n > 0 && (after == '.' || isAlnum(after)) && !isInitial(w) {
		return false
	}
	if isAbbreviation(w) {
		return true
	}
	i := end + 1
	for i < len(t.s) && (t.s[i] == ' ' || t.s[i] == '-') {
		i++
	}
	r, _ := t.rune(i)
	if w == "No" || w == "no" || w == "Art" {
		return unicode.IsDigit(r)
	}
	return isInitial(w) && unicode.IsUpper(r)
}

// acronym returns the end of an acronym with stops ("U.S.", "a.m.") that
// starts at i, or 0.
func (t *tokeniser) acronym(i int) int {
	parts := 0
	end := i
	for {
		r, n := t.rune(end)
		if n == 0 || !unicode.IsLetter(r) {
			break
		}
		if dot, _ := t.rune(end + n); dot != '.' {
			break
		}
		end += n + 1
		parts++
	}
	if parts < 2 {
		return 0
	}
	// "U.S.A" and "e.g.This": a capital that ends the word belongs to it, a
	// longer word does not.
	if r, n := t.rune(end); n > 0 && unicode.IsUpper(r) {
		if after, an := t.rune(end + n); an == 0 || !isAlnum(after) {
			return end + n
		}
	}
	return end
}

// link returns the end of the web or mail address that starts at i, or 0.
func (t *tokeniser) link(i int) int {
	rest := t.s[i:]
	if !hasPrefixFold(rest, "http://") && !hasPrefixFold(rest, "https://") && !hasPrefixFold(rest, "www.") {
		return t.mail(i)
	}
	end := i
	for end < len(t.s) {
		r, n := t.rune(end)
		if isBlank(r) || r == utf8.RuneError || strings.ContainsRune("\"<>()[]{}«»“”", r) {
			break
		}
		end += n
	}
	return i + len(strings.TrimRight(t.s[i:end], ".,;:!?'’…"))
}

// maxMailPart bounds the look ahead for a mail address, so that a long word
// costs no more than linear time.
const maxMailPart = 64

func (t *tokeniser) mail(i int) int {
	at := 0
	for j := i; j < len(t.s) && j-i <= 2*maxMailPart; j++ {
		c := t.s[j]
		switch {
		case c == '@' && at == 0 && j > i:
			at = j
		case c >= '0' && c <= '9', c|0x20 >= 'a' && c|0x20 <= 'z', c == '.', c == '-', c == '_', c == '+':
		default:
			return mailEnd(t.s, i, at, j)
		}
		if at == 0 && j-i > maxMailPart {
			return 0
		}
	}
	if len(t.s)-i <= 2*maxMailPart {
		return mailEnd(t.s, i, at, len(t.s))
	}
	return 0
}

func mailEnd(s string, start, at, end int) int {
	if at == 0 {
		return 0
	}
	end = start + len(strings.TrimRight(s[start:end], "."))
	if end <= at || !strings.Contains(s[at:end], ".") {
		return 0
	}
	return end
}

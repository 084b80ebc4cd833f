package topic

import (
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/shared/news"
)

// letters folds words letter by letter, as [news.Fold] does.
type letters struct {
	// table holds the folded form of the runes below its length.
	table []string
}

// lettersTable covers Latin, Greek, Cyrillic, Armenian, Hebrew and Arabic.
const lettersTable = 0x700

// maxWordBytes bounds a word; what lies behind is not read.
const maxWordBytes = 64

func newLetters() letters {
	l := letters{table: make([]string, lettersTable)}
	for i := range l.table {
		if r := rune(i); unicode.IsLetter(r) || unicode.IsDigit(r) {
			l.table[i] = news.Fold(string(r))
		}
	}
	return l
}

// fold appends the folded form of w to dst, and the offsets in it at which
// parts of the word begin behind hyphens to parts. Stops, hyphens, apostrophes
// and marks are left out.
func (l *letters) fold(dst []byte, parts []int, w string) ([]byte, []int) {
	for i := 0; i < len(w) && len(dst) < maxWordBytes; {
		c := w[i]
		if c < utf8.RuneSelf {
			switch {
			case c >= 'A' && c <= 'Z':
				dst = append(dst, c|0x20)
			case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '+', c == '&':
				dst = append(dst, c)
			case c == '-' && len(dst) > 0 && len(parts) < maxParts:
				parts = append(parts, len(dst))
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(w[i:])
		i += n
		switch {
		case r < lettersTable:
			dst = append(dst, l.table[r]...)
		case (r == '‐' || r == '‑') && len(dst) > 0 && len(parts) < maxParts:
			parts = append(parts, len(dst))
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			dst = utf8.AppendRune(dst, unicode.ToLower(r))
		}
	}
	return dst, parts
}

// maxParts bounds the places within a word where a term may begin.
const maxParts = 6

// proclitics appends the offsets at which an Arabic word begins without
// "and", "so", "with", "for", "like" and the article.
func proclitics(w []byte, parts []int) []int {
	const letter = 2 // bytes of an Arabic letter
	at := 0
	has := func(s string) bool {
		return len(w)-at >= len(s)+2*letter && string(w[at:at+len(s)]) == s
	}
	step := func(n int) {
		at += n
		parts = append(parts, at)
	}
	if has("و") || has("ف") {
		step(letter)
	}
	switch {
	case has("لل"):
		step(2 * letter)
		return parts
	case has("ب"), has("ل"), has("ك"):
		step(letter)
	}
	if has("ال") {
		step(2 * letter)
	}
	return parts
}

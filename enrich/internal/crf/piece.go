package crf

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/text"
)

// piece is what gets a label: a token, or a part of a hyphenated one.
type piece struct{ start, end, token int32 }

// cut returns the pieces of a text that stands alone.
func cut(s string, l *Lexicon) []piece {
	var out []piece
	for i, t := range text.Tokens(s) {
		out = appendPieces(out, s, t, i, l)
	}
	return out
}

// appendPieces cuts a token at the hyphens where a name may end or begin: in
// "US-led", "anti-American" and "US-China", but not in "al-Assad", "F-16" or
// "Coca-Cola". l tells the names of countries and peoples; it may be nil.
func appendPieces(out []piece, s string, t text.Token, token int, l *Lexicon) []piece {
	if t.Kind == text.Word && strings.IndexByte(s[t.Start:t.End], '-') > 0 {
		start := t.Start
		for i := t.Start + 1; i < t.End-1; i++ {
			if s[i] != '-' || !parts(s[start:i], s[i+1:t.End], l) {
				continue
			}
			out = append(out,
				piece{int32(start), int32(i), int32(token)},
				piece{int32(i), int32(i + 1), int32(token)})
			start = i + 1
		}
		return append(out, piece{int32(start), int32(t.End), int32(token)})
	}
	return append(out, piece{int32(t.Start), int32(t.End), int32(token)})
}

// parts says whether a name may end or begin at the hyphen between left and
// rest.
func parts(left, rest string, l *Lexicon) bool {
	right, _, _ := strings.Cut(rest, "-")
	lr, _ := utf8.DecodeRuneInString(left)
	rr, _ := utf8.DecodeRuneInString(right)
	switch {
	case unicode.IsUpper(lr) && unicode.IsLower(rr):
		return len(right) > 2
	case unicode.IsLower(lr) && unicode.IsUpper(rr):
		return isPrefix(left)
	case unicode.IsUpper(lr) && unicode.IsUpper(rr) && l != nil:
		if l.nation(left+"-"+rest) || !l.nation(left) && !l.nation(right) {
			return isPrefix(strings.ToLower(left))
		}
		return true
	}
	return false
}

// nation says whether a word is the name of a country or a people.
func (l *Lexicon) nation(w string) bool {
	const nations = 1<<Country | 1<<Demonym
	return l.mask(digest(0).phrase(digestOf(normal(w))))&nations != 0
}

// isPrefix holds for what stands before a name and a hyphen.
func isPrefix(w string) bool {
	switch w {
	case "anti", "non", "pro", "ex", "pre", "post", "mid", "neo", "inter", "trans", "cross", "pan", "then", "quasi", "un", "intra", "sub", "semi", "fellow", "all":
		return true
	}
	return false
}

package feed

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/dateline-news/dateline/shared/news"
)

// dateToken is a number, a folded word or a punctuation mark.
type dateToken struct {
	kind byte // 'n', 'w' or the mark itself
	word string
	num  int
	size int // digits of a number
}

// lexDate splits a date into tokens. White space only separates. Arabic,
// Persian, Indian, Thai and wide digits and signs are taken for the ones of
// ASCII.
func lexDate(s string) []dateToken {
	var toks []dateToken
	runes := []rune(strings.Map(plainSign, s))
	for i := 0; i < len(runes); {
		r := runes[i]
		j := i
		switch {
		case r >= '0' && r <= '9':
			for j < len(runes) && runes[j] >= '0' && runes[j] <= '9' {
				j++
			}
			n, err := strconv.Atoi(string(runes[i:j]))
			if err != nil {
				n = -1
			}
			toks = append(toks, dateToken{kind: 'n', num: n, size: j - i})
		case unicode.IsLetter(r):
			for j < len(runes) && (unicode.IsLetter(runes[j]) || unicode.IsMark(runes[j])) && (j == i || !cjkUnit(runes[j]) && !cjkUnit(r)) {
				j++
			}
			toks = append(toks, dateToken{kind: 'w', word: news.Fold(string(runes[i:j]))})
		case unicode.IsSpace(r):
			j++
		default:
			kind := byte('?')
			if r < 0x80 {
				kind = byte(r)
			}
			toks = append(toks, dateToken{kind: kind})
			j++
		}
		i = j
	}
	return toks
}

// cjkUnit reports the characters that follow numbers in East Asian dates.
func cjkUnit(r rune) bool { return strings.ContainsRune("年月日時时分秒년월일시분초", r) }

// plainSign returns what a digit or sign of another script is in ASCII, and
// drops the marks that only turn the direction of writing.
func plainSign(r rune) rune {
	switch {
	case r >= '٠' && r <= '٩':
		return r - '٠' + '0'
	case r >= '۰' && r <= '۹':
		return r - '۰' + '0'
	case r >= '०' && r <= '९':
		return r - '०' + '0'
	case r >= '০' && r <= '৯':
		return r - '০' + '0'
	case r >= '๐' && r <= '๙':
		return r - '๐' + '0'
	case r >= '！' && r <= '～':
		return r - '！' + '!'
	case r == '−' || r == '–' || r == '—' || r == '‑':
		return '-'
	case r == '،' || r == '、':
		return ','
	case r == '\u200e' || r == '\u200f' || r >= '\u202a' && r <= '\u202e':
		return -1
	}
	return r
}

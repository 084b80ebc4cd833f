package text

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/shared/news"
)

// tabled bounds the letters that are looked up in a table: Latin, Greek,
// Cyrillic, Armenian, Hebrew and Arabic.
const tabled = 0x700

// lowered holds the lower case of every rune below tabled.
var lowered = func() (table [tabled]uint16) {
	for r := range table {
		table[r] = uint16(unicode.ToLower(rune(r)))
	}
	return table
}()

func lower(r rune) rune {
	if r >= 0 && r < tabled {
		return rune(lowered[r])
	}
	return unicode.ToLower(r)
}

// Lower is [strings.ToLower] of UTF-8, without a copy where nothing changes.
func Lower(s string) string {
	for i, r := range s {
		if lower(r) != r {
			out := append(make([]byte, 0, len(s)+utf8.UTFMax), s[:i]...)
			for _, r := range s[i:] {
				out = utf8.AppendRune(out, lower(r))
			}
			return string(out)
		}
	}
	return s
}

// folded holds what [news.Fold] makes of the letters below tabled, "" for the
// others: those that it does not fold one by one, and what is no letter.
var folded = sync.OnceValue(func() *[tabled]string {
	table := new([tabled]string)
	for i := range table {
		r := rune(i)
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			continue
		}
		if f := news.Fold(string(r)); news.Fold("x"+string(r)+"x") == "x"+f+"x" {
			table[i] = f
		}
	}
	return table
})

// Fold is [news.Fold], letter by letter where that comes to the same.
func Fold(s string) string {
	table := folded()
	var buf [64]byte
	out := buf[:0]
	for i, r := range s {
		f := ""
		switch {
		case r == ' ' && len(out) > 0 && i+1 < len(s) && s[i+1] != ' ':
			f = " "
		case r == '-', r == '.', r == '\'':
			f = s[i : i+1]
		case r == '’':
			f = "'"
		case r < tabled:
			f = table[r]
		}
		if f == "" {
			return news.Fold(s)
		}
		out = append(out, f...)
	}
	if string(out) == s {
		return s
	}
	return string(out)
}

package ner

import (
	"strings"

	"github.com/dateline-news/dateline/shared/news"
)

// fold is [news.Fold] of a word. Most words are plain ASCII, of which nothing
// but the case changes.
func fold(w string) string {
	for i := range len(w) {
		switch c := w[i]; {
		case c|0x20 >= 'a' && c|0x20 <= 'z', c >= '0' && c <= '9', c == '-', c == '.', c == '\'':
		default:
			return news.Fold(w)
		}
	}
	return strings.ToLower(w)
}

package ner

import (
	"testing"

	"github.com/dateline-news/dateline/shared/news"
)

func TestFoldAgrees(t *testing.T) {
	words := []string{"", "Obama", "O'Neill", "Jean-Marie", "J.", "F-16", "rock`n", "a b", "Erdoğan", "Kılıçdaroğlu", "O’Neill", "ŁÓDŹ", "Путин", "\xff"}
	for c := range rune(0x250) {
		words = append(words, string(c), "a"+string(c)+"Z")
	}
	for _, w := range words {
		if got, want := fold(w), news.Fold(w); got != want {
			t.Errorf("fold(%q) = %q, want %q", w, got, want)
		}
	}
}

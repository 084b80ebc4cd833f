package text

import (
	"strings"
	"testing"

	"github.com/dateline-news/dateline/shared/news"
)

// foldings are words and every letter of the Basic Multilingual Plane, alone
// and within a word.
func foldings() []string {
	out := []string{"", "Obama", "O'Neill", "Jean-Marie", "J.", "F-16", "rock`n", "a b", " a", "a ", "a  b", "Erdoğan", "Kılıçdaroğlu", "O’Neill", "ŁÓDŹ", "Путин", "İstanbul", "Ὀδυσσεύς", "ΌΣΟΣ", "عَلِيّ", "أحمد", "e\u0301a", "か\u3099", "김정은", "ﬁn", "Ⅳ"}
	for r := range rune(0x10000) {
		if r < 0xd800 || r > 0xdfff {
			out = append(out, "a"+string(r)+"Z")
		}
	}
	return out
}

func TestFoldAgrees(t *testing.T) {
	for _, w := range foldings() {
		if got, want := Fold(w), news.Fold(w); got != want {
			t.Errorf("Fold(%q) = %q, want %q", w, got, want)
		}
	}
}

func TestLowerAgrees(t *testing.T) {
	for _, w := range foldings() {
		if got, want := Lower(w), strings.ToLower(w); got != want {
			t.Errorf("Lower(%q) = %q, want %q", w, got, want)
		}
	}
}

func BenchmarkFold(b *testing.B) {
	for b.Loop() {
		Fold("Путиным")
	}
}

package newsroom

import (
	"strings"
	"testing"
)

// Every number is spelt otherwise, in words of which there are few.
func TestSpell(t *testing.T) {
	spelt, words := map[string]bool{}, map[string]bool{}
	const numbers = 20_000
	for n := range numbers {
		s := spell(n)
		spelt[s] = true
		for w := range strings.FieldsSeq(s) {
			words[w] = true
		}
	}
	if len(spelt) != numbers || len(words) > 3600 {
		t.Errorf("%d spellings of %d numbers, in %d words", len(spelt), numbers, len(words))
	}
}

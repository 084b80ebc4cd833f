package sentence_test

import (
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/dateline-news/dateline/index/internal/sentence"
)

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"", nil},
		{"One. Two! Three?", []string{"One.", "Two!", "Three?"}},
		{"Dr. Smith of the U.S. Senate spoke. He left.", []string{"Dr. Smith of the U.S. Senate spoke.", "He left."}},
		{"Prices rose 1.5 percent. “No,” he said.", []string{"Prices rose 1.5 percent.", "“No,” he said."}},
		{"He said “no.” Then he left.", []string{"He said “no.”", "Then he left."}},
		{"A heading\n\nA text", []string{"A heading", "A text"}},
		{"停火。谈判！", []string{"停火。", "谈判！"}},
		{"هل توقف القتال؟ نعم.", []string{"هل توقف القتال؟", "نعم."}},
	} {
		var got []string
		for _, s := range sentence.Split(c.text) {
			got = append(got, c.text[s.Start:s.End])
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("Split(%q) (-want +got):\n%s", c.text, diff)
		}
	}
}

// FuzzSplit checks that sentences lie in the text, in order.
func FuzzSplit(f *testing.F) {
	f.Add("One. Two! \"Three?\" 四。")
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return
		}
		at := 0
		for _, s := range sentence.Split(text) {
			if s.Start < at || s.End <= s.Start || s.End > len(text) {
				t.Fatalf("Split(%q): %v after %d", text, s, at)
			}
			at = s.End
		}
	})
}

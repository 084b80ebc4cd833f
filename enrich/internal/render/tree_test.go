package render

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// brackets writes the tree of a text: [n …] for mark n, with "~" where a mark
// goes on from or into another piece.
type brackets struct {
	strings.Builder
	numbers map[*mark]int
}

func (b *brackets) open(p piece) {
	fmt.Fprintf(b, "[%d", b.numbers[p.mark])
	if !p.first() {
		b.WriteString("~")
	}
	b.WriteString(" ")
}

func (b *brackets) text(s string) { b.WriteString(s) }

func (b *brackets) close(p piece) {
	if !p.last() {
		b.WriteString("~")
	}
	b.WriteString("]")
}

func tree(text string, ranges []textRange, marks []mark) []string {
	b := &brackets{numbers: map[*mark]int{}}
	for i := range marks {
		b.numbers[&marks[i]] = i
	}
	var out []string
	for i, pieces := range distribute(text, ranges, marks) {
		b.Reset()
		walk(text, ranges[i], pieces, b)
		out = append(out, b.String())
	}
	return out
}

func TestWalk(t *testing.T) {
	at := func(start, end int) mark { return mark{start: start, end: end, kind: kindMention} }
	quote := func(start, end int) mark { return mark{start: start, end: end, kind: kindQuote} }
	tests := []struct {
		name, text string
		marks      []mark
		want       []string
	}{
		{"none", "abc", nil, []string{"abc"}},
		{"empty text", "", []mark{at(0, 0), at(0, 1)}, nil},
		{"whole", "abc", []mark{at(0, 3)}, []string{"[0 abc]"}},
		{"neighbours", "abcd", []mark{at(2, 4), at(0, 2)}, []string{"[1 ab][0 cd]"}},
		{"within", "abcdef", []mark{at(2, 4), quote(1, 5)}, []string{"a[1 b[0 cd]e]f"}},
		{"the same words", "abc", []mark{at(0, 2), quote(0, 2)}, []string{"[1 [0 ab]]c"}},
		{"the same twice", "abc", []mark{at(0, 2), at(0, 2)}, []string{"[0 [1 ab]]c"}},
		{"crossing", "abcdef", []mark{at(0, 4), at(2, 6)}, []string{"[0 ab[1 cd~]][1~ ef]"}},
		{"three crossing", "abcdef", []mark{at(0, 3), at(1, 5), at(2, 6)}, []string{"[0 a[1 b[2 c~]~]][2~ [1~ de]f]"}},
		{"crossing within", "abcdef", []mark{quote(0, 5), at(1, 3), at(2, 6)}, []string{"[0 a[1 b[2 c~]][2~ de~]][2~ f]"}},
		{"out of bounds", "abc", []mark{at(-1, 2), at(2, 2), at(2, 1), at(1, 4), at(9, 12)}, []string{"abc"}},
		{"within a character", "aéb", []mark{at(2, 4), at(0, 2)}, []string{"[1 a[0 é~]][0~ b]"}},
		{"paragraphs", "ab\n\ncd\n\n\nef", []mark{quote(1, 10), at(5, 6), at(2, 3)}, []string{"a[0 b~]", "[0~ c[1 d]~]", "[0~ e]f"}},
		{"a line feed stays in its paragraph", "\n\na\nb\n", []mark{at(2, 5)}, []string{"[0 a\nb]\n"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, tree(tt.text, paragraphs(tt.text), tt.marks)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

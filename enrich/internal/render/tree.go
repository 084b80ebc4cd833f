package render

import (
	"cmp"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

// piece is the part [start, end) of a mark that stands in one paragraph and
// in one other mark; most marks are a single piece.
type piece struct {
	*mark
	start, end int
}

// first reports whether the mark begins here.
func (p piece) first() bool { return p.start == p.mark.start }

// last reports whether the mark ends here.
func (p piece) last() bool { return p.end == p.mark.end }

// outermost orders pieces so that each comes before those that it holds.
func outermost(a, b piece) int {
	return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end), cmp.Compare(a.kind, b.kind))
}

// visitor is told a text with its marks as a tree: open and close come in
// pairs that nest, and the texts put together are the text.
type visitor interface {
	open(p piece)
	text(s string)
	close(p piece)
}

// walk tells the part r of a text. Of two pieces that cross, the later one is
// cut where the earlier one ends.
func walk(text string, r textRange, pieces []piece, v visitor) {
	queue := slices.Clone(pieces)
	slices.SortStableFunc(queue, outermost)
	at := r.start
	tell := func(end int) {
		if end > at {
			v.text(text[at:end])
			at = end
		}
	}
	var open []piece
	closeUpTo := func(end int) {
		for len(open) > 0 && open[len(open)-1].end <= end {
			top := open[len(open)-1]
			tell(top.end)
			v.close(top)
			open = open[:len(open)-1]
		}
	}
	for len(queue) > 0 {
		p := queue[0]
		queue = queue[1:]
		closeUpTo(p.start)
		tell(p.start)
		if n := len(open); n > 0 && open[n-1].end < p.end {
			rest := p
			rest.start, p.end = open[n-1].end, open[n-1].end
			i, _ := slices.BinarySearchFunc(queue, rest, outermost)
			queue = slices.Insert(queue, i, rest)
		}
		v.open(p)
		open = append(open, p)
	}
	closeUpTo(r.end)
	tell(r.end)
}

// textRange is a range of bytes of a text.
type textRange struct{ start, end int }

// paragraphs returns the paragraphs of a text, without the blank lines
// between them.
func paragraphs(text string) []textRange {
	var out []textRange
	for at := 0; at < len(text); {
		if text[at] == '\n' {
			at++
			continue
		}
		end := len(text)
		if i := strings.Index(text[at:], "\n\n"); i >= 0 {
			end = at + i
		}
		out = append(out, textRange{at, end})
		at = end
	}
	return out
}

// distribute cuts the marks at the bounds of the ranges, which are in order
// and apart, and returns the pieces of each range. Marks that leave the text
// or are empty are dropped, those that end inside a character are widened.
func distribute(text string, ranges []textRange, marks []mark) [][]piece {
	out := make([][]piece, len(ranges))
	for i := range marks {
		m := &marks[i]
		if m.start < 0 || m.start >= m.end || m.end > len(text) {
			continue
		}
		m.start, m.end = characterStart(text, m.start), characterEnd(text, m.end)
		first := sort.Search(len(ranges), func(i int) bool { return ranges[i].end > m.start })
		for i := first; i < len(ranges) && ranges[i].start < m.end; i++ {
			out[i] = append(out[i], piece{m, max(m.start, ranges[i].start), min(m.end, ranges[i].end)})
		}
	}
	return out
}

// characterStart returns where the character that holds byte i begins.
func characterStart(text string, i int) int {
	start, _ := character(text, i)
	return start
}

// characterEnd returns i, or where the character that i cuts ends.
func characterEnd(text string, i int) int {
	if start, end := character(text, i); start < i {
		return end
	}
	return i
}

// character returns the bounds of the character that holds byte i; a byte that
// is no part of one stands alone.
func character(text string, i int) (start, end int) {
	for start := i; start >= 0 && start > i-utf8.UTFMax; start-- {
		if start < len(text) && utf8.RuneStart(text[start]) {
			if _, n := utf8.DecodeRuneInString(text[start:]); start+n > i {
				return start, start + n
			}
			break
		}
	}
	return i, i + 1
}

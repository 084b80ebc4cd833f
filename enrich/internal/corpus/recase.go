package corpus

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/text"
)

// Style is a way to set headlines.
type Style uint8

// The styles of headlines.
const (
	// Capitals has no small letters.
	Capitals Style = iota + 1
	// Titles has a capital at the head of names and of every word of more
	// than three letters.
	Titles
)

// word re-cases a word; first says that it opens its sentence, name that it is
// part of a name.
func (s Style) word(w string, first, name bool) string {
	if s == Capitals {
		return strings.ToUpper(w)
	}
	if w == "" || !first && !name && len(w) <= 3 {
		return w
	}
	r, n := utf8.DecodeRuneInString(w)
	return string(unicode.ToUpper(r)) + w[n:]
}

// Slice returns the part r of a document, with the names that lie within it.
func (d *Document) Slice(r text.Range) Document {
	out := Document{ID: d.ID, Text: d.Text[r.Start:r.End]}
	for _, n := range d.Names {
		if r.Contains(n.Range) {
			n.Start, n.End = n.Start-r.Start, n.End-r.Start
			out.Names = append(out.Names, n)
		}
	}
	for _, i := range d.Ignore {
		if i.Overlaps(r) {
			out.Ignore = append(out.Ignore, text.Range{Start: max(i.Start, r.Start) - r.Start, End: min(i.End, r.End) - r.Start})
		}
	}
	return out
}

// Recase returns a document set as headlines are.
func (d *Document) Recase(s Style) Document {
	parsed := text.Parse(d.Text)
	borders := []int{0, len(d.Text)}
	add := func(r text.Range) { borders = append(borders, r.Start, r.End) }
	opens := map[int]bool{}
	for _, sentence := range parsed.Sentences {
		opens[parsed.Tokens[sentence.First].Start] = true
	}
	for _, t := range parsed.Tokens {
		add(t.Range)
	}
	for _, n := range d.Names {
		add(n.Range)
	}
	for _, r := range d.Ignore {
		add(r)
	}
	slices.Sort(borders)
	borders = slices.Compact(borders)

	var out strings.Builder
	moved := map[int]int{0: 0}
	names := d.Names
	for i, end := range borders[1:] {
		start := borders[i]
		for len(names) > 0 && names[0].End <= start {
			names = names[1:]
		}
		out.WriteString(s.word(d.Text[start:end], opens[start], len(names) > 0 && names[0].Start <= start))
		moved[end] = out.Len()
	}
	move := func(r text.Range) text.Range { return text.Range{Start: moved[r.Start], End: moved[r.End]} }
	recased := Document{ID: d.ID, Text: out.String()}
	for _, n := range d.Names {
		n.Range = move(n.Range)
		recased.Names = append(recased.Names, n)
	}
	for _, r := range d.Ignore {
		recased.Ignore = append(recased.Ignore, move(r))
	}
	return recased
}

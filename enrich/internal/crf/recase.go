package crf

import (
	"math/rand/v2"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/corpus"
	"github.com/dateline-news/dateline/enrich/internal/text"
)

// variant is a document of which only the sentences before upTo are learnt
// from; the rest is what surrounds them.
type variant struct {
	corpus.Document
	upTo int
}

// recased returns a share of the sentences of a document as headlines, in
// capitals or in the style of titles, half of them above the document.
func recased(doc *corpus.Document, share float64, random *rand.Rand) []variant {
	var out []variant
	d := text.Parse(doc.Text)
	for _, s := range d.Sentences {
		if random.Float64() >= share {
			continue
		}
		style := inTitle
		if random.IntN(2) == 0 {
			style = inCapitals
		}
		r := recase(doc, d, s, style)
		v := variant{r, len(r.Text)}
		if random.IntN(2) == 0 {
			v.Text += "\n\n" + doc.Text
		}
		if len(v.Ignore) == 0 {
			out = append(out, v)
		}
	}
	return out
}

// style re-cases a word; first says that it opens its sentence, name that it
// is part of a name.
type style func(w string, first, name bool) string

func inCapitals(w string, _, _ bool) string { return strings.ToUpper(w) }

func inTitle(w string, first, name bool) string {
	if !first && !name && len(w) <= 3 {
		return w
	}
	r, n := utf8.DecodeRuneInString(w)
	return string(unicode.ToUpper(r)) + w[n:]
}

// recase returns one sentence of a document in a style.
func recase(doc *corpus.Document, d *text.Document, s text.Sentence, change style) corpus.Document {
	out := corpus.Document{ID: doc.ID}
	var b strings.Builder
	start := d.Tokens[s.First].Start
	moved := map[int]int{start: 0} // borders of tokens
	names := doc.Names
	for i := s.First; i < s.Last; i++ {
		t := d.Tokens[i]
		if i > s.First {
			b.WriteString(doc.Text[d.Tokens[i-1].End:t.Start])
		}
		for len(names) > 0 && names[0].End <= t.Start {
			names = names[1:]
		}
		named := len(names) > 0 && names[0].Start < t.End
		moved[t.Start] = b.Len()
		if named && (names[0].Start > t.Start || names[0].End < t.End) {
			// Part of a token: both sides are changed on their own.
			a, z := max(names[0].Start, t.Start), min(names[0].End, t.End)
			b.WriteString(change(doc.Text[t.Start:a], i == s.First, false))
			moved[a] = b.Len()
			b.WriteString(change(doc.Text[a:z], false, true))
			moved[z] = b.Len()
			b.WriteString(change(doc.Text[z:t.End], false, false))
		} else {
			b.WriteString(change(doc.Text[t.Start:t.End], i == s.First, named))
		}
		moved[t.End] = b.Len()
	}
	out.Text = b.String()
	end := d.Tokens[s.Last-1].End
	for _, n := range doc.Names {
		if n.Start < start || n.End > end {
			continue
		}
		a, ok := moved[n.Start]
		z, fits := moved[n.End]
		if ok && fits {
			out.Names = append(out.Names, corpus.Name{Range: text.Range{Start: a, End: z}, Type: n.Type})
		}
	}
	for _, r := range doc.Ignore {
		if r.Start < end && start < r.End {
			out.Ignore = append(out.Ignore, text.Range{Start: 0, End: len(out.Text)})
		}
	}
	return out
}

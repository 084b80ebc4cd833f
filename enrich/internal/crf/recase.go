package crf

import (
	"math/rand/v2"

	"github.com/dateline-news/dateline/enrich/internal/corpus"
	"github.com/dateline-news/dateline/enrich/internal/text"
)

// variant is a document of which only the sentences before upTo are learnt
// from; the rest is what surrounds them.
type variant struct {
	corpus.Document
	upTo int
}

// recased returns a share of the sentences of a document as headlines above
// it, in capitals or in the style of titles, and, by the same chance, all of it
// as such.
func recased(doc *corpus.Document, share float64, random *rand.Rand) []variant {
	style := func() corpus.Style {
		if random.IntN(2) == 0 {
			return corpus.Capitals
		}
		return corpus.Titles
	}
	var out []variant
	d := text.Parse(doc.Text)
	for _, s := range d.Sentences {
		if random.Float64() >= share {
			continue
		}
		sentence := doc.Slice(text.Range{Start: d.Tokens[s.First].Start, End: d.Tokens[s.Last-1].End})
		if len(sentence.Ignore) > 0 {
			continue
		}
		v := variant{sentence.Recase(style()), 0}
		v.upTo = len(v.Text)
		v.Text += "\n\n" + doc.Text
		out = append(out, v)
	}
	if random.Float64() < share {
		whole := doc.Recase(style())
		out = append(out, variant{whole, len(whole.Text)})
	}
	return out
}

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

// recased returns a share of the sentences of a document as headlines, in
// capitals or in the style of titles, half of them above the document.
func recased(doc *corpus.Document, share float64, random *rand.Rand) []variant {
	var out []variant
	d := text.Parse(doc.Text)
	for _, s := range d.Sentences {
		if random.Float64() >= share {
			continue
		}
		style := corpus.Titles
		if random.IntN(2) == 0 {
			style = corpus.Capitals
		}
		above := random.IntN(2) == 0
		sentence := doc.Slice(text.Range{Start: d.Tokens[s.First].Start, End: d.Tokens[s.Last-1].End})
		if len(sentence.Ignore) > 0 {
			continue
		}
		v := variant{sentence.Recase(style), 0}
		v.upTo = len(v.Text)
		if above {
			v.Text += "\n\n" + doc.Text
		}
		out = append(out, v)
	}
	return out
}

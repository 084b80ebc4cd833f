package topic

import (
	"github.com/dateline-news/dateline/enrich/internal/ner"
	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// What a term is worth by where it stands.
const (
	weightTitle = 3
	weightLead  = 1.75
	weightBody  = 1
)

// leadTokens is how far the opening of a text or summary goes.
const leadTokens = 60

// readFields notes the terms that the fields hold. Credits, notices and the
// dateline are not read.
func (c *Classifier) readFields(l *lexicon, fields []ner.Field, s *scratch) {
	for i := range fields {
		f := &fields[i]
		if f.Doc == nil {
			continue
		}
		c.readField(l, f, s)
	}
}

func (c *Classifier) readField(l *lexicon, f *ner.Field, s *scratch) {
	var (
		w       walk
		parts   [maxParts + 4]int
		read    int
		weight  = float32(weightTitle)
		title   = f.Name == news.FieldTitle
		credits = skipper{spans: f.Structure.Credits}
		notices = skipper{spans: f.Structure.Notices}
		start   int
	)
	if d := f.Structure.Dateline; d != nil {
		start = d.End
	}
	meet := func(n int32) { s.meet(n, weight, title) }
	for i := range f.Doc.Tokens {
		t := &f.Doc.Tokens[i]
		if t.Start < start || credits.skips(t.Range) || notices.skips(t.Range) {
			continue
		}
		if !isRead(t.Kind) {
			w.n = 0
			continue
		}
		word := f.Doc.Text[t.Start:t.End]
		if isPossessive(word) {
			continue
		}
		read++
		switch {
		case title:
		case read <= leadTokens:
			weight = weightLead
		default:
			weight = weightBody
		}
		var at []int
		s.word, at = c.letters.fold(s.word[:0], parts[:0], word)
		arabic := isArabic(word)
		if arabic {
			at = proclitics(s.word, at)
		}
		s.matched = l.match(s.matched[:0], s.word, at, arabic)
		if len(s.matched) == 0 {
			w.n = 0
			continue
		}
		l.advance(&w, s.matched, meet)
	}
	s.tokens += read
}

func isPossessive(w string) bool { return w == "'s" || w == "’s" }

// skipper walks along spans in order.
type skipper struct{ spans []text.Range }

// skips says whether a token lies in a span; tokens must come in order.
func (k *skipper) skips(t text.Range) bool {
	for len(k.spans) > 0 && k.spans[0].End <= t.Start {
		k.spans = k.spans[1:]
	}
	return len(k.spans) > 0 && k.spans[0].Start < t.End
}

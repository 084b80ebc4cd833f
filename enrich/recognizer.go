package enrich

import (
	"slices"

	"github.com/dateline-news/dateline/enrich/internal/corpus"
	"github.com/dateline-news/dateline/enrich/internal/crf"
	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/enrich/internal/ner"
	"github.com/dateline-news/dateline/enrich/internal/text"
)

// recognizer finds the names of an article. In the language that the learned
// recogniser reads, it decides what is a name and of what type; the rules,
// which also know who is who, fill in what it missed and overrule it where
// the knowledge base leaves no doubt. In other languages the rules are alone.
type recognizer struct {
	kb      *kb.KB
	rules   ner.Recognizer
	learned ner.Recognizer
}

var _ ner.Recognizer = (*recognizer)(nil)

func newRecognizer(k *kb.KB) (*recognizer, error) {
	learned, err := crf.NewRecognizer(crf.Options{})
	if err != nil {
		return nil, err
	}
	return &recognizer{kb: k, rules: ner.NewRules(k), learned: learned}, nil
}

// Recognize implements [ner.Recognizer].
func (r *recognizer) Recognize(language string, fields []ner.Field) []ner.Mention {
	byRule := r.rules.Recognize(language, fields)
	learned := r.learned.Recognize(language, fields)
	if learned == nil {
		return byRule
	}
	out := make([]ner.Mention, 0, max(len(byRule), len(learned)))
	for i, f := range fields {
		out = append(out, r.blend(fields, f, of(learned, i), of(byRule, i))...)
	}
	return ner.Sharpen(r.kb, fields, out)
}

// of returns the mentions of one field.
func of(ms []ner.Mention, field int) []ner.Mention {
	from := slices.IndexFunc(ms, func(m ner.Mention) bool { return m.Field == field })
	if from < 0 {
		return nil
	}
	ms = ms[from:]
	if n := slices.IndexFunc(ms, func(m ner.Mention) bool { return m.Field != field }); n >= 0 {
		ms = ms[:n]
	}
	return ms
}

// Where the two recognisers differ.
const (
	// sure is the confidence from which the learned recogniser keeps its span
	// or type against a name of the knowledge base.
	sure = 0.9
	// enough is the least confidence of a name that the rules do not have.
	enough = 0.4
	// known is the least confidence of a rule's name that the learned
	// recogniser does not have.
	known = 0.8
)

// blend joins the mentions of one field.
func (r *recognizer) blend(fields []ner.Field, f ner.Field, learned, byRule []ner.Mention) []ner.Mention {
	out := make([]ner.Mention, 0, max(len(byRule), len(learned)))
	used := make([]bool, len(byRule))
	// Both are sorted: next is the first that does not end before m.
	next := 0
	for _, m := range learned {
		if f.Excluded(m.Range) || inDateline(f, m.Range) {
			continue
		}
		best := -1
		for next < len(byRule) && byRule[next].End <= m.Start {
			next++
		}
		for i := next; i < len(byRule) && byRule[i].Start < m.End; i++ {
			if b := byRule[i]; b.Overlaps(m.Range) {
				used[i] = true
				if best < 0 || b.Range == m.Range || byRule[best].Range != m.Range && b.Len() > byRule[best].Len() {
					best = i
				}
			}
		}
		if best < 0 {
			if m.Confidence >= enough {
				m.Candidates = r.kb.Lookup(m.Text(fields))
				out = append(out, m)
			}
			continue
		}
		out = append(out, r.join(fields, m, byRule[best]))
	}
	for i, b := range byRule {
		if !used[i] && (b.Confidence >= known && len(b.Candidates) > 0 || inDateline(f, b.Range)) {
			out = append(out, b)
		}
	}
	return disjoint(out)
}

// join makes one mention of two that overlap.
func (r *recognizer) join(fields []ner.Field, m, b ner.Mention) ner.Mention {
	if m.Range == b.Range {
		agree := corpus.Coarse(b.Type) == corpus.Coarse(m.Type)
		if !agree && (len(b.Candidates) == 0 || m.Confidence >= sure) {
			b.Type, b.Kind, agree = m.Type, "", true
		}
		if agree {
			b.Learned = m.Confidence
		}
		b.Source |= m.Source
		b.Confidence = max(b.Confidence, m.Confidence)
		return b
	}
	if len(b.Candidates) > 0 && b.Range.Contains(m.Range) && m.Confidence < sure {
		return b
	}
	m.Candidates = r.kb.Lookup(m.Text(fields))
	if len(m.Candidates) == 0 && len(b.Candidates) > 0 && !b.Candidates[0].Weak && b.End == m.End && b.Range.Contains(m.Range) && corpus.Coarse(b.Type) == corpus.Coarse(m.Type) {
		// "Pope Francis" is known, "Francis" is not.
		return b
	}
	m.Locative, m.Introduced, m.Acronym = b.Locative, b.Introduced, b.Acronym
	m.Source |= b.Source
	return m
}

// inDateline reports a range in the dateline, whose form says what is a place
// and what an agency.
func inDateline(f ner.Field, r text.Range) bool {
	d := f.Structure.Dateline
	return d != nil && d.Overlaps(r)
}

// disjoint drops of two mentions that overlap the shorter, of equals the later.
func disjoint(ms []ner.Mention) []ner.Mention {
	ner.Sort(ms)
	out := ms[:0]
	for _, m := range ms {
		if n := len(out); n > 0 && out[n-1].Overlaps(m.Range) {
			if m.Len() > out[n-1].Len() {
				out[n-1] = m
			}
			continue
		}
		out = append(out, m)
	}
	return out
}

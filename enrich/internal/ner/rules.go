package ner

import (
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// Rules recognises names by the knowledge base and by rules: titles before
// names, the words that end the names of organisations and places, acronyms
// in brackets, and names met before in the article.
type Rules struct {
	kb *kb.KB
}

var _ Recognizer = (*Rules)(nil)

// NewRules returns a recogniser over a knowledge base.
func NewRules(k *kb.KB) *Rules { return &Rules{kb: k} }

// Recognize implements [Recognizer].
func (r *Rules) Recognize(language string, fields []Field) []Mention {
	var out []Mention
	for i := range fields {
		f := &fields[i]
		for _, m := range r.kb.Match(f.Doc, language) {
			if !admissible(f.Doc, m, language) || f.excluded(m.Range) {
				continue
			}
			out = append(out, Mention{
				Field: i, Range: m.Range, First: m.First, Last: m.Last,
				Type: m.Candidates[0].Entry.Type, Confidence: 0.9, Candidates: m.Candidates,
			})
		}
	}
	Sort(out)
	return out
}

// excluded says whether a range lies in what is no news: credits and notices.
func (f *Field) excluded(r text.Range) bool {
	for _, spans := range [][]text.Range{f.Structure.Credits, f.Structure.Notices} {
		for _, s := range spans {
			if s.Overlaps(r) {
				return true
			}
		}
	}
	return false
}

// admissible judges a match that begins or ends within a token: what is left
// of the token must be a lower-case part ("US-backed", "non-Syrian",
// "l'Iran"), a number, or in German anything that follows.
func admissible(d *text.Document, m kb.Match, language string) bool {
	if start := d.Tokens[m.First].Start; start < m.Start {
		r, _ := utf8.DecodeRuneInString(d.Text[start:])
		before, _ := utf8.DecodeLastRuneInString(d.Text[:m.Start])
		apostrophe := before == '\'' || before == '’'
		if unicode.IsUpper(r) && !(apostrophe && m.Start-start <= 4) {
			return false
		}
	}
	if end := d.Tokens[m.Last-1].End; m.End < end && language != "de" {
		_, n := utf8.DecodeRuneInString(d.Text[m.End:])
		r, _ := utf8.DecodeRuneInString(d.Text[m.End+n:])
		if unicode.IsUpper(r) {
			return false
		}
	}
	return true
}

// typeOf is the type under which an entry is mentioned.
func typeOf(e *kb.Entry) news.EntityType { return e.Type }

package crf

import (
	"github.com/dateline-news/dateline/enrich/internal/ner"
	"github.com/dateline-news/dateline/enrich/internal/text"
)

// Language is the language that the embedded model reads.
const Language = "en"

// Recognizer finds the names of English articles with a tagger. Its mentions
// have type and confidence; who is meant, and every other language, is for
// others.
type Recognizer struct{ tagger *Tagger }

var _ ner.Recognizer = (*Recognizer)(nil)

// NewRecognizer returns a recogniser with the embedded model.
func NewRecognizer(o Options) (*Recognizer, error) {
	m, err := Load()
	if err != nil {
		return nil, err
	}
	return &Recognizer{NewTagger(m, o)}, nil
}

// Recognize returns the mentions of all fields of an English article, and nil
// for other languages.
func (r *Recognizer) Recognize(language string, fields []ner.Field) []ner.Mention {
	if language != Language {
		return nil
	}
	parts := make([]*text.Document, len(fields))
	for i, f := range fields {
		parts[i] = f.Doc
	}
	found := r.tagger.Tag(parts)
	out := make([]ner.Mention, len(found))
	for i, m := range found {
		out[i] = ner.Mention{
			Field: m.Part, Range: m.Range, First: m.First, Last: m.Last,
			Type: m.Type, Confidence: m.Confidence, Source: ner.SourceLearned, Learned: m.Confidence,
		}
	}
	return out
}

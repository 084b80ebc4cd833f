// Package ner finds the names in an article and says of what type they are.
//
// A [Recognizer] sees all fields of one article, so that what the text makes
// clear helps with the title. Its mentions never overlap within a field, lie
// on token borders or within hyphenated tokens, and carry a confidence. Which
// entity a mention means is for package link to say.
package ner

import (
	"cmp"
	"slices"

	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// Field is one field of an article, parsed.
type Field struct {
	Name news.Field
	Doc  *text.Document
	// Structure is that of the text; zero for other fields.
	Structure text.Structure
	// Headline fields are set in the style of titles.
	Headline bool
}

// Mention is a stretch of a field that names something.
type Mention struct {
	// Field is the place of the field in the recogniser's input.
	Field int
	text.Range
	// First and Last are the tokens [First, Last) that it touches.
	First, Last int
	Type        news.EntityType
	// Kind is finer than Type where the words tell: "demonym", "agency".
	Kind string
	// Confidence is in [0, 1].
	Confidence float64
	// Source says what found it.
	Source Source
	// Learned is how sure a learned recogniser is of these words and this
	// type, in [0, 1]; 0 where it did not say so.
	Learned float64
	// Candidates are what the knowledge base knows by this name; nil where
	// the name is not known.
	Candidates []kb.Candidate
	// Locative mentions stand where a place is expected: after "in", or as
	// the place of a dateline.
	Locative bool
	// Introduced mentions follow a title or stand in an apposition.
	Introduced bool
	// Name is the name in its basic form, where the rules know that the text
	// has another one; "" otherwise.
	Name string
	// Acronym is the short form that the text gives a name in brackets.
	Acronym string
}

// Text is the mention as written.
func (m *Mention) Text(fields []Field) string {
	return fields[m.Field].Doc.Text[m.Start:m.End]
}

// Recognizer finds mentions. Implementations are deterministic, take time
// linear in the length of the text, and may be used concurrently.
type Recognizer interface {
	// Recognize returns the mentions of all fields, sorted by field and
	// start. language is ISO 639-1 or "und".
	Recognize(language string, fields []Field) []Mention
}

// Sort sorts mentions by field and place.
func Sort(ms []Mention) {
	slices.SortFunc(ms, func(a, b Mention) int {
		return cmp.Or(cmp.Compare(a.Field, b.Field), cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End))
	})
}

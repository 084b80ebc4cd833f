package store

import (
	index "github.com/blevesearch/bleve_index_api"

	"github.com/dateline-news/dateline/index/internal/language"
)

// indexed is a field that is searched and not stored. What bleve's own fields
// would hold is made with a fraction of their allocations: a field of many
// exact values is one field here, and texts are counted by
// [language.Language.Frequencies].
type indexed struct {
	name    string
	options index.FieldIndexingOptions
	// array tells several texts of one field apart.
	array  []uint64
	terms  index.TokenFrequencies
	length int
}

// Name and the methods below implement bleve's field.
func (f *indexed) Name() string                                     { return f.name }
func (f *indexed) ArrayPositions() []uint64                         { return f.array }
func (f *indexed) Options() index.FieldIndexingOptions              { return f.options }
func (f *indexed) Value() []byte                                    { return nil }
func (f *indexed) NumPlainTextBytes() uint64                        { return 0 }
func (f *indexed) Size() int                                        { return len(f.name) }
func (f *indexed) EncodedFieldType() byte                           { return 't' }
func (f *indexed) AnalyzedLength() int                              { return f.length }
func (f *indexed) AnalyzedTokenFrequencies() index.TokenFrequencies { return f.terms }

// textField is a text that is analysed.
type textField struct {
	indexed
	text     string
	language *language.Language
}

// Analyze implements bleve's field.
func (f *textField) Analyze() {
	f.terms, f.length = f.language.Frequencies([]byte(f.text), f.array, f.options.IncludeTermVectors())
}

// Size implements bleve's field.
func (f *textField) Size() int { return f.indexed.Size() + len(f.text) }

// valuesField holds exact values, each once.
type valuesField struct {
	indexed
	values []string
	// weights are the frequencies of the values; nil: 1 each.
	weights []int
}

// Analyze implements bleve's field.
func (f *valuesField) Analyze() {
	f.terms = make(index.TokenFrequencies, len(f.values))
	slab := make([]index.TokenFreq, len(f.values))
	for i, v := range f.values {
		if _, ok := f.terms[v]; ok {
			continue
		}
		t := &slab[i]
		t.Term = []byte(v)
		weight := 1
		if f.weights != nil {
			weight = f.weights[i]
		}
		f.length += weight
		if !f.options.SkipFreqNorm() {
			t.SetFrequency(weight)
		}
		f.terms[v] = t
	}
}

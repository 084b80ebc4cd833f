package ner

import "strings"

// Source says what found a mention; several may have.
type Source uint8

// The sources of mentions.
const (
	// SourceRules are the words around and within a name.
	SourceRules Source = 1 << iota
	// SourceKnowledge is the knowledge base.
	SourceKnowledge
	// SourceLearned is a learned recogniser.
	SourceLearned
)

// String returns the sources in words, parted by commas.
func (s Source) String() string {
	var out []string
	for i, name := range [...]string{"rules", "knowledge base", "learned"} {
		if s&(1<<i) != 0 {
			out = append(out, name)
		}
	}
	return strings.Join(out, ", ")
}

// Package notice tells sentences in which a site speaks to its reader, such as
// "Comments are closed while we improve our website", from sentences of a story.
//
// [Score] adds the weights of a sentence's words and pairs of words, which
// cmd/noticetrain learnt by logistic regression from notices and
// prose of news in a few languages. It knows nothing of where a sentence
// stands: a caller asks for more evidence in the middle of a text than at its
// end.
package notice

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed weights.tsv
var weightsFile string

// Bias is the feature that every sentence has once.
const Bias = "#"

// Model has the weight of each feature.
type Model map[string]float32

var embedded = sync.OnceValue(func() Model {
	m, err := ParseModel(weightsFile)
	if err != nil {
		panic(err)
	}
	return m
})

// Knows says whether the weights were learnt from the language with an ISO
// 639-1 code. In its neighbours they are misled by words that look alike.
func Knows(language string) bool {
	switch language {
	case "ar", "de", "en", "es", "fr", "it", "pl", "pt", "ru", "sv", "tr":
		return true
	}
	return false
}

// Score returns the log odds that s, in a language that is known, is a notice:
// above 0 it rather is one.
func Score(s string) float64 { return embedded().Score(s) }

// ParseModel reads lines of a feature, a tab and its weight.
func ParseModel(table string) (Model, error) {
	m := Model{}
	n := 0
	for l := range strings.Lines(table) {
		n++
		name, value, ok := strings.Cut(strings.TrimSuffix(l, "\n"), "\t")
		w, err := strconv.ParseFloat(value, 32)
		if !ok || err != nil {
			return nil, fmt.Errorf("weights of notices: line %d is not a feature, a tab and a number: %q", n, l)
		}
		m[name] = float32(w)
	}
	return m, nil
}

// String is the table that [ParseModel] reads, in the order of the features.
func (m Model) String() string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	var b strings.Builder
	for _, name := range names {
		fmt.Fprintf(&b, "%s\t%.2f\n", name, m[name])
	}
	return b.String()
}

// Score returns the log odds that s is a notice.
func (m Model) Score(s string) float64 {
	score := m[Bias]
	features(s, func(f []byte) { score += m[string(f)] })
	return float64(score)
}

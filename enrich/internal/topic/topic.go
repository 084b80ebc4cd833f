// Package topic says what an article is about, in concepts of the IPTC Media
// Topics.
//
// The evidence is what a hand-written table holds for a language: words and
// phrases with weights for or against a concept. What the knowledge base knows
// of the article's entities (a party, a central bank, an armed group) is
// evidence beside it. Words in the title and the first sentences count more,
// repeated words less each time; what speaks for a concept speaks for its
// parents too. A logistic curve over how dense the evidence is, what part of
// all evidence it is and how varied it is makes the confidence.
//
// A [Classifier] takes time linear in the length of the text, is
// deterministic, and may be used concurrently. It gives no topics in a language
// for which it has no table, and reads nothing but words: irony, and articles
// about what is nowhere named, are beyond it.
package topic

import (
	"cmp"
	"embed"
	"fmt"
	"slices"
	"sync"

	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/enrich/internal/ner"
	"github.com/dateline-news/dateline/shared/news"
)

//go:embed data/*.tsv
var tables embed.FS

// MaxTopics is how many topics an article gets at most.
const MaxTopics = 10

// Classifier assigns topics.
type Classifier struct {
	concepts  []concept
	lexicons  map[string]*lexicon
	knowledge knowledge
	letters   letters
	scratches sync.Pool
}

// concept is one subject.
type concept struct {
	// key names the concept in the tables.
	key, id, name string
	// parent is the place of the parent, before this one; -1 for the top.
	parent int
	// top is the place of the topmost ancestor, or of the concept itself.
	top int
}

// vote is evidence for a concept.
type vote struct {
	concept int32
	weight  float32
}

// New returns a classifier that looks up in k the names that its tables hold.
// Names that k does not know are no evidence.
func New(k *kb.KB) (*Classifier, error) {
	c := &Classifier{lexicons: map[string]*lexicon{}, letters: newLetters()}
	t, err := readConcepts()
	if err != nil {
		return nil, fmt.Errorf("reading the concepts: %w", err)
	}
	c.concepts = t.concepts
	if c.knowledge, err = t.readKnowledge(k); err != nil {
		return nil, fmt.Errorf("reading what entities speak for: %w", err)
	}
	for _, language := range languages() {
		l := newLexicon()
		if err := t.readLexicon(language, l, &c.letters); err != nil {
			return nil, fmt.Errorf("reading the words of %q: %w", language, err)
		}
		l.finish(c.concepts)
		c.lexicons[language] = l
	}
	c.scratches.New = func() any { return &scratch{} }
	return c, nil
}

// languages are those that have a table.
func languages() []string {
	return []string{"ar", "de", "en", "es", "fr", "it", "ja", "nl", "pt", "ru", "tr", "zh"}
}

// Classify returns what an article is about, by falling confidence, then id.
// language is ISO 639-1; fields and entities are those of one article. A
// concept that is returned has its parents beside it, unless more than
// [MaxTopics] are more certain.
func (c *Classifier) Classify(language string, fields []ner.Field, entities []news.Entity) []news.Topic {
	l := c.lexicons[language]
	if l == nil {
		return nil
	}
	s := c.scratches.Get().(*scratch)
	defer c.scratches.Put(s)
	s.reset(len(l.nodes), len(c.concepts))
	c.readFields(l, fields, s)
	if s.tokens == 0 {
		return nil
	}
	s.weighWords(l)
	c.weighEntities(entities, s)
	c.judge(s)
	return c.choose(s)
}

// choose returns the concepts above the threshold.
func (c *Classifier) choose(s *scratch) []news.Topic {
	var out []news.Topic
	for i, e := range s.evidence {
		if e.confidence >= threshold(&c.concepts[i]) {
			out = append(out, news.Topic{ID: c.concepts[i].id, Name: c.concepts[i].name, Confidence: e.confidence})
		}
	}
	slices.SortFunc(out, func(a, b news.Topic) int {
		return cmp.Or(cmp.Compare(b.Confidence, a.Confidence), cmp.Compare(a.ID, b.ID))
	})
	return out[:min(len(out), MaxTopics)]
}

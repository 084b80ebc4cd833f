package topic

import (
	"github.com/dateline-news/dateline/enrich/internal/ner"
	"github.com/dateline-news/dateline/shared/news"
)

// Evidence is what an article holds for one concept.
type Evidence struct {
	// Key names the concept in the tables of this package; ID is that of the
	// Media Topic. Parents are the keys of what lies above, nearest first.
	Key, ID string
	Parents []string
	// Measures are density, share, title and variety of the evidence, as the
	// curves weigh them.
	Measures [4]float64
	// Confidence is that of the topic; Given says whether it is returned.
	Confidence float64
	Given      bool
}

// Evidence returns what speaks for each concept for which anything does, in
// the order of the table. It is for measuring and fitting, and slower than
// [Classifier.Classify].
func (c *Classifier) Evidence(language string, fields []ner.Field, entities []news.Entity) []Evidence {
	l := c.lexicons[language]
	if l == nil {
		return nil
	}
	s := &scratch{}
	s.reset(len(l.nodes), len(c.concepts))
	c.readFields(l, fields, s)
	s.weighWords(l)
	c.weighEntities(entities, s)
	all := c.judge(s)
	given := map[string]bool{}
	for _, t := range c.choose(s) {
		given[t.ID] = true
	}
	var out []Evidence
	for i := range s.evidence {
		e := &s.evidence[i]
		if e.sum == 0 {
			continue
		}
		o := Evidence{
			Key: c.concepts[i].key, ID: c.concepts[i].id, Measures: e.measures(s.tokens, all),
			Confidence: e.confidence, Given: given[c.concepts[i].id],
		}
		for p := c.concepts[i].parent; p >= 0; p = c.concepts[p].parent {
			o.Parents = append(o.Parents, c.concepts[p].key)
		}
		out = append(out, o)
	}
	return out
}

// Keys returns the keys of all concepts with the key of the parent, "" for
// the top.
func (c *Classifier) Keys() map[string]string {
	out := map[string]string{}
	for _, k := range c.concepts {
		out[k.key] = ""
		if k.parent >= 0 {
			out[k.key] = c.concepts[k.parent].key
		}
	}
	return out
}

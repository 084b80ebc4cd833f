package link

import (
	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/enrich/internal/ner"
)

// foundBy is how sure it is that a mention is a name of its type.
func foundBy(m *ner.Mention) float64 { return m.Confidence }

// linkedBy is how often a link by a rule is right.
func linkedBy(r Rule) float64 {
	switch r {
	case RuleSurname, RuleForename, RuleSpelling:
		return 0.9
	case RuleInstitution, RuleMiddle:
		return 0.9
	case RuleShortened, RuleAcronym:
		return 0.9
	case RuleNew:
		return 1
	}
	return 0
}

// linkedTo is how often a link to an entry that the knowledge base knows by
// the name is right: what is strong and alone is sure, what leans on support
// or has rivals is less so.
func (d *document) linkedTo(n *name, c kb.Candidate, margin float64) float64 {
	p := 0.98
	switch {
	case c.Weak:
		p = 0.9
	case isWeak(c):
		p = 0.92
	}
	if margin < closeRace {
		p -= 0.15
	}
	return p
}

// closeRace is the lead over another candidate under which a link is in doubt.
const closeRace = 8

package link

import (
	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/enrich/internal/ner"
)

// An entity's confidence is the probability that its mentions are names of
// its type times the probability that they mean it and nothing else; of its
// names the surest counts.
//
// Both were fitted on enrich/annotations, before the recogniser's own
// confidence was calibrated. The first: articles 261 to 390, with a recogniser
// trained without them (3,161 mentions; raw confidence against the share with
// right borders and type, made monotone by hand). The second: articles 1 to 390
// (5,700 links of names whose type was right; the share with the right entry,
// by rule, a little lower than measured because entries of one name were not
// told apart there). In languages without a learned recogniser the confidence
// of the rules stands, which was not fitted.
//
// linkeval, which measures both since, does not give these points. With a
// recogniser trained and calibrated on articles 1 to 260, without the Groningen
// Meaning Bank,
//
//	linkeval -texts DIR -from 261 -to 390 -fit
//
// has 3,149 mentions, and of the curves of the learned recogniser most steps
// within 0.05 of those here; lower are, of learnedAlone, 0.575 at 0.605 and
// 0.687 at 0.831 (here 0.671 and 0.815), of supported 0.537 at 0.682 (here
// 0.625); of 16 names that the knowledge base alone has, 14 are right. With the
// embedded recogniser,
//
//	linkeval -texts DIR -to 390 -fit
//
// has 10,865 mentions whose type is right: less often right than said here are
// RuleShortened (0.810 of 242) and RuleNew (0.931 of 3,490); every other rule is
// right as often or more, and there was no RuleOffice.

// point is one point of a curve.
type point struct{ raw, fitted float64 }

// learnedAlone is for names that only the learned recogniser has, supported
// for those that the knowledge base or the rules have too.
var (
	learnedAlone = [...]point{{0, 0}, {0.40, 0.47}, {0.50, 0.54}, {0.60, 0.67}, {0.75, 0.71}, {0.85, 0.84}, {0.95, 0.90}, {0.99, 0.965}, {1, 0.985}}
	supported    = [...]point{{0, 0}, {0.30, 0.15}, {0.50, 0.47}, {0.70, 0.64}, {0.80, 0.82}, {0.90, 0.905}, {0.95, 0.97}, {0.99, 0.985}, {1, 0.995}}
)

// fit reads a curve, whose points are joined by lines.
func fit(curve []point, raw float64) float64 {
	for i := 1; i < len(curve); i++ {
		if a, b := curve[i-1], curve[i]; raw <= b.raw {
			return a.fitted + (b.fitted-a.fitted)*(raw-a.raw)/(b.raw-a.raw)
		}
	}
	return curve[len(curve)-1].fitted
}

// knownName is for names that the knowledge base alone has.
const knownName = 0.94

// foundBy is how sure it is that a mention is a name of its type.
func foundBy(m *ner.Mention) float64 {
	switch {
	case m.Source == ner.SourceLearned:
		return fit(learnedAlone[:], m.Confidence)
	case m.Source&ner.SourceLearned != 0:
		return fit(supported[:], m.Confidence)
	case m.Source == ner.SourceKnowledge:
		return max(knownName, m.Confidence)
	}
	return m.Confidence
}

// linkedBy is how often a link by a rule is right.
func linkedBy(r Rule) float64 {
	switch r {
	case RuleSurname, RuleForename, RuleAcronym, RuleInstitution:
		return 0.97
	case RuleSpelling, RuleMiddle, RuleOffice:
		return 0.95
	case RuleShortened:
		return 0.90
	case RuleNew:
		// The others should have been linked.
		return 0.96
	}
	return 0
}

// linkedTo is how often a link to an entry that the knowledge base knows by
// the name is right: what is strong and alone is sure, what leans on support
// or has rivals is less so.
func linkedTo(c kb.Candidate, margin float64) float64 {
	switch {
	case margin < closeRace:
		return 0.94
	case isWeak(c):
		return 0.96
	}
	return 0.985
}

// closeRace is the lead over another candidate under which a link is in doubt.
const closeRace = 8

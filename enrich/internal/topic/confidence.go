package topic

import "math"

// What makes the confidence: a logistic curve over four measures.
type curve struct {
	// bias is the value without evidence.
	bias float64
	// density is for the evidence over the square root of the length, on a
	// logarithmic scale; share for its part of the evidence for all top
	// concepts; title for the evidence in the title and terms for the number
	// of different terms, both logarithmic.
	density, share, title, terms float64
}

// The curves for top concepts and for the finer ones. Fitted to the labelled
// development articles, see TOPICS.md.
var (
	curveTop  = curve{bias: -5.90, density: 2.44, share: 2.17, title: 1.87, terms: 0.81}
	curveFine = curve{bias: -5.15, density: 3.83, share: 1.79, title: 1.57, terms: 0.58}
)

// The least confidence of a topic that is given.
const (
	thresholdTop  = 0.6
	thresholdFine = 0.65
)

func threshold(c *concept) float64 {
	if c.parent < 0 {
		return thresholdTop
	}
	return thresholdFine
}

// lengthOffset keeps the density of very short texts down, in words.
const lengthOffset = 30

// judge adds the evidence of the children to that of their parents and sets
// the confidences. It returns the evidence for all top concepts together.
func (c *Classifier) judge(s *scratch) (all float64) {
	for i := len(c.concepts) - 1; i >= 0; i-- {
		e := &s.evidence[i]
		e.sum, e.title = max(e.sum, 0), max(e.title, 0)
		if p := c.concepts[i].parent; p >= 0 {
			up := &s.evidence[p]
			up.sum += e.sum
			up.title += e.title
			if e.sum > 0 {
				up.terms += e.terms
			}
		} else {
			all += e.sum
		}
	}
	for i := range s.evidence {
		e := &s.evidence[i]
		if e.sum == 0 {
			continue
		}
		if c.concepts[i].parent < 0 {
			e.confidence = curveTop.at(e, s.tokens, all)
		} else {
			e.confidence = curveFine.at(e, s.tokens, all)
		}
	}
	for i := len(c.concepts) - 1; i >= 0; i-- {
		if p := c.concepts[i].parent; p >= 0 && s.evidence[i].confidence >= thresholdFine {
			s.evidence[p].confidence = max(s.evidence[p].confidence, s.evidence[i].confidence)
		}
	}
	return all
}

// measures are what the curves weigh.
func (e *evidence) measures(tokens int, all float64) [4]float64 {
	return [4]float64{
		math.Log1p(e.sum / math.Sqrt(float64(tokens+lengthOffset))),
		e.sum / all,
		math.Log1p(e.title),
		math.Log1p(float64(e.terms)),
	}
}

// at returns the confidence, rounded to a thousandth.
func (k *curve) at(e *evidence, tokens int, all float64) float64 {
	m := e.measures(tokens, all)
	x := k.bias + k.density*m[0] + k.share*m[1] + k.title*m[2] + k.terms*m[3]
	return math.Round(1000/(1+math.Exp(-x))) / 1000
}

package topic

import "math"

// scratch is the working memory of one call.
type scratch struct {
	// tokens counts the words that were read.
	tokens int
	// seen is how often, weighted by place, each term was met, by node of the
	// lexicon; met lists those that were.
	seen []float32
	met  []int32
	// inTitle marks the nodes met in the title.
	inTitle  []bool
	evidence []evidence
	word     []byte
	matched  []int32
}

// evidence is what speaks for one concept.
type evidence struct {
	// sum is the weighted evidence, with that of the children once judged.
	sum float64
	// title is the part of sum that the title alone would give.
	title float64
	// terms counts different terms and entities that speak for it.
	terms      int
	confidence float64
}

func (s *scratch) reset(nodes, concepts int) {
	for _, n := range s.met {
		if int(n) < len(s.seen) {
			s.seen[n], s.inTitle[n] = 0, false
		}
	}
	if len(s.seen) < nodes {
		s.seen, s.inTitle = make([]float32, nodes), make([]bool, nodes)
	}
	if s.evidence == nil {
		s.evidence = make([]evidence, concepts)
	}
	clear(s.evidence)
	s.met, s.tokens = s.met[:0], 0
}

// meet notes a term.
func (s *scratch) meet(node int32, weight float32, title bool) {
	if s.seen[node] == 0 {
		s.met = append(s.met, node)
	}
	s.seen[node] += weight
	s.inTitle[node] = s.inTitle[node] || title
}

// weighWords turns the terms that were met into evidence.
func (s *scratch) weighWords(l *lexicon) {
	for _, n := range s.met {
		s.weigh(l.nodes[n].votes, s.seen[n], s.inTitle[n])
	}
}

// weigh adds the votes of one term or entity. The fourth mention of it is
// worth no more than the second was.
func (s *scratch) weigh(votes []vote, seen float32, title bool) {
	times := math.Sqrt(float64(seen))
	for _, v := range votes {
		e := &s.evidence[v.concept]
		e.sum += float64(v.weight) * times
		if v.weight > 0 {
			e.terms++
		}
		if title {
			e.title += float64(v.weight)
		}
	}
}

package crf

import "math"

// lattice holds the label weights of one sentence and what is computed from
// them. Its buffers are used again.
type lattice struct {
	// weights are those of every label for each piece.
	weights [][labels]float32
	// odds are the powers of e of weights, less the greatest of a piece.
	odds [][labels]float32
	// forward and backward are the odds of the best-known sums up to a piece
	// and after it, scaled; scale is what forward was divided by; whole is
	// the sum over all rows of labels.
	forward, backward [][labels]float32
	scale             []float32
	whole             float32
	// from holds the labels before the best ones.
	from [][labels]label
	row  []label
}

// size makes room for n pieces.
func (l *lattice) size(n int) {
	if cap(l.row) < n {
		n := max(n, maxSentence+8)
		l.weights = make([][labels]float32, n)
		l.odds = make([][labels]float32, n)
		l.forward = make([][labels]float32, n)
		l.backward = make([][labels]float32, n)
		l.scale = make([]float32, n)
		l.from = make([][labels]label, n)
		l.row = make([]label, n)
	}
	l.weights, l.odds, l.forward, l.backward = l.weights[:n], l.odds[:n], l.forward[:n], l.backward[:n]
	l.scale, l.from, l.row = l.scale[:n], l.from[:n], l.row[:n]
}

// best returns the row of labels with the greatest weight.
func (l *lattice) best(t *[labels + 1][labels + 1]float32) []label {
	var now [labels]float32
	for b := range now {
		now[b] = float32(math.Inf(-1))
		if allowed(edge, label(b)) {
			now[b] = t[edge][b] + l.weights[0][b]
		}
	}
	for i := 1; i < len(l.row); i++ {
		var next [labels]float32
		for b := range next {
			top, from := float32(math.Inf(-1)), outside
			for _, a := range follows[b] {
				if v := now[a] + t[a][b]; v > top {
					top, from = v, a
				}
			}
			next[b] = top + l.weights[i][b]
			l.from[i][b] = from
		}
		now = next
	}
	top, at := float32(math.Inf(-1)), outside
	for a := range now {
		if v := now[a] + t[a][edge]; allowed(label(a), edge) && v > top {
			top, at = v, label(a)
		}
	}
	for i := len(l.row) - 1; i >= 0; i-- {
		l.row[i] = at
		at = l.from[i][at]
	}
	return l.row
}

// negligible is the weight below the greatest one of a piece at which a label
// is out of the question.
const negligible = 25

// sums computes odds, forward, backward, scale and whole.
func (l *lattice) sums(t *odds) {
	n := len(l.row)
	for i := range n {
		w := &l.weights[i]
		top := w[0]
		for _, v := range w[1:] {
			top = max(top, v)
		}
		for b, v := range w {
			l.odds[i][b] = 0
			if v > top-negligible {
				l.odds[i][b] = float32(math.Exp(float64(v - top)))
			}
		}
	}
	for i := range n {
		var total float32
		now := &l.forward[i]
		for b := range now {
			o := l.odds[i][b]
			if o == 0 {
				now[b] = 0
				continue
			}
			v := t[edge][b]
			if i > 0 {
				v = 0
				before := &l.forward[i-1]
				for _, a := range follows[b] {
					v += before[a] * t[a][b]
				}
			}
			now[b] = v * o
			total += now[b]
		}
		l.scale[i] = total
		for b := range now {
			now[b] /= total
		}
	}
	l.whole = 0
	for b := range labels {
		l.backward[n-1][b] = t[b][edge]
		l.whole += l.forward[n-1][b] * t[b][edge]
	}
	for i := n - 2; i >= 0; i-- {
		now := &l.backward[i]
		*now = [labels]float32{}
		for b, after := range l.backward[i+1] {
			v := l.odds[i+1][b] * after / l.scale[i+1]
			if v == 0 {
				continue
			}
			for _, a := range follows[b] {
				now[a] += t[a][b] * v
			}
		}
	}
}

// probability returns that of a name, its borders and its type, after sums.
func (l *lattice) probability(t *odds, s span) float64 {
	var row [2]label
	p := float64(1)
	for i := s.first; i < s.last; i++ {
		at := labelOf(s.kind, inside)
		switch {
		case s.last-s.first == 1:
			at = labelOf(s.kind, unit)
		case i == s.first:
			at = labelOf(s.kind, begin)
		case i == s.last-1:
			at = labelOf(s.kind, last)
		}
		if row[0], row[1] = row[1], at; i == s.first {
			p = float64(l.forward[i][at])
			continue
		}
		p *= float64(t[row[0]][at] * l.odds[i][at] / l.scale[i])
	}
	p *= float64(l.backward[s.last-1][row[1]]) / float64(l.whole)
	if !(p > 0) {
		return 0
	}
	return min(p, 1)
}

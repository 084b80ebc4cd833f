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
	// peaks are the weights of the best rows that end in each label.
	peaks [][labels]float32
	row   []label
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
		l.peaks = make([][labels]float32, n)
		l.row = make([]label, n)
	}
	l.weights, l.odds, l.forward, l.backward = l.weights[:n], l.odds[:n], l.forward[:n], l.backward[:n]
	l.scale, l.peaks, l.row = l.scale[:n], l.peaks[:n], l.row[:n]
}

// best returns the row of labels with the greatest weight.
func (l *lattice) best(t *[labels + 1][labels + 1]float32) []label {
	l.climb(t)
	n := len(l.row)
	top, at := float32(math.Inf(-1)), outside
	for a, v := range l.peaks[n-1] {
		if v += t[a][edge]; allowed(label(a), edge) && v > top {
			top, at = v, label(a)
		}
	}
	for i := n - 1; ; i-- {
		l.row[i] = at
		if i == 0 {
			return l.row
		}
		before := &l.peaks[i-1]
		top, from := float32(math.Inf(-1)), outside
		for _, a := range follows[at] {
			if v := before[a] + t[a][at]; v > top {
				top, from = v, a
			}
		}
		at = from
	}
}

// climb computes the peaks.
func (l *lattice) climb(t *[labels + 1][labels + 1]float32) {
	into := gather(t)
	first := &l.peaks[0]
	for b := range first {
		first[b] = float32(math.Inf(-1))
		if allowed(edge, label(b)) {
			first[b] = t[edge][b] + l.weights[0][b]
		}
	}
	for i := 1; i < len(l.row); i++ {
		before, now, w := &l.peaks[i-1], &l.peaks[i], &l.weights[i]
		c := closedOf(before)
		for k, b := range starts {
			r := &into[k]
			top := c[0] + r[0]
			for j := 1; j < len(c); j++ {
				if v := c[j] + r[j]; v > top {
					top = v
				}
			}
			now[b] = top + w[b]
		}
		for b := begin1; b < labels; b += 4 {
			in := b + 1
			now[in] = max(before[b]+t[b][in], before[in]+t[in][in]) + w[in]
			now[in+1] = max(before[b]+t[b][in+1], before[in]+t[in][in+1]) + w[in+1]
		}
	}
}

// negligible is the weight below the greatest one of a piece at which a label
// is out of the question.
const negligible = 25

// sums computes odds, forward, backward, scale and whole.
func (l *lattice) sums(t *odds) { l.sumsFrom(t, 0) }

// sumsFrom is sums without what is backward of pieces before from.
func (l *lattice) sumsFrom(t *odds, from int) {
	for i := range l.row {
		w, o := &l.weights[i], &l.odds[i]
		top := w[0]
		for _, v := range w[1:] {
			if v > top {
				top = v
			}
		}
		for b, v := range w {
			o[b] = 0
			if v > top-negligible {
				o[b] = float32(math.Exp(float64(v - top)))
			}
		}
	}
	l.sumForward(t)
	l.sumBackward(t, from)
}

func (l *lattice) sumForward(t *odds) {
	into := gather((*[labels + 1][labels + 1]float32)(t))
	for i := range l.row {
		now, o := &l.forward[i], &l.odds[i]
		if i == 0 {
			for b := range now {
				now[b] = t[edge][b] * o[b]
			}
		} else {
			before := &l.forward[i-1]
			c := closedOf(before)
			for k, b := range starts {
				r := &into[k]
				now[b] = (c[0]*r[0] + c[1]*r[1] + c[2]*r[2] + c[3]*r[3] + c[4]*r[4] + c[5]*r[5] + c[6]*r[6] + c[7]*r[7] + c[8]*r[8]) * o[b]
			}
			for b := begin1; b < labels; b += 4 {
				in := b + 1
				now[in] = (before[b]*t[b][in] + before[in]*t[in][in]) * o[in]
				now[in+1] = (before[b]*t[b][in+1] + before[in]*t[in][in+1]) * o[in+1]
			}
		}
		var total float32
		for _, v := range now {
			total += v
		}
		l.scale[i] = total
		for b := range now {
			now[b] /= total
		}
	}
}

func (l *lattice) sumBackward(t *odds, from int) {
	n := len(l.row)
	l.whole = 0
	for b := range labels {
		l.backward[n-1][b] = t[b][edge]
		l.whole += l.forward[n-1][b] * t[b][edge]
	}
	for i := n - 2; i >= from; i-- {
		now, after, o, scale := &l.backward[i], &l.backward[i+1], &l.odds[i+1], l.scale[i+1]
		var v [labels]float32
		for b := range v {
			v[b] = o[b] * after[b] / scale
		}
		for _, a := range closed {
			r := &t[a]
			now[a] = r[0]*v[0] + r[1]*v[1] + r[4]*v[4] + r[5]*v[5] + r[8]*v[8] + r[9]*v[9] + r[12]*v[12] + r[13]*v[13] + r[16]*v[16]
		}
		for b := begin1; b < labels; b += 4 {
			in := b + 1
			now[b] = t[b][in]*v[in] + t[b][in+1]*v[in+1]
			now[in] = t[in][in]*v[in] + t[in][in+1]*v[in+1]
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

package crf

import "math"

// trainer follows the gradient of the log-likelihood, one sentence at a time.
// Steps are divided by the root of the squares so far, summed over a feature
// (AdaGrad).
type trainer struct {
	*batch
	weights, spread  []float32
	transitions      [labels + 1][labels + 1]float32
	transitionSpread [labels + 1][labels + 1]float32
	odds             odds
	lattice          lattice
	expected         [labels + 1][labels + 1]float32
}

// step learns from the pieces [s[0], s[1]) and returns their log-likelihood
// before.
func (t *trainer) step(s [2]int, rate float32) float64 {
	n := s[1] - s[0]
	l := &t.lattice
	l.size(n)
	for i := range n {
		l.weights[i] = t.score(s[0] + i)
	}
	t.odds.set(&t.transitions)
	l.sums(&t.odds)
	gold := t.gold[s[0]:s[1]]
	likelihood := t.likelihood(gold)
	t.stepTransitions(gold, rate)
	for i := range n {
		t.stepPiece(s[0]+i, i, rate)
	}
	return likelihood
}

// addPart adds a part of the weights of another.
func (t *trainer) addPart(other *trainer, part float32) {
	for i, w := range other.weights {
		t.weights[i] += w * part
	}
	for a := range t.transitions {
		for b, w := range other.transitions[a] {
			t.transitions[a][b] += w * part
		}
	}
}

// of returns the features of a piece.
func (b *batch) of(p int) []uint32 {
	start := 0
	if p > 0 {
		start = b.ends[p-1]
	}
	return b.features[start:b.ends[p]]
}

func (t *trainer) score(p int) (sum [labels]float32) {
	for _, f := range t.of(p) {
		w := (*[labels]float32)(t.weights[int(f)*labels:])
		for b := range sum {
			sum[b] += w[b]
		}
	}
	return sum
}

// likelihood is the logarithm of the probability of the right labels.
func (t *trainer) likelihood(gold []label) float64 {
	l := &t.lattice
	before := edge
	total := -math.Log(float64(l.whole))
	for i, b := range gold {
		top := l.weights[i][0]
		for _, v := range l.weights[i][1:] {
			top = max(top, v)
		}
		total += float64(t.transitions[before][b]) + float64(l.weights[i][b]-top) - math.Log(float64(l.scale[i]))
		before = b
	}
	return total + float64(t.transitions[before][edge])
}

func (t *trainer) stepTransitions(gold []label, rate float32) {
	l, n := &t.lattice, len(gold)
	t.expected = [labels + 1][labels + 1]float32{}
	g := &t.expected
	for i := 1; i < n; i++ {
		for b := range labels {
			q := l.odds[i][b] * l.backward[i][b] / (l.whole * l.scale[i])
			if q == 0 {
				continue
			}
			for _, a := range follows[b] {
				g[a][b] -= l.forward[i-1][a] * t.odds[a][b] * q
			}
		}
		g[gold[i-1]][gold[i]]++
	}
	for b := range labels {
		g[edge][b] -= l.forward[0][b] * l.backward[0][b] / l.whole
		g[b][edge] -= l.forward[n-1][b] * l.backward[n-1][b] / l.whole
	}
	g[edge][gold[0]]++
	g[gold[n-1]][edge]++
	for a := range label(labels + 1) {
		for b := range label(labels + 1) {
			if v := g[a][b]; v != 0 && allowed(a, b) {
				t.transitionSpread[a][b] += v * v
				t.transitions[a][b] += rate * v / root(t.transitionSpread[a][b]+1e-6)
			}
		}
	}
}

// sure is the squared gradient below which a piece teaches nothing.
const sure = 1e-6

// stepPiece learns from piece p, the i-th of its sentence.
func (t *trainer) stepPiece(p, i int, rate float32) {
	l := &t.lattice
	var g [labels]float32
	for b := range g {
		g[b] = -l.forward[i][b] * l.backward[i][b] / l.whole
	}
	g[t.gold[p]]++
	var square float32
	for _, v := range g {
		square += v * v
	}
	if square < sure {
		return
	}
	for _, f := range t.of(p) {
		t.spread[f] += square
		step := rate / root(t.spread[f]+1e-4)
		w := (*[labels]float32)(t.weights[int(f)*labels:])
		for b := range g {
			w[b] += step * g[b]
		}
	}
}

func root(v float32) float32 { return float32(math.Sqrt(float64(v))) }

// maxScale bounds the unit of the weights in a model; what exceeds 127 units
// is cut off.
const maxScale = 0.06

// model rounds the weights and drops the features without a weight of least.
func (t *trainer) model(keys []uint32, least float32) *Model {
	m := &Model{lexicon: t.lexicon, transitions: t.transitions}
	var top float32
	for _, w := range t.weights {
		top = max(top, w, -w)
	}
	m.scale = max(min(top/math.MaxInt8, maxScale), 1e-6)
	var kept []uint32
	var weights [][labels]byte
	for i, k := range keys {
		row := (*[labels]float32)(t.weights[i*labels:])
		greatest := float32(0)
		for _, w := range row {
			greatest = max(greatest, w, -w)
		}
		if greatest < least {
			continue
		}
		kept = append(kept, k)
		var rounded [labels]byte
		for l, w := range row {
			v := math.RoundToEven(float64(w / m.scale))
			rounded[l] = byte(int(max(-math.MaxInt8, min(math.MaxInt8, v))) + zero)
		}
		weights = append(weights, rounded)
	}
	m.rows = newRows(kept)
	for _, row := range m.rows.all() {
		*row, weights = weights[0], weights[1:]
	}
	m.prepare()
	return m
}

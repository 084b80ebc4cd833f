package crf

import "math"

// Model is a trained recogniser: what it knows of words, the weights of
// features, and how labels follow each other. It is read-only and may be used
// concurrently.
type Model struct {
	lexicon *Lexicon
	// rows are the weights of features, in units of scale.
	rows  *rows
	scale float32
	// transitions holds the weight of one label after another, edge included;
	// what is not allowed does not count.
	transitions [labels + 1][labels + 1]float32
	// calibration turns probabilities into confidences.
	calibration Calibration
	// odds are the powers of e of transitions, 0 where not allowed.
	odds odds
	edge *word
}

// odds is how likely labels follow each other.
type odds [labels + 1][labels + 1]float32

func (o *odds) set(transitions *[labels + 1][labels + 1]float32) {
	for a := range label(labels + 1) {
		for b := range label(labels + 1) {
			o[a][b] = 0
			if allowed(a, b) {
				o[a][b] = float32(math.Exp(float64(transitions[a][b])))
			}
		}
	}
}

// prepare computes what the file does not hold.
func (m *Model) prepare() {
	m.odds.set(&m.transitions)
	m.edge = edgeWord()
	m.sum(m.edge, &features{})
}

// Rows is the number of features with weights.
func (m *Model) Rows() int { return m.rows.size }

// sum fills in the sums of a word.
func (m *Model) sum(w *word, f *features) {
	f.reset()
	for place := range window {
		f.keys = w.appendOwn(f.keys, place)
		f.end()
	}
	m.rows.find(f.keys)
	for place := range window {
		w.sums[place].add(m.rows, f.of(place))
	}
}

// score writes the weights of every label of the pieces of s to out.
func (m *Model) score(out [][labels]float32, d *document, s *sentence, matches []match, f *features) {
	f.reset()
	for i := s.first; i < s.last; i++ {
		f.keys = d.appendContext(f.keys, s, i)
		for len(matches) > 0 && matches[0].last <= i {
			matches = matches[1:]
		}
		if len(matches) > 0 && matches[0].first <= i {
			f.keys = matches[0].appendKeys(f.keys, i)
		}
		f.end()
	}
	m.rows.find(f.keys)
	for i := range out {
		var total sum
		for place := range window {
			total.join(&d.word(s, s.first+i+place-centre).sums[place])
		}
		total.add(m.rows, f.of(i))
		out[i] = total.weights(m.scale)
	}
}

// features are the keys, later the places, of the features of some pieces.
// Its slices are used again.
type features struct {
	keys []uint32
	ends []int // of each piece
}

func (f *features) reset() { f.keys, f.ends = f.keys[:0], f.ends[:0] }

// end ends the features of a piece.
func (f *features) end() { f.ends = append(f.ends, len(f.keys)) }

// of returns the features of a piece.
func (f *features) of(piece int) []uint32 {
	start := 0
	if piece > 0 {
		start = f.ends[piece-1]
	}
	return f.keys[start:f.ends[piece]]
}

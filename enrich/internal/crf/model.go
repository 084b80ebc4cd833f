package crf

import "math"

// Model is a trained recogniser: what it knows of words, the weights of
// features, and how labels follow each other. It is read-only and may be used
// concurrently.
type Model struct {
	lexicon *Lexicon
	rows    table
	// weights holds a row of one weight a label for each key, in units of
	// scale.
	weights []int8
	scale   float32
	// transitions holds the weight of one label after another, edge included;
	// what is not allowed does not count.
	transitions [labels + 1][labels + 1]float32
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
	m.sum(m.edge, nil)
}

// Rows is the number of features with weights.
func (m *Model) Rows() int { return len(m.rows.keys) }

// sum fills in the sums of a word; keys is a buffer, returned for the next.
func (m *Model) sum(w *word, keys []uint32) []uint32 {
	for place := range window {
		keys = w.appendOwn(keys[:0], place)
		var total [labels]int32
		m.add(&total, keys)
		for l, v := range total {
			w.sums[place][l] = int16(max(math.MinInt16, min(math.MaxInt16, v)))
		}
	}
	return keys
}

// add adds the rows of keys, which are not kept, to total.
func (m *Model) add(total *[labels]int32, keys []uint32) {
	for _, i := range m.rows.findAll(keys) {
		row := (*[labels]int8)(m.weights[int(i)*labels:])
		for l := range total {
			total[l] += int32(row[l])
		}
	}
}

// score writes the weights of every label of the pieces of s to out.
func (m *Model) score(out [][labels]float32, d *document, s *sentence, matches []match, keys []uint32) []uint32 {
	for i := s.first; i < s.last; i++ {
		var total [labels]int32
		for place := range window {
			sums := &d.word(s, i+place-centre).sums[place]
			for l := range total {
				total[l] += int32(sums[l])
			}
		}
		keys = d.appendContext(keys[:0], s, i)
		for len(matches) > 0 && matches[0].last <= i {
			matches = matches[1:]
		}
		if len(matches) > 0 && matches[0].first <= i {
			keys = matches[0].appendKeys(keys, i)
		}
		m.add(&total, keys)
		row := &out[i-s.first]
		for l := range total {
			row[l] = float32(total[l]) * m.scale
		}
	}
	return keys
}

package crf

import (
	"encoding/binary"
	"math"
)

// Model is a trained recogniser: what it knows of words, the weights of
// features, and how labels follow each other. It is read-only and may be used
// concurrently.
type Model struct {
	lexicon *Lexicon
	rows    *table
	// weights holds a row of one weight a label for each key, in units of
	// scale, zero more than it is.
	weights []byte
	scale   float32
	// transitions holds the weight of one label after another, edge included;
	// what is not allowed does not count.
	transitions [labels + 1][labels + 1]float32
	// calibration turns probabilities into confidences.
	calibration Calibration
	// odds are the powers of e of transitions, 0 where not allowed.
	odds odds
	edge *word
}

// zero stands for a weight of none.
const zero = 1 << 7

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
func (m *Model) Rows() int { return m.rows.size() }

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

// lanes masks every other byte of a word.
const lanes = 0x00ff00ff00ff00ff

// maxLanes is how many rows lanes of 16 bits hold the sums of.
const maxLanes = 1 << 8

// add adds the rows of keys, which are not kept, to total. It adds four
// labels at a time, in lanes of a word.
func (m *Model) add(total *[labels]int32, keys []uint32) {
	places := m.rows.findAll(keys)
	for len(places) > 0 {
		batch := places[:min(len(places), maxLanes)]
		places = places[len(batch):]
		var even, odd [2]uint64
		var end int32
		for _, i := range batch {
			row := m.weights[int(i)*labels:][:labels]
			x, y := binary.LittleEndian.Uint64(row), binary.LittleEndian.Uint64(row[8:])
			even[0] += x & lanes
			odd[0] += x >> 8 & lanes
			even[1] += y & lanes
			odd[1] += y >> 8 & lanes
			end += int32(row[16])
		}
		offset := int32(len(batch)) * zero
		for h := range 2 {
			for k := range 4 {
				total[8*h+2*k] += int32(even[h]>>(16*k)&0xffff) - offset
				total[8*h+2*k+1] += int32(odd[h]>>(16*k)&0xffff) - offset
			}
		}
		total[16] += end - offset
	}
}

// score writes the weights of every label of the pieces of s to out.
func (m *Model) score(out [][labels]float32, d *document, s *sentence, matches []match, keys []uint32) []uint32 {
	for i := s.first; i < s.last; i++ {
		var total [labels]int32
		for place := range window {
			for l, v := range &d.word(s, i+place-centre).sums[place] {
				total[l] += int32(v)
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

package crf

import (
	"encoding/binary"
	"iter"
	"math"
)

// rows holds the weights of features, one for each label. Most of the time for
// tagging goes into reaching them, so a key stands beside its weights, in one
// line of the processor's cache. Lines are in the order of their keys, each key
// in the line where it would be if keys were spread evenly, which they nearly
// are, or in the next one with room. A key that was never added is taken for
// one that was with a probability of size / 2^32.
type rows struct {
	lines []line
	// spread is the number of lines that keys are spread over; a few more take
	// what does not fit in the last of them.
	spread uint64
	size   int
}

// line is what a processor reads at a time, 64 bytes.
type line struct {
	// keys are in order; what is not used is noKey, with weights of none.
	keys    [perLine]uint32
	weights [perLine][labels]byte // zero more than they are
	used    uint8
}

const (
	perLine = 3
	noKey   = math.MaxUint32
	// zero stands for a weight of none.
	zero = 1 << 7
)

// newRows makes room for the weights of keys, which are sorted and distinct.
func newRows(keys []uint32) *rows {
	// Three quarters of the room is used.
	r := &rows{spread: uint64(len(keys))*4/(3*perLine) + 1, size: len(keys)}
	r.lines = make([]line, r.spread, r.spread+64)
	for i := range r.lines {
		r.lines[i] = emptyLine
	}
	at := uint32(0)
	for _, k := range keys {
		at = max(at, r.home(k))
		if r.lines[at].used == perLine {
			at++
		}
		if int(at) == len(r.lines) {
			r.lines = append(r.lines, emptyLine)
		}
		l := &r.lines[at]
		l.keys[l.used] = k
		l.used++
	}
	// Behind a full line one looks into the next; the last one has weights of
	// none.
	r.lines = append(r.lines, emptyLine)
	return r
}

var emptyLine = func() (l line) {
	for i := range perLine {
		l.keys[i] = noKey
		for j := range labels {
			l.weights[i][j] = zero
		}
	}
	return l
}()

// home is the line before which k does not stand.
func (r *rows) home(k uint32) uint32 { return uint32(uint64(k) * r.spread >> 32) }

// all yields keys and weights in the order of keys.
func (r *rows) all() iter.Seq2[uint32, *[labels]byte] {
	return func(yield func(uint32, *[labels]byte) bool) {
		for i := range r.lines {
			l := &r.lines[i]
			for j := range l.used {
				if !yield(l.keys[j], &l.weights[j]) {
					return
				}
			}
		}
	}
}

// keys yields the keys in order.
func (r *rows) keys() iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for k := range r.all() {
			if !yield(k) {
				return
			}
		}
	}
}

// find replaces keys by their places, four times the line and the number within
// it. Those without weights get a place with weights of none. The more keys, the
// better: it goes in steps, so that memory is read for many at a time.
func (r *rows) find(keys []uint32) {
	none := uint32(len(r.lines)-1) << 2
	var places [maxBatch]uint32
	for len(keys) > 0 {
		batch := keys[:min(len(keys), maxBatch)]
		for i, k := range batch {
			places[i] = r.within(r.home(k), k)
		}
		for i, k := range batch {
			at, ok := r.seek(places[i], k)
			if !ok {
				at = none
			}
			batch[i] = at
		}
		keys = keys[len(batch):]
	}
}

// maxBatch is the number of keys that are looked up at a time.
const maxBatch = 64

// within returns the place of the first key of a line that is not less than k,
// or that behind the last one. It does not branch, as nobody could foresee
// where.
func (r *rows) within(at uint32, k uint32) uint32 {
	less := uint32(0)
	for _, key := range &r.lines[at].keys {
		less += uint32((uint64(key) - uint64(k)) >> 63)
	}
	return at<<2 | less
}

// seek returns the place of k, given that within its home.
func (r *rows) seek(at, k uint32) (_ uint32, ok bool) {
	for at&3 == perLine {
		at = r.within(at>>2+1, k)
	}
	return at, r.lines[at>>2].keys[at&3] == k
}

// sum is the sum of rows, in lanes of 16 bits, each as many times zero too
// large as rows were added. It holds maxRows of them; a piece has fewer features.
type sum struct {
	even, odd [2]uint64
	end       uint32 // of the last label
	rows      uint32
}

// maxRows is how many rows a lane has room for.
const maxRows = 1 << 8

// lanes masks every other byte of a word.
const lanes = 0x00ff00ff00ff00ff

// add adds the rows at places.
func (s *sum) add(r *rows, places []uint32) {
	for _, at := range places {
		row := &r.lines[at>>2].weights[at&3]
		x, y := binary.LittleEndian.Uint64(row[:]), binary.LittleEndian.Uint64(row[8:])
		s.even[0] += x & lanes
		s.odd[0] += x >> 8 & lanes
		s.even[1] += y & lanes
		s.odd[1] += y >> 8 & lanes
		s.end += uint32(row[16])
	}
	s.rows += uint32(len(places))
}

// join adds another sum.
func (s *sum) join(o *sum) {
	for h := range s.even {
		s.even[h] += o.even[h]
		s.odd[h] += o.odd[h]
	}
	s.end += o.end
	s.rows += o.rows
}

// weights returns the sum, in units of scale.
func (s *sum) weights(scale float32) (out [labels]float32) {
	offset := int32(s.rows) * zero
	for h := range s.even {
		for k := range 4 {
			out[8*h+2*k] = float32(int32(s.even[h]>>(16*k)&0xffff)-offset) * scale
			out[8*h+2*k+1] = float32(int32(s.odd[h]>>(16*k)&0xffff)-offset) * scale
		}
	}
	out[labels-1] = float32(int32(s.end)-offset) * scale
	return out
}

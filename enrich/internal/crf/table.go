package crf

import "math/bits"

// table finds the place of a key among sorted keys. A key that was never
// added is taken for one that was with a probability of len(keys) / 2^32.
type table struct {
	keys []uint32
	// starts[b] is where the keys begin whose upper bits are b.
	starts []uint32
	shift  uint8
}

// newTable indexes keys, which are sorted and distinct.
func newTable(keys []uint32) table {
	width := bits.Len(uint(len(keys)))
	t := table{keys: keys, shift: uint8(32 - width), starts: make([]uint32, 1<<width+1)}
	at := 0
	for b := range t.starts {
		for at < len(keys) && uint64(keys[at])>>t.shift < uint64(b) {
			at++
		}
		t.starts[b] = uint32(at)
	}
	return t
}

// find returns the place of k, or -1.
func (t *table) find(k uint32) int {
	b := uint64(k) >> t.shift
	for i, end := t.starts[b], t.starts[b+1]; i < end; i++ {
		if t.keys[i] == k {
			return int(i)
		}
	}
	return -1
}

package crf

import "math/bits"

// table finds the place of a key among sorted keys. A key that was never
// added is taken for one that was with a probability of len(keys) / 2^32.
type table struct {
	keys []uint32
	// starts[b] is where the keys begin whose upper bits are b.
	starts []uint32
	shift  uint8
	// present has a bit set for the upper bits of every key: most keys that
	// are looked up are not there, and this tells it from little memory.
	present      []uint64
	presentShift uint8
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
	t.presentShift = uint8(32 - min(width+4, 32))
	t.present = make([]uint64, 1<<max(32-int(t.presentShift)-6, 0))
	for _, k := range keys {
		b := k >> t.presentShift
		t.present[b>>6] |= 1 << (b & 63)
	}
	return t
}

// findAll replaces keys by the places of those that are in the table. It goes
// in steps, so that memory is read for many keys at a time.
func (t *table) findAll(keys []uint32) []uint32 {
	n := 0
	for _, k := range keys {
		keys[n] = k
		b := k >> t.presentShift
		n += int(t.present[b>>6] >> (b & 63) & 1)
	}
	keys = keys[:n]
	var firsts [maxBatch]uint32
	found := keys[:0]
	for len(keys) > 0 {
		batch := keys[:min(len(keys), maxBatch)]
		for j, k := range batch {
			firsts[j] = t.starts[uint64(k)>>t.shift]
		}
		for j, k := range batch {
			i := int(firsts[j])
			for i < len(t.keys) && t.keys[i] < k {
				i++
			}
			if i < len(t.keys) && t.keys[i] == k {
				found = append(found, uint32(i))
			}
		}
		keys = keys[len(batch):]
	}
	return found
}

// maxBatch is the number of keys that are looked up at a time.
const maxBatch = 64

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

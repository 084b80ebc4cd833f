package crf

import "math/bits"

// table finds the place of a key among sorted keys. A key that was never
// added is taken for one that was with a probability of len(keys) / 2^32.
// It is small, because reaching it takes the most time: the upper half of a key
// says in which block it is, which holds the lower halves.
type table struct {
	// rests are the lower halves of all keys, block by block.
	rests []uint16
	// firsts[b] is where block b begins among rests.
	firsts [blocks + 1]uint32
	// present has for each block a bit for every value that the first six bits
	// of a rest take: most keys that are looked up are not there.
	present [blocks]uint64
}

// blocks is the number of blocks.
const blocks = 1 << 16

// newTable indexes keys, which are sorted and distinct.
func newTable(keys []uint32) *table {
	t := &table{rests: make([]uint16, len(keys))}
	for i, k := range keys {
		b, rest := k>>16, uint16(k)
		t.rests[i] = rest
		t.firsts[b+1] = uint32(i + 1)
		t.present[b] |= 1 << (rest >> 10)
	}
	for b := range blocks {
		t.firsts[b+1] = max(t.firsts[b+1], t.firsts[b])
	}
	return t
}

// size is the number of keys.
func (t *table) size() int { return len(t.rests) }

// keys returns all keys in order.
func (t *table) keys() []uint32 {
	out := make([]uint32, 0, len(t.rests))
	for b := range uint32(blocks) {
		for _, rest := range t.rests[t.firsts[b]:t.firsts[b+1]] {
			out = append(out, b<<16|uint32(rest))
		}
	}
	return out
}

// find returns the place of k, or -1.
func (t *table) find(k uint32) int {
	if t.present[k>>16]>>(k>>10&63)&1 == 0 {
		return -1
	}
	return t.seek(t.from(k), k)
}

// from returns a place that is not behind that of k: every bit below its own
// stands for one key of the block at least.
func (t *table) from(k uint32) uint32 {
	b := k >> 16
	return t.firsts[b] + uint32(bits.OnesCount64(t.present[b]&(1<<(k>>10&63)-1)))
}

// seek returns the place of k from i on, or -1.
func (t *table) seek(i, k uint32) int {
	end, rest := t.firsts[k>>16+1], uint16(k)
	for i < end && t.rests[i] < rest {
		i++
	}
	if i < end && t.rests[i] == rest {
		return int(i)
	}
	return -1
}

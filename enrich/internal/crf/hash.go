package crf

import "math/bits"

// digest is a 64-bit hash; features are known by the upper half of one.
type digest uint64

// digestOf is FNV-1a with a finish that spreads every bit.
func digestOf(s string) digest {
	h := uint64(14695981039346656037)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return digest(h).finish()
}

func (d digest) finish() digest {
	d ^= d >> 33
	d *= 0xff51afd7ed558ccd
	return d ^ d>>33
}

// with adds a part to a digest; the order of parts counts.
func (d digest) with(part digest) digest {
	return digest(bits.RotateLeft64(uint64(d)*0x9e3779b97f4a7c15, 29)) ^ part*0xc4ceb9fe1a85ec53
}

// key is what a feature is known by in training and in the model. Two of
// 400,000 features share a key with a probability of 1 in 10,000 each; they
// then share their weights.
func (d digest) key() uint32 { return uint32(d.finish() >> 32) }

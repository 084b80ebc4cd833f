package text

import (
	"strings"
	"sync"
)

// phraseHead is the number of bytes by which phrases are found; none is
// shorter.
const phraseHead = 4

// phraseIndex finds the phrases that may begin at a place of a text without
// a search for each.
type phraseIndex struct {
	// filter has a bit for the hash of every head: it tells of nearly all
	// places that nothing begins there.
	filter [1 << 10]uint64
	byHead map[uint32][][2]string
}

// at returns the phrases with the head of s; an entry is a phrase, or the two
// of a pair.
func (x *phraseIndex) at(s string) [][2]string {
	if len(s) < phraseHead {
		return nil
	}
	head, bit := headOf(s)
	if x.filter[bit>>6]>>(bit&63)&1 == 0 {
		return nil
	}
	return x.byHead[head]
}

func (x *phraseIndex) add(entry [2]string) {
	head, bit := headOf(entry[0])
	x.filter[bit>>6] |= 1 << (bit & 63)
	x.byHead[head] = append(x.byHead[head], entry)
}

// in says whether s holds any phrase.
func (x *phraseIndex) in(s string) bool {
	for i := range len(s) {
		for _, p := range x.at(s[i:]) {
			if strings.HasPrefix(s[i:], p[0]) {
				return true
			}
		}
	}
	return false
}

// headOf returns the first bytes of s, and their 16-bit hash.
func headOf(s string) (head, bit uint32) {
	head = uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
	return head, head * 2654435761 >> 16
}

// noticeIndexes index the phrases of notices by how they are found.
// cores has the cores of all voices, each with the space before it.
type noticeIndexes struct{ openings, phrases, pairs, cores phraseIndex }

var noticeIndex = sync.OnceValue(func() *noticeIndexes {
	x := &noticeIndexes{}
	for _, i := range []*phraseIndex{&x.openings, &x.phrases, &x.pairs, &x.cores} {
		i.byHead = map[uint32][][2]string{}
	}
	for _, p := range noticeOpenings {
		x.openings.add([2]string{p})
	}
	for _, p := range noticePhrases {
		x.phrases.add([2]string{p})
	}
	for _, p := range noticePairs {
		x.pairs.add(p)
	}
	for _, v := range siteVoices {
		for _, w := range v.core {
			x.cores.add([2]string{" " + w})
		}
	}
	return x
})

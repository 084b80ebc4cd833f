package topic

import (
	"math/bits"

	"github.com/dateline-news/dateline/enrich/internal/text"
)

// lexicon finds the terms of one language. A term is a sequence of patterns,
// each a word, the beginning of one or its end; the sequences form a trie.
type lexicon struct {
	// patterns are numbered from 1 by the hash of their letters. filter has a
	// bit set for each, so that most words need no look at the map.
	patterns hashTable
	filter   []uint64
	// nodes is the trie, the root at 0; next leads from a node and a pattern
	// to a node, first does so from the root.
	nodes []node
	next  hashTable
	first []int32
	// endings says that some patterns are ends of words.
	endings bool
}

// node is a sequence of patterns.
type node struct {
	votes []vote
	// longer says that a term goes on from here.
	longer bool
}

// filterBits is the size of the filter, 16 KB a language.
const filterBits = 1 << 17

func newLexicon() *lexicon {
	return &lexicon{
		filter: make([]uint64, filterBits/64),
		nodes:  make([]node, 1),
	}
}

// The hash is FNV-1a; a whole word and an ending are told from a beginning by
// what is mixed in at the end and at the start.
const (
	hashStart  = 14695981039346656037
	hashPrime  = 1099511628211
	endingSeed = 0x9e3779b97f4a7c15
)

func whole(h uint64) uint64 { return bits.RotateLeft64(h*endingSeed, 29) }

func (l *lexicon) mayKnow(h uint64) bool {
	b := (h ^ h>>32) % filterBits
	return l.filter[b/64]&(1<<(b%64)) != 0
}

// pattern returns the number of a pattern, which it makes if need be. w is
// folded; "*" stands for any letters before or behind.
func (l *lexicon) pattern(w []byte, open, ending bool) int32 {
	h := uint64(hashStart)
	switch {
	case ending:
		l.endings = true
		h ^= endingSeed
		for i := len(w) - 1; i >= 0; i-- {
			h = (h ^ uint64(w[i])) * hashPrime
		}
	default:
		for _, c := range w {
			h = (h ^ uint64(c)) * hashPrime
		}
		if !open {
			h = whole(h)
		}
	}
	n := l.patterns.get(h)
	if n == 0 {
		n = int32(l.patterns.n + 1)
		l.patterns.put(h, n)
		b := (h ^ h>>32) % filterBits
		l.filter[b/64] |= 1 << (b % 64)
	}
	return n
}

func step(from, pattern int32) uint64 { return uint64(from)<<32 | uint64(pattern) }

// add gives a term, as patterns, a vote.
func (l *lexicon) add(patterns []int32, v vote) {
	at := int32(0)
	for _, p := range patterns {
		to := l.next.get(step(at, p))
		if to == 0 {
			to = int32(len(l.nodes))
			l.nodes = append(l.nodes, node{})
			l.next.put(step(at, p), to)
			l.nodes[at].longer = true
		}
		at = to
	}
	l.nodes[at].votes = append(l.nodes[at].votes, v)
}

// finish makes the way from the root short, and sees to it that a term with
// votes for a concept and for its parent counts once for the parent.
func (l *lexicon) finish(concepts []concept) {
	for i := range l.nodes {
		l.nodes[i].votes = settle(l.nodes[i].votes, concepts)
	}
	l.first = make([]int32, l.patterns.n+1)
	for p := range l.first {
		l.first[p] = l.next.get(step(0, int32(p)))
	}
}

// match appends the patterns that a folded word fits; parts are the offsets
// within it where one may begin too. What stands before the first hyphen may
// be a word of its own; proclitics of Arabic are none.
func (l *lexicon) match(dst []int32, w []byte, parts []int, arabic bool) []int32 {
	dst = l.matchFrom(dst, w)
	for _, p := range parts {
		if p < len(w) {
			dst = l.matchFrom(dst, w[p:])
		}
	}
	if len(parts) > 0 && !arabic {
		dst = l.matchWhole(dst, w[:parts[0]])
	}
	if l.endings {
		h := uint64(hashStart ^ endingSeed)
		for i := len(w) - 1; i >= 0; i-- {
			h = (h ^ uint64(w[i])) * hashPrime
			dst = l.lookUp(dst, h)
		}
	}
	return dst
}

func (l *lexicon) matchFrom(dst []int32, w []byte) []int32 {
	h := uint64(hashStart)
	for _, c := range w {
		h = (h ^ uint64(c)) * hashPrime
		dst = l.lookUp(dst, h)
	}
	return l.lookUp(dst, whole(h))
}

// matchWhole is for a word without its beginnings.
func (l *lexicon) matchWhole(dst []int32, w []byte) []int32 {
	h := uint64(hashStart)
	for _, c := range w {
		h = (h ^ uint64(c)) * hashPrime
	}
	return l.lookUp(dst, whole(h))
}

func (l *lexicon) lookUp(dst []int32, h uint64) []int32 {
	if l.mayKnow(h) {
		if p := l.patterns.get(h); p > 0 {
			return append(dst, p)
		}
	}
	return dst
}

// walk is how far terms have got at a word.
type walk struct {
	// open are the nodes that the words before have reached and that go on.
	open [maxOpen]int32
	n    int
}

// maxOpen bounds the terms followed at once; real text stays far below.
const maxOpen = 12

// advance follows all terms over one more word, whose patterns are given, and
// calls meet for each node at which a term ends.
func (l *lexicon) advance(w *walk, patterns []int32, meet func(node int32)) {
	var now walk
	reach := func(n int32) {
		if len(l.nodes[n].votes) > 0 {
			meet(n)
		}
		if l.nodes[n].longer && now.n < maxOpen {
			now.open[now.n] = n
			now.n++
		}
	}
	for _, p := range patterns {
		if n := l.first[p]; n > 0 {
			reach(n)
		}
		for _, from := range w.open[:w.n] {
			if n := l.next.get(step(from, p)); n > 0 {
				reach(n)
			}
		}
	}
	*w = now
}

// isArabic says whether a word begins in the block of Arabic letters, by its
// first byte.
func isArabic(w string) bool { return w != "" && w[0] >= 0xd8 && w[0] <= 0xdb }

// isRead says whether terms are looked for in tokens of a kind.
func isRead(k text.Kind) bool { return k == text.Word || k == text.Number }

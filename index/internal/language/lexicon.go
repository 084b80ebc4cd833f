package language

import (
	"bytes"
	"hash/maphash"
	"sync/atomic"
)

const (
	// lexiconSlots is how many words a chain remembers: the vocabulary of
	// some months of news in one language. With words and terms a full one
	// takes about 5 MB.
	lexiconSlots = 1 << 15
	// lexiconWord is the length in bytes of the longest word remembered.
	lexiconWord = 48
)

// entry is what a chain makes of a word. It is never changed.
type entry struct {
	word []byte
	// term is nil for a word that the chain leaves out.
	term []byte
	text string
	// parts are those of a compound.
	parts []*entry
}

// lexicon remembers what a chain makes of words. Every filter of a chain looks
// at one word alone, and the words of news repeat, so that most are folded and
// stemmed once. It is bounded: a word takes the place of another of the same
// slot. It may be used concurrently, without locks.
type lexicon struct {
	seed  maphash.Seed
	slots atomic.Pointer[[lexiconSlots]atomic.Pointer[entry]]
	chain *chain
}

func newLexicon(c *chain) *lexicon {
	return &lexicon{seed: maphash.MakeSeed(), chain: c}
}

// entry returns what the chain makes of a word.
func (l *lexicon) entry(word []byte) *entry {
	slots := l.slots.Load()
	if slots == nil {
		// Chains of languages that never come take no memory.
		l.slots.CompareAndSwap(nil, new([lexiconSlots]atomic.Pointer[entry]))
		slots = l.slots.Load()
	}
	// Two places for each word, so that two frequent words do not chase each
	// other out.
	at := maphash.Bytes(l.seed, word) % lexiconSlots
	if e := slots[at].Load(); e != nil && bytes.Equal(e.word, word) {
		return e
	}
	if e := slots[at^1].Load(); e != nil && bytes.Equal(e.word, word) {
		return e
	}
	e := l.compute(word)
	if len(word) <= lexiconWord {
		if slots[at].Load() != nil && slots[at^1].Load() == nil {
			at ^= 1
		}
		slots[at].Store(e)
	}
	return e
}

func (l *lexicon) compute(word []byte) *entry {
	e := newEntry(l.chain.term(word))
	e.word = bytes.Clone(word)
	for _, part := range l.chain.parts(word, e.term) {
		e.parts = append(e.parts, newEntry(part))
	}
	return e
}

func newEntry(term []byte) *entry {
	e := &entry{}
	if len(term) > 0 {
		e.text = string(term)
		e.term = []byte(e.text)
	}
	return e
}

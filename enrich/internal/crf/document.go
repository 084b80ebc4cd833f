package crf

import (
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/text"
)

// document is an article cut into pieces, with the words it uses. Its slices
// are used again for the next article.
type document struct {
	pieces    []piece
	words     []*word
	sentence  []int32 // of each piece
	sentences []sentence

	// form numbers the lower-case form of each piece; forms holds how each is
	// used; next links the capital pieces of a form.
	form  []int32
	forms []form
	next  []int32
	index formIndex

	// matches are the names from lists, in order, without overlap.
	matches []match

	// restored says of each piece why it is read in another case, usual how
	// each form stands in running text.
	restored []restoration
	usual    []usage
}

// sentence is the range [first, last) of an article's pieces.
type sentence struct {
	first, last int
	// part is the text that it stands in.
	part int
	// shouts says that nearly all of it is in capitals, titles that nearly
	// every word begins with one.
	shouts, titles bool
}

// form is how an article uses a word, whatever its case.
type form struct {
	// lower says that it occurs in lower case.
	lower bool
	// first and last are the ends of the chain of its capital pieces; -1
	// where there are none.
	first, last int32
	count       int32
}

// match is a name from a list: pieces [first, last).
type match struct {
	first, last int
	mask        uint32
}

// maxSentence bounds the pieces of a sentence; longer ones are cut.
const maxSentence = 256

// edgeWord stands beside the ends of a sentence.
func edgeWord() *word {
	d := digestOf("\x00")
	return &word{lower: d, normal: d, shape: d, brief: d, coarse: d, fine: d}
}

// read fills d from the texts of one article. wordOf describes a word form.
func (d *document) read(parts []*text.Document, l *Lexicon, wordOf func(string) *word) {
	d.pieces, d.words, d.sentence, d.sentences = d.pieces[:0], d.words[:0], d.sentence[:0], d.sentences[:0]
	for p, part := range parts {
		for _, s := range part.Sentences {
			first := len(d.pieces)
			for t := s.First; t < s.Last; t++ {
				if len(d.pieces)-first >= maxSentence {
					d.endSentence(first, p)
					first = len(d.pieces)
				}
				d.pieces = appendPieces(d.pieces, part.Text, part.Tokens[t], t, l)
				for i := len(d.words); i < len(d.pieces); i++ {
					d.words = append(d.words, wordOf(part.Text[d.pieces[i].start:d.pieces[i].end]))
				}
			}
			d.endSentence(first, p)
		}
	}
	d.match(l)
	d.restore(wordOf)
	d.readForms()
}

// endSentence adds the sentence of the pieces from first on.
func (d *document) endSentence(first, part int) {
	s := sentence{first: first, last: len(d.pieces), part: part}
	letters, shouted, long, capital, small := 0, 0, 0, 0, 0
	for _, w := range d.words[first:] {
		d.sentence = append(d.sentence, int32(len(d.sentences)))
		if !w.letter {
			continue
		}
		letters++
		if w.shouted || w.capital && utf8.RuneCountInString(w.text) == 1 {
			shouted++
		}
		if len(w.text) > 3 {
			long++
			if w.capital {
				capital++
			}
		}
		if !w.capital {
			small++
		}
	}
	s.shouts = letters > 2 && shouted*10 >= letters*8
	s.titles = !s.shouts && letters > 3 && long > 2 && capital*10 >= long*9 && small*2 < letters
	if s.first < s.last {
		d.sentences = append(d.sentences, s)
	}
}

// word is the word of piece i, or the edge beside the sentence.
func (d *document) word(s *sentence, i int) *word {
	if i < s.first || i >= s.last {
		return d.index.edge
	}
	return d.words[i]
}

// readForms chains the pieces of each form.
func (d *document) readForms() {
	d.form, d.next, d.forms = d.form[:0], d.next[:0], d.forms[:0]
	d.index.reset(len(d.pieces))
	for i, w := range d.words {
		n, fresh := d.index.number(w.lower, int32(len(d.forms)))
		if fresh {
			d.forms = append(d.forms, form{first: -1, last: -1})
		}
		d.form = append(d.form, n)
		d.next = append(d.next, -1)
		f := &d.forms[n]
		if !w.capital {
			f.lower = f.lower || w.letter
			continue
		}
		if f.last >= 0 {
			d.next[f.last] = int32(i)
		} else {
			f.first = int32(i)
		}
		f.last = int32(i)
		f.count++
	}
}

// maxPhrase bounds the words of a name in a list.
const maxPhrase = 6

// match finds the longest names of two or more words from lists.
func (d *document) match(l *Lexicon) {
	d.matches = d.matches[:0]
	for si := range d.sentences {
		s := &d.sentences[si]
		for i := s.first; i < s.last; {
			m, ok := d.longest(l, s, i)
			if !ok {
				i++
				continue
			}
			d.matches = append(d.matches, m)
			i = m.last
		}
	}
}

func (d *document) longest(l *Lexicon, s *sentence, i int) (m match, ok bool) {
	if w := d.words[i]; !w.capital || w.mask&continues == 0 {
		return m, false
	}
	var h digest
	for j := i; j < s.last && j-i < maxPhrase; j++ {
		w := d.words[j]
		switch {
		case s.headline() && w.little && j > i:
			h = h.phrase(w.lower)
		case w.shouted && (s.shouts || len(w.text) > 4):
			h = h.phrase(w.titled)
		default:
			h = h.phrase(w.normal)
		}
		mask := l.mask(h)
		if mask&^continues != 0 && j > i {
			m, ok = match{i, j + 1, mask}, true
		}
		if mask&continues == 0 {
			break
		}
	}
	return m, ok
}

// appendKeys appends the features of the pieces that m covers, as seen from
// piece i.
func (m *match) appendKeys(keys []uint32, i int) []uint32 {
	place := 1
	switch i {
	case m.first:
		place = 0
	case m.last - 1:
		place = 2
	}
	for c := range Classes {
		if m.mask>>c&1 != 0 {
			keys = append(keys, phraseClass.at(place).with(digest(c)).key())
		}
	}
	return keys
}

// formIndex numbers digests within one article.
type formIndex struct {
	slots []formSlot
	round uint32
	edge  *word
}

type formSlot struct {
	digest digest
	number int32
	round  uint32
}

// reset forgets all and makes room for n digests.
func (x *formIndex) reset(n int) {
	x.round++
	size := 1024
	for size < 2*n {
		size *= 2
	}
	if len(x.slots) < size || x.round == 0 {
		x.slots, x.round = make([]formSlot, size), 1
	}
}

// find returns the number of a digest.
func (x *formIndex) find(d digest) (n int32, ok bool) {
	mask := len(x.slots) - 1
	for i := int(d) & mask; x.slots[i].round == x.round; i = (i + 1) & mask {
		if x.slots[i].digest == d {
			return x.slots[i].number, true
		}
	}
	return 0, false
}

// number returns the number of a digest, or gives it the next one.
func (x *formIndex) number(d digest, next int32) (n int32, fresh bool) {
	mask := len(x.slots) - 1
	for i := int(d) & mask; ; i = (i + 1) & mask {
		s := &x.slots[i]
		if s.round != x.round {
			*s = formSlot{d, next, x.round}
			return next, true
		}
		if s.digest == d {
			return s.number, false
		}
	}
}

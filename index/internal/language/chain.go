package language

import (
	"bytes"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
)

// chain is one way from text to terms: the words of the text, each by itself
// through filters. It may be used concurrently.
type chain struct {
	scanner *scanner
	// joiners is set where the zero-width non-joiner parts words.
	joiners bool
	// prefixes are written with a hyphen or without.
	prefixes map[string]bool
	// bigrams is set where runs of ideographs, kana and Hangul are kept as
	// pairs of characters.
	bigrams bool
	// spaced is set where a plain space stands between the thousands of a
	// number; one that does not break a line does everywhere.
	spaced bool
	// compounds, if there are any, are kept with their parts.
	compounds compounds
	// names, if there is one, is the chain without stemming, whose terms
	// capitalised words have besides their own.
	names   *chain
	filters []analysis.TokenFilter
	lexicon *lexicon
	// buffers holds *buffers.
	buffers sync.Pool
}

// finish makes a chain ready for use.
func (c *chain) finish() *chain {
	c.lexicon = newLexicon(c)
	c.buffers.New = func() any { return new(buffers) }
	return c
}

// term makes the term of one word, nil if the chain leaves it out. Texts come
// from anywhere, and the index library analyses in goroutines of its own,
// where a panic would end the process: a word that a filter panics at has no
// term.
func (c *chain) term(word []byte) (term []byte) {
	defer func() {
		if recover() != nil {
			term = nil
		}
	}()
	// Filters write into what they are given.
	stream := analysis.TokenStream{{Term: append([]byte(nil), word...), End: len(word), Position: 1}}
	for _, f := range c.filters {
		stream = f.Filter(stream)
	}
	if len(stream) == 0 {
		return nil
	}
	return stream[0].Term
}

// occurrence is a term in a text.
type occurrence struct {
	*entry
	start, end, position int
}

// parts returns the terms that a word has besides its own: those of the parts
// of a compound, and that of a name as it stands.
func (c *chain) parts(word, term []byte) (terms [][]byte) {
	if c.compounds != nil {
		for _, part := range c.compounds.parts(word) {
			if t := c.term(part); len(t) > 0 && !bytes.Equal(t, term) {
				terms = append(terms, t)
			}
		}
	}
	if first, _ := utf8.DecodeRune(word); unicode.IsUpper(first) {
		terms = append(terms, c.unstemmed(word, term)...)
	}
	return terms
}

// unstemmed returns the term of a word as a name, unless it is its own or the
// chain leaves the word out. Stemmers judge endings by their letters, so that
// "Iğdır", which the Turkish one takes for "it is Iğ", and "Igdir" meet in this
// form alone.
func (c *chain) unstemmed(word, term []byte) [][]byte {
	if c.names == nil || len(term) == 0 {
		return nil
	}
	if t := c.names.term(word); len(t) > 0 && !bytes.Equal(t, term) {
		return [][]byte{t}
	}
	return nil
}

// buffers are what one analysis needs and the next can use again.
type buffers struct{ raw, words []word }

// walk calls yield with every term of a text, in the order of positions.
// Words that are part of those before them are there if inner is set.
func (c *chain) walk(text []byte, inner bool, yield func(occurrence)) {
	b := c.buffers.Get().(*buffers)
	defer c.buffers.Put(b)
	if c.joiners {
		text = withoutJoiners(text)
	}
	b.raw = c.scanner.words(text, b.raw[:0])
	b.words = c.arrange(text, b.raw, b.words[:0])
	position := 0
	for _, w := range b.words {
		if !w.inner {
			position++
		}
		if !inner && (w.inner || w.tail) {
			continue
		}
		e := c.lexicon.entry(text[w.start:w.end])
		if e.term != nil {
			yield(occurrence{e, w.start, w.end, position})
		}
		if inner {
			for _, part := range e.parts {
				yield(occurrence{part, w.start, w.end, position})
			}
		}
	}
}

// arrange appends the words that a reader looks for, made of those that
// Unicode borders.
func (c *chain) arrange(text []byte, raw, out []word) []word {
	for _, w := range raw {
		if w.kind == letters {
			out = append(out, w)
		} else {
			out = split(text, w, out)
		}
	}
	out = c.join(text, out)
	if c.bigrams {
		out = pairs(text, out)
	}
	return out
}

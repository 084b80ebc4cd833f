// Package language turns text into the terms that the index stores and that
// queries look for, one analysis chain a language.
//
// Words are bordered as Unicode does, see [Language.Tokens], and taken apart or
// put together where readers write them in two ways: "reuters.com" is two
// words, "U.S." is us, "MH-370" and "MH370" are mh and 370, "1,000" is 1000,
// "co-founder" is cofounder and, for those who look for it, founder. Each word
// then goes through the filters of its language: Unicode NFKC first, without
// soft hyphens and marks of direction; bleve's normalisation, stop words and
// stemming, or light stemming of ours; and last the diacritics of Latin, Greek,
// Arabic and Hebrew letters and apostrophes are taken off, so that "Erdogan"
// finds "Erdoğan" and "OBrien" "O'Brien" in every language. Chinese, Japanese
// and Korean are kept as pairs of characters and, for those who look for a
// single one, as characters; Turkish names as they stand besides their stem. In
// a language without a chain of its own nothing is stemmed and no word is left
// out; scripts without spaces are kept by character there, so that a phrase
// finds what was written.
//
// Nothing here guesses the language of a text. Of compounds that are written as
// one word, German ones with a frequent head alone are kept with their parts.
package language

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/registry"
)

// Version counts changes of what the chains make of a text. An index made by
// another version must be rebuilt.
//
//	1: first release.
//	2: chains for bg, ca, cs, el, eu, gl, hy, id; NFKC, numbers, acronyms,
//	   apostrophes, dots and digits inside words, prefixes with a hyphen,
//	   Turkish I, pairs of Hangul, Thai, German compounds.
//	3: single characters besides their pairs, Turkish names unstemmed besides;
//	   endings of bg, ca, cs, el, eu, gl, hy, id.
const Version = 3

// Unknown is the name of the chain for every language without its own.
const Unknown = "und"

// Set holds every chain. It may be used concurrently.
type Set struct {
	byName map[string]*Language
	all    []*Language
}

// Language is one analysis chain. It may be used concurrently.
type Language struct {
	// Name is the end of the index fields that hold text of this chain.
	Name string
	full *chain
	// plain is the chain without stop words and stemming.
	plain     *chain
	countings countings
}

// New builds every chain, which takes a moment. The error names the chain that
// bleve does not have.
func New() (*Set, error) {
	cache := registry.NewCache()
	scanner := newScanner()
	s := &Set{byName: make(map[string]*Language)}
	for i := range specs {
		l, err := specs[i].build(cache, scanner)
		if err != nil {
			return nil, fmt.Errorf("building the analysis chain %q: %w", specs[i].name, err)
		}
		s.byName[l.Name] = l
		s.all = append(s.all, l)
	}
	return s, nil
}

// For returns the chain for a language code such as "en" or "zh-Hant"; the
// chain named [Unknown] where there is no other.
func (s *Set) For(code string) *Language {
	code, _, _ = strings.Cut(strings.ToLower(code), "-")
	l := s.byName[cmp.Or(same[code], code)]
	return cmp.Or(l, s.byName[Unknown])
}

// Named returns the chain of that name, or nil.
func (s *Set) Named(name string) *Language { return s.byName[name] }

// All returns every chain, in a fixed order. The caller must not change it.
func (s *Set) All() []*Language { return s.all }

// Analyser returns the chain in the form that bleve's fields take. The terms
// of its tokens are shared and must not be changed.
func (l *Language) Analyser() analysis.Analyzer { return analyser{l.full} }

// Uncached returns the same chain as bleve runs it: its tokenizer for the whole
// text, and each filter over all words. It is what [Language.Frequencies] is
// measured by.
func (l *Language) Uncached() analysis.Analyzer { return uncached{l.full} }

type analyser struct{ chain *chain }

// Analyze implements bleve's analyser.
func (a analyser) Analyze(text []byte) analysis.TokenStream {
	var tokens []analysis.Token
	a.chain.walk(text, true, func(o occurrence) {
		tokens = append(tokens, analysis.Token{Term: o.term, Start: o.start, End: o.end, Position: o.position})
	})
	stream := make(analysis.TokenStream, len(tokens))
	for i := range tokens {
		stream[i] = &tokens[i]
	}
	return stream
}

type uncached struct{ chain *chain }

// Analyze implements bleve's analyser.
func (u uncached) Analyze(text []byte) analysis.TokenStream {
	c := u.chain
	if c.joiners {
		text = withoutJoiners(text)
	}
	var stream analysis.TokenStream
	position := 0
	for _, w := range c.arrange(text, c.scanner.intricate(text, 0, len(text), nil), nil) {
		if !w.inner {
			position++
		}
		stream = append(stream, &analysis.Token{Term: append([]byte(nil), text[w.start:w.end]...), Start: w.start, End: w.end, Position: position})
	}
	if c.compounds != nil {
		stream = c.withParts(stream)
	}
	for _, f := range c.filters {
		stream = f.Filter(stream)
	}
	if c.names != nil {
		stream = c.withNames(text, stream)
	}
	return slices.DeleteFunc(stream, func(t *analysis.Token) bool { return len(t.Term) == 0 })
}

// withParts puts the parts of compounds behind them.
func (c *chain) withParts(in analysis.TokenStream) (out analysis.TokenStream) {
	for _, t := range in {
		out = append(out, t)
		term := c.term(t.Term)
		for _, part := range c.compounds.parts(t.Term) {
			if p := c.term(part); !bytes.Equal(p, term) {
				out = append(out, &analysis.Token{Term: bytes.Clone(part), Start: t.Start, End: t.End, Position: t.Position})
			}
		}
	}
	return out
}

// withNames puts the terms of names as they stand behind them.
func (c *chain) withNames(text []byte, in analysis.TokenStream) (out analysis.TokenStream) {
	for _, t := range in {
		out = append(out, t)
		for _, term := range c.parts(text[t.Start:t.End], t.Term) {
			out = append(out, &analysis.Token{Term: term, Start: t.Start, End: t.End, Position: t.Position})
		}
	}
	return out
}

// Token is one term of a text.
type Token struct {
	Term string
	// Position counts words from 1, stop words included.
	Position int
	// Start and End are the byte range of the word in the text.
	Start, End int
}

// Tokens analyses a text. Where a word is part of the one before it, such as
// founder of co-founder, Verhandlungen of Friedensverhandlungen or 停 of 停火, both
// have one position.
func (l *Language) Tokens(text string) []Token { return l.full.tokens(text, true) }

func (c *chain) tokens(text string, inner bool) []Token {
	var out []Token
	c.walk([]byte(text), inner, func(o occurrence) {
		out = append(out, Token{Term: o.text, Position: o.position, Start: o.start, End: o.end})
	})
	return out
}

// Phrase analyses the words of a query: one list of alternative terms for
// each position from the first term to the last; an empty list stands for a
// word that the chain leaves out. No position at all means that every word
// was left out.
func (l *Language) Phrase(text string) [][]string {
	var out [][]string
	first := 0
	for _, t := range l.full.tokens(text, false) {
		if len(out) == 0 {
			first = t.Position
		}
		for len(out) <= t.Position-first {
			out = append(out, nil)
		}
		at := t.Position - first
		out[at] = append(out[at], t.Term)
		for _, term := range l.full.unstemmed([]byte(text[t.Start:t.End]), []byte(t.Term)) {
			out[at] = append(out[at], string(term))
		}
	}
	return out
}

// endings are common endings of words in the languages that are stemmed. Each
// is put on a prefix to learn which stems words of that beginning have.
var endings = []string{
	"", "e", "s", "es", "ed", "en", "er", "ers", "ing", "ion", "ions", "or", "ors", "ive", "able", "ment", "ity", "al",
	"a", "o", "os", "as", "ar", "é", "ée", "és", "ung", "ungen", "te", "ten", "i", "y", "ет", "ить", "ы", "а", "ов", "ия", "ого",
}

// Prefix analyses the beginning of a word. A term of the chain belongs to
// such a word if it begins with head or is one of stems: a stem can be shorter
// than the beginning that was asked for ("negotiat" and "negoti"). The head is
// empty if beginning is not one word in this chain.
func (l *Language) Prefix(beginning string) (head string, stems []string) {
	plain := l.plain.tokens(beginning, false)
	if len(plain) != 1 {
		return "", nil
	}
	head = plain[0].Term
	seen := make(map[string]bool)
	for _, ending := range endings {
		ts := l.full.tokens(beginning+ending, false)
		if len(ts) != 1 || strings.HasPrefix(ts[0].Term, head) || seen[ts[0].Term] {
			continue
		}
		seen[ts[0].Term] = true
		stems = append(stems, ts[0].Term)
	}
	return head, stems
}

// Package language turns text into the terms that the index stores and that
// queries look for, one analysis chain a language.
//
// The chains are bleve's (stop words, normalisation, stemming), with two
// filters of ours around them: text is brought to Unicode NFC first, and
// diacritics of Latin letters are folded last, so that "Erdogan" finds
// "Erdoğan" in every language. A language without a chain of its own is split
// at Unicode word borders, lower-cased and folded; nothing is stemmed and no
// word is left out there.
//
// Nothing here guesses the language of a text.
package language

import (
	"fmt"
	"strings"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/ar"
	"github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	"github.com/blevesearch/bleve/v2/analysis/lang/ckb"
	"github.com/blevesearch/bleve/v2/analysis/lang/da"
	"github.com/blevesearch/bleve/v2/analysis/lang/de"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/lang/es"
	"github.com/blevesearch/bleve/v2/analysis/lang/fa"
	"github.com/blevesearch/bleve/v2/analysis/lang/fi"
	"github.com/blevesearch/bleve/v2/analysis/lang/fr"
	"github.com/blevesearch/bleve/v2/analysis/lang/hi"
	"github.com/blevesearch/bleve/v2/analysis/lang/hr"
	"github.com/blevesearch/bleve/v2/analysis/lang/hu"
	"github.com/blevesearch/bleve/v2/analysis/lang/in"
	"github.com/blevesearch/bleve/v2/analysis/lang/it"
	"github.com/blevesearch/bleve/v2/analysis/lang/nl"
	"github.com/blevesearch/bleve/v2/analysis/lang/no"
	"github.com/blevesearch/bleve/v2/analysis/lang/pl"
	"github.com/blevesearch/bleve/v2/analysis/lang/pt"
	"github.com/blevesearch/bleve/v2/analysis/lang/ro"
	"github.com/blevesearch/bleve/v2/analysis/lang/ru"
	"github.com/blevesearch/bleve/v2/analysis/lang/sv"
	"github.com/blevesearch/bleve/v2/analysis/lang/tr"
	"github.com/blevesearch/bleve/v2/analysis/token/lowercase"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/unicode"
	"github.com/blevesearch/bleve/v2/registry"
)

// Version counts changes of what the chains make of a text. An index made by
// another version must be rebuilt.
//
//	1: first release.
const Version = 1

// Unknown is the name of the chain for every language without its own.
const Unknown = "und"

// chains lists the languages with a chain of bleve's and the filters of that
// chain that rewrite a word without stemming it; prefixes go through these
// alone.
var chains = []struct {
	name      string
	normalise []string
}{
	{ar.AnalyzerName, []string{ar.NormalizeName}},
	{cjk.AnalyzerName, []string{cjk.WidthName}},
	{ckb.AnalyzerName, []string{ckb.NormalizeName}},
	{da.AnalyzerName, nil},
	{de.AnalyzerName, []string{de.NormalizeName}},
	{en.AnalyzerName, []string{en.PossessiveName}},
	{es.AnalyzerName, []string{es.NormalizeName}},
	{fa.AnalyzerName, []string{ar.NormalizeName, fa.NormalizeName}},
	{fi.AnalyzerName, nil},
	{fr.AnalyzerName, []string{fr.ElisionName}},
	{hi.AnalyzerName, []string{in.NormalizeName, hi.NormalizeName}},
	{hr.AnalyzerName, nil},
	{hu.AnalyzerName, nil},
	{it.AnalyzerName, []string{it.ElisionName}},
	{nl.AnalyzerName, nil},
	{no.AnalyzerName, nil},
	{pl.AnalyzerName, nil},
	{pt.AnalyzerName, nil},
	{ro.AnalyzerName, nil},
	{ru.AnalyzerName, nil},
	{sv.AnalyzerName, nil},
	{tr.AnalyzerName, nil},
}

// same maps codes of languages that share another's chain.
var same = map[string]string{
	"zh": cjk.AnalyzerName, "ja": cjk.AnalyzerName, "ko": cjk.AnalyzerName,
	"nb": no.AnalyzerName, "nn": no.AnalyzerName,
}

// Set holds every chain. It may be used concurrently.
type Set struct {
	byName map[string]*Language
	all    []*Language
}

// Language is one analysis chain. It may be used concurrently.
type Language struct {
	// Name is the end of the index fields that hold text of this chain.
	Name     string
	analyser guarded
	// plain is the chain without stop words and stemming.
	plain guarded
}

// guarded is a chain that cannot panic: texts come from anywhere, and the
// index library analyses in goroutines of its own, where a panic would end
// the process. A text that a filter panics at has no terms.
type guarded struct{ chain *analysis.DefaultAnalyzer }

// Analyze implements bleve's analyser.
func (g guarded) Analyze(text []byte) (tokens analysis.TokenStream) {
	defer func() {
		if recover() != nil {
			tokens = nil
		}
	}()
	return g.chain.Analyze(text)
}

// New builds every chain. The error names the chain that bleve does not have.
func New() (*Set, error) {
	cache := registry.NewCache()
	s := &Set{byName: make(map[string]*Language)}
	for _, c := range chains {
		l, err := build(cache, c.name, c.normalise)
		if err != nil {
			return nil, fmt.Errorf("building the analysis chain %q: %w", c.name, err)
		}
		s.add(l)
	}
	plain, err := plainChain(cache, nil)
	if err != nil {
		return nil, fmt.Errorf("building the analysis chain %q: %w", Unknown, err)
	}
	s.add(&Language{Name: Unknown, analyser: guarded{plain}, plain: guarded{plain}})
	return s, nil
}

func (s *Set) add(l *Language) {
	s.byName[l.Name] = l
	s.all = append(s.all, l)
}

func build(cache *registry.Cache, name string, normalise []string) (*Language, error) {
	named, err := cache.AnalyzerNamed(name)
	if err != nil {
		return nil, err
	}
	chain, ok := named.(*analysis.DefaultAnalyzer)
	if !ok {
		return nil, fmt.Errorf("bleve's analyser is a %T, which cannot be extended", named)
	}
	full := &analysis.DefaultAnalyzer{Tokenizer: chain.Tokenizer}
	if len(chain.CharFilters) > 0 {
		// The only character filter in these chains replaces the zero-width
		// non-joiner and moves every later offset; ours does not.
		full.CharFilters = []analysis.CharFilter{joiners{}}
	}
	full.TokenFilters = append(full.TokenFilters, compose{})
	full.TokenFilters = append(full.TokenFilters, chain.TokenFilters...)
	full.TokenFilters = append(full.TokenFilters, fold{})
	plain, err := plainChain(cache, normalise)
	if err != nil {
		return nil, err
	}
	plain.CharFilters = full.CharFilters
	return &Language{Name: name, analyser: guarded{full}, plain: guarded{plain}}, nil
}

func plainChain(cache *registry.Cache, normalise []string) (*analysis.DefaultAnalyzer, error) {
	tokenizer, err := cache.TokenizerNamed(unicode.Name)
	if err != nil {
		return nil, err
	}
	chain := &analysis.DefaultAnalyzer{Tokenizer: tokenizer, TokenFilters: []analysis.TokenFilter{compose{}}}
	for _, name := range append([]string{lowercase.Name}, normalise...) {
		filter, err := cache.TokenFilterNamed(name)
		if err != nil {
			return nil, err
		}
		chain.TokenFilters = append(chain.TokenFilters, filter)
	}
	chain.TokenFilters = append(chain.TokenFilters, fold{})
	return chain, nil
}

// For returns the chain for a language code such as "en" or "zh-Hant"; the
// chain named [Unknown] where there is no other.
func (s *Set) For(code string) *Language {
	code, _, _ = strings.Cut(strings.ToLower(code), "-")
	if name, ok := same[code]; ok {
		code = name
	}
	if l, ok := s.byName[code]; ok {
		return l
	}
	return s.byName[Unknown]
}

// Named returns the chain of that name, or nil.
func (s *Set) Named(name string) *Language { return s.byName[name] }

// All returns every chain, in a fixed order. The caller must not change it.
func (s *Set) All() []*Language { return s.all }

// Analyser returns the chain in the form that index fields take.
func (l *Language) Analyser() analysis.Analyzer { return l.analyser }

// Token is one term of a text.
type Token struct {
	Term string
	// Position counts words from 1, stop words included.
	Position int
	// Start and End are the byte range of the word in the text.
	Start, End int
}

// Tokens analyses a text.
func (l *Language) Tokens(text string) []Token { return tokens(l.analyser, text) }

func tokens(a analysis.Analyzer, text string) []Token {
	// A copy, since filters may write into what they are given.
	stream := a.Analyze([]byte(text))
	out := make([]Token, len(stream))
	for i, t := range stream {
		// Filters that merge words can overrun text that is not valid UTF-8.
		end := min(t.End, len(text))
		out[i] = Token{Term: string(t.Term), Position: t.Position, Start: min(t.Start, end), End: end}
	}
	return out
}

// Phrase analyses the words of a query: one list of alternative terms for
// each position from the first term to the last; an empty list stands for a
// word that the chain leaves out. No position at all means that every word
// was left out.
func (l *Language) Phrase(text string) [][]string {
	var out [][]string
	first := 0
	for _, t := range l.Tokens(text) {
		if len(out) == 0 {
			first = t.Position
		}
		for len(out) <= t.Position-first {
			out = append(out, nil)
		}
		at := t.Position - first
		out[at] = append(out[at], t.Term)
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
	plain := tokens(l.plain, beginning)
	if len(plain) != 1 {
		return "", nil
	}
	head = plain[0].Term
	seen := make(map[string]bool)
	for _, ending := range endings {
		ts := l.Tokens(beginning + ending)
		if len(ts) != 1 || strings.HasPrefix(ts[0].Term, head) || seen[ts[0].Term] {
			continue
		}
		seen[ts[0].Term] = true
		stems = append(stems, ts[0].Term)
	}
	return head, stems
}

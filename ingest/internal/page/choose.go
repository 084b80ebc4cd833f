package page

import (
	"iter"
	"strings"
	"unicode"

	"golang.org/x/net/html/atom"
)

const (
	// agreeing is the share of the longer of two extractions that both must
	// have, for what they share to be taken for the article.
	agreeing = 0.6
	// sharedWords is the share of a block's runs of words that makes it the
	// same as a block elsewhere, and run their length.
	sharedWords = 0.5
	run         = 4
	// linkedText is the share of links from which on a block is a list of
	// other things to read.
	linkedText = 0.7
	// prose is the least size of a block that is surely text, dump the size
	// from which on it is all of a page in one.
	prose, dump = 80, 6000
	// minBody is the least size of the text in linked data that says
	// something.
	minBody = 300
	// scripted is the size below which the text of a page is no more than
	// what stands there until a script has run.
	scripted = 160
)

// about is what is known of an article beside its page's text.
type about struct {
	// title and summary are those of the page and the feed.
	title, summary string
	// body is the text in the page's linked data.
	body string
}

// choose makes one text of what two extractors found. Where they agree on
// most, the article is what both found: what only one has is seldom part of
// it. Where they do not, one of them has lost its way; the other is
// the one closer to the text in the linked data, else the one with more
// prose about what title and summary say.
func choose(a, b []block, k about) []block {
	switch {
	case len(a) == 0:
		return tidy(b, k)
	case len(b) == 0:
		return tidy(a, k)
	}
	runsA, runsB := runsOf(a), runsOf(b)
	both := runsA.common(b)
	if float64(size(both)) >= agreeing*float64(max(size(a), size(b))) {
		return tidy(both, k)
	}
	if len(k.body) >= minBody {
		body := runs{}
		body.add(k.body)
		if body.likeness(runsA) > body.likeness(runsB) {
			return tidy(a, k)
		}
		return tidy(b, k)
	}
	if proseAbout(a, k) > proseAbout(b, k) {
		return tidy(a, k)
	}
	return tidy(b, k)
}

// tidy drops lists of links, prose that was there before, the title above the
// text and headings with nothing below.
func tidy(list []block, k about) []block {
	var out []block
	before := map[string]bool{}
	title := fold(k.title)
	for _, p := range list {
		if float64(p.links) > linkedText*float64(len(p.text)) {
			continue
		}
		if len(out) == 0 && (p.tag == atom.H1 || title != "" && fold(p.text) == title) {
			continue
		}
		if len(p.text) >= prose {
			if before[p.text] {
				continue
			}
			before[p.text] = true
		}
		out = append(out, p)
	}
	for len(out) > 0 && heading(out[len(out)-1].tag) {
		out = out[:len(out)-1]
	}
	return out
}

func heading(tag atom.Atom) bool {
	switch tag {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	}
	return false
}

// proseAbout rates an extraction: the size of its prose less that of the rest,
// weighed by how many of the words of title and summary are in it.
func proseAbout(list []block, k about) float64 {
	good, words := 0, map[string]bool{}
	for _, p := range list {
		switch n := len(p.text); {
		case n > dump:
		case n >= prose && float64(p.links) < 0.3*float64(n):
			good += n
		default:
			good -= n
		}
		for w := range wordsOf(p.text) {
			words[w] = true
		}
	}
	all, found := 0, 0
	for w := range wordsOf(k.title + " " + k.summary) {
		if len(w) < 4 {
			continue
		}
		all++
		if words[w] {
			found++
		}
	}
	weight := 1.0
	if all > 0 {
		weight = 0.2 + float64(found)/float64(all)
	}
	return float64(max(good, 0)) * weight
}

// wordsOf yields the words of a text in lower case; of scripts that are
// written without spaces each character is one.
func wordsOf(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		start := -1
		for i, r := range s {
			alone := unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
			inside := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
			if start >= 0 && (alone || !inside) {
				if !yield(strings.ToLower(s[start:i])) {
					return
				}
				start = -1
			}
			switch {
			case alone:
				if !yield(string(r)) {
					return
				}
			case inside && start < 0:
				start = i
			}
		}
		if start >= 0 {
			yield(strings.ToLower(s[start:]))
		}
	}
}

// fold returns the words of a text with one space between them.
func fold(s string) string {
	var b strings.Builder
	for w := range wordsOf(s) {
		b.WriteString(w)
		b.WriteByte(' ')
	}
	return b.String()
}

// runs is the set of the runs of words in a text, by their hashes.
type runs map[uint64]struct{}

// each calls f with the hash of each run of words in a text; a shorter text
// is one run.
func each(s string, f func(uint64)) {
	var words [run]uint64
	n := 0
	for w := range wordsOf(s) {
		copy(words[:], words[1:])
		words[run-1] = hash(w)
		if n++; n >= run {
			f(mix(words[:]))
		}
	}
	if n > 0 && n < run {
		f(mix(words[:]))
	}
}

// hash is FNV-1a.
func hash(s string) uint64 {
	h := uint64(fnvOffset)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * fnvPrime
	}
	return h
}

func mix(words []uint64) uint64 {
	h := uint64(fnvOffset)
	for _, w := range words {
		h = (h ^ w ^ w>>32) * fnvPrime
	}
	return h
}

const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

func (r runs) add(s string) { each(s, func(h uint64) { r[h] = struct{}{} }) }

func runsOf(list []block) runs {
	r := runs{}
	for _, p := range list {
		r.add(p.text)
	}
	return r
}

// common returns the blocks whose runs are in r for the most part.
func (r runs) common(list []block) []block {
	var out []block
	for _, p := range list {
		all, found := 0, 0
		each(p.text, func(h uint64) {
			all++
			if _, ok := r[h]; ok {
				found++
			}
		})
		if found > 0 && float64(found) >= sharedWords*float64(all) {
			out = append(out, p)
		}
	}
	return out
}

// likeness is 1 for sets that are equal and 0 for those that share nothing.
func (r runs) likeness(other runs) float64 {
	if len(r)+len(other) == 0 {
		return 0
	}
	both := 0
	for h := range r {
		if _, ok := other[h]; ok {
			both++
		}
	}
	return 2 * float64(both) / float64(len(r)+len(other))
}

package crf

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/text"
)

// word is what is known of a word form, whatever its place.
type word struct {
	// form is the word as written, text that with its digits levelled, small
	// that in lower case.
	form, text, small string
	// lower and normal are the form in lower case and as written, digits
	// levelled; shape and brief its classes of letters, brief without
	// repetition.
	lower, normal, shape, brief digest
	// paths are the cut paths of its cluster, valid if clustered; coarse and
	// fine stand for the cluster in conjunctions, and for brief without one.
	paths        [len(pathLengths)]digest
	coarse, fine digest
	// titled is the form with a capital first letter alone.
	titled digest
	// mask holds the classes of the word as a name.
	mask      uint32
	casing    uint8
	clustered bool
	// doubtful words have forms that begin with unsure.
	doubtful bool
	// acronym says that, where it is capitalised, it mostly is all capitals.
	acronym bool
	// capital words begin with a capital; shouted ones have no other letters;
	// letter says that a letter comes first.
	capital, shouted, letter bool
	// joins holds for what connects the parts of a name in lower case, little
	// for it and other words that names have in lower case, whatever the case.
	joins, little bool
	// sums are the weights of the features of the word alone, for each of
	// its places in the window.
	sums [window]sum
}

// window is the number of pieces around one, itself included, whose features
// count; centre is its own place.
const (
	window = 5
	centre = 2
)

// unsure begins the form of a word of a headline that is read in a case which
// nothing in the article bears out. Its case is no evidence like that of
// others, so its shape is one of its own.
const unsure = "\x00"

// maxWord bounds the part of a word, in bytes, that is looked at.
const maxWord = 64

// newWord describes a word form.
func newWord(s string, l *Lexicon) *word {
	// A copy, or the word would keep the whole text that it stands in.
	form := strings.Clone(s)
	s, doubtful := strings.CutPrefix(form, unsure)
	if len(s) > maxWord {
		end := maxWord
		for end > 0 && !utf8.RuneStart(s[end]) {
			end--
		}
		s = s[:end]
	}
	n := normal(s)
	low := strings.ToLower(n)
	shape, brief := shapes(s)
	if doubtful {
		shape, brief = unsure+brief, unsure+brief
	}
	w := &word{form: form, text: n, small: low, lower: digestOf(low), normal: digestOf(n), shape: digestOf(shape), brief: digestOf(brief), doubtful: doubtful}
	r, size := utf8.DecodeRuneInString(s)
	w.capital = unicode.IsUpper(r)
	w.letter = unicode.IsLetter(r)
	w.shouted = w.capital && len(s) > size && strings.ToUpper(s) == s
	w.joins, w.little = joins(s), little(low)
	w.titled = w.normal
	if w.capital && w.shouted {
		w.titled = digestOf(titled(low))
	}
	w.casing, w.acronym = l.casingOf(w.lower)
	c := l.clusterOf(w.normal)
	if c < 0 && w.capital {
		c = l.clusterOf(w.titled)
	}
	if c < 0 {
		c = l.clusterOf(w.lower)
	}
	w.coarse, w.fine = w.brief, w.brief
	if c >= 0 {
		w.clustered = true
		w.paths = l.prefixes[c]
		w.coarse, w.fine = w.paths[1], w.paths[2]
	}
	if w.capital {
		if w.mask = l.mask(digest(0).phrase(w.normal)); w.mask&^continues == 0 && w.shouted {
			w.mask = l.mask(digest(0).phrase(w.titled))
		}
	}
	return w
}

// normal levels the digits of a number.
func normal(w string) string {
	if !strings.ContainsAny(w, "123456789") {
		return w
	}
	b := []byte(w)
	for i, c := range b {
		if c >= '1' && c <= '9' {
			b[i] = '0'
		}
	}
	return string(b)
}

func titled(low string) string {
	r, n := utf8.DecodeRuneInString(low)
	return string(unicode.ToTitle(r)) + low[n:]
}

// shapes returns the classes of the runes of a word, the first eight of them
// and all without repetition.
func shapes(w string) (shape, brief string) {
	var long, short []byte
	for _, r := range w {
		c := byte('*')
		switch {
		case unicode.IsUpper(r):
			c = 'X'
		case unicode.IsLetter(r):
			c = 'x'
		case unicode.IsDigit(r):
			c = 'd'
		case r < utf8.RuneSelf:
			c = byte(r)
		}
		if len(long) < 8 {
			long = append(long, c)
		}
		if len(short) == 0 || short[len(short)-1] != c {
			short = append(short, c)
		}
	}
	return string(long), string(short)
}

func joins(w string) bool {
	switch w {
	case "of", "-", "de", "der", "van", "von", "bin", "al", "el", "la", "du", "da", "del", "di", "ibn":
		return true
	}
	return false
}

// little holds for words, in lower case, that names have in lower case.
func little(low string) bool {
	switch low {
	case "the", "and", "for", "in", "on", "at", "to", "by", "y", "und", "e", "des", "dos", "et":
		return true
	}
	return joins(low)
}

// Sentences yields the words of a text by sentences, as features and clusters
// know them: hyphenated words cut where names may end, digits levelled.
func Sentences(body string) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		parsed := text.Parse(body)
		var pieces []piece
		for _, s := range parsed.Sentences {
			pieces = pieces[:0]
			for t := s.First; t < s.Last; t++ {
				pieces = appendPieces(pieces, body, parsed.Tokens[t], t, nil)
			}
			words := make([]string, len(pieces))
			for i, p := range pieces {
				words[i] = normal(body[p.start:p.end])
			}
			if !yield(words) {
				return
			}
		}
	}
}

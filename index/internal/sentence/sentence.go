// Package sentence cuts text into sentences. It knows the marks of many
// scripts and the common abbreviations of European languages; it does not
// analyse grammar.
package sentence

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Span is a byte range [Start, End) of a text.
type Span struct{ Start, End int }

// Split cuts text into sentences, each without the white space around it.
// A line break ends one; so does a full stop, question or exclamation mark of
// any script before white space, unless the word before is an initial or a
// common title, or the next word begins in lower case.
func Split(text string) []Span {
	var out []Span
	start := 0
	end := func(at int) {
		s := Span{start, at}
		for s.Start < s.End && isBreak(text[s.Start]) {
			s.Start++
		}
		for s.End > s.Start && isBreak(text[s.End-1]) {
			s.End--
		}
		if s.Start < s.End {
			out = append(out, s)
		}
		start = at
	}
	for i, r := range text {
		next := i + utf8.RuneLen(r)
		switch {
		case r < utf8.RuneSelf && r != '\n' && r != '.' && r != '!' && r != '?':
			// Most of most texts.
		case r == '\n':
			end(next)
		case strings.ContainsRune("。！？", r):
			end(next)
		case strings.ContainsRune(".!?؟।…", r) && ends(text, i, next):
			end(afterClosers(text, next))
		}
	}
	end(len(text))
	return out
}

func isBreak(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// afterClosers skips quotes and brackets that close after a full stop.
func afterClosers(text string, at int) int {
	for at < len(text) {
		r, n := utf8.DecodeRuneInString(text[at:])
		if !strings.ContainsRune(`"'”’»)]`, r) {
			break
		}
		at += n
	}
	return at
}

// titles end in a full stop that ends no sentence.
var titles = []string{"Mr", "Mrs", "Ms", "Dr", "Prof", "Gen", "Col", "Lt", "Sgt", "Sen", "Rep", "Gov", "St", "Jr", "Sr", "No", "vs", "Co", "Inc", "Jan", "Feb", "Aug", "Sept", "Oct", "Nov", "Dec", "bzw", "Nr", "Hr", "Fr"}

// ends reports whether the mark at [at, next) ends a sentence.
func ends(text string, at, next int) bool {
	rest := text[afterClosers(text, next):]
	if rest == "" {
		return true
	}
	if r, _ := utf8.DecodeRuneInString(rest); !unicode.IsSpace(r) {
		return false
	}
	following, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(rest, unicode.IsSpace))
	if unicode.IsLower(following) {
		return false
	}
	if text[at] != '.' {
		return true
	}
	before := text[:at]
	word := before[strings.LastIndexAny(before, " \n\t(\"“")+1:]
	if utf8.RuneCountInString(word) == 1 && strings.IndexFunc(word, unicode.IsUpper) == 0 {
		return false
	}
	if slices.Contains(titles, word) {
		return false
	}
	// U.S. and the like: letters with full stops between them.
	return !(len(word) >= 3 && word[len(word)-2] == '.' && unicode.IsUpper(following))
}

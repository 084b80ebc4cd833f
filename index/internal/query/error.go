package query

import (
	"fmt"
	"strings"
	"unicode"
)

// Error says what is wrong with a query and where.
type Error struct {
	// Column counts characters from 1; 0 where the query as a whole is wrong.
	Column int
	// Problem is one lower-case sentence without the column.
	Problem string
}

func (e *Error) Error() string {
	if e.Column == 0 {
		return e.Problem
	}
	return fmt.Sprintf("column %d: %s", e.Column, e.Problem)
}

func wrong(column int, format string, args ...any) *Error {
	return &Error{Column: column, Problem: fmt.Sprintf(format, args...)}
}

// shownLetters is how much of what was typed an error repeats.
const shownLetters = 60

// shown returns what was typed as an error repeats it: in bounds, without
// characters that are not seen.
func shown(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
	if letters := []rune(s); len(letters) > shownLetters {
		return string(letters[:shownLetters]) + "…"
	}
	return s
}

// Limits bounds what a query may ask for. Each is checked before an index
// sees the query, since some searches cannot be stopped once begun.
type Limits struct {
	// Bytes bounds the query as typed.
	Bytes int
	// Words bounds the words, names, dates and other values together; the
	// words of a phrase count singly.
	Words int
	// Depth bounds nested parentheses and negations.
	Depth int
	// PrefixLetters is the least length of a prefix: the shorter, the more
	// words of the index begin with it.
	PrefixLetters int
	// Open bounds the prefixes and the words with a slip together, each of
	// which stands for many words of the index; 0: [DefaultLimits]'s.
	Open int
}

// fuzzyLetters is the least length of a word that may have a slip: a shorter
// one is like half the language.
const fuzzyLetters = 4

// DefaultLimits returns bounds within which every query ends in time.
func DefaultLimits() Limits {
	return Limits{Bytes: 16 << 10, Words: 512, Depth: 16, PrefixLetters: 3, Open: 64}
}

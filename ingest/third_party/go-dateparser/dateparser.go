// Package dps stands in for github.com/markusmobius/go-dateparser, of which
// go-htmldate, a dependency of go-trafilatura, looks up dates in 200 languages
// where it is asked to search extensively. Dateline never asks: it reads the
// dates of pages by its own rules. The tables of the real package would take
// 40 MB of memory and a fifth of a second at every start of every program.
//
// It has what go-htmldate names and finds no dates.
package dps

import (
	"errors"
	"time"
)

// ErrNoDate is the answer of every Parse.
var ErrNoDate = errors.New("this build has no tables of dates in words")

// ParserType is a way to read dates.
type ParserType int

// The ways that are asked for.
const (
	AbsoluteTime ParserType = iota
	CustomFormat
)

// PreferredDateSource says which date is meant where several may be.
type PreferredDateSource int

// Past prefers dates that are over.
const Past PreferredDateSource = 1

// Configuration says how to read dates.
type Configuration struct {
	PreferredDateSource PreferredDateSource
	StrictParsing       bool
}

// Parser reads dates.
type Parser struct{ ParserTypes []ParserType }

// Date is a date that was read.
type Date struct{ Time time.Time }

// Parse returns the zero date and [ErrNoDate].
func (*Parser) Parse(*Configuration, string, ...string) (Date, error) { return Date{}, ErrNoDate }

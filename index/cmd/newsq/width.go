package main

import (
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// runeWidth is how many columns of a terminal a character takes: two for wide
// ones of East Asia and emoji, none for those that join the one before.
func runeWidth(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf), r >= 0x1160 && r <= 0x11ff:
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// displayWidth is how many columns of a terminal a line of text takes that is
// safe to show. Sequences that style it take none.
func displayWidth(text string) int {
	n, escaped := 0, rune(0)
	for _, r := range text {
		switch {
		case escaped == '\x1b':
			escaped = r
		case escaped == '[' && r >= '@' || escaped == ']' && r == '\\':
			escaped = 0
		case escaped != 0:
		case r == '\x1b':
			escaped = r
		default:
			n += runeWidth(r)
		}
	}
	return n
}

// cutWidth cuts text without styles to some columns of a terminal.
func cutWidth(text string, columns int) string {
	if displayWidth(text) <= columns {
		return text
	}
	n := 0
	for i, r := range text {
		if n += runeWidth(r); n > columns-1 {
			return text[:i] + "…"
		}
	}
	return text
}

// wrap breaks a line between words at some columns, 0 for never, and begins
// each line with the indent. Words that are longer stay whole.
func wrap(text, indent string, columns int) string {
	if columns == 0 {
		return indent + text
	}
	var b strings.Builder
	at := 0
	for word := range strings.FieldsSeq(text) {
		w := displayWidth(word)
		switch {
		case at == 0:
			b.WriteString(indent)
			at = len(indent)
		case at+1+w > columns:
			b.WriteString("\n" + indent)
			at = len(indent)
		default:
			b.WriteByte(' ')
			at++
		}
		b.WriteString(word)
		at += w
	}
	return b.String()
}

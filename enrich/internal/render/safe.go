package render

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// hidden reports whether a character must not reach a terminal: it could move
// the cursor, change settings or turn the direction of the text.
func hidden(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r == utf8.RuneError, unicode.IsControl(r):
		return true
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x200e, r == 0x200f, r == 0x061c, r == 0x2028, r == 0x2029:
		return true
	}
	return r >= 0xe0000 && r <= 0xe007f || r >= 0xfff9 && r <= 0xfffb
}

// safe makes a text fit for a terminal. Its lines stay.
func safe(text string) string {
	return strings.Map(func(r rune) rune {
		if hidden(r) {
			return -1
		}
		return r
	}, text)
}

// Line makes a text from outside fit for one line of a terminal: without the
// characters that could steer it, and every run of white space one space.
func Line(text string) string { return strings.Join(strings.Fields(safe(text)), " ") }

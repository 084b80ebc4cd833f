package language

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// The words that Unicode borders are not yet those that a reader looks for.
// What is held together by a dot, a colon or a low line is taken apart, so
// that "reuters.com" and "end.Next" are two words, but "U.S." and "1,000" are
// one. Letters are parted from the digits after them: "MH370", "MH-370" and
// "MH 370" are the same two words.

// split appends the words that one word is made of.
func split(text []byte, w word, out []word) []word {
	if w.kind != mixed {
		return append(out, w)
	}
	t := text[w.start:w.end]
	if number(t) || acronym(t) {
		return append(out, w)
	}
	begin := 0
	for at := 0; at <= len(t); {
		size := 0
		if at < len(t) {
			if size = parts(t[at:]); size == 0 {
				_, n := utf8.DecodeRune(t[at:])
				at += n
				continue
			}
		}
		if at > begin {
			out = splitDigits(text, word{start: w.start + begin, end: w.start + at, kind: mixed}, out)
		}
		at += max(1, size)
		begin = at
	}
	return out
}

// parts returns the length of the sign at the beginning of t that parts words,
// 0 for any other character.
func parts(t []byte) int {
	switch t[0] {
	case '.', ':', ',', ';', '_':
		return 1
	}
	for _, sign := range []string{"‧", "：", "．", "﹒", "，"} {
		if bytes.HasPrefix(t, []byte(sign)) {
			return len(sign)
		}
	}
	return 0
}

// splitDigits parts leading letters from the digits after them.
func splitDigits(text []byte, w word, out []word) []word {
	t := text[w.start:w.end]
	for at := 0; at < len(t); {
		r, size := utf8.DecodeRune(t[at:])
		if unicode.IsDigit(r) {
			if at > 0 {
				out = append(out, word{start: w.start, end: w.start + at, kind: mixed})
			}
			return append(out, word{start: w.start + at, end: w.end, kind: mixed})
		}
		if !unicode.IsLetter(r) && !unicode.IsMark(r) {
			break
		}
		at += size
	}
	return append(out, w)
}

// number reports whether t is digits with signs between them.
func number(t []byte) bool {
	last := false
	for i, r := range string(t) {
		switch {
		case unicode.IsDigit(r):
			last = true
		case i > 0 && numberSign(r):
			last = false
		default:
			return false
		}
	}
	return last
}

// numberSign reports whether r stands in numbers: the points and commas of
// scripts, apostrophes and the spaces that do not break a line.
func numberSign(r rune) bool {
	switch r {
	case '.', ',', '\'', '’', ' ', '٫', '٬', '\u00a0', '\u202f', '\u2009':
		return true
	}
	return false
}

// acronym reports whether t is single letters with dots between them: U.S.A.
func acronym(t []byte) bool {
	n := 0
	for len(t) > 0 {
		r, size := utf8.DecodeRune(t)
		if !unicode.IsLetter(r) {
			return false
		}
		t = t[size:]
		n++
		if len(t) > 0 {
			if t[0] != '.' {
				return false
			}
			t = t[1:]
		}
	}
	return n > 1
}

// join puts words together that belong so: a prefix with what follows its
// hyphen, if the chain has such prefixes, and the thousands of a number with
// what follows a space that does not break. A word after a prefix stays behind
// the joined one, marked as inner: "co-founder" is cofounder and founder.
func (c *chain) join(text []byte, words []word) []word {
	out := words[:0]
	for i := 0; i < len(words); i++ {
		w := words[i]
		at := len(out)
		out = append(out, w)
		for i+1 < len(words) {
			next := words[i+1]
			gap := text[w.end:next.start]
			if len(gap) == 0 || len(gap) > 3 || gap[0] != '-' && gap[0] < utf8.RuneSelf && !(c.spaced && gap[0] == ' ') {
				break
			}
			prefixed := c.prefixed(text, w, next, gap)
			if !prefixed && !c.grouped(text, w, next, gap) {
				break
			}
			i++
			w = word{start: w.start, end: next.end, kind: mixed}
			out[at] = w
			if prefixed {
				next.inner = true
				out = append(out, next)
			}
		}
	}
	return out
}

// prefixed reports whether a word and the next are a prefix and a word, with
// nothing but a hyphen between them.
func (c *chain) prefixed(text []byte, w, next word, gap []byte) bool {
	if w.end-w.start > longestPrefix || next.kind == ideographic || next.kind == cluster {
		return false
	}
	if g := string(gap); g != "-" && g != "‐" && g != "‑" {
		return false
	}
	var lower [longestPrefix]byte
	n := copy(lower[:], text[w.start:w.end])
	for i, b := range lower[:n] {
		if 'A' <= b && b <= 'Z' {
			lower[i] = b + 'a' - 'A'
		}
	}
	if !c.prefixes[string(lower[:n])] {
		return false
	}
	r, _ := utf8.DecodeRune(text[next.start:])
	return unicode.IsLetter(r)
}

// longestPrefix is the length of the longest prefix in bytes.
const longestPrefix = 7

// grouped reports whether w is the first digits of a number and next three
// more, with a space between them.
func (c *chain) grouped(text []byte, w, next word, gap []byte) bool {
	if next.end-next.start != 3 || w.kind != mixed || !asciiDigits(text[next.start:next.end]) {
		return false
	}
	switch string(gap) {
	case " ":
		if !c.spaced {
			return false
		}
	case "\u00a0", "\u202f", "\u2009":
	default:
		return false
	}
	head := text[w.start:w.end]
	if at := bytes.LastIndexAny(head, " \u00a0\u202f\u2009"); at >= 0 {
		// Groups before this one have been joined.
		return true
	}
	return len(head) <= 3 && head[0] != '0' && asciiDigits(head)
}

func asciiDigits(t []byte) bool {
	for _, b := range t {
		if b < '0' || b > '9' {
			return false
		}
	}
	return len(t) > 0
}

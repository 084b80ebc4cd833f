package language

import (
	"unicode"
	"unicode/utf8"
)

// pairs takes runs of ideographs, kana and Hangul, which are written without
// spaces or with endings, apart into pairs of neighbours, the second half of
// each the first of the next: 停火协议 is 停火, 火协, 协议. For those who look for
// one character each is kept besides, where the pair that it begins is: 停 where
// 停火 is, and 议 behind 协议, where nobody looks for it who looks for a run. So
// every character has a place of its own. One that stands alone is kept alone.
func pairs(text []byte, words []word) []word {
	out := make([]word, 0, len(words))
	var characters []word
	flush := func() {
		if len(characters) == 1 {
			out = append(out, characters...)
		}
		last := len(characters) - 1
		for i := range last {
			out = append(out, word{start: characters[i].start, end: characters[i+1].end, kind: ideographic}, inside(characters[i]))
		}
		if last > 0 {
			tail := characters[last]
			tail.tail = true
			out = append(out, tail)
		}
		characters = characters[:0]
	}
	for _, w := range words {
		if len(characters) > 0 && characters[len(characters)-1].end != w.start {
			flush()
		}
		if w.kind != ideographic && !hangul(text[w.start:w.end]) {
			flush()
			out = append(out, w)
			continue
		}
		for at := w.start; at < w.end; {
			_, size := utf8.DecodeRune(text[at:w.end])
			end := skip(text, at+size, w.end, attached)
			characters = append(characters, word{start: at, end: end, kind: ideographic})
			at = end
		}
	}
	flush()
	return out
}

// inside returns a word as part of the one before it.
func inside(w word) word {
	w.inner = true
	return w
}

// attached reports whether r belongs to the character before it: a mark, the
// voicing of kana of half width, or a jamo that does not begin a syllable.
func attached(r rune) bool {
	return unicode.IsMark(r) || r == 0xFF9E || r == 0xFF9F || r >= 0x1160 && r <= 0x11FF || unicode.Is(unicode.Cf, r)
}

func hangul(t []byte) bool {
	r, _ := utf8.DecodeRune(t)
	return unicode.Is(unicode.Hangul, r)
}

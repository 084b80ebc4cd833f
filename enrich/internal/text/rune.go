package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

func isBlank(r rune) bool {
	if r < utf8.RuneSelf {
		return r <= ' ' || r == 0x7f
	}
	return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.IsControl(r) || r == utf8.RuneError
}

// isInvisible holds for what may stand within a word without being seen:
// joiners, soft hyphens, direction marks.
func isInvisible(r rune) bool {
	return r >= 0xad && unicode.Is(unicode.Cf, r)
}

func isLetter(r rune) bool {
	if r < utf8.RuneSelf {
		return r|0x20 >= 'a' && r|0x20 <= 'z'
	}
	return unicode.IsLetter(r) || unicode.IsMark(r)
}

func isAlnum(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= '0' && r <= '9' || r|0x20 >= 'a' && r|0x20 <= 'z'
	}
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r)
}

func isIdeograph(r rune) bool {
	return r >= 0x2e80 && (unicode.Is(unicode.Han, r) && !unicode.IsPunct(r))
}

// hiragana is the class of the letters that Japanese writes particles with.
const hiragana = 2

// letterClass tells scripts apart that change without a space; 0 is neutral.
func letterClass(r rune) byte {
	switch {
	case r < 0x0e00:
		return 1
	case r >= 0x3041 && r <= 0x309f:
		return hiragana
	case r >= 0x30a0 && r <= 0x30ff, r >= 0x31f0 && r <= 0x31ff, r >= 0xff66 && r <= 0xff9f:
		return 3
	case unicode.Is(unicode.Hangul, r):
		return 4
	case unicode.Is(unicode.Thai, r):
		return 5
	case unicode.IsMark(r):
		return 0
	}
	return 1
}

func isHyphen(r rune) bool { return r == '-' || r == '‐' || r == '‑' }

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' || r == '‘' || r == '`' }

// repeats holds for marks whose runs are one token.
func repeats(r rune) bool {
	switch r {
	case '.', '-', '–', '—', '*', '=', '_', '!', '?', '~', '•', '#', '+', '\'', '`':
		return true
	}
	return false
}

func isClosing(r rune) bool { return strings.ContainsRune("\"'”’»)]}›“‘」』）》", r) }

func isOpening(r rune) bool {
	return strings.ContainsRune("\"'“‘«(„‚[{‹»「『（《¿¡", r)
}

func isDash(r rune) bool { return r == '-' || r == '–' || r == '—' || r == '―' || r == '−' }

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

func trimInvisible(s string, start, end int) int {
	for end > start {
		r, n := utf8.DecodeLastRuneInString(s[start:end])
		if !isInvisible(r) {
			break
		}
		end -= n
	}
	return end
}

// contractionLen is the length of the English ending that follows an
// apostrophe at the head of s, or 0.
func contractionLen(s string) int {
	for _, c := range [...]string{"s", "S", "re", "ve", "ll", "d", "m"} {
		if strings.HasPrefix(s, c) {
			if r, n := utf8.DecodeRuneInString(s[len(c):]); n == 0 || !isAlnum(r) {
				return len(c)
			}
		}
	}
	return 0
}

func isContraction(s string) bool { return contractionLen(s) > 0 }

// isElision holds for the words that French, Italian and Catalan shorten
// before a vowel, in lower case; "O'Brien" and "L'Aquila" stay whole.
func isElision(w string) bool {
	switch w {
	case "l", "d", "j", "n", "s", "t", "m", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu",
		"dell", "nell", "all", "dall", "sull", "un", "quell", "gl":
		return true
	}
	return false
}

func isInitial(w string) bool {
	r, n := utf8.DecodeRuneInString(w)
	return n == len(w) && unicode.IsUpper(r)
}

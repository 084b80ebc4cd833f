package news

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// folding maps letters that no Unicode decomposition takes apart.
var folding = strings.NewReplacer(
	"ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "đ", "d", "ð", "d", "þ", "th",
	"ł", "l", "ı", "i", "ħ", "h", "ŋ", "n",
	"ё", "е", "ґ", "г",
	"أ", "ا", "إ", "ا", "آ", "ا", "ى", "ي", "ة", "ه", "ـ", "",
	"’", "'", "‘", "'", "ʼ", "'", "`", "'", "–", "-", "—", "-", "‑", "-", "‐", "-",
)

// Fold returns the form in which names are compared: lower case, without
// diacritics, typographic quotes and dashes made plain, white space runs made
// one space, trimmed. "Recep  Tayyip Erdoğan" and "recep tayyip erdogan" fold
// to the same string.
func Fold(s string) string {
	s = folding.Replace(strings.ToLower(s))
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r):
			continue
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

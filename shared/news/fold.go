package news

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// folding maps letters that no Unicode decomposition takes apart, and the
// spellings of one letter or sign that a reader does not tell apart.
var folding = strings.NewReplacer(
	"ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "đ", "d", "ð", "d", "þ", "th",
	"ł", "l", "ı", "i", "ħ", "h", "ŋ", "n", "ə", "e", "ς", "σ",
	"ґ", "г",
	"ى", "ي", "ی", "ي", "ک", "ك", "ة", "ه", "ـ", "",
	"’", "'", "‘", "'", "‚", "'", "‛", "'", "ʼ", "'", "ʻ", "'", "ʿ", "'", "ʾ", "'", "′", "'", "`", "'", "´", "'", "׳", "'",
	"“", `"`, "”", `"`, "„", `"`, "‟", `"`, "«", `"`, "»", `"`, "″", `"`, "״", `"`,
	"‒", "-", "–", "-", "—", "-", "―", "-", "‐", "-", "−", "-", "־", "-",
)

// Fold returns the form in which names are compared: lower case, without
// diacritics, typographic quotes and dashes made plain, white space runs made
// one space, trimmed. "Recep  Tayyip Erdoğan" and "recep tayyip erdogan" fold
// to the same string. Vowel signs of scripts that need them, such as
// Devanagari and Thai, and the voicing marks of kana stay: they are letters,
// not accents. Folding a folded string changes nothing.
func Fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		if !accent(r) && !unicode.Is(unicode.Cf, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return norm.NFC.String(strings.Join(strings.Fields(folding.Replace(b.String())), " "))
}

// accent reports whether r is a mark that only decorates the letter before
// it: a combining diacritic of the Latin, Greek and Cyrillic scripts, an
// Arabic vowel or hamza, a Hebrew point.
func accent(r rune) bool {
	switch {
	case r < 0x300 || !unicode.Is(unicode.Mn, r):
		return false
	case unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Arabic, unicode.Hebrew):
		return true
	}
	return unicode.Is(unicode.Inherited, r) && !(r >= 0x3099 && r <= 0x309A)
}

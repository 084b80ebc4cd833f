package kb

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// forms returns the dictionary forms that a folded word may be an inflection
// of, beside itself. w is the word as written. The rules undo endings, they
// know no words: a form that is no name finds nothing.
func (k *KB) forms(folded []byte, w, language string) []form {
	switch scriptOf(w) {
	case cyrillic:
		if first, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(first) && !adjective(folded) {
			return nil
		}
		return undo(folded, slavic[:], 6)
	case arabic:
		return arabicForms(folded)
	case latin:
	default:
		return nil
	}
	switch language {
	case "de":
		return undo(folded, german[:], 4)
	case "fr":
		return undo(folded, french[:], 4)
	case "es":
		return undo(folded, spanish[:], 4)
	case "it":
		return undo(folded, italian[:], 5)
	case "pt":
		return undo(folded, portuguese[:], 4)
	case "nl":
		return undo(folded, dutch[:], 4)
	case "tr":
		return undo(folded, turkish[:], 5)
	}
	return nil
}

// ending says that a word with the ending from may be a form of the word that
// ends with to instead.
type ending struct{ from, to string }

// The endings are folded, as the words are: "й" is "и".
var (
	german = [...]ending{
		{"s", ""}, {"es", ""}, {"e", ""}, {"en", ""}, {"er", ""}, {"em", ""}, {"n", ""},
	}
	french = [...]ending{
		{"s", ""}, {"e", ""}, {"es", ""}, {"ienne", "ien"}, {"iennes", "ien"}, {"enne", "en"}, {"ennes", "en"}, {"onne", "on"},
	}
	spanish = [...]ending{
		{"a", "o"}, {"os", "o"}, {"as", "o"}, {"s", ""}, {"es", ""},
	}
	italian = [...]ending{
		{"a", "o"}, {"i", "o"}, {"e", "o"}, {"i", "e"}, {"hi", "o"}, {"he", "o"}, {"i", "a"}, {"e", "a"}, {"he", "a"},
	}
	portuguese = [...]ending{
		{"a", "o"}, {"os", "o"}, {"as", "o"}, {"s", ""}, {"es", ""}, {"a", ""}, {"as", ""}, {"eia", "eu"}, {"eias", "eu"}, {"aos", "ao"}, {"a", "ao"},
	}
	dutch = [...]ending{
		{"e", ""}, {"en", ""}, {"s", ""}, {"er", ""}, {"ers", ""}, {"ese", "ees"}, {"se", "s"},
	}
	// Turkish joins its endings to a word in harmony with its vowels.
	turkish = [...]ending{
		{"lar", ""}, {"ler", ""}, {"lari", ""}, {"leri", ""}, {"larin", ""}, {"lerin", ""}, {"lara", ""}, {"lere", ""}, {"larda", ""}, {"lerde", ""},
		{"lardan", ""}, {"lerden", ""}, {"larla", ""}, {"lerle", ""}, {"larinin", ""}, {"lerinin", ""}, {"larina", ""}, {"lerine", ""},
		{"in", ""}, {"un", ""}, {"nin", ""}, {"nun", ""}, {"yi", ""}, {"yu", ""}, {"ya", ""}, {"ye", ""}, {"yle", ""}, {"yla", ""},
	}
	slavic = [...]ending{
		{"ии", "ия"}, {"ию", "ия"}, {"иеи", "ия"},
		{"а", ""}, {"у", ""}, {"ом", ""}, {"е", ""}, {"ым", ""}, {"ем", ""},
		{"ы", "а"}, {"е", "а"}, {"у", "а"}, {"ои", "а"}, {"и", "а"},
		{"и", "я"}, {"е", "я"}, {"ю", "я"}, {"еи", "я"},
		{"и", "ь"}, {"я", "ь"}, {"ю", "ь"}, {"ем", "ь"}, {"ью", "ь"},
		{"я", "и"}, {"ю", "и"}, {"ем", "и"}, {"е", "и"},
		{"ого", "ыи"}, {"ому", "ыи"}, {"ым", "ыи"}, {"ом", "ыи"}, {"ая", "ыи"}, {"ои", "ыи"}, {"ую", "ыи"}, {"ое", "ыи"}, {"ые", "ыи"}, {"ых", "ыи"}, {"ыми", "ыи"},
		{"ого", "ии"}, {"ому", "ии"}, {"им", "ии"}, {"ом", "ии"}, {"ая", "ии"}, {"ои", "ии"}, {"ую", "ии"}, {"ое", "ии"}, {"ие", "ии"}, {"их", "ии"}, {"ими", "ии"},
		{"ои", "ая"}, {"ую", "ая"}, {"ого", "ое"}, {"ому", "ое"}, {"ом", "ое"}, {"ого", "ои"}, {"ому", "ои"}, {"ым", "ои"},
		{"а", "о"}, {"у", "о"}, {"ом", "о"}, {"е", "о"},
		{"ов", ""}, {"ам", ""}, {"ами", ""}, {"ах", ""}, {"ев", ""},
		{"ов", "ы"}, {"ам", "ы"}, {"ами", "ы"}, {"ах", "ы"}, {"", "ы"}, {"", "и"}, {"ев", "цы"}, {"цев", "цы"}, {"цам", "цы"}, {"цами", "цы"},
		{"янам", "яне"}, {"ян", "яне"}, {"янами", "яне"}, {"ами", "а"},
	}
)

// adjective holds for words with an ending of Russian adjectives and of the
// peoples' names, which stand in lower case.
func adjective(folded []byte) bool {
	for _, e := range [...]string{"ии", "ого", "ому", "им", "ом", "ая", "ои", "ую", "ое", "ие", "их", "ими", "ец", "цы", "цев", "цам", "цами", "не", "ян", "ы", "ов", "ам", "ами", "ин", "а", "у"} {
		if bytes.HasSuffix(folded, []byte(e)) {
			return true
		}
	}
	return false
}

// minStem is the least number of letters that must be left of a word, so that
// short words have no forms.
const minStem = 3

// undo applies the endings to a word of at least minBytes.
func undo(folded []byte, endings []ending, minBytes int) []form {
	if len(folded) < minBytes {
		return nil
	}
	var out []form
	var buf [maxWord + 8]byte
	for _, e := range endings {
		if !bytes.HasSuffix(folded, []byte(e.from)) {
			continue
		}
		stem := folded[:len(folded)-len(e.from)]
		if utf8.RuneCount(stem) < minStem {
			continue
		}
		w := append(append(buf[:0], stem...), e.to...)
		out = append(out, form{hash: hash(w)})
	}
	return out
}

// arabicForms takes off the particles that are written with an Arabic word
// ("and", "with", "for", "so", "like") and, for adjectives, the article and
// the endings of gender and number.
func arabicForms(folded []byte) []form {
	var out []form
	base := folded
	for range 2 {
		if len(out) == 0 {
			out = arabicAdjective(out, base)
		}
		rest := cutParticle(base)
		if rest == nil {
			break
		}
		out = append(out, form{hash: hash(rest)})
		out = arabicAdjective(out, rest)
		base = rest
	}
	return out
}

// cutParticle takes one particle off; nil where there is none or too little
// would be left.
func cutParticle(w []byte) []byte {
	const minLetters = 3
	r, n := utf8.DecodeRune(w)
	switch r {
	case 'و', 'ف', 'ب', 'ل', 'ك':
	default:
		return nil
	}
	rest := w[n:]
	// "li" and the article are written together: "ll" for "l" and "al".
	if r == 'ل' && bytes.HasPrefix(rest, []byte("ل")) {
		rest = append([]byte("ا"), rest...)
	}
	if utf8.RuneCount(rest) < minLetters {
		return nil
	}
	return rest
}

func arabicAdjective(out []form, w []byte) []form {
	definite := bytes.HasPrefix(w, []byte("ال"))
	if definite {
		w = w[len("ال"):]
	}
	for _, suffix := range [...]string{"", "ه", "ين", "ون", "ان", "ات", "يه"} {
		if !bytes.HasSuffix(w, []byte(suffix)) || suffix == "" && !definite {
			continue
		}
		stem := w[:len(w)-len(suffix)]
		if utf8.RuneCount(stem) >= minStem {
			out = append(out, form{hash: hash(stem), demonymOnly: true})
		}
	}
	return out
}

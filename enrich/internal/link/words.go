package link

import (
	"strings"
	"unicode"

	"github.com/dateline-news/dateline/enrich/internal/ner"
	"github.com/dateline-news/dateline/enrich/internal/text"
)

// wordsOf folds the words of a mention and takes off the endings by which a
// name changes in its sentence.
func (d *document) wordsOf(m *ner.Mention) []string {
	shown := m.Name
	if shown == "" {
		shown = m.Text(d.fields)
	}
	return d.fold(shown)
}

// fold returns the folded words of a name.
func (d *document) fold(shown string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(text.Fold(shown), func(r rune) bool {
		return unicode.IsSpace(r) || r == '-' || r == '\'' || r == '’' || r == '.' || r == ',' || r == '"' || r == '“' || r == '”'
	}) {
		out = append(out, stem(w, d.context.Language))
	}
	if len(out) > 1 && out[0] == "the" {
		out = out[1:]
	}
	return out
}

// stem undoes the case endings of names in German and Russian, and takes the
// particles off Arabic words. What it returns is compared, never shown.
func stem(w, language string) string {
	switch language {
	case "de":
		if len(w) > 4 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") {
			return w[:len(w)-1]
		}
	case "ru", "uk", "be":
		if len(w) < 8 {
			return w
		}
		for _, ending := range [...]string{"ого", "ому", "ыми", "ими", "ами", "ями", "ым", "им", "ой", "ои", "ый", "ыи", "ий", "ии", "ая", "ую", "ом", "ем", "ою", "ей", "еи", "а", "у", "е", "ы", "и", "я", "ю", "ь", "и"} {
			if s, ok := strings.CutSuffix(w, ending); ok && len(s) >= 6 {
				return s
			}
		}
	case "ar":
		// "and", "with", "for" and the article, where a word is left.
		for _, particle := range [...]string{"وال", "بال", "لل", "ال"} {
			if s, ok := strings.CutPrefix(w, particle); ok && runes(s) >= 3 {
				return s
			}
		}
	}
	return w
}

// unshouted returns a name in capitals, as datelines have it, with capitals
// at the head of each word only.
func unshouted(s string) string {
	if s != strings.ToUpper(s) || len(s) < 5 {
		return s
	}
	first := true
	return strings.Map(func(r rune) rune {
		lower := unicode.ToLower(r)
		if !unicode.IsLetter(r) {
			first = true
			return r
		}
		if first {
			first = false
			return r
		}
		return lower
	}, s)
}

// skeleton returns what two spellings of one foreign name have in common: the
// consonants, without doublings, with those that stand for one another made
// one. It is "" for names too short to tell.
func skeleton(words []string) string {
	var b strings.Builder
	letters := 0
	for _, w := range words {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		last := byte(0)
		for i := 0; i < len(w); i++ {
			c := w[i]
			if c >= 0x80 {
				return ""
			}
			letters++
			switch c {
			case 'a', 'e', 'i', 'o', 'u', 'y', 'j', 'w':
				if i > 0 {
					continue
				}
				c = 'a'
			case 'q', 'c':
				c = 'k'
			case 'v':
				c = 'f'
			case 'z':
				c = 's'
			case 'h':
				if i > 0 {
					continue
				}
			}
			if c != last {
				b.WriteByte(c)
			}
			last = c
		}
	}
	if letters < minSkeleton || b.Len() < 3 {
		return ""
	}
	return b.String()
}

// minSkeleton is the least number of letters of names that are compared by
// their skeletons.
const minSkeleton = 6

// near says whether two words differ by no more than two letters put in, left
// out or exchanged.
func near(a, b string) bool {
	const most = 2
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > most || len(b) > 64 {
		return false
	}
	var row [66]int
	for j := range len(b) + 1 {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			corner, row[j+1] = row[j+1], min(corner+cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)] <= most
}

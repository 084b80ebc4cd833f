package quantity

import (
	"math"
	"strconv"
	"strings"

	"github.com/dateline-news/dateline/enrich/internal/text"
)

// number is a number in tokens [first, end).
type number struct {
	value float64
	end   int
	// figures holds for a number that begins with figures, scaled for one with
	// a word such as "million", plain for one without separator.
	figures, scaled, plain bool
	// scale is the product of the words such as "million".
	scale float64
}

// reading is the number read last, as several rules ask for it in turn.
type reading struct {
	at        int
	number    number
	ok, known bool
}

// maxNumberTokens bounds a number in words.
const maxNumberTokens = 9

// number reads the number that begins at token i.
func (f *finder) number(i int) (number, bool) {
	if i >= f.last {
		return number{}, false
	}
	if f.read.known && f.read.at == i {
		return f.read.number, f.read.ok
	}
	var n number
	var ok bool
	if f.d.Tokens[i].Kind == text.Number {
		n, ok = f.figures(i)
	} else {
		n, ok = f.words(i)
	}
	f.read = reading{at: i, number: n, ok: ok, known: true}
	return n, ok
}

// figures reads "1,000", "10 000", "1,2 million" or "4 آلاف".
func (f *finder) figures(i int) (number, bool) {
	s := digits(f.d.Word(i))
	v, ok := f.parse(s)
	if !ok {
		return number{}, false
	}
	n := number{value: v, end: i + 1, figures: true, scale: 1, plain: !strings.ContainsAny(s, ".,")}
	if n.plain && len(s) <= 3 && !f.comma {
		for n.end < f.last && n.end-i < 5 && f.isGroup(n.end) {
			g, _ := strconv.Atoi(digits(f.d.Word(n.end)))
			n.value = n.value*1000 + float64(g)
			n.plain = false
			n.end++
		}
	}
	for range 2 {
		m, ok := f.lex.scales[f.word(n.end)]
		if !ok {
			break
		}
		n.value *= m
		n.scale *= m
		n.scaled = true
		n.end++
	}
	if whole := math.Round(n.value); n.scaled && math.Abs(n.value-whole) < 1e-6*whole {
		n.value = whole
	}
	return n, true
}

// isGroup holds for three figures behind one space.
func (f *finder) isGroup(i int) bool {
	t := f.d.Tokens[i]
	if t.Kind != text.Number || t.Len() != 3 || strings.ContainsAny(f.d.Word(i), ".,:") {
		return false
	}
	gap := f.d.Text[f.d.Tokens[i-1].End:t.Start]
	return gap == " " || gap == "\u00a0" || gap == "\u202f" || gap == "\u2009"
}

// maxFigures bounds a number in figures; longer ones count nothing.
const maxFigures = 20

// digits writes Arabic figures and separators as ASCII.
func digits(s string) string {
	if len(s) > 2*maxFigures {
		return ""
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '٠' && r <= '٩':
			return r - '٠' + '0'
		case r >= '۰' && r <= '۹':
			return r - '۰' + '0'
		case r == '٬':
			return ','
		case r == '٫':
			return '.'
		}
		return r
	}, s)
}

// parse reads figures with the separators of the language. Groups of three
// behind the language's own mark are thousands, and so are repeated groups
// behind either mark.
func (f *finder) parse(s string) (float64, bool) {
	if s == "" || len(s) > maxFigures || len(s) > 1 && s[0] == '0' && s[1] != '.' && s[1] != ',' {
		return 0, false
	}
	thousands, decimal := ".", ","
	if f.comma {
		thousands, decimal = ",", "."
	}
	if strings.Count(s, decimal) > 1 && !strings.Contains(s, thousands) {
		thousands, decimal = decimal, thousands
	}
	whole, fraction, cut := strings.Cut(s, decimal)
	if !cut && strings.Count(whole, thousands) == 1 {
		if a, b, _ := strings.Cut(whole, thousands); len(b) != 3 || len(a) > 3 {
			whole, fraction, cut = a, b, true
		}
	}
	groups := strings.Split(whole, thousands)
	for i, g := range groups {
		if g == "" || i > 0 && len(g) != 3 || i == 0 && len(groups) > 1 && len(g) > 3 {
			return 0, false
		}
	}
	whole = strings.Join(groups, "")
	if cut {
		whole += "." + fraction
	}
	if strings.Trim(whole, "0123456789.") != "" || strings.Count(whole, ".") > 1 {
		return 0, false
	}
	v, err := strconv.ParseFloat(whole, 64)
	return v, err == nil
}

// words reads a number in words: "two hundred and fifty", "zwölf",
// "deux cent mille", "سبعة آلاف".
func (f *finder) words(i int) (number, bool) {
	var total, current float64
	n := number{end: i, scale: 1}
	j := i
	half := f.lex.half[f.word(i)] && f.lex.articles[f.word(i+1)]
	if half {
		j++
	}
	if _, scale := f.lex.scales[f.word(i)]; scale && !f.lex.alone[f.word(i)] {
		if first, _ := f.boundBefore(i); first == i {
			return n, false
		}
	}
	if f.lex.articles[f.word(j)] {
		if _, ok := f.lex.scales[f.word(j+1)]; !ok {
			return n, false
		}
		j++
	}
	for steps := 0; j < f.last && steps < maxNumberTokens; steps++ {
		if n.end > i && f.lex.and[f.word(j)] && current+total >= 20 && f.isNumeral(j+1) {
			j++
			continue
		}
		w := f.numeral(j)
		if v, ok := f.lex.unit(w); ok {
			if n.end > i && !f.adds(current, v) {
				break
			}
			current += v
		} else if m, ok := f.lex.scales[w]; ok {
			n.scaled = true
			n.scale *= m
			if m <= 100 {
				current = max(current, 1) * m
			} else {
				total += max(current, 1) * m
				current = 0
			}
		} else {
			break
		}
		j++
		n.end = j
	}
	n.value = total + current
	if half {
		n.value /= 2
	}
	return n, n.end > i
}

// adds says whether unit v may follow what was read: "twenty two", "hundred
// and five", not "two three".
func (f *finder) adds(current, v float64) bool {
	switch {
	case current == 0:
		return true
	case v >= 100:
		return false
	case v >= 10 && current < 10:
		return f.lex.unitsFirst
	case v >= 10:
		return int(current)%100 == 0
	}
	return int(current)%10 == 0 && current >= 20
}

// numeral is token i without the conjunction that Arabic joins to it.
func (f *finder) numeral(i int) string {
	w := f.word(i)
	if f.lex.unitsFirst {
		return f.lex.unjoined(w)
	}
	return w
}

// unjoined is the number that a conjunction is joined to, or the word itself.
func (l *lexicon) unjoined(w string) string {
	for _, p := range [...]string{"و", "ب", "ل"} {
		if rest, ok := strings.CutPrefix(w, p); ok && l.isNumeral(rest) && !l.isNumeral(w) {
			return rest
		}
	}
	return w
}

func (f *finder) isNumeral(i int) bool { return f.lex.isNumeral(f.word(i)) }

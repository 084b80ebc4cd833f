package quantity

import (
	"cmp"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// counted is a count of the sentence that is being read: the token it begins
// with, the one behind its number, its head noun and the one behind all.
type counted struct {
	first, number, head, end int
	// cue is the token that told its event, or -1.
	cue int
	// part holds for "three of them".
	part bool
	// index is its place among the counts found.
	index int
}

// maxBoundWords bounds the words that bound a number: "no fewer than" has
// three.
const maxBoundWords = 4

// boundBefore returns the first token of the words that bound the number at
// i, or i, and what they say.
func (f *finder) boundBefore(i int) (int, string) {
	for n := maxBoundWords; n > 0; n-- {
		if i-n < f.first {
			continue
		}
		if b, ok := f.lex.bounds[f.phrase(i-n, i)]; ok {
			return i - n, b
		}
	}
	return i, ""
}

// boundAfter is the same for the words behind a count: "or more", "au moins".
func (f *finder) boundAfter(i int) (int, string) {
	for n := maxBoundWords; n > 0; n-- {
		if i+n > f.last {
			continue
		}
		if b, ok := f.lex.after[f.phrase(i, i+n)]; ok {
			return i + n, b
		}
	}
	return i, ""
}

func (f *finder) phrase(first, end int) string {
	if end-first == 1 {
		return f.lower[first]
	}
	return strings.Join(f.lower[first:end], " ")
}

// count reads a number with what it counts at token i and returns the token
// behind, or 0.
func (f *finder) count(i int) int {
	n, ok := f.number(i)
	if !ok {
		return 0
	}
	if f.isNoCount(i, n) {
		return n.end
	}
	first, bound := f.boundBefore(i)
	ranged := f.lex.ranges[f.word(n.end)]
	if f.lex.between[f.word(first-1)] && f.lex.and[f.word(n.end)] {
		ranged, first = true, first-1
	}
	if ranged {
		if m, ok := f.number(n.end + 1); ok && (m.value > n.value || m.scaled) {
			if !n.scaled && n.value*m.scale < m.value {
				n.value *= m.scale
			}
			n.end, n.scaled = m.end, m.scaled
			bound = cmp.Or(bound, "about")
		}
	}
	if f.isPriced(n) {
		return n.end
	}
	start, head, end := f.noun(n)
	if end == 0 {
		if after, b := f.boundAfter(n.end); b != "" && bound == "" {
			if start, head, end = f.nounAt(after); end > 0 {
				bound = b
			}
		}
	}
	told := f.isTold(first)
	part := end == 0 && n.value > 1 && f.lex.of[f.word(n.end)] && f.lex.whole[f.word(n.end+1)]
	if end == 0 && !told && !part && !f.standsAlone(n, bound) {
		return n.end
	}
	if n.value == 1 && (end == 0 && !told || end > 0 && !f.lex.persons[f.word(head)]) || n.value != math.Trunc(n.value) {
		return n.end
	}
	c := news.Count{Value: n.value, Bound: bound}
	last := n.end
	if end > 0 {
		if f.lex.measures(f.word(head)) || f.lex.measures(f.word(start)) {
			return end
		}
		last = end
		c.Object = f.d.Text[f.d.Tokens[start].Start:f.d.Tokens[end-1].End]
	} else {
		head = -1
		if part {
			last += 2
		}
	}
	if after, b := f.boundAfter(last); b != "" && bound == "" {
		last, c.Bound = after, b
	}
	c.Span = f.span(first, last)
	f.found.Counts = append(f.found.Counts, c)
	f.counted = append(f.counted, counted{first: first, number: n.end, head: head, end: last, cue: -1, part: part, index: len(f.found.Counts) - 1})
	return last
}

// standsAlone says whether a number without a noun is a count: one that is
// large or bound, or one that says what became of its people at once.
func (f *finder) standsAlone(n number, bound string) bool {
	after := n.end
	for f.lex.late[f.word(after)] && after < n.end+3 {
		after++
	}
	if after > n.end && f.lex.event(f.word(after)) != "" || f.lex.event(f.word(n.end)) != "" && !f.countsFrom(n.end+1) {
		return true
	}
	if bound != "" && n.value > 1 {
		return !f.lex.measures(f.word(n.end)) && (n.scaled || !n.figures || !n.plain || n.value < 1000)
	}
	return n.figures && !n.plain && n.value >= 1000 && n.value == float64(int64(n.value)) && f.sentenceGoesOn(n.end)
}

// isTold says whether a verb right before the number that begins at first, or
// a toll before it, tells what it counts: "killing 12", "injured another 15",
// "the death toll rose to 45".
func (f *finder) isTold(first int) bool {
	i := first - 1
	for f.lex.more[f.word(i)] {
		i--
	}
	if w := f.word(i); f.lex.event(w) != "" && (!f.lex.plurals[w] || strings.HasSuffix(w, "ed")) && !f.lex.definite[f.word(i-1)] {
		return true
	}
	return f.toll(first) >= 0
}

// The words between a toll and its number: "rose on Monday to".
const maxToll = 8

// toll returns the token of a toll whose number begins at first, or -1.
func (f *finder) toll(first int) int {
	if !f.lex.into[f.word(first-1)] && !f.lex.tolls[f.word(first-2)] && !f.lex.tolls[f.word(first-1)] {
		return -1
	}
	for i := first - 1; i >= max(f.first, first-maxToll); i-- {
		if f.lex.tolls[f.word(i)] {
			return i
		}
		if f.d.Tokens[i].Kind != text.Word {
			break
		}
	}
	return -1
}

// isPriced says whether a number begins an amount of money: "five to six
// million dollars".
func (f *finder) isPriced(n number) bool {
	_, _, ok := f.currency(n)
	return ok
}

// countsFrom says whether a number or what bounds one begins at token i.
func (f *finder) countsFrom(i int) bool {
	if f.isNumeral(i) || i < f.last && f.d.Tokens[i].Kind == text.Number {
		return true
	}
	for n := 1; n <= maxBoundWords && i+n <= f.last; n++ {
		if f.lex.bounds[f.phrase(i, i+n)] != "" {
			return true
		}
	}
	return false
}

// sentenceGoesOn keeps numbers that stand in lists and names from counting.
func (f *finder) sentenceGoesOn(i int) bool {
	return i >= f.last || f.isWord(i) && !f.capital(i) || strings.ContainsAny(f.word(i), ".,;)")
}

// isNoCount says whether the number at i is a year, part of a name, a
// telephone number, an ordinal or a score.
func (f *finder) isNoCount(i int, n number) bool {
	if !n.figures {
		if f.lex.definite[f.word(i-1)] && n.value <= 12 || f.word(n.end) == "and" && f.word(n.end+2) == "half" {
			return true
		}
		return f.isWord(i) && f.capital(i) && i > f.first && f.capital(i-1) && f.lex.bounds[f.word(i-1)] == "" && f.word(i-1) != ""
	}
	before := f.word(i - 1)
	switch before {
	case "+", "#", "№", "-", "/", "–", "no.", "nr.", "n°", "§":
		if f.touching(i-1) || before != "-" && before != "–" {
			return true
		}
	}
	if f.lex.numbered[before] {
		return true
	}
	switch after := f.word(n.end); after {
	case "/", "-", "–", ":", "°", "º", "'", "’", "+":
		if f.touching(n.end-1) || after == ":" {
			return true
		}
	case ".":
		if f.touching(n.end-1) && n.plain && n.value < 100 && n.end+1 < f.last {
			return true
		}
	}
	if n.plain && !n.scaled && n.value >= 1900 && n.value < 2100 {
		if _, b := f.boundBefore(i); b == "" {
			return true
		}
	}
	if f.capital(i-1) && f.lex.bounds[before] == "" && !f.lex.more[before] && !f.lex.between[before] && f.lex.event(before) == "" && !n.scaled && n.plain {
		_, head, end := f.noun(n)
		if w := f.word(head); end == 0 || !f.lex.bareHead && !f.lex.stops[before] && !f.lex.persons[w] && !f.lex.plurals[w] {
			return true
		}
	}
	return n.value == 0
}

// noun finds the noun that number n counts: its first token, its head and the
// token behind it; 0s where there is none.
func (f *finder) noun(n number) (start, head, end int) {
	i := n.end
	w := f.word(i)
	if f.lex.of[w] && (n.scaled || f.lex.partitive) {
		if n.scaled && !f.lex.partitive {
			return f.nounAt(i + 1)
		}
		i++
		for f.lex.determiners[f.word(i)] {
			i++
		}
		if m, ok := f.number(i); ok && i > n.end+1 {
			i = m.end
		}
	}
	return f.nounAt(i)
}

// The most words of a counted noun phrase, and the most adjectives before a
// noun.
const (
	maxNounWords  = 5
	maxAdjectives = 3
)

func (f *finder) nounAt(i int) (start, head, end int) {
	for f.lex.fillers[f.word(i)] {
		i++
	}
	if f.lex.noun == nil {
		return 0, 0, 0
	}
	head = f.lex.noun(f, i)
	if head < 0 {
		return 0, 0, 0
	}
	start = i
	if f.lex.bareHead {
		start = head
	}
	for start < head && f.lex.lean != nil && (f.capital(start) || f.leansOn(start)) {
		start++
	}
	return start, head, head + 1
}

// leansOn holds for an adjective that only describes the noun.
func (f *finder) leansOn(i int) bool {
	w := f.word(i)
	if strings.Contains(w, "-") || f.lex.adjectives[w] {
		return true
	}
	for _, e := range f.lex.lean {
		if strings.HasSuffix(w, e) {
			return true
		}
	}
	return false
}

func (f *finder) isContent(i int) bool {
	return f.isWord(i) && f.word(i) != "" && !f.lex.stops[f.word(i)]
}

// englishNoun takes the first plural within a few words: "22 Turkish
// soldiers", "eight radio observatories".
func englishNoun(f *finder, i int) int {
	for j := i; j < i+maxNounWords && f.isContent(j); j++ {
		if w := f.word(j); f.lex.plurals[w] || isEnglishPlural(w) && f.d.Word(j) != strings.ToUpper(w) {
			if strings.HasPrefix(f.word(j+1), "'") && f.isWord(j+1) {
				return -1
			}
			if next := f.word(j + 1); f.isContent(j+1) && isEnglishPlural(next) && !f.capital(j+1) && !f.lex.measures(next) && f.lex.event(next) == "" {
				return j + 1
			}
			return j
		}
	}
	if f.lex.persons[f.word(i)] && f.isContent(i) {
		return i
	}
	return -1
}

func isEnglishPlural(w string) bool {
	return len(w) > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && !strings.HasSuffix(w, "us") && !strings.HasSuffix(w, "is") && !strings.ContainsAny(w, "'.")
}

// germanNoun passes adjectives in lower case to the noun, which is
// capitalised.
func germanNoun(f *finder, i int) int {
	for j := i; j <= i+maxAdjectives && f.isContent(j); j++ {
		if f.capital(j) {
			return j
		}
		if w := f.word(j); !strings.HasSuffix(w, "e") && !strings.HasSuffix(w, "en") && !strings.HasSuffix(w, "er") && !strings.HasSuffix(w, "es") && !strings.HasSuffix(w, "em") {
			break
		}
	}
	return -1
}

// romanceNoun passes the adjectives that French and Spanish put first.
func romanceNoun(f *finder, i int) int {
	for j := i; j <= i+maxAdjectives && f.isContent(j); j++ {
		if w := f.word(j); !f.lex.adjectives[w] {
			if strings.HasSuffix(w, "s") || strings.HasSuffix(w, "x") || f.lex.plurals[w] || f.lex.persons[w] {
				return j
			}
			return -1
		}
	}
	return -1
}

// russianNoun passes adjectives by their endings; where no noun follows, the
// last adjective is one ("раненых").
func russianNoun(f *finder, i int) int {
	head := -1
	for j := i; j <= i+maxAdjectives && f.isContent(j); j++ {
		if head >= 0 && f.capital(j) || f.lex.event(f.word(j)) != "" && head >= 0 {
			break
		}
		head = j
		if !isRussianAdjective(f.word(j)) {
			break
		}
	}
	return head
}

func isRussianAdjective(w string) bool {
	for _, e := range []string{"ых", "их", "ые", "ие", "ым", "ими", "ыми", "ого", "его", "ому", "ой", "ую", "юю"} {
		if strings.HasSuffix(w, e) {
			return true
		}
	}
	return false
}

// plainNoun takes the next word, as Arabic puts its noun first.
func plainNoun(f *finder, i int) int {
	if !f.isContent(i) || f.d.Tokens[i].Kind != text.Word {
		return -1
	}
	if r, _ := utf8.DecodeRuneInString(f.word(i)); !unicode.IsLetter(r) {
		return -1
	}
	return i
}

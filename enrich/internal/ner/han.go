package ner

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// hanLexicon is what the rules know of a language that is written in Han
// characters without spaces between words. Its words are compared with the
// text at each character, in simplified form.
type hanLexicon struct {
	// bodies are names of public bodies that need no suffix.
	bodies wordList
	// organisations, places and events are what the names of such end with; generic
	// are words with these endings that are no names.
	organisations, places, events, generic wordList
	// peoples are words for peoples, languages and religions.
	peoples wordList
	// titles stand before or after the names of persons; personal ones stand
	// after names of persons alone.
	before, after, personal wordList
	// surnames begin the names of persons.
	surnames wordList
	// nations are the characters that stand for a country in short, with its
	// name, before one of the words in national.
	nations  map[rune]string
	national wordList
	// stops are characters that no name is made of or that end one.
	stops map[rune]bool
	// syllabary languages part words by syllables between the characters.
	syllabary bool
}

// wordList holds words by their first character.
type wordList map[rune][]string

// wordsOf makes a list of words, the longest first among those that begin
// alike.
func listOf(words string) wordList {
	l := wordList{}
	for w := range strings.FieldsSeq(strings.Map(kb.Simplified, words)) {
		r, _ := utf8.DecodeRuneInString(w)
		at := len(l[r])
		for at > 0 && len(l[r][at-1]) < len(w) {
			at--
		}
		l[r] = append(l[r][:at], append([]string{w}, l[r][at:]...)...)
	}
	return l
}

// hanPass reads one field in characters. Its arrays go by character.
type hanPass struct {
	*fieldPass
	lex *hanLexicon
	// runes are the characters in simplified form; token is which token each
	// belongs to.
	runes []rune
	token []int
	// run is the kind of character: Han, Katakana, Latin or what ends a word.
	run []runKind
}

type runKind uint8

const (
	noRun runKind = iota
	hanRun
	kanaRun
	latinRun
)

// han finds the names of a field by the characters around and within them.
func (f *fieldPass) han(lex *hanLexicon) {
	h := &hanPass{fieldPass: f, lex: lex}
	for i, w := range f.words {
		for _, r := range w.text {
			h.runes = append(h.runes, kb.Simplified(r))
			h.token = append(h.token, i)
			h.run = append(h.run, runOf(r, w))
		}
	}
	h.quotedTitles()
	h.publicBodies()
	h.suffixed(lex.organisations, news.TypeOrganisation, maxHanOrganisation)
	h.suffixed(lex.places, news.TypePlace, maxHanPlace)
	h.suffixed(lex.events, news.TypeEvent, maxHanOrganisation)
	h.peoples()
	h.shortNations()
	h.dottedNames()
	h.hanPersons()
}

// runOf says of what kind a character of a word is.
func runOf(r rune, w word) runKind {
	switch {
	case w.kind != text.Word && w.kind != text.Number || w.excluded:
		return noRun
	case unicode.Is(unicode.Han, r):
		return hanRun
	case unicode.Is(unicode.Katakana, r) || r == 'ー':
		return kanaRun
	case unicode.IsUpper(r) || unicode.IsLower(r):
		return latinRun
	}
	return noRun
}

// at returns the longest word of a list that stands at character i, or "".
func (h *hanPass) word(l wordList, i int) string {
	if i < 0 || i >= len(h.runes) {
		return ""
	}
	for _, w := range l[h.runes[i]] {
		if h.stands(w, i) {
			return w
		}
	}
	return ""
}

// stands says whether a word stands at character i, within one sentence.
func (h *hanPass) stands(w string, i int) bool {
	for _, r := range w {
		if i >= len(h.runes) || h.runes[i] != r {
			return false
		}
		i++
	}
	return true
}

// wordBefore returns the longest word of a list that ends before character i.
func (h *hanPass) wordBefore(l wordList, i int) string {
	for n := maxHanTitle; n > 0; n-- {
		if i-n < 0 {
			continue
		}
		if w := h.word(l, i-n); w != "" && utf8.RuneCountInString(w) == n {
			return w
		}
		for _, w := range l[h.runes[i-n]] {
			if utf8.RuneCountInString(w) == n && h.stands(w, i-n) {
				return w
			}
		}
	}
	return ""
}

// The bounds of names and of the words that tell them, in characters.
const (
	maxHanTitle        = 6
	maxHanOrganisation = 14
	maxHanPlace        = 8
	maxHanName         = 8
)

// covered returns the mention at character i, or nil.
func (h *hanPass) covered(i int) *Mention {
	if i < 0 || i >= len(h.token) {
		return nil
	}
	return h.at(h.token[i])
}

// joined says whether character i goes on from the one before without a gap.
func (h *hanPass) joined(i int) bool {
	if i <= 0 || i >= len(h.token) {
		return false
	}
	a, b := h.token[i-1], h.token[i]
	return a == b || h.doc.Tokens[a].End == h.doc.Tokens[b].Start && h.same(a, b)
}

// whole says whether the characters [first, last) are whole tokens.
func (h *hanPass) whole(first, last int) bool {
	return first >= 0 && first < last && last <= len(h.token) && (first == 0 || h.token[first-1] != h.token[first]) && (last == len(h.token) || h.token[last] != h.token[last-1])
}

// mark puts a name of the characters [first, last), unless it would cut one.
func (h *hanPass) mark(first, last int, t news.EntityType, confidence float64) *Mention {
	if !h.whole(first, last) {
		return nil
	}
	a, b := h.token[first], h.token[last-1]+1
	for i := a; i < b; i++ {
		if m := h.at(i); m != nil && (m.First < a || m.Last > b || m.First == a && m.Last == b && m.Type == t) || h.words[i].excluded {
			return nil
		}
	}
	return h.putWords(a, b, t, "", confidence)
}

// mention marks a name and looks it up in the knowledge base.
func (h *hanPass) mention(first, last int, t news.EntityType, confidence float64) {
	if m := h.mark(first, last, t, confidence); m != nil {
		for _, c := range h.rules.kb.Lookup(h.doc.Text[m.Start:m.End]) {
			if c.Entry.Type == t {
				m.Candidates = append(m.Candidates, c)
			}
		}
	}
}

// nameCharacter says whether character i may be part of a name.
func (h *hanPass) nameCharacter(i int) bool {
	return i >= 0 && i < len(h.runes) && h.run[i] != noRun && !h.lex.stops[h.runes[i]]
}

// publicBodies puts the bodies whose names are known whole, together with the
// country or place that stands before them.
func (h *hanPass) publicBodies() {
	for i := 0; i < len(h.runes); i++ {
		w := h.word(h.lex.bodies, i)
		if w == "" || h.run[i] == noRun {
			continue
		}
		end := i + utf8.RuneCountInString(w)
		first := i
		if m := h.covered(i - 1); m != nil && m.Type == news.TypePlace && h.joined(i) {
			first = h.firstOf(m, i)
		}
		if m := h.covered(i); m != nil && m.Type == news.TypeOrganisation && (first == i || m.First < h.token[i]) {
			continue
		}
		if m := h.covered(i); m != nil && m.Last > h.token[end-1]+1 || h.headOf(end) {
			continue
		}
		h.mention(first, end, news.TypeOrganisation, confidenceHeadWord)
		i = end - 1
	}
}

// firstOf returns the first character of the mention that ends before i.
func (h *hanPass) firstOf(m *Mention, i int) int {
	for i > 0 && h.token[i-1] >= m.First {
		i--
	}
	return i
}

// suffixed puts the names that end with one of the suffixes.
func (h *hanPass) suffixed(suffixes wordList, t news.EntityType, longest int) {
	start := 0 // no name begins before the end of the last one
	for i := 0; i < len(h.runes); i++ {
		w := h.word(suffixes, i)
		if w == "" || !h.joined(i) {
			continue
		}
		end := i + utf8.RuneCountInString(w)
		if m := h.covered(end - 1); m != nil && m.Type == t && h.token[end-1] >= m.First && h.covered(i) == m {
			i = end - 1
			start = end
			continue
		}
		// The longer of two suffixes that follow each other ends the name.
		if next := h.word(suffixes, end); next != "" && t == news.TypeOrganisation && utf8.RuneCountInString(next) > 1 && h.joined(end) {
			i = end - 1
			continue
		}
		if h.headOf(end) {
			continue
		}
		if first := h.begin(start, i-longest, i, t); first >= 0 && !h.isGeneric(first, i, end) {
			h.mention(first, end, t, confidenceHeadWord)
			start = end
		}
		i = end - 1
	}
}

// headOf says whether the name that ends before character i is part of the
// title of its head: "minister", "mayor".
func (h *hanPass) headOf(i int) bool {
	return i < len(h.runes) && h.joined(i) && h.runes[i] == '长' && !(i+1 < len(h.runes) && h.runes[i+1] == '官')
}

// begin returns where the name of a type begins that reaches to character i,
// or -1: not before start, where another one ends, and not before least.
func (h *hanPass) begin(start, least, i int, t news.EntityType) int {
	first := i
	for first > max(start, least, 0) && h.run[first-1] != noRun && h.joined(first) {
		if m := h.covered(first - 1); m != nil {
			if m.Type == news.TypePlace && h.token[first] >= m.Last && t != news.TypePlace {
				first = h.firstOf(m, first)
				if h.lex.syllabary && first > max(start, least, 0) {
					continue
				}
				return first
			}
			if first == i && m.Type == news.TypePlace && len(m.Candidates) > 0 && !m.Candidates[0].Entry.IsCountry() {
				return h.firstOf(m, first)
			}
			if m.Type != news.TypePlace || h.token[first] >= m.Last {
				break
			}
		} else if h.lex.stops[h.runes[first-1]] {
			break
		}
		if h.wordBefore(h.lex.before, first) != "" && i > first {
			break
		}
		first--
	}
	if first > start && first == least && h.nameCharacter(first-1) && h.joined(first) && !h.lex.syllabary {
		return -1
	}
	n := i - first
	if n < 2 && !(n == 1 && h.run[i-1] == kanaRun) {
		return -1
	}
	if !h.lex.syllabary && n > 6 && h.run[first] == hanRun {
		return -1
	}
	return first
}

// isGeneric says whether the characters [first, end) with the suffix at i are
// no name but a word of the language.
func (h *hanPass) isGeneric(first, i, end int) bool {
	if m := h.covered(i - 1); m != nil && m.Type == news.TypePlace && h.runes[i] == '队' {
		return true // a country or a city that plays stays a place
	}
	if m := h.covered(first); m != nil && m.Type == news.TypePlace {
		return false
	}
	for at := first; at < i; at++ {
		if w := h.word(h.lex.generic, at); w != "" && at+utf8.RuneCountInString(w) >= end-1 {
			return true
		}
	}
	return h.word(h.lex.generic, first) != "" && i-first <= 2
}

// peoples puts the words for peoples, languages and religions.
func (h *hanPass) peoples() {
	for i := 0; i < len(h.runes); i++ {
		if w := h.word(h.lex.peoples, i); w != "" && h.covered(i) == nil {
			end := i + utf8.RuneCountInString(w)
			h.mention(i, end, news.TypeMisc, confidenceHeadWord)
			i = end - 1
		}
	}
}

// shortNations puts the characters that stand for a country before the word
// for its government, army and the like.
func (h *hanPass) shortNations() {
	for i, r := range h.runes {
		name, ok := h.lex.nations[r]
		if !ok || h.covered(i) != nil || !h.joined(i+1) || h.word(h.lex.national, i+1) == "" || i > 0 && h.joined(i) && h.nameCharacter(i-1) && h.covered(i-1) == nil && h.run[i-1] == hanRun {
			continue
		}
		if m := h.mark(i, i+1, news.TypePlace, confidenceContext); m != nil {
			m.Candidates = h.rules.kb.Lookup(name)
		}
	}
}

// quotedTitles puts what stands in the marks for titles.
func (h *hanPass) quotedTitles() {
	for i := range h.words {
		closing := ""
		switch h.words[i].text {
		case "《":
			closing = "》"
		case "『":
			closing = "』"
		default:
			continue
		}
		for j := i + 1; j < len(h.words) && j-i <= 30 && h.same(i, j); j++ {
			if h.words[j].text != closing {
				continue
			}
			if j == i+1 {
				break
			}
			if m := h.at(i + 1); m != nil && m.First == i+1 && m.Last == j {
				break
			}
			t := news.TypeWork
			if strings.ContainsAny(h.words[j-1].text, "报報刊志誌闻聞") {
				t = news.TypeOrganisation
			}
			if closing == "』" && j-i > 14 {
				break // a quotation within a quotation
			}
			h.putWords(i+1, j, t, "", confidenceEventOrWork)
			break
		}
	}
}

// hanMatch judges a name of the knowledge base, which no space parts from the
// words around it: what is left of it is a name, or nothing.
func (f *fieldPass) hanMatch(m kb.Match) kb.Match {
	name := f.doc.Text[m.Start:m.End]
	first, _ := utf8.DecodeRuneInString(name)
	if !unicode.Is(unicode.Han, first) {
		if m.Candidates[0].Weak && m.Candidates[0].Acronym {
			m.Candidates = nil
		}
		return m
	}
	next := ""
	if m.Last < len(f.words) && f.doc.Tokens[m.Last].Start == m.End {
		next = f.words[m.Last].text
	}
	// "The American people" has no Americans in it.
	if rest, ok := strings.CutSuffix(name, "人"); ok && strings.ContainsAny(next, "民员員口权權类類质質均士物工才") && next != "" {
		m.End, m.Last = m.End-len("人"), m.Last-1
		m.Candidates = f.rules.kb.Lookup(rest)
		return m
	}
	// "The mayor of Taipei" has the city without its rank.
	if bare, ok := strings.CutSuffix(strings.Map(kb.Simplified, name), "市"); ok && f.language == "zh" && (next == "长" || next == "長") && utf8.RuneCountInString(bare) > 1 {
		m.End, m.Last = m.End-len("市"), m.Last-1
		return m
	}
	if m.Candidates[0].Entry.Type == news.TypeOrganisation && f.language == "zh" && (next == "长" || next == "長") {
		m.Candidates = nil // "the minister of"
		return m
	}
	weak := m.Candidates[0].Weak
	switch n := utf8.RuneCountInString(name); {
	case n < 2, weak && n < 4 && !f.placed(m, next):
		m.Candidates = nil
	}
	return m
}

// placed says whether the characters around a match are those of a place.
func (f *fieldPass) placed(m kb.Match, next string) bool {
	if next != "" && strings.Contains("市县縣県省州区區府都町村州", next) {
		return true
	}
	return m.First > 0 && f.language == "zh" && f.words[m.First-1].text != "" && strings.Contains("在赴抵于於", f.words[m.First-1].text) && strings.ContainsAny(next, "举舉的召会會，,、。发發")
}

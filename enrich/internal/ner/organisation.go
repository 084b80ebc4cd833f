package ner

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// maxNameWords bounds the names of organisations and places.
const maxNameWords = 12

// organisations finds names by the word that says what they are: last in
// English ("High Negotiations Committee"), first in French and Spanish
// ("Comité Internacional"), and both in German.
func (f *fieldPass) organisations() {
	if f.language == "ar" {
		f.arabicOrganisations()
		return
	}
	f.headNames(f.lex.organisationHeads, news.TypeOrganisation, "")
	if f.language == "ru" {
		f.quotedNames()
		f.russianBodies()
	}
	if f.lex.nounsCapital {
		f.germanBodies()
	}
	f.companies()
}

// headNames puts the names that end, or in head-first languages begin, with
// one of the heads.
func (f *fieldPass) headNames(heads map[string]bool, t news.EntityType, kind string) {
	if f.lex.headFirst {
		f.headFirstNames(heads, t, kind)
		return
	}
	for i := 0; i < len(f.words); i++ {
		if !f.nameWord(i) || f.opener(i) {
			continue
		}
		end := f.capitals(i)
		head := -1
		for j := end - 1; j >= i; j-- {
			if f.hasHead(heads, j) {
				head = j
				break
			}
		}
		if head < 0 {
			i = max(end-1, i)
			continue
		}
		start := f.nameStart(i, head)
		last := head + 1
		if head+1 == end {
			last = f.extension(end)
		}
		if last-start >= 2 && (head > start || last > head+1) && !f.genericName(start, last) {
			f.putName(start, last, t, kind)
		}
		i = max(last, end) - 1
	}
}

// hasHead says whether word i is a head; in German also if it ends with one.
func (f *fieldPass) hasHead(heads map[string]bool, i int) bool {
	w := strings.TrimSuffix(f.words[i].lower, ".")
	return heads[w]
}

// capitals returns the end of the name words from i, without particles.
func (f *fieldPass) capitals(i int) int {
	end := i
	for end < len(f.words) && f.same(i, end) && (end == i || !f.words[end].apart && !f.suffixed(end-1)) && (f.nameWord(end) || f.words[end].text == "&") {
		end++
	}
	return end
}

// nameStart leaves what opens the sentence off the head of a name.
func (f *fieldPass) nameStart(i, head int) int {
	for i < head && (f.opener(i) || f.words[i].first && f.lex.modifiers[f.words[i].lower] && f.lower[f.words[i].lower]) {
		i++
	}
	if f.lex.nounsCapital {
		// Before the head only adjectives in capitals and names belong to it.
		start := head
		for start > i && (f.at(start-1) != nil || isGermanAdjective(f.words[start-1].lower)) && !f.words[start-1].first {
			start--
		}
		return start
	}
	return i
}

func isGermanAdjective(lower string) bool {
	for _, e := range [...]string{"e", "en", "er", "es", "em"} {
		if stem, ok := strings.CutSuffix(lower, e); ok {
			for _, s := range [...]string{"isch", "lich", "ig", "al", "ell", "iv", "frei", "vereint", "hoh", "deutsch", "neu", "rot"} {
				if strings.HasSuffix(stem, s) {
					return true
				}
			}
		}
	}
	return false
}

// extension returns the end of what follows a head: "of Foreign Affairs",
// "for Human Rights", "of Science and Technology".
func (f *fieldPass) extension(i int) int {
	if f.language != "en" || i+1 >= len(f.words) || !f.same(i-1, i+1) {
		return i
	}
	switch f.words[i].lower {
	case "of", "for", "on", "against":
	default:
		return i
	}
	j := i + 1
	if f.words[j].lower == "the" {
		j++
	}
	if j >= len(f.words) || !f.same(i, j) || !f.nameWord(j) || j-i > maxNameWords {
		return i
	}
	end := f.capitals(j)
	for k := j + 1; k < end; k++ {
		// "Museum of Flight CEO Jane Doe"
		if f.isTitleWord(k) {
			end = k
		}
	}
	if end+1 < len(f.words) && f.same(i, end+1) && f.words[end].lower == "and" && f.nameWord(end+1) && f.free(end+1) && !f.isHead(end+1) && f.at(end-1) == nil {
		end = f.capitals(end + 1)
	}
	return end
}

// genericName says whether nothing but kinds and openers are in the name.
func (f *fieldPass) genericName(first, last int) bool {
	for i := first; i < last; i++ {
		w := f.words[i].lower
		if f.words[i].name && !f.isHead(i) && !f.lex.openers[w] {
			return false
		}
	}
	return true
}

// putName puts a name found by its head, unless the knowledge base knows a
// longer name there or an organisation by just these words.
func (f *fieldPass) putName(first, last int, t news.EntityType, kind string) {
	for i := first; i < last; i++ {
		m := f.at(i)
		if m == nil {
			continue
		}
		if m.First < first || m.Last > last || m.First == first && m.Last == last {
			return
		}
		if m.Type == t && m.Last-m.First > 1 && len(m.Candidates) > 0 && !m.Candidates[0].Weak {
			return
		}
	}
	f.putWords(first, last, t, kind, confidenceHeadWord)
}

// quotedNames puts what Russian sets in quotation marks after the word for an
// organisation: «компания "X"».
func (f *fieldPass) quotedNames() {
	for i := 1; i+2 < len(f.words); i++ {
		if f.words[i].text != "«" || !f.organisationNoun(f.words[i-1].lower) {
			continue
		}
		for j := i + 1; j < len(f.words) && j-i <= 6 && f.same(i, j); j++ {
			if f.words[j].text == "»" {
				if j > i+1 && f.nameWord(i+1) && f.at(i+1) == nil {
					f.putWords(i+1, j, news.TypeOrganisation, "", confidenceHeadWord)
				}
				break
			}
		}
	}
}

func (f *fieldPass) organisationNoun(w string) bool {
	for h := range f.lex.organisationHeads {
		stem := strings.TrimRight(h, "аеияй")
		if len(stem) >= 6 && strings.HasPrefix(w, stem) && len(w) <= len(h)+6 {
			return true
		}
	}
	return false
}

// definitions finds what an article shortens: "High Negotiations Committee
// (HNC)". The name may be known, found before, or only be told by its letters.
func (f *fieldPass) definitions() {
	for i := 1; i+2 < len(f.words); i++ {
		if f.words[i].text != "(" || f.words[i+2].text != ")" || f.words[i+1].excluded || !isAcronym(f.words[i+1].text) || !f.same(i-1, i+2) {
			continue
		}
		acronym := strings.ReplaceAll(f.words[i+1].text, ".", "")
		end := i
		if strings.ContainsAny(f.words[i-1].text, "»”\"“") && i > 1 {
			end--
		}
		before := f.at(end - 1)
		if before != nil && before.Type == news.TypePerson {
			continue
		}
		if before != nil && (before.Type == news.TypeOrganisation || initials(f.wordsOf(before.First, before.Last), acronym)) {
			f.define(before, i+1, acronym)
			continue
		}
		if first := f.spelt(end, acronym); first >= 0 {
			m := f.putWords(first, end, news.TypeOrganisation, "", confidenceDefinition)
			f.define(m, i+1, acronym)
		}
	}
}

// define ties the acronym at word i to the mention before it, unless the
// knowledge base knows the acronym as something else.
func (f *fieldPass) define(m *Mention, i int, acronym string) {
	if a := f.at(i); a != nil && len(a.Candidates) > 0 && !a.Candidates[0].Weak {
		if len(m.Candidates) > 0 && slices.ContainsFunc(a.Candidates, func(c kb.Candidate) bool { return c.Entry == m.Candidates[0].Entry }) {
			return
		}
		if !initials(f.wordsOf(m.First, m.Last), acronym) {
			return
		}
	} else if len(m.Candidates) > 0 && !initials(f.wordsOf(m.First, m.Last), acronym) && !f.lex.headFirst && !f.lex.nounsCapital {
		return
	}
	m.Acronym = acronym
	at := m.First
	f.putWords(i, i+1, m.Type, "", confidenceDefinition)
	f.at(at).Acronym = acronym
}

func (f *fieldPass) wordsOf(first, last int) []string {
	var out []string
	for i := first; i < last; i++ {
		if f.words[i].kind == text.Word {
			out = append(out, f.words[i].text)
		}
	}
	return out
}

// spelt returns where the words before the bracket at i begin whose initials
// are the acronym, or -1. The first must be a name word.
func (f *fieldPass) spelt(i int, acronym string) int {
	longest := 2*utf8.RuneCountInString(acronym) + 2
	for first := i - 2; first >= 0 && first >= i-longest && f.same(first, i); first-- {
		if f.words[first].kind != text.Word && f.words[first].text != "," && f.words[first].text != "-" {
			return -1
		}
		if f.nameWord(first) && initials(f.wordsOf(first, i), acronym) && !f.opener(first) {
			return first
		}
	}
	return -1
}

// initials says whether the acronym is made of the initials of the words in
// order; small words may be left out, hyphenated ones give two.
func initials(words []string, acronym string) bool {
	letters := []rune(strings.ToUpper(acronym))
	at := 0
	for n, w := range words {
		for part := range strings.SplitSeq(w, "-") {
			r, _ := utf8.DecodeRuneInString(part)
			if part == "" {
				continue
			}
			if at < len(letters) && unicode.ToUpper(r) == letters[at] {
				at++
				continue
			}
			if n == 0 || unicode.IsUpper(r) && at < len(letters) {
				return false
			}
		}
	}
	return at == len(letters)
}

// isAcronym holds for two to eight capitals, with stops or digits perhaps.
func isAcronym(w string) bool {
	n := 0
	for _, r := range w {
		switch {
		case unicode.IsUpper(r):
			n++
		case r == '.' || unicode.IsDigit(r) || r == '-' || r == '/':
		default:
			return false
		}
	}
	return n >= 2 && n <= 8 && len(w) <= 24
}

package link

import (
	"slices"
	"strings"
	"unicode"

	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// A place stands for a government where it acts as only a government does.
// Capitals do so as the subject of a verb of speaking or policy ("Moscow
// denied"), of a policy ("Moscow's backing"), in compounds ("Moscow-backed"),
// as the partner in relations ("ties with Moscow") and as the object of what
// is said to governments ("accused Moscow of"), alone or in a row of capitals
// and countries. Behind "in" or "near", in a dateline, or before the country
// in which it lies, a capital is a town. Seats, such as the Kremlin, stand for
// who sits there wherever nothing speaks for the building.
//
// Verbs are looked up in short lists for each language; in a language without
// one, nothing stands for anything.

// Why a mention stands for a government.
const (
	metonymSubject    = "it acts: "
	metonymPolicy     = "what is its own is a government's: "
	metonymCompound   = "compound: "
	metonymRelation   = "a partner in relations: "
	metonymObject     = "spoken to as a government: "
	metonymAccording  = "a source of statements"
	metonymSeat       = "a seat of government, and nothing speaks for the building"
	maxGroup          = 6
	maxSubjectAdverbs = 5
)

// markMetonyms returns why each mention of a target stands for a government,
// by its place in the target's mentions, or nil where none does.
func (d *document) markMetonyms(t *target) map[int]string {
	if t.entry == nil || t.entry.Metonym == "" || d.actors == nil {
		return nil
	}
	var out map[int]string
	for _, i := range t.mentions {
		why := d.metonym(i, t.entry)
		if why == "" {
			continue
		}
		if out == nil {
			out = map[int]string{}
		}
		out[i] = why
	}
	return out
}

// metonym says why mention i of an entry stands for a government, or "".
func (d *document) metonym(i int, e *kb.Entry) string {
	m := &d.mentions[i]
	f := &d.fields[m.Field]
	if isDateline(f, m) || m.First >= m.Last || m.Last > len(f.Doc.Tokens) {
		return ""
	}
	s := &surroundings{d: d, doc: f.Doc, at: i, first: i, last: i}
	s.sentence = sentenceOf(f.Doc, m.First)
	if !isTown(e) {
		return s.seat()
	}
	if d.placeBehind(i) != nil {
		return ""
	}
	if why := s.compound(); why != "" {
		return why
	}
	if strings.HasPrefix(f.Doc.Text[m.End:], "-") {
		return ""
	}
	s.gather()
	for _, rule := range [...]func() string{s.according, s.relation, s.object, s.policy, s.subject} {
		if why := rule(); why != "" {
			return why
		}
	}
	return ""
}

// sentenceOf finds the sentence of a token.
func sentenceOf(doc *text.Document, token int) text.Sentence {
	k, ok := slices.BinarySearchFunc(doc.Sentences, token, func(s text.Sentence, t int) int {
		switch {
		case s.Last <= t:
			return -1
		case s.First > t:
			return 1
		}
		return 0
	})
	if !ok {
		return text.Sentence{}
	}
	return doc.Sentences[k]
}

// surroundings are what stands around a mention in its sentence.
type surroundings struct {
	d        *document
	doc      *text.Document
	sentence text.Sentence
	at       int
	// first and last are the mentions of the row that the mention stands in:
	// "Moscow, Ankara and Iran".
	first, last int
}

// gather finds the row of capitals and countries.
func (s *surroundings) gather() {
	for s.first > 0 && s.at-s.first < maxGroup && s.joined(s.first-1, s.first) {
		s.first--
	}
	for s.last+1 < len(s.d.mentions) && s.last-s.at < maxGroup && s.joined(s.last, s.last+1) {
		s.last++
	}
}

// joined says whether mentions i and j are capitals or countries with no more
// than a comma or "and" between them.
func (s *surroundings) joined(i, j int) bool {
	a, b := &s.d.mentions[i], &s.d.mentions[j]
	if a.Field != b.Field || !s.within(a.First) || !s.within(b.First) || b.First-a.Last < 1 || b.First-a.Last > 3 || !standsForState(a.Candidates) || !standsForState(b.Candidates) {
		return false
	}
	for k := a.Last; k < b.First; k++ {
		if w := s.word(k); w != "," && w != "the" && !s.d.actors.and[w] {
			return false
		}
	}
	return true
}

// standsForState says whether a name is that of a country, or of a place that
// stands for one.
func standsForState(cands []kb.Candidate) bool {
	return len(cands) > 0 && (cands[0].Entry.IsCountry() || cands[0].Entry.Metonym != "")
}

func (s *surroundings) within(token int) bool {
	return token >= s.sentence.First && token < s.sentence.Last
}

// word returns a word of the sentence in lower case, "" outside of it.
func (s *surroundings) word(token int) string {
	if !s.within(token) {
		return ""
	}
	return text.Lower(s.doc.Word(token))
}

// before returns the word before a mention, articles left out, and where it
// stands.
func (s *surroundings) before(i int) (string, int) {
	k := s.d.mentions[i].First - 1
	for s.within(k) && s.d.actors.articles[s.word(k)] {
		k--
	}
	return s.word(k), k
}

// compound is "Moscow-backed" and "pro-Moscow".
func (s *surroundings) compound() string {
	m := &s.d.mentions[s.at]
	t := s.doc.Text
	if after := t[m.End:]; strings.HasPrefix(after, "-") || strings.HasPrefix(after, "‑") {
		rest := strings.TrimLeft(after, "-‑")
		end := strings.IndexFunc(rest, func(r rune) bool { return !unicode.IsLetter(r) })
		if end < 0 {
			end = len(rest)
		}
		if w := text.Lower(rest[:end]); s.d.actors.compounds[w] {
			return metonymCompound + "-" + w
		}
	}
	before := text.Lower(t[max(0, m.Start-6):m.Start])
	for _, w := range [...]string{"pro-", "anti-"} {
		if strings.HasSuffix(before, w) {
			return metonymCompound + w
		}
	}
	return ""
}

// according is "according to Moscow".
func (s *surroundings) according() string {
	w, k := s.before(s.first)
	if s.d.actors.according[s.word(k-1)+" "+w] || s.d.actors.according[w] {
		return metonymAccording
	}
	return ""
}

// relation is "ties with Moscow", "talks between Moscow and Ankara".
func (s *surroundings) relation() string {
	w, k := s.before(s.first)
	if s.d.actors.from[w] && s.d.actors.messages[s.word(k-1)] {
		return metonymRelation + s.word(k-1) + " " + w
	}
	if s.d.actors.to[w] && s.d.actors.aid[s.word(k-1)] {
		return metonymRelation + s.word(k-1) + " " + w
	}
	if !s.d.actors.with[w] {
		return ""
	}
	for j := k - 1; j >= k-3; j-- {
		if noun := s.word(j); s.d.actors.relations[noun] {
			if s.first == s.last && s.d.actors.between[w] {
				return ""
			}
			return metonymRelation + noun + " " + w
		}
	}
	return ""
}

// object is "accused Moscow of", "urged Tehran to", "backed by Moscow".
func (s *surroundings) object() string {
	w, k := s.before(s.first)
	if s.d.actors.addressing(w) {
		return metonymObject + w
	}
	if verb := s.word(k - 1); s.d.actors.on[w] && s.d.actors.calls[verb] {
		return metonymObject + verb + " " + w
	}
	if s.d.actors.supplies[w] && s.word(s.d.mentions[s.last].Last) == "with" && s.international() {
		return metonymObject + w + " with"
	}
	if s.d.actors.by[w] {
		if verb := s.word(k - 1); s.d.actors.acts(verb) || s.d.actors.mayAct(verb) || s.d.actors.addressing(verb) || s.d.actors.compounds[verb] {
			return metonymObject + verb + " " + w
		}
	}
	return ""
}

// policy is "Moscow's backing for".
func (s *surroundings) policy() string {
	m := &s.d.mentions[s.at]
	k := m.Last
	if w := s.word(k); w == "'s" || w == "’s" || w == "'" || w == "’" {
		k++
	} else if !s.d.actors.genitive || !strings.HasSuffix(s.d.text(s.at), "s") {
		return ""
	}
	if w, _ := s.before(s.at); s.d.actors.locative[w] {
		return ""
	}
	if s.d.actors.urban[s.word(k)] || s.d.actors.urban[s.word(k+1)] {
		return ""
	}
	// An adjective may come between.
	for j := k; j <= k+1; j++ {
		if w := s.word(j); s.d.actors.policies[w] {
			return metonymPolicy + w
		}
	}
	if s.d.actors.urban != nil && s.within(k) && unicode.IsLower(firstRune(s.doc.Word(k))) && s.international() {
		return metonymPolicy + s.word(k)
	}
	return ""
}

// subject is "Moscow denied", "Moscow and Ankara on Monday agreed".
func (s *surroundings) subject() string {
	if w, _ := s.before(s.first); s.d.actors.locative[w] || s.d.actors.prepositions[w] || s.d.actors.directions[w] {
		return ""
	}
	k := s.d.mentions[s.last].Last
	if w, _ := s.before(s.first); w == "whom" && s.d.actors.mayAct(s.word(k)) {
		// "whom Moscow calls": towns call nobody anything.
		return metonymSubject + s.word(k)
	}
	if s.word(k) == "," && s.word(s.d.mentions[s.first].First-1) == "," && s.word(k+1) != "which" {
		// "Freedonia Street, Glasston, has …"
		return ""
	}
	if m := &s.d.mentions[s.last]; s.d.text(s.last) == "" || m.End < s.doc.Tokens[m.Last-1].End {
		return ""
	}
	beyond := s.beyondRelative(k)
	for n := 0; n <= maxSubjectAdverbs && s.within(k); n++ {
		w := s.word(k)
		switch {
		case s.d.actors.acts(w):
			return metonymSubject + w
		case s.d.actors.mayAct(w):
			if s.international() {
				return metonymSubject + w
			}
			return ""
		case !s.d.actors.adverbs[w] && beyond > k:
			k, beyond, n = beyond-1, 0, 0
		case !s.d.actors.adverbs[w]:
			k = s.sentence.Last
		}
		k++
	}
	if !s.d.actors.inverted {
		return ""
	}
	if w, _ := s.before(s.first); s.d.actors.acts(w) {
		return metonymSubject + w
	}
	return ""
}

// maxRelative bounds the words of a clause between a subject and its verb.
const maxRelative = 25

// beyondRelative returns where the sentence goes on behind the clause that
// begins at token k, "Moscow, which ..., denied", or 0 where none does.
func (s *surroundings) beyondRelative(k int) int {
	if s.word(k) != "," || s.word(k+1) != "which" {
		return 0
	}
	for i := k + 2; i <= k+maxRelative && s.within(i); i++ {
		if s.word(i) == "," {
			return i + 1
		}
	}
	return 0
}

// international says whether the sentence has another country, its people or
// its capital.
func (s *surroundings) international() bool {
	own := ""
	if c := s.d.mentions[s.at].Candidates; len(c) > 0 {
		own = c[0].Entry.Country()
	}
	for _, step := range [...]int{-1, 1} {
		for i := s.at + step; i >= 0 && i < len(s.d.mentions) && i-s.at < 8 && s.at-i < 8; i += step {
			m := &s.d.mentions[i]
			if m.Field != s.d.mentions[s.at].Field || !s.within(m.First) {
				break
			}
			if len(m.Candidates) == 0 {
				continue
			}
			e := m.Candidates[0].Entry
			if (standsForState(m.Candidates) || e.Kind == kb.KindDemonym || e.Kind == "igo") && e.Country() != own {
				return true
			}
		}
	}
	return false
}

// seat judges the seats of governments.
func (s *surroundings) seat() string {
	m := &s.d.mentions[s.at]
	a := s.d.actors
	w, k := s.before(s.at)
	if w == "of" && a.english && !a.premises[s.word(k-1)] && !a.directions[s.word(k-1)] && s.word(k-1) != "front" && s.word(k-1) != "out" {
		return metonymSeat
	}
	if a.locative[w] || a.prepositions[w] && a.toward[w] {
		for j := k - 1; j >= k-2; j-- {
			if a.messages[s.word(j)] {
				return metonymSeat
			}
		}
		return ""
	}
	next := m.Last
	if w := s.word(next); w == "'s" || w == "’s" {
		next++
	}
	if a.premises[s.word(next)] || a.premises[s.word(next+1)] && s.word(next) != "and" {
		return ""
	}
	if s.d.mentions[s.at].Type == news.TypePerson {
		return ""
	}
	return metonymSeat
}

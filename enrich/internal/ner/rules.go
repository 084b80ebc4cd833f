package ner

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// Rules recognises names by the knowledge base and, in the languages whose
// words it knows, by rules: titles and forenames before surnames, the words
// that begin or end the names of organisations, places and events, short forms
// in brackets, and names met before in the article; in Chinese and Japanese, by
// the characters around and within names. In other languages it finds what the
// knowledge base knows.
type Rules struct {
	kb *kb.KB
	// buffers are for the words of an article, which are most of what reading
	// one takes of memory.
	buffers sync.Pool
}

var _ Recognizer = (*Rules)(nil)

// NewRules returns a recogniser over a knowledge base.
func NewRules(k *kb.KB) *Rules { return &Rules{kb: k} }

// The confidence of what the rules find, by the evidence.
const (
	confidenceKnown       = 0.9
	confidenceTitle       = 0.85
	confidenceForename    = 0.8
	confidenceNameShape   = 0.7
	confidenceContext     = 0.65
	confidenceHeadWord    = 0.7
	confidenceDefinition  = 0.8
	confidencePlaceNoun   = 0.65
	confidenceBackward    = 0.75
	confidenceDateline    = 0.85
	confidenceEventOrWork = 0.6
)

// pass is one article while it is read.
type pass struct {
	rules    *Rules
	language string
	lex      *lexicon
	calendar map[string]bool
	fields   []*fieldPass
	// lower holds the words that the article also has in lower case.
	lower map[string]bool
}

// fieldPass is one field while it is read.
type fieldPass struct {
	*pass
	index int
	field *Field
	doc   *text.Document
	words []word
	// mentions are kept apart by the token at which they begin; see put.
	mentions []Mention
	// plain is false where capitals say nothing: in titles of which every
	// word has one.
	plain bool
}

// Recognize implements [Recognizer].
func (r *Rules) Recognize(language string, fields []Field) []Mention {
	p := &pass{rules: r, language: language, lex: lexiconOf(language), calendar: calendarOf(language), lower: map[string]bool{}}
	words := r.take(fields)
	defer r.keep(words)
	for i := range fields {
		n := len(fields[i].Doc.Tokens)
		p.fields = append(p.fields, p.newField(i, &fields[i], words[:n:n]))
		words = words[n:]
	}
	for _, f := range p.fields {
		f.known()
		f.dateline()
	}
	if p.lex != nil {
		for _, f := range p.fields {
			if p.lex.han != nil {
				f.han(p.lex.han)
			} else if f.plain {
				f.organisations()
				f.definitions()
				f.places()
				if p.language == "en" {
					f.persons()
					f.events()
				} else {
					f.events()
					f.persons()
				}
			}
		}
		p.backward()
		for _, f := range p.fields {
			if p.lex.han == nil {
				f.leftovers()
			}
			if p.language == "ru" {
				f.quotedBodies()
			}
		}
	}
	n := 0
	for _, f := range p.fields {
		n += len(f.mentions)
	}
	out := slices.Grow([]Mention(nil), n)
	for _, f := range p.fields {
		f.sharpen()
		for _, m := range f.mentions {
			if m.Type != "" {
				out = append(out, m)
			}
		}
	}
	Sort(out)
	return out
}

// known puts the names of the knowledge base.
func (f *fieldPass) known() {
	for _, m := range f.rules.kb.Match(f.doc, f.language) {
		if f.words[m.First].excluded || f.inDate(m.Range) || f.lex != nil && f.language != "en" && m.Len() == 1 || !admissible(f.doc, m, f.language) || f.commonOpener(m) || f.partOfLonger(m) {
			continue
		}
		if f.smallTown(m) || f.germanNoun(m) {
			continue
		}
		if f.lex != nil && f.lex.han != nil {
			if m = f.hanMatch(m); len(m.Candidates) == 0 {
				continue
			}
		}
		mention := Mention{
			Range: m.Range, First: m.First, Last: m.Last,
			Type: m.Candidates[0].Entry.Type, Kind: m.Candidates[0].Entry.Kind, Confidence: confidenceKnown, Candidates: m.Candidates,
			Source: SourceKnowledge,
		}
		if m.Candidates[0].Entry.Kind == "town" && m.Len() < 9 && f.aloneOnly(m.First) {
			// That it is a place is all that speaks for it, not which one.
			mention.Candidates, mention.Kind, mention.Confidence, mention.Source = nil, "", confidencePlaceNoun, SourceRules
		}
		if f.language == "ar" {
			mention.Start += f.particles(m)
		}
		if f.words[m.First].lower == "the" && m.Last > m.First+1 && m.Candidates[0].Entry.Type != news.TypeWork && f.words[m.First].text == "the" {
			mention.First++
			mention.Start = f.doc.Tokens[mention.First].Start
		}
		f.put(mention)
	}
}

// smallTown says whether a match is the name of a town that little speaks for:
// neither a preposition, nor what stands beside places, nor its length, nor, in
// languages where only names have capitals, that it stands alone within its
// sentence.
func (f *fieldPass) smallTown(m kb.Match) bool {
	if f.lex == nil || m.Candidates[0].Entry.Kind != "town" {
		return false
	}
	if m.First == 0 {
		return true
	}
	if m.Last-m.First > 1 || m.Len() >= 9 && !f.lex.nounsCapital {
		return false
	}
	return !f.located(m.First) && !f.standsAlone(m.First)
}

// germanNoun says whether an article before the name of a German text that is
// also that of a city or, less known, of a region makes it a noun: "vor der
// Halle", "der Zug".
func (f *fieldPass) germanNoun(m kb.Match) bool {
	first := &m.Candidates[0]
	if f.language != "de" || m.Last != m.First+1 || m.First == 0 || first.Entry.Kind != "city" && first.Entry.Kind != "town" && !(first.Weak && first.Entry.Kind == "region") || !f.same(m.First-1, m.First) {
		return false
	}
	switch f.words[m.First-1].lower {
	case "der", "die", "das", "den", "dem", "des", "eine", "einer", "einen", "einem", "ein":
		return m.End == f.doc.Tokens[m.First].End
	}
	return false
}

// located says whether a preposition, a noun or a bracket beside word i, which is
// not the first, says that it is a place.
func (f *fieldPass) located(i int) bool {
	before := f.words[i-1].lower
	if f.lex.locatives[strings.TrimRight(before, "'’")] || f.lex.placeNouns[before] || before == "(" || f.isGenitive(before) || f.lex.nounsCapital && f.seats(before) {
		return true
	}
	return i+1 < len(f.words) && f.words[i+1].text == "("
}

// aloneOnly says whether all that speaks for a place at word i is that it
// stands alone.
func (f *fieldPass) aloneOnly(i int) bool {
	return f.lex != nil && i > 0 && !f.located(i) && f.standsAlone(i)
}

// standsAlone says whether word i has a capital within its sentence and no
// article, other name, title or verb of saying beside it.
func (f *fieldPass) standsAlone(i int) bool {
	w := &f.words[i]
	if f.language == "en" || f.language == "it" || f.lex.nounsCapital || f.lex.han != nil || !f.plain || !w.name || w.first || i == 0 || !f.same(i-1, i) || knownForename(w.text, f.language) {
		return false
	}
	for _, j := range [...]int{i - 1, i + 1} {
		if j >= len(f.words) || !f.same(min(i, j), max(i, j)) {
			continue
		}
		o := &f.words[j]
		if j < i && bareArticles[strings.TrimRight(o.lower, "'’")] {
			return false
		}
		if o.kind == text.Word && (o.name && !o.first || j > i && f.isGenitive(o.lower) || f.lex.isTitle(o.lower) || f.lex.isFormal(o.lower) || f.lex.speech[o.lower]) {
			return false
		}
	}
	return true
}

// bareArticles are those without a preposition in them.
var bareArticles = set(`le la les l el los las il lo gli un une una uno um uma dal nel sul dall nell sull del de het een`)

// inDate says whether a range lies in the date of the dateline.
func (f *fieldPass) inDate(r text.Range) bool {
	d := f.field.Structure.Dateline
	return d != nil && d.Date.Overlaps(r)
}

// partOfLonger says whether a match of one word is the end of a longer name
// that the knowledge base does not know: "La Palma", "New Castle".
func (f *fieldPass) partOfLonger(m kb.Match) bool {
	if m.Last != m.First+1 || m.First == 0 || !f.same(m.First-1, m.First) || m.Candidates[0].Entry.Type != news.TypePlace {
		return false
	}
	before := &f.words[m.First-1]
	if !before.name || f.doc.Tokens[m.First-1].End+1 != m.Start {
		return false
	}
	switch before.lower {
	case "las", "los", "san", "santa", "são", "saint", "st.", "st", "sainte", "new", "port", "fort", "mount", "lake", "nueva", "nuevo", "nova", "ciudad", "villa", "puerto", "monte", "cabo", "isla", "cerro", "upper", "lower", "little", "great":
		return true
	case "la", "el", "le", "les", "al":
		return !before.first && f.doc.Tokens[max(0, m.First-2)].Kind != text.Punct
	}
	return false
}

// certainProminence is that of entries whose name counts at the head of a
// sentence even if the article has the word in lower case too.
const certainProminence = 70

// commonOpener says whether a match is a word that opens its sentence and is
// a common word there.
func (f *fieldPass) commonOpener(m kb.Match) bool {
	w := &f.words[m.First]
	if f.lex == nil || m.Last != m.First+1 || !w.first || w.caps || !w.name {
		return false
	}
	return f.lex.openers[w.lower] || f.lower[w.lower] && m.Candidates[0].Entry.Prominence < certainProminence
}

// admissible judges a match that begins or ends within a token: what is left
// of the token must be a lower-case part ("US-backed", "non-Syrian",
// "l'Iran"), a number, or in German anything that follows.
func admissible(d *text.Document, m kb.Match, language string) bool {
	if start := d.Tokens[m.First].Start; start < m.Start {
		r, _ := utf8.DecodeRuneInString(d.Text[start:])
		before, _ := utf8.DecodeLastRuneInString(d.Text[:m.Start])
		apostrophe := before == '\'' || before == '’'
		if unicode.IsUpper(r) && !(apostrophe && m.Start-start <= 4) {
			return false
		}
	}
	if end := d.Tokens[m.Last-1].End; m.End < end && language != "de" {
		_, n := utf8.DecodeRuneInString(d.Text[m.End:])
		r, _ := utf8.DecodeRuneInString(d.Text[m.End+n:])
		if unicode.IsUpper(r) {
			return false
		}
	}
	return true
}

// put adds a mention in place of those that it overlaps.
func (f *fieldPass) put(m Mention) {
	m.Field = f.index
	for i := m.First; i < m.Last; i++ {
		f.drop(i)
	}
	f.mentions = append(f.mentions, m)
	for i := m.First; i < m.Last; i++ {
		f.words[i].mention = len(f.mentions)
	}
}

// drop takes away the mention that covers word i.
func (f *fieldPass) drop(i int) {
	m := f.at(i)
	if m == nil {
		return
	}
	for j := m.First; j < m.Last; j++ {
		f.words[j].mention = 0
	}
	m.Type = ""
}

// at returns the mention that covers word i, or nil.
func (f *fieldPass) at(i int) *Mention {
	if i < 0 || i >= len(f.words) || f.words[i].mention == 0 {
		return nil
	}
	return &f.mentions[f.words[i].mention-1]
}

// putWords adds a mention of the words [first, last).
func (f *fieldPass) putWords(first, last int, t news.EntityType, kind string, confidence float64) *Mention {
	f.put(Mention{
		Range: text.Range{Start: f.words[first].start, End: f.words[last-1].end},
		First: first, Last: last, Type: t, Kind: kind, Confidence: confidence, Source: SourceRules,
	})
	return &f.mentions[len(f.mentions)-1]
}

// same says whether words i and i+1 stand in one sentence.
func (f *fieldPass) same(i, j int) bool {
	return i >= 0 && j < len(f.words) && f.words[i].sentence == f.words[j].sentence
}

// free says whether word i is in no mention and not excluded.
func (f *fieldPass) free(i int) bool { return f.words[i].mention == 0 && !f.words[i].excluded }

// opener says whether word i is capitalised because a sentence begins with it
// and not because it is a name.
func (f *fieldPass) opener(i int) bool {
	w := &f.words[i]
	if w.mention != 0 {
		return false
	}
	if !w.first {
		return isFunctionWord(w.lower)
	}
	return f.lex.openers[w.lower] || f.lex.speech[w.lower] || f.lower[w.lower]
}

// nameWord says whether word i can be part of a name by the way it is written.
func (f *fieldPass) nameWord(i int) bool {
	w := &f.words[i]
	return w.kind == text.Word && w.name && !w.excluded && !f.calendar[w.lower]
}

// run returns the end of the stretch of name words that begins at i, with the
// particles that stand within names.
func (f *fieldPass) run(i int) int {
	end := i
	for end < len(f.words) && f.same(i, end) && (end == i || !f.words[end].apart && !f.suffixed(end-1)) {
		if f.nameWord(end) {
			end++
			continue
		}
		j := end
		for j < len(f.words) && f.same(i, j) && j-end < 3 && isParticle(f.words[j].lower, j > end, f.language) {
			j++
		}
		if end == i || j == end || j >= len(f.words) || !f.same(i, j) || !f.nameWord(j) {
			break
		}
		end = j
	}
	return end
}

// suffixed says whether a grammatical ending is written onto word i, so that
// no name goes on with the next one.
func (f *fieldPass) suffixed(i int) bool { return f.words[i].end < f.doc.Tokens[i].End }

// sharpen marks where a place is expected.
func (f *fieldPass) sharpen() {
	for i := range f.mentions {
		m := &f.mentions[i]
		if m.Type == "" {
			continue
		}
		if d := f.field.Structure.Dateline; d != nil && d.Place.Overlaps(m.Range) {
			m.Locative = true
		}
		if f.lex == nil {
			continue
		}
		j := m.First - 1
		for j >= 0 && f.same(j, m.First) && (f.words[j].lower == "the" || isDirection(f.words[j].lower)) {
			j--
		}
		if j >= 0 && f.same(j, m.First) && f.lex.locatives[strings.TrimRight(f.words[j].lower, "'’")] {
			m.Locative = true
		}
		if f.followedByCountry(m) {
			m.Locative = true
		}
		if f.writtenAsName(m) {
			m.Source |= SourceRules
		}
	}
}

// writtenAsName says whether a mention has a capital within its sentence, in a
// language where only names do. English is left to its own recogniser.
func (f *fieldPass) writtenAsName(m *Mention) bool {
	w := &f.words[m.First]
	return f.language != "en" && !f.lex.nounsCapital && f.plain && w.name && !w.first && m.Start == w.start && !f.opener(m.First) && !f.isTitleWord(m.First)
}

// followedByCountry says whether a comma and a country, or a state, follow.
func (f *fieldPass) followedByCountry(m *Mention) bool {
	if m.Last+1 >= len(f.words) || f.words[m.Last].text != "," {
		return false
	}
	next := f.at(m.Last + 1)
	return next != nil && slices.ContainsFunc(next.Candidates, func(c kb.Candidate) bool {
		return c.Entry.IsCountry() || c.Entry.Kind == "state" || c.Entry.Kind == "region"
	})
}

// dateline puts the place and the agency of the dateline.
func (f *fieldPass) dateline() {
	d := f.field.Structure.Dateline
	if d == nil {
		return
	}
	f.putUnknown(d.Agency, news.TypeOrganisation, "agency")
	f.putUnknown(d.Place, news.TypePlace, "")
}

// putUnknown puts a mention of a range unless a mention of that type is there.
func (f *fieldPass) putUnknown(r text.Range, t news.EntityType, kind string) {
	first, last := -1, -1
	for i, tok := range f.doc.Tokens {
		if tok.Start >= r.End {
			break
		}
		if r.Contains(tok.Range) {
			if first < 0 {
				first = i
			}
			last = i + 1
		}
	}
	if first < 0 {
		return
	}
	for i := first; i < last; i++ {
		m := f.at(i)
		if m == nil || !slices.ContainsFunc(m.Candidates, func(c kb.Candidate) bool { return c.Entry.Type == t }) {
			continue
		}
		if m.Last < last && f.words[m.Last].kind != text.Punct || m.First > first && f.words[m.First-1].kind != text.Punct {
			continue
		}
		m.Type = t
		m.Candidates = slices.DeleteFunc(slices.Clone(m.Candidates), func(c kb.Candidate) bool { return c.Entry.Type != t })
		return
	}
	f.putWords(first, last, t, kind, confidenceDateline)
}

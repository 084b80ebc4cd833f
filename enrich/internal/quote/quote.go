package quote

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/ner"
	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// Finder finds quotations. It may be used concurrently.
type Finder struct {
	lexicons  map[string]*lexicon
	forenames map[string]reference
}

// New returns a finder.
func New() *Finder { return &Finder{lexicons: lexicons(), forenames: forenames()} }

// Find returns the quotations of all fields in the order of the fields and
// their texts. language is ISO 639-1 or "und"; entities are those of the
// article with all their mentions.
func (f *Finder) Find(language string, fields []ner.Field, entities []news.Entity) []news.Quotation {
	lex := f.lexicons[language]
	if lex == nil {
		lex = &lexicon{}
	}
	var out []news.Quotation
	for i := range fields {
		if !strings.ContainsFunc(fields[i].Doc.Text, func(r rune) bool { return isMark(r) || isSpeechDash(r) }) {
			continue
		}
		p := newPass(lex, language, &fields[i], entities)
		p.forenames = f.forenames
		p.run()
		out = append(out, slices.DeleteFunc(p.out, func(q news.Quotation) bool {
			return !onRunes(fields[i].Doc.Text, q.Start, q.End)
		})...)
	}
	return out
}

// onRunes reports a range on rune borders. In a text that is not UTF-8, a
// mark may stand beside half a character.
func onRunes(s string, start, end int) bool {
	border := func(i int) bool { return i == len(s) || utf8.RuneStart(s[i]) }
	return border(start) && border(end)
}

// pass reads one field.
type pass struct {
	lex       *lexicon
	language  string
	field     *ner.Field
	doc       *text.Document
	entities  []news.Entity
	names     []name
	lower     []string
	barred    []text.Range
	lines     []text.Range
	forenames map[string]reference
	// last is who spoke or acted last, in the narration before lastToken,
	// and whether a verb of saying told it; subjects are all who did, the last one at the end.
	last      voice
	lastToken int
	lastSpoke bool
	subjects  []voice
	sexes     map[int]reference
	roles     map[string][]role
	seen      int
	previous  *utterance
	out       []news.Quotation
}

// name is a mention of an entity in the field.
type name struct {
	text.Range
	entity int
}

// utterance is one quotation on its way to a speaker, with the tokens of its
// surroundings.
type utterance struct {
	span
	paragraph int
	// first and last are the tokens [first, last) of the marks and what they
	// hold; from and to those of the narration around it.
	first, last, from, to int
	// narration is the clause within the marks that follows it; empty for
	// other quotations.
	narration [2]int
	// goesOn says that it goes on with the speaker of the one before.
	goesOn bool
	voice  voice
}

func newPass(lex *lexicon, language string, field *ner.Field, entities []news.Entity) *pass {
	p := &pass{lex: lex, language: language, field: field, doc: field.Doc, entities: entities, lastToken: -1}
	for i := range entities {
		for _, m := range entities[i].Mentions {
			if m.Field == field.Name {
				p.names = append(p.names, name{text.Range{Start: m.Start, End: m.End}, i})
			}
		}
	}
	slices.SortFunc(p.names, func(a, b name) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End)) })
	p.lower = make([]string, len(p.doc.Tokens))
	for i := range p.lower {
		p.lower[i] = p.fold(p.doc.Word(i))
	}
	p.barred = slices.Concat(field.Structure.Notices, field.Structure.Credits, field.Structure.Headings)
	slices.SortFunc(p.barred, func(a, b text.Range) int { return cmp.Compare(a.Start, b.Start) })
	return p
}

// fold returns a word as the lexicon has it: lower case, one apostrophe, and
// in Arabic without the conjunction before a verb.
func (p *pass) fold(w string) string {
	if w == "WHO" || w == "IT" || w == "AS" {
		return w
	}
	w = strings.ReplaceAll(text.Lower(w), "’", "'")
	if p.language == "ar" && !p.lex.cues[w] {
		for _, prefix := range []string{"و", "ف"} {
			if bare, ok := strings.CutPrefix(w, prefix); ok && (p.lex.cues[bare] || p.lex.participles[bare] || p.lex.sources[bare]) {
				return bare
			}
		}
	}
	if p.language == "fr" {
		for _, suffix := range []string{"-t-il", "-t-elle", "-t-on", "-il", "-elle", "-ils", "-elles"} {
			if bare := strings.TrimSuffix(w, suffix); bare != w && (p.lex.cues[bare] || bare == "a") {
				return bare
			}
		}
	}
	return w
}

func (p *pass) run() {
	ps := paragraphs(p.doc.Text)
	p.lines = ps
	var us []utterance
	for i, r := range ps {
		goesOn := i+1 < len(ps) && startsQuoted(p.doc.Text, ps[i+1])
		first := p.tokenAt(r.Start)
		end := p.tokenAt(r.End)
		n := len(us)
		spans := quoted(p.doc.Text, r, goesOn)
		if s, ok := p.dialogue(r); ok && len(spans) == 0 {
			us = append(us, p.spoken(utterance{span: s, paragraph: i, first: first, last: end, from: first, to: end})...)
			continue
		}
		for _, s := range spans {
			if p.language == "ru" && p.isNamed(s) {
				continue
			}
			u := utterance{span: s, paragraph: i, first: p.tokenAt(s.outer.Start), last: p.tokenAt(s.outer.End), from: first, to: end}
			if len(us) > n {
				u.from = us[len(us)-1].last
				us[len(us)-1].to = u.first
			}
			if p.isBarred(s.outer) {
				continue
			}
			us = append(us, p.split(u)...)
		}
	}
	for i := range us {
		u := &us[i]
		p.observe(u.from)
		if p.attribute(u) {
			p.emit(u)
			p.seen = max(p.seen, u.last)
			continue
		}
		if i+1 < len(us) && us[i+1].from == u.last && u.last-u.from < maxClause {
			// Words in marks are part of the clause that leads to the next.
			us[i+1].from = u.from
		}
		if u.voice.cue != "" && u.voice.name != "" {
			p.heard(u.voice, u.last)
			p.lastSpoke = true
		}
		p.seen = max(p.seen, u.last)
	}
}

// isNamed says whether all that stands between marks is a name, as those of
// Russian clubs and companies do: «Зенит».
func (p *pass) isNamed(s span) bool {
	in := trimmed(p.doc.Text, s.inner)
	k := p.nameAt(in.Start)
	return k < len(p.names) && p.names[k].Start == in.Start && p.names[k].End == in.End && p.entities[p.names[k].entity].Type == news.TypeOrganisation
}

func startsQuoted(s string, r text.Range) bool {
	first, n := utf8.DecodeRuneInString(strings.TrimLeftFunc(s[r.Start:r.End], unicode.IsSpace))
	return n > 0 && isMark(first)
}

// tokenAt returns the first token that starts at or after a byte.
func (p *pass) tokenAt(at int) int {
	i, _ := slices.BinarySearchFunc(p.doc.Tokens, at, func(t text.Token, at int) int { return cmp.Compare(t.Start, at) })
	return i
}

// paragraphOf returns the paragraph that holds a byte.
func (p *pass) paragraphOf(at int) int {
	i, found := slices.BinarySearchFunc(p.lines, at, func(r text.Range, at int) int { return cmp.Compare(r.Start, at) })
	if !found {
		i--
	}
	return i
}

// sentenceOf returns the sentence that holds a token.
func (p *pass) sentenceOf(token int) text.Sentence {
	i, found := slices.BinarySearchFunc(p.doc.Sentences, token, func(s text.Sentence, t int) int { return cmp.Compare(s.First, t) })
	if !found {
		i--
	}
	if i < 0 {
		return text.Sentence{}
	}
	return p.doc.Sentences[i]
}

func (p *pass) isBarred(r text.Range) bool {
	i, _ := slices.BinarySearchFunc(p.barred, r.Start, func(b text.Range, at int) int { return cmp.Compare(b.End, at+1) })
	return i < len(p.barred) && p.barred[i].Overlaps(r)
}

func (p *pass) emit(u *utterance) {
	r := trimmed(p.doc.Text, u.inner)
	if r.Len() == 0 {
		return
	}
	q := news.Quotation{Span: news.Span{Field: p.field.Name, Start: r.Start, End: r.End}, Speaker: u.voice.name, Cue: u.voice.cue}
	if u.voice.entity > 0 {
		q.SpeakerID = p.entities[u.voice.entity-1].ID
	}
	p.out = append(p.out, q)
	if u.voice.name != "" {
		p.heard(u.voice, u.last)
		p.lastSpoke = true
	}
	p.previous = u
}

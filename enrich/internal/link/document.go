package link

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/corpus"
	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/enrich/internal/ner"
	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// document is an article while its mentions are linked.
type document struct {
	kb      *kb.KB
	context Context
	outlet  *kb.Entry
	// actors are the words of the language that tell a government from a town,
	// nil where they are not known.
	actors   *actors
	bodies   map[string]bool
	holders  func() map[string][]*kb.Entry
	heads    map[string]bool
	fields   []ner.Field
	mentions []ner.Mention
	names    []*name
	// countries is how much the article speaks of a country, by id.
	countries map[string]float64
	// chief is the dominant one, once it was looked for.
	chief   *string
	short   shortForms
	targets map[string]*target
	order   []*target
	// lookups counts the names that were made up and looked up.
	lookups int
}

// name is one form under which something is mentioned.
type name struct {
	// words are the folded words, without inflection where a rule knows it.
	words    []string
	key      string
	typ      news.EntityType
	mentions []int
	target   *target
	// introduced, locative, dateline and titled hold if they do for one of
	// the mentions.
	introduced, locative, dateline, titled bool
	// known holds if the knowledge base itself found one of the mentions, in
	// the language of the text.
	known bool
	// part, town, office and defined hold if they do for the first mention:
	// it stands beside words of a longer name; behind "the mayor of"; behind
	// the title of an office; in brackets behind words of its initials.
	part, town, office, defined bool
	candidates                  []kb.Candidate
	confidence, learned         float64
	// ruled names are written as names are, in a language where that tells.
	ruled bool
	// shown is the canonical name where the mentions have only part of it.
	shown string
	// within is the place that follows behind a comma: "Birmingham, Alabama".
	within *kb.Entry
	trace  *Decision
}

// target is an entity in the making.
type target struct {
	id       string
	typ      news.EntityType
	kind     string
	entry    *kb.Entry
	name     string
	mentions []int
	// found and linked are the confidence of the surest of its names: that it
	// is one of its type, and that it means this entity.
	found, linked float64
}

func newDocument(l *Linker, c Context, fields []ner.Field, mentions []ner.Mention) *document {
	d := &document{
		kb: l.kb, actors: l.actors[c.Language], bodies: l.bodies, heads: l.heads, holders: l.holders, context: c, fields: fields, mentions: mentions,
		countries: map[string]float64{}, short: newShortForms(), targets: map[string]*target{},
	}
	d.outlet, _ = d.kb.CountryByCode(c.Country)
	byKey := map[string]*name{}
	for i := range mentions {
		m := &mentions[i]
		if d.isCurrency(m) {
			d.drop(i, RuleCurrency)
			continue
		}
		if d.isPartOfBody(i) {
			d.drop(i, RulePart)
			continue
		}
		words := d.wordsOf(m)
		key := string(m.Type) + "\x00" + strings.Join(words, " ")
		if len(m.Candidates) > 0 {
			key += "\x00" + m.Candidates[0].Entry.ID
		}
		within := d.placeBehind(i)
		if within != nil {
			key += "\x00" + within.ID
		}
		n := byKey[key]
		if n == nil {
			n = &name{words: words, key: strings.Join(words, " "), typ: m.Type, candidates: m.Candidates, within: within}
			if len(n.candidates) > 0 {
				d.lookAround(n, i)
			}
			byKey[key] = n
			d.names = append(d.names, n)
		}
		n.mentions = append(n.mentions, i)
		n.introduced = n.introduced || m.Introduced
		n.locative = n.locative || m.Locative
		n.dateline = n.dateline || isDateline(&fields[m.Field], m)
		n.titled = n.titled || fields[m.Field].Name == news.FieldTitle
		n.confidence = max(n.confidence, m.Confidence)
		n.learned = max(n.learned, m.Learned)
		n.known = n.known || m.Source&ner.SourceKnowledge != 0
		n.ruled = n.ruled || m.Source&ner.SourceRules != 0
	}
	return d
}

func (d *document) text(i int) string { return d.mentions[i].Text(d.fields) }

// isCurrency says whether a mention is part of an amount: "US$5 million",
// "U.S. dollars".
func (d *document) isCurrency(m *ner.Mention) bool {
	if len(m.Candidates) == 0 || !m.Candidates[0].Entry.IsCountry() {
		return false
	}
	s := d.fields[m.Field].Doc.Text
	after := s[m.End:min(len(s), m.End+len(" dollar"))]
	return strings.HasPrefix(after, "$") || strings.HasPrefix(after, " $") || after == " dollar" || strings.HasSuffix(s[:m.Start], "$")
}

// lookAround notes what stands beside the first mention of a known name.
func (d *document) lookAround(n *name, i int) {
	m := &d.mentions[i]
	f := &d.fields[m.Field]
	doc := f.Doc
	if m.First < 0 || m.Last > len(doc.Tokens) || m.First >= m.Last {
		return
	}
	one := len(n.words) == 1
	n.part = one && m.Learned == 0 && !f.Headline && d.context.Language != "de" && d.besideName(i)
	n.defined = one && isAcronym(d.text(i)) && d.isDefined(m)
	for j := m.First - 1; j >= 0 && j >= m.First-3; j-- {
		w := text.Lower(doc.Word(j))
		if isMayor(w) {
			n.town = true
		}
		if j == m.First-1 && isOffice(w) {
			n.office = true
		}
	}
}

// besideName says whether a word in capitals that is in no mention follows the
// one word of mention i: "Victoria" in "Victoria Torres".
func (d *document) besideName(i int) bool {
	m := &d.mentions[i]
	doc := d.fields[m.Field].Doc
	if m.Last >= len(doc.Tokens) || doc.Tokens[m.Last].Start != m.End+1 || doc.Text[m.End] != ' ' || !unicode.IsUpper(firstRune(doc.Word(m.Last))) {
		return false
	}
	return i+1 >= len(d.mentions) || d.mentions[i+1].Field != m.Field || d.mentions[i+1].Start > doc.Tokens[m.Last].Start
}

// isDefined says whether a mention stands in brackets behind words, not in
// capitals, of which its letters are the initials: "cross-dehydrogenative
// coupling (CDC)".
func (d *document) isDefined(m *ner.Mention) bool {
	doc := d.fields[m.Field].Doc
	if m.Start == 0 || doc.Text[m.Start-1] != '(' {
		return false
	}
	letters := []rune(strings.ToLower(strings.ReplaceAll(doc.Text[m.Start:m.End], ".", "")))
	j := m.First - 2
	for at := len(letters) - 1; at >= 0; {
		if j < 0 {
			return false
		}
		parts := strings.FieldsFunc(text.Lower(doc.Word(j)), func(r rune) bool { return r == '-' || r == '‐' })
		for p := len(parts) - 1; p >= 0 && at >= 0; p-- {
			if firstRune(parts[p]) != letters[at] {
				return false
			}
			at--
		}
		j--
	}
	return !unicode.IsUpper(firstRune(doc.Word(j + 1)))
}

// isMayor holds for the words for the head of a town.
func isMayor(w string) bool {
	switch w {
	case "mayor", "alcalde", "alcaldesa", "maire", "bürgermeister", "bürgermeisterin", "oberbürgermeister", "oberbürgermeisterin",
		"sindaco", "sindaca", "prefeito", "prefeita", "burgemeester", "burmistrz", "мэр", "мэра", "мэром", "мер":
		return true
	}
	return false
}

// isOffice holds for the titles of offices of state.
func isOffice(w string) bool {
	switch w {
	case "president", "minister", "premier", "chancellor", "senator", "governor", "secretary", "ambassador", "congressman", "congresswoman",
		"präsident", "präsidentin", "bundespräsident", "bundeskanzler", "bundeskanzlerin", "kanzler", "kanzlerin", "ministerin", "verteidigungsminister", "außenminister",
		"finanzminister", "innenminister", "ministerpräsident", "président", "présidente", "ministre", "chancelier", "sénateur", "presidente", "presidenta", "ministro", "ministra",
		"senador", "senadora", "gobernador", "gobernadora", "президент", "министр", "премьер", "премьер-министр", "канцлер", "сенатор", "губернатор", "الرئيس", "الوزير":
		return true
	}
	return strings.HasSuffix(w, "minister") || strings.HasSuffix(w, "ministerin")
}

// placeBehind returns the country or region that follows mention i behind a
// comma.
func (d *document) placeBehind(i int) *kb.Entry {
	if i+1 >= len(d.mentions) || d.mentions[i].Field != d.mentions[i+1].Field {
		return nil
	}
	m, next := &d.mentions[i], &d.mentions[i+1]
	s := d.fields[m.Field].Doc.Text
	if len(next.Candidates) == 0 || len(m.Candidates) == 0 || next.Start < m.End || next.Start-m.End > 2 || s[m.End:next.Start] != ", " {
		return nil
	}
	for _, c := range next.Candidates {
		e := c.Entry
		if e.Type == news.TypePlace && !isTown(e) && (e.IsCountry() || len(e.Of) > 0 && e.Prominence >= wellKnown) {
			return e
		}
	}
	return nil
}

// isTown holds for places that hold no other towns.
func isTown(e *kb.Entry) bool {
	switch e.Kind {
	case "city", "capital", "town", "village", "district", "suburb":
		return true
	}
	return false
}

// vote gives a name that is found under two types, and is not known, the type
// that speaks for most of it.
func (d *document) vote() {
	byWords := make(map[string]*name, len(d.names))
	kept := d.names[:0]
	for _, n := range d.names {
		o := byWords[n.key]
		switch {
		case len(n.candidates) > 0:
		case o == nil:
			byWords[n.key] = n
		case corpus.Coarse(o.typ) == corpus.Coarse(n.typ) || o.learned < certainType || n.learned < certainType:
			if weight := float64(len(n.mentions)); weight*n.confidence > float64(len(o.mentions))*o.confidence {
				o.typ = n.typ
			}
			o.join(n)
			continue
		}
		kept = append(kept, n)
	}
	d.names = kept
}

// certainType is how sure the learned recogniser must be of a type for it to
// stand against others.
const certainType = 0.95

// join adds the mentions of another name.
func (n *name) join(o *name) {
	n.mentions = append(n.mentions, o.mentions...)
	slices.Sort(n.mentions)
	n.introduced = n.introduced || o.introduced
	n.locative = n.locative || o.locative
	n.dateline = n.dateline || o.dateline
	n.titled = n.titled || o.titled
	n.confidence = max(n.confidence, o.confidence)
	n.learned = max(n.learned, o.learned)
	n.ruled = n.ruled || o.ruled
}

// weighCountries counts what speaks for each country: itself most, its
// people, its places, and those who stand for it.
func (d *document) weighCountries() {
	const (
		itself  = 2
		people  = 1.5
		within  = 1
		belongs = 0.7
		outlet  = 0.5
	)
	for _, n := range d.names {
		c, ok := firstStrong(n.candidates)
		if !ok || n.introduced && c.Entry.Type != news.TypePerson || conflicts(n, c.Entry) {
			continue
		}
		e := c.Entry
		switch {
		case e.IsCountry():
			d.countries[e.ID] += itself
		case e.Kind == kb.KindDemonym:
			d.countries[e.Country()] += people
		case e.Type == news.TypePlace:
			d.countries[e.Country()] += within
		case e.Prominence >= wellKnown:
			d.countries[e.Country()] += belongs
		}
	}
	if d.outlet != nil {
		d.countries[d.outlet.ID] += outlet
	}
	delete(d.countries, "")
}

// firstStrong returns the first candidate that needs no support.
func firstStrong(cands []kb.Candidate) (kb.Candidate, bool) {
	for _, c := range cands {
		if !isWeak(c) {
			return c, true
		}
	}
	return kb.Candidate{}, false
}

// dominant returns the country that the article speaks of much more than of
// any other, or "".
func (d *document) dominant() string {
	if d.chief == nil {
		id := d.findDominant()
		d.chief = &id
	}
	return *d.chief
}

func (d *document) findDominant() string {
	const enough, margin = 1.5, 1.5
	best, top, second := "", 0.0, 0.0
	for id, w := range d.countries {
		switch {
		case w > top || w == top && id < best:
			if w > top {
				second = top
			} else {
				second = w
			}
			best, top = id, w
		case w > second:
			second = w
		}
	}
	if top < enough || top < margin*second {
		return ""
	}
	return best
}

// isDateline says whether a mention stands in the dateline.
func isDateline(f *ner.Field, m *ner.Mention) bool {
	return f.Structure.Dateline != nil && f.Structure.Dateline.Overlaps(m.Range)
}

// runes counts letters.
func runes(s string) int { return utf8.RuneCountInString(s) }

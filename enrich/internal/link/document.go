package link

import (
	"strings"
	"unicode"

	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/enrich/internal/ner"
	"github.com/dateline-news/dateline/shared/news"
)

// document is an article while its mentions are linked.
type document struct {
	kb       *kb.KB
	context  Context
	fields   []ner.Field
	mentions []ner.Mention
	names    []*name
	// countries is how much the article speaks of a country, by id.
	countries map[string]float64
	// bySurname and byAcronym lead from a short form to the names that it
	// may stand for.
	bySurname, byForename, byAcronym map[string][]*name
	targets                          map[string]*target
	order                            []*target
}

// name is one form under which something is mentioned.
type name struct {
	// words are the folded words, without inflection where a rule knows it.
	words    []string
	typ      news.EntityType
	mentions []int
	target   *target
	// introduced and locative hold if they do for one of the mentions.
	introduced, locative, dateline bool
	candidates                     []kb.Candidate
	confidence                     float64
}

// target is an entity in the making.
type target struct {
	id         string
	typ        news.EntityType
	kind       string
	entry      *kb.Entry
	name       string
	confidence float64
	mentions   []int
}

func newDocument(k *kb.KB, c Context, fields []ner.Field, mentions []ner.Mention) *document {
	d := &document{
		kb: k, context: c, fields: fields, mentions: mentions,
		countries: map[string]float64{}, bySurname: map[string][]*name{}, byForename: map[string][]*name{}, byAcronym: map[string][]*name{}, targets: map[string]*target{},
	}
	byKey := map[string]*name{}
	for i := range mentions {
		m := &mentions[i]
		words := d.wordsOf(m)
		key := string(m.Type) + "\x00" + strings.Join(words, " ")
		if len(m.Candidates) > 0 {
			key += "\x00" + m.Candidates[0].Entry.ID
		}
		n := byKey[key]
		if n == nil {
			n = &name{words: words, typ: m.Type, candidates: m.Candidates}
			byKey[key] = n
			d.names = append(d.names, n)
		}
		n.mentions = append(n.mentions, i)
		n.introduced = n.introduced || m.Introduced
		n.locative = n.locative || m.Locative
		n.dateline = n.dateline || isDateline(&fields[m.Field], m)
		n.confidence = max(n.confidence, m.Confidence)
	}
	return d
}

func (d *document) text(i int) string { return d.mentions[i].Text(d.fields) }

// wordsOf folds the words of a mention and takes off the endings by which a
// name changes in its sentence.
func (d *document) wordsOf(m *ner.Mention) []string {
	var out []string
	shown := m.Name
	if shown == "" {
		shown = m.Text(d.fields)
	}
	for _, w := range strings.FieldsFunc(news.Fold(shown), func(r rune) bool {
		return unicode.IsSpace(r) || r == '-' || r == '\'' || r == '.' || r == ','
	}) {
		out = append(out, stem(w, d.context.Language))
	}
	if len(out) > 1 && out[0] == "the" {
		out = out[1:]
	}
	return out
}

// stem undoes the case endings of names in German and Russian. What it
// returns is compared, never shown.
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
	}
	return w
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
		if !ok || n.introduced && c.Entry.Type != news.TypePerson {
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
	if c, ok := d.kb.CountryByCode(d.context.Country); ok {
		d.countries[c.ID] += outlet
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

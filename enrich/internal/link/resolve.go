package link

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/enrich/internal/ner"
	"github.com/dateline-news/dateline/shared/news"
)

// The bounds of prominence.
const (
	// wellKnown entries count without support under any of their names.
	wellKnown = 45
	// knownAcronym is what an entry needs for its acronym to count alone.
	knownAcronym = 54
	// certain places count behind a preposition even if their name is a word.
	certain = 58
	// household names keep a surname to themselves even where the article
	// names another bearer in full.
	household = 90
)

// The weights of a candidate's score, on the scale of prominence.
const (
	countryWeight = 22
	countryEnough = 2.0
	outletWeight  = 6
	// formWeight counts against a name that is written less closely: "suisse"
	// is the people, "Suisse" the country.
	formWeight  = 8
	weakPenalty = 5
)

// isWeak says whether a candidate needs support from the article.
func isWeak(c kb.Candidate) bool {
	return c.Weak || c.Entry.Prominence < wellKnown && c.Entry.Type != news.TypePlace || c.Acronym && c.Entry.Prominence < knownAcronym ||
		c.Entry.Prominence < wellKnown-5
}

// resolveLongNames gives each name of more than one word, and each that is no
// surname, what it means.
func (d *document) resolveLongNames() {
	longest := slices.Clone(d.names)
	slices.SortStableFunc(longest, func(a, b *name) int { return len(b.words) - len(a.words) })
	for _, n := range longest {
		if n.short() {
			continue
		}
		if bearers := d.bySurname[strings.Join(n.words, " ")]; n.typ == news.TypePerson && len(n.candidates) == 0 && len(bearers) > 0 {
			d.attach(n, bearers[0].target, surnameConfidence)
			continue
		}
		d.decide(n)
		d.remember(n)
	}
}

// surnameConfidence is that of a surname that the article has in full.
const surnameConfidence = 0.9

// short holds for names that may be short for another one of the article.
func (n *name) short() bool {
	if len(n.words) > 1 {
		return false
	}
	return n.typ == news.TypePerson || !slices.ContainsFunc(n.candidates, func(c kb.Candidate) bool { return !c.Acronym || c.Entry.Prominence >= wellKnown })
}

// remember makes the short forms of a name known.
func (d *document) remember(n *name) {
	if n.target == nil {
		return
	}
	if n.target.typ == news.TypePerson {
		for i := 1; i < len(n.words); i++ {
			tail := strings.Join(n.words[i:], " ")
			d.bySurname[tail] = append(d.bySurname[tail], n)
		}
		d.byForename[n.words[0]] = append(d.byForename[n.words[0]], n)
	}
	for _, i := range n.mentions {
		if a := d.mentions[i].Acronym; a != "" {
			key := news.Fold(a)
			d.byAcronym[key] = append(d.byAcronym[key], n)
		}
	}
}

// resolveShortNames gives surnames and acronyms what they mean.
func (d *document) resolveShortNames() {
	for _, n := range d.names {
		if !n.short() {
			continue
		}
		key := strings.Join(n.words, " ")
		if n.typ == news.TypePerson {
			d.decideSurname(n, key)
		} else if full := d.byAcronym[key]; len(full) > 0 {
			d.attach(n, full[0].target, full[0].target.confidence)
		} else {
			d.decide(n)
		}
	}
}

// decideSurname links a single name to the person whose full name the
// article has, the nearest before it if there are several, else to one who is
// known by the surname alone.
func (d *document) decideSurname(n *name, key string) {
	bearers := d.bySurname[key]
	if len(bearers) == 0 {
		bearers = d.byForename[key]
	}
	best, known := d.best(n)
	if known && len(bearers) > 0 && best.Entry.Prominence >= household {
		for _, b := range bearers {
			if b.target.entry == best.Entry {
				bearers = nil
				break
			}
		}
		if bearers != nil && best.Weak {
			known = false
		}
		if known {
			bearers = nil
		}
	}
	if len(bearers) > 0 {
		for _, i := range n.mentions {
			d.attachMention(i, d.nearest(i, bearers), surnameConfidence)
		}
		n.target = bearers[0].target
		return
	}
	d.decide(n)
}

// nearest returns the target of the bearer mentioned last before mention i,
// or of the first bearer.
func (d *document) nearest(i int, bearers []*name) *target {
	at, target := -1, bearers[0].target
	for _, b := range bearers {
		for _, j := range b.mentions {
			if j < i && j > at && d.mentions[j].Field == d.mentions[i].Field {
				at, target = j, b.target
			}
		}
	}
	return target
}

// decide gives a name the best entry that it may mean, an entity of its own,
// or nothing.
func (d *document) decide(n *name) {
	if c, ok := d.best(n); ok {
		t := d.target(c.Entry.ID, func() *target {
			return &target{id: c.Entry.ID, typ: c.Entry.Type, kind: c.Entry.Kind, entry: c.Entry, name: c.Entry.Name}
		})
		d.attach(n, t, d.confidence(n, c))
		return
	}
	if !d.standsAlone(n) {
		return
	}
	shown := d.shownName(n)
	id := news.NilID(n.typ, shown)
	t := d.target(id, func() *target {
		return &target{id: id, typ: n.typ, kind: d.mentions[n.mentions[0]].Kind, name: shown}
	})
	d.attach(n, t, n.confidence)
}

// standsAlone says whether a name that no entry fits is an entity: one that
// rules found, or a person's full name. A word that is a name only by the
// knowledge base is not.
func (d *document) standsAlone(n *name) bool {
	if len(n.candidates) == 0 {
		return true
	}
	return n.typ == news.TypePerson && (len(n.words) > 1 || n.introduced)
}

// shownName is the form of a name that stands for all: the most frequent, the
// shortest among those, the first among those.
func (d *document) shownName(n *name) string {
	count := map[string]int{}
	best := ""
	for _, i := range n.mentions {
		s := strings.Join(strings.Fields(d.text(i)), " ")
		if m := d.mentions[i].Name; m != "" {
			s = m
		}
		if n.typ != news.TypeOrganisation {
			s = unshouted(s)
		}
		count[s]++
		if best == "" || count[s] > count[best] || count[s] == count[best] && len(s) < len(best) {
			best = s
		}
	}
	return best
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

func (d *document) target(id string, make func() *target) *target {
	t := d.targets[id]
	if t == nil {
		t = make()
		d.targets[id] = t
		d.order = append(d.order, t)
	}
	return t
}

func (d *document) attach(n *name, t *target, confidence float64) {
	n.target = t
	for _, i := range n.mentions {
		d.attachMention(i, t, confidence)
	}
}

func (d *document) attachMention(i int, t *target, confidence float64) {
	t.mentions = append(t.mentions, i)
	t.confidence = math.Max(t.confidence, confidence)
}

// best returns the candidate with the highest score among those that the
// article supports.
func (d *document) best(n *name) (kb.Candidate, bool) {
	var best kb.Candidate
	top, found := 0.0, false
	closest := math.MinInt
	for _, c := range n.candidates {
		closest = max(closest, c.Form)
	}
	for _, c := range n.candidates {
		if n.introduced && c.Entry.Type != news.TypePerson || isWeak(c) && !d.supports(n, c) {
			continue
		}
		if s := d.score(n, c) - formWeight*float64(closest-c.Form); !found || s > top {
			best, top, found = c, s, true
		}
	}
	return best, found
}

func (d *document) score(n *name, c kb.Candidate) float64 {
	s := float64(c.Entry.Prominence)
	if !slices.ContainsFunc(n.candidates, func(o kb.Candidate) bool { return o.Entry.IsCountry() && o.Entry.ID == c.Entry.Country() }) {
		// A city of its country's name gains nothing from the country.
		s += countryWeight * math.Min(1, d.others(c)/countryEnough)
	}
	if o, ok := d.kb.CountryByCode(d.context.Country); ok && o.ID == c.Entry.Country() {
		s += outletWeight
	}
	if c.Weak {
		s -= weakPenalty
	}
	return s
}

// others is how much the article speaks of the candidate's country beside
// what the candidate itself adds.
func (d *document) others(c kb.Candidate) float64 {
	country := c.Entry.Country()
	if country == "" || c.Entry.IsCountry() {
		return 0
	}
	w := d.countries[country]
	if c.Entry.Type == news.TypePlace && !isWeak(c) {
		w--
	}
	return math.Max(0, w)
}

// supports says whether the rest of the article speaks for a weak candidate.
func (d *document) supports(n *name, c kb.Candidate) bool {
	support := d.others(c)
	switch c.Entry.Type {
	case news.TypePlace:
		if n.dateline {
			return true
		}
		if n.locative {
			return support >= 1 || c.Entry.Prominence >= certain || c.Entry.Prominence >= wellKnown && !c.Weak
		}
		return c.Entry.IsCountry() && d.countries[c.Entry.ID] >= 1 || support >= 2 && !c.Weak
	case news.TypePerson:
		if len(n.words) > 1 {
			return support >= 0.5
		}
		return n.introduced && support >= 0.5
	case news.TypeOrganisation:
		if c.Acronym && c.Entry.Prominence < wellKnown {
			return d.targets[c.Entry.ID] != nil
		}
		if c.Acronym {
			return support >= 1
		}
		return support >= 1 && !c.Weak || support >= 1.5
	}
	return false
}

// confidence judges a link: what is strong and alone is sure, what leans on
// support or has rivals is less so.
func (d *document) confidence(n *name, c kb.Candidate) float64 {
	conf := 0.95
	switch {
	case c.Weak:
		conf = 0.7
	case isWeak(c):
		conf = 0.78
	}
	if c.Inflected {
		conf -= 0.03
	}
	if slices.ContainsFunc(n.candidates, func(o kb.Candidate) bool {
		return o.Entry.Country() != c.Entry.Country() && math.Abs(d.score(n, o)-d.score(n, c)) < 8
	}) {
		conf -= 0.15
	}
	return conf
}

// entities turns the targets into entities.
func (d *document) entities() []news.Entity {
	out := make([]news.Entity, 0, len(d.order))
	for _, t := range d.order {
		if len(t.mentions) == 0 {
			continue
		}
		slices.Sort(t.mentions)
		t.mentions = slices.Compact(t.mentions)
		e := news.Entity{
			ID: t.id, Type: t.typ, Kind: t.kind, Name: t.name,
			Salience: d.salience(t), Confidence: math.Round(100*t.confidence) / 100,
		}
		if t.entry != nil {
			switch {
			case t.entry.Kind == kb.KindDemonym:
				e.Relation = &news.Relation{Kind: news.RelationDemonymOf, To: t.entry.Country()}
			case t.entry.Type == news.TypePlace:
				e.Within = t.entry.Of
			}
		}
		seen := map[string]bool{e.Name: true}
		for _, i := range t.mentions {
			m := &d.mentions[i]
			e.Mentions = append(e.Mentions, news.Mention{Span: news.Span{Field: d.fields[m.Field].Name, Start: m.Start, End: m.End}})
			if s := strings.Join(strings.Fields(d.text(i)), " "); !seen[s] && len(e.Aliases) < maxAliases {
				seen[s] = true
				e.Aliases = append(e.Aliases, s)
			}
		}
		out = append(out, e)
	}
	return out
}

// maxAliases bounds the forms that are listed of one entity.
const maxAliases = 16

// isDateline says whether a mention stands in the dateline.
func isDateline(f *ner.Field, m *ner.Mention) bool {
	return f.Structure.Dateline != nil && f.Structure.Dateline.Overlaps(m.Range)
}

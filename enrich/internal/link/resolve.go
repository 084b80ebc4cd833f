package link

import (
	"slices"
	"strings"
	"unicode"

	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/shared/news"
)

// resolveLongNames gives each name of more than one word, and each that is no
// surname, what it means, the longest first.
func (d *document) resolveLongNames() {
	longest := slices.Clone(d.names)
	slices.SortStableFunc(longest, func(a, b *name) int { return len(b.words) - len(a.words) })
	for _, n := range longest {
		if n.short() {
			continue
		}
		if full := d.spellsOut(n); full != nil {
			d.attach(n, full.target, RuleAcronym)
			continue
		}
		if rule, full := d.longer(n); full != nil {
			d.attach(n, full.target, rule)
			continue
		}
		d.decide(n)
		d.remember(n)
	}
}

// spellsOut returns the body whose name the article has in full, and of which
// an acronym is the initials, though it is known as that of another body that
// the article does not name: "RSF" where it has the Rapid Support Forces.
func (d *document) spellsOut(n *name) *name {
	if n.typ != news.TypeOrganisation || n.dateline || len(n.words) != 1 || !isAcronym(d.text(n.mentions[0])) {
		return nil
	}
	full := d.same(n, d.short.initials[n.key])
	if full == nil || full.learned < certainType && full.target.entry == nil {
		return nil
	}
	for _, c := range n.candidates {
		if e := c.Entry; e.Kind == "agency" || d.targets[e.ID] != nil || e == full.target.entry {
			return nil
		}
	}
	return full
}

// short holds for names that may be short for another one of the article.
func (n *name) short() bool {
	if len(n.words) > 1 {
		return false
	}
	return n.typ == news.TypePerson || !slices.ContainsFunc(n.candidates, func(c kb.Candidate) bool { return !c.Acronym || c.Entry.Prominence >= wellKnown })
}

// longer returns the name that the article has more fully, and by what rule.
func (d *document) longer(n *name) (Rule, *name) {
	s := &d.short
	switch n.typ {
	case news.TypePerson:
		if len(n.candidates) > 0 {
			return "", nil
		}
		if bearers := s.surnames[n.key]; len(bearers) > 0 {
			return RuleSurname, bearers[0]
		}
		if bearers := s.innerWords[n.key]; len(bearers) > 0 {
			return RuleSurname, bearers[0]
		}
		return d.spelt(n)
	case news.TypeOrganisation:
		if full := d.same(n, s.tails[n.key]); full != nil {
			return RuleShortened, full
		}
		if len(n.candidates) == 0 {
			if full := d.same(n, s.heads[n.key]); full != nil {
				return RuleShortened, full
			}
		}
	case news.TypeEvent:
		// "Quenby" of "Typhoon Quenby"
		if full := d.same(n, s.tails[n.key]); full != nil && len(n.candidates) == 0 {
			return RuleShortened, full
		}
	}
	return "", nil
}

// same returns the first of the names that is of the type of n, if n alone
// names something.
func (d *document) same(n *name, full []*name) *name {
	if len(full) == 0 || len(n.words) == 1 && isGeneric(n.key) || unicode.IsLower(firstRune(d.text(n.mentions[0]))) {
		return nil
	}
	for _, f := range full {
		if f.target.typ == n.typ {
			return f
		}
	}
	return nil
}

// spelt returns a name of the article that is n in another spelling.
func (d *document) spelt(n *name) (Rule, *name) {
	sk := skeleton(n.words)
	if sk == "" {
		return "", nil
	}
	o := d.short.spellings[sk]
	if o == nil || o.target == nil || o.target.typ != n.typ {
		return "", nil
	}
	tail := o.words
	if len(n.words) == 1 {
		tail = o.words[len(o.words)-1:]
	}
	if len(tail) != len(n.words) || !near(strings.Join(tail, " "), n.key) {
		return "", nil
	}
	return RuleSpelling, o
}

// resolveShortNames gives surnames and acronyms what they mean.
func (d *document) resolveShortNames() {
	for _, n := range d.names {
		if !n.short() || n.target != nil {
			continue
		}
		if n.typ == news.TypePerson {
			d.decideSurname(n)
			continue
		}
		if full := d.short.acronyms[n.key]; len(full) > 0 {
			d.attach(n, full[0].target, RuleAcronym)
			continue
		}
		if _, _, known := d.best(n); !known && isAcronym(d.text(n.mentions[0])) {
			if full := d.short.initials[n.key]; len(full) > 0 {
				d.attach(n, full[0].target, RuleAcronym)
				continue
			}
		}
		n.forget()
		if rule, full := d.longer(n); full != nil {
			d.attach(n, full.target, rule)
			continue
		}
		d.decide(n)
		d.remember(n)
	}
}

// decideSurname links a single name to the person whose full name the
// article has, else to one who is known by the surname alone.
func (d *document) decideSurname(n *name) {
	if o := d.partCouple(n); o != nil {
		d.decideSpouse(o)
	}
	bearers, rule := d.short.surnames[n.key], RuleSurname
	if len(bearers) == 0 {
		bearers = d.short.innerWords[n.key]
	}
	if len(bearers) == 0 {
		bearers, rule = d.short.forenames[n.key], RuleForename
	}
	if len(bearers) == 0 {
		if r, o := d.spelt(n); o != nil {
			bearers, rule = []*name{o}, r
		}
	}
	if len(bearers) == 0 {
		d.decide(n)
		d.remember(n)
		return
	}
	best, _, known := d.best(n)
	if known {
		for _, b := range bearers {
			if b.target.entry == best.Entry {
				d.attach(n, b.target, rule)
				return
			}
		}
		if best.Entry.Prominence >= household && !best.Weak && !(len(bearers) == 1 && bearers[0].titled) {
			n.forget()
			d.decide(n)
			return
		}
	}
	n.target = bearers[0].target
	for _, i := range n.mentions {
		d.attachMention(i, d.nearest(i, bearers))
	}
	d.decided(n, rule, n.target)
	for _, b := range bearers {
		b.target.linked = max(b.target.linked, linkedBy(rule))
	}
}

// nearest returns the target of the bearer mentioned last before mention i,
// or of the first bearer.
func (d *document) nearest(i int, bearers []*name) *target {
	at, target := -1, bearers[0].target
	for _, b := range bearers {
		// The last mention before i.
		j, _ := slices.BinarySearch(b.mentions, i)
		if j--; j >= 0 && b.mentions[j] > at && d.mentions[b.mentions[j]].Field == d.mentions[i].Field {
			at, target = b.mentions[j], b.target
		}
	}
	return target
}

// decide gives a name the best entry that it may mean, an entity of its own,
// or nothing.
func (d *document) decide(n *name) {
	if c, margin, ok := d.best(n); ok {
		d.attachEntry(n, c, RuleKnown, linkedTo(c, margin))
		return
	}
	if n.typ == news.TypePerson {
		if c, ok := d.holder(n); ok {
			d.attachEntry(n, c, RuleOffice, linkedBy(RuleOffice))
			return
		}
	}
	if c, rule, ok := d.madeUp(n); ok {
		d.attachEntry(n, c, rule, linkedBy(rule))
		return
	}
	if !d.standsAlone(n) {
		d.dropName(n, RuleWord)
		return
	}
	shown := d.shownName(n)
	id := news.NilID(n.typ, shown)
	t := d.target(id, func() *target {
		return &target{id: id, typ: n.typ, kind: d.mentions[n.mentions[0]].Kind, name: shown}
	})
	d.attach(n, t, RuleNew)
}

func (d *document) attachEntry(n *name, c kb.Candidate, rule Rule, linked float64) {
	t := d.target(c.Entry.ID, func() *target {
		return &target{id: c.Entry.ID, typ: c.Entry.Type, kind: c.Entry.Kind, entry: c.Entry, name: c.Entry.Name}
	})
	d.attach(n, t, rule)
	t.linked = max(t.linked, linked)
}

// standsAlone says whether a name that no entry fits is an entity: one that
// rules or a learned recogniser found, or a person's full name. A word that is
// a name only by the knowledge base is not.
func (d *document) standsAlone(n *name) bool {
	if len(n.candidates) == 0 || n.learned > 0 || n.ruled && d.context.Language != "en" {
		return true
	}
	return n.typ == news.TypePerson && (len(n.words) > 1 || n.introduced) || n.typ == news.TypePlace && n.locative && d.context.Language != "en"
}

// maxLookups bounds the names that are made up for an article.
const maxLookups = 64

// madeUp looks up a name that the knowledge base does not have as it stands:
// without the words in the middle of a person's, without the country at the
// head of a body's, or with the country that the article is about before it.
func (d *document) madeUp(n *name) (kb.Candidate, Rule, bool) {
	if len(n.candidates) > 0 || n.confidence < 0.5 || d.lookups >= maxLookups {
		return kb.Candidate{}, "", false
	}
	words := strings.Fields(d.text(n.mentions[0]))
	switch {
	case n.typ == news.TypePerson && len(words) >= 3 && len(words) <= 5:
		if c, ok := d.lookup(words[0]+" "+words[len(words)-1], news.TypePerson, ""); ok && !isPerformer(c.Entry) && (c.Entry.Prominence >= wellKnown || d.others(c) >= 0.5) {
			return c, RuleMiddle, true
		}
	case n.typ == news.TypeOrganisation && d.context.Language == "en":
		if rest := withoutForm(words); rest != "" {
			c, ok := d.lookup(rest, news.TypeOrganisation, "")
			return c, RuleInstitution, ok && isFirm(c.Entry)
		}
		if country, rest := d.countryAtHead(words); country != "" {
			if c, ok := d.lookup(rest, news.TypeOrganisation, country); ok {
				return c, RuleInstitution, true
			}
			return kb.Candidate{}, "", false
		}
		if len(words) > 3 || isGeneric(n.key) || isAcronym(words[0]) {
			return kb.Candidate{}, "", false
		}
		country := d.dominant()
		e, ok := d.kb.ByID(country)
		if !ok {
			return kb.Candidate{}, "", false
		}
		for _, prefix := range [...]string{shortCountry(e), e.Name} {
			if prefix == "" {
				continue
			}
			if c, ok := d.lookup(prefix+" "+strings.Join(words, " "), news.TypeOrganisation, country); ok {
				return c, RuleInstitution, true
			}
		}
	}
	return kb.Candidate{}, "", false
}

// withoutForm returns the name of a company without its legal form, or "":
// "Quenby" of "Quenby & Co".
func withoutForm(words []string) string {
	n := len(words)
	if n < 2 {
		return ""
	}
	switch strings.TrimSuffix(words[n-1], ".") {
	case "Co", "Corp", "Corporation", "Inc", "Ltd", "Limited", "LLC", "plc", "Plc", "PLC", "SA", "SE", "AG", "NV", "ASA", "SpA":
		n--
	default:
		return ""
	}
	if n > 1 && (words[n-1] == "&" || words[n-1] == "and") {
		n--
	}
	return strings.TrimSuffix(strings.Join(words[:n], " "), ",")
}

// isFirm holds for what has a legal form.
func isFirm(e *kb.Entry) bool {
	switch e.Kind {
	case "company", "brand", "bank", "newspaper", "broadcaster", "airline", "media":
		return true
	}
	return false
}

// shortCountry is what stands before the names of a country's bodies where it
// is not the country's name.
func shortCountry(e *kb.Entry) string {
	switch e.ID {
	case "Q30":
		return "US"
	case "Q145":
		return "British"
	}
	return ""
}

// countryAtHead splits "US Federal Emergency Management Agency" after the
// country or its people.
func (d *document) countryAtHead(words []string) (country, rest string) {
	for n := 1; n <= 2 && n < len(words)-1; n++ {
		d.lookups++
		for _, c := range d.kb.Lookup(strings.Join(words[:n], " ")) {
			if c.Entry.IsCountry() && !c.Weak || c.Entry.Kind == kb.KindDemonym {
				return c.Entry.Country(), strings.Join(words[n:], " ")
			}
		}
	}
	return "", ""
}

// lookup returns the most prominent entry of a type, and country where one is
// given, with a name.
func (d *document) lookup(name string, t news.EntityType, country string) (kb.Candidate, bool) {
	d.lookups++
	for _, c := range d.kb.Lookup(name) {
		if c.Entry.Type == t && !c.Inflected && (country == "" || c.Entry.Country() == country) {
			return c, true
		}
	}
	return kb.Candidate{}, false
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

func (d *document) target(id string, make func() *target) *target {
	t := d.targets[id]
	if t == nil {
		t = make()
		d.targets[id] = t
		d.order = append(d.order, t)
	}
	return t
}

// attach makes all mentions of a name those of a target.
func (d *document) attach(n *name, t *target, rule Rule) {
	n.target = t
	for _, i := range n.mentions {
		d.attachMention(i, t)
	}
	t.linked = max(t.linked, linkedBy(rule))
	d.decided(n, rule, t)
}

func (d *document) attachMention(i int, t *target) {
	t.mentions = append(t.mentions, i)
	t.found = max(t.found, foundBy(&d.mentions[i]))
}

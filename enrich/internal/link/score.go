package link

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/dateline-news/dateline/enrich/internal/corpus"
	"github.com/dateline-news/dateline/enrich/internal/kb"
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
	// surnameAlone is what a person needs to be meant by a surname where the
	// article has nobody's full name and nothing of the person's country.
	surnameAlone = 70
	// household names keep a surname to themselves even where the article
	// names another bearer in full.
	household = 90
	// smallTown and smaller ones are meant where the article speaks of their country.
	smallTown = 56
	// unmistakable places are meant whatever follows behind a comma.
	unmistakable = 70
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
	// typeWeight counts against what is of another type than the recogniser
	// says.
	typeWeight = 12
	// namedWeight is for what the article names more fully elsewhere.
	namedWeight = 30
	// withinWeight is for places within the one behind the comma.
	withinWeight = 30
	// officeWeight is for those in office when the article appeared, more
	// where a title introduces them.
	officeWeight, titledOfficeWeight = 4, 16
	// countryFirst is for countries against the cities of their name;
	// unspokenCountry counts against one whose name is also something else
	// and of which the article has nothing more.
	countryFirst, unspokenCountry = 6, 15
	// townWeight is for towns behind "the mayor of".
	townWeight = 16
)

// Reason is a part of a candidate's score.
type Reason uint8

// The reasons for and against a candidate.
const (
	ReasonProminence Reason = iota
	ReasonCountry
	ReasonOutlet
	ReasonForm
	ReasonWeak
	ReasonType
	ReasonNamed
	ReasonWithin
	ReasonOffice
	ReasonCountryFirst
	ReasonTown
	reasons
)

// String returns the reason in words.
func (r Reason) String() string {
	return [...]string{
		"prominence", "the article speaks of its country", "the outlet's country", "written differently", "a weak name", "of another type",
		"named more fully elsewhere", "lies in the place behind the comma", "in office at the time",
		"a country before its cities", "a town, which has a mayor",
	}[r]
}

// score is the parts of a candidate's score.
type score [reasons]float64

func (s *score) total() float64 {
	sum := 0.0
	for _, p := range s {
		sum += p
	}
	return sum
}

// isWeak says whether a candidate needs support from the article.
func isWeak(c kb.Candidate) bool {
	return c.Weak || c.Entry.Prominence < wellKnown && c.Entry.Type != news.TypePlace || c.Acronym && c.Entry.Prominence < knownAcronym ||
		c.Entry.Prominence < wellKnown-5
}

// best returns the candidate with the highest score among those that the
// article supports, and by how much it is ahead of the next of another
// country or type.
func (d *document) best(n *name) (best kb.Candidate, margin float64, found bool) {
	top, second := 0.0, math.Inf(-1)
	closest := math.MinInt
	for _, c := range n.candidates {
		closest = max(closest, c.Form)
	}
	for _, c := range n.candidates {
		why := d.refuses(n, c)
		s := d.score(n, c)
		s[ReasonForm] = -formWeight * float64(closest-c.Form)
		sum := s.total()
		d.consider(n, c, s, why)
		switch {
		case why != "":
		case !found || sum > top:
			if found {
				second = top
			}
			best, top, found = c, sum, true
		default:
			second = max(second, sum)
		}
	}
	return best, top - second, found
}

// Why a candidate is refused.
const (
	refusedIntroduced = "a title or role introduces a person"
	refusedType       = "the recogniser is sure of another type"
	refusedElsewhere  = "it lies elsewhere than the place behind the comma"
	refusedDate       = "only a date"
	refusedWeak       = "nothing else in the article speaks for it"
	refusedBody       = "a body that many countries have, and the article is about another one"
	refusedFar        = "a small town in a country of which the article says nothing"
	refusedForeign    = "a name in another language, of another type than the recogniser says"
	refusedPart       = "only part of a longer name"
	refusedDefined    = "the article says that the letters stand for something else"
	refusedOffice     = "the title is that of an office, which this person does not hold"
)

// refuses says why a candidate cannot be meant, or "".
func (d *document) refuses(n *name, c kb.Candidate) string {
	switch {
	case n.introduced && c.Entry.Type != news.TypePerson:
		return refusedIntroduced
	case conflicts(n, c.Entry):
		return refusedType
	case n.within != nil && elsewhere(c.Entry, n.within):
		return refusedElsewhere
	case !n.known && n.learned > 0 && len(n.words) == 1 && corpus.Coarse(n.typ) != corpus.Coarse(c.Entry.Type):
		return refusedForeign
	case d.elsewhereBody(n, c):
		return refusedBody
	case len(n.words) == 1 && isTown(c.Entry) && c.Entry.Prominence < smallTown && !n.dateline && n.within == nil && d.farAway(c):
		return refusedFar
	case n.part && c.Weak:
		return refusedPart
	case n.defined && c.Acronym && d.targets[c.Entry.ID] == nil:
		return refusedDefined
	case n.office && c.Entry.Type == news.TypePerson && len(n.words) == 1 && isPerformer(c.Entry):
		return refusedOffice
	case c.Entry.Type == news.TypeEvent && isDate(n.words) && d.targets[c.Entry.ID] == nil:
		return refusedDate
	case d.needsSupport(n, c) && !d.supports(n, c):
		return refusedWeak
	}
	return ""
}

// isPerformer holds for people who are known for what they do on a stage or a
// field rather than in an office.
func isPerformer(e *kb.Entry) bool {
	switch e.Kind {
	case "athlete", "artist", "actor", "singer", "musician", "writer":
		return true
	}
	return false
}

// conflicts says whether the learned recogniser is sure that the name is of a
// type that the entry cannot be.
func conflicts(n *name, e *kb.Entry) bool {
	if n.learned < certainType {
		return false
	}
	a, b := corpus.Coarse(n.typ), corpus.Coarse(e.Type)
	switch {
	case a == b:
		return false
	case a == news.TypePerson || b == news.TypePerson:
		return true
	case e.IsCountry() || e.Metonym != "" || e.Kind == kb.KindDemonym:
		return false
	case a == news.TypePlace && b == news.TypeOrganisation:
		return e.Kind == "company" || e.Kind == "brand" || e.Kind == "team" || e.Kind == "newspaper" || e.Kind == "media" || e.Kind == "party"
	case b == news.TypePlace:
		return len(n.words) == 1
	}
	return false
}

// elsewhere says whether a place lies outside of another one.
func elsewhere(e, outer *kb.Entry) bool {
	return e.Type == news.TypePlace && !e.IsCountry() && e.Prominence < unmistakable && e.Country() != outer.Country()
}

// isDate says whether the words are a day and a month: "September 11".
func isDate(words []string) bool {
	digits, letters := false, 0
	for _, w := range words {
		if unicode.IsDigit(firstRune(w)) {
			digits = true
		} else {
			letters = max(letters, runes(w))
		}
	}
	return digits && letters > 2 && len(words) <= 3
}

// score rates a candidate but for its form.
func (d *document) score(n *name, c kb.Candidate) score {
	var s score
	e := c.Entry
	s[ReasonProminence] = float64(e.Prominence)
	sharesName := slices.ContainsFunc(n.candidates, func(o kb.Candidate) bool { return o.Entry.IsCountry() && o.Entry.ID == e.Country() })
	switch {
	case e.IsCountry() && c.Weak && d.countries[e.ID] == 0:
		s[ReasonCountryFirst] = -unspokenCountry
	case e.IsCountry():
		s[ReasonCountryFirst] = countryFirst
	case !sharesName && e.Kind != kb.KindDemonym:
		// A city of its country's name gains nothing from the country.
		s[ReasonCountry] = countryWeight * math.Min(1, d.others(c)/countryEnough)
	}
	if n.town && isTown(e) {
		s[ReasonTown] = townWeight
	}
	if d.outlet != nil && d.outlet.ID == e.Country() {
		s[ReasonOutlet] = outletWeight
	}
	if c.Weak {
		s[ReasonWeak] = -weakPenalty
	}
	if n.learned > 0 && corpus.Coarse(n.typ) != corpus.Coarse(e.Type) {
		s[ReasonType] = -typeWeight * n.learned
	}
	if t := d.targets[e.ID]; t != nil && !e.IsCountry() {
		s[ReasonNamed] = namedWeight
	}
	if n.within != nil && e.Type == news.TypePlace && (slices.Contains(e.Of, n.within.ID) || !n.within.IsCountry() && e.Country() == n.within.Country()) {
		s[ReasonWithin] = withinWeight
	}
	if len(e.Tenures) > 0 && !d.context.Published.IsZero() && e.InOffice(d.context.Published) {
		s[ReasonOffice] = officeWeight
		if n.introduced {
			s[ReasonOffice] = titledOfficeWeight
		}
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

// farAway says whether the article is about another country than that of the
// candidate, of which it has nothing else.
func (d *document) farAway(c kb.Candidate) bool {
	country := d.dominant()
	return country != "" && country != c.Entry.Country() && d.others(c) == 0
}

// needsSupport says whether a candidate counts only with support from the
// rest of the article.
func (d *document) needsSupport(n *name, c kb.Candidate) bool {
	if isWeak(c) {
		return true
	}
	return c.Entry.Type == news.TypePerson && len(n.words) == 1 && c.Entry.Prominence < surnameAlone && !strings.EqualFold(c.Entry.Name, n.key)
}

// supports says whether the rest of the article speaks for a weak candidate.
func (d *document) supports(n *name, c kb.Candidate) bool {
	support := d.others(c)
	e := c.Entry
	if d.targets[e.ID] != nil {
		return true
	}
	sure := n.learned >= certainType && corpus.Coarse(e.Type) == corpus.Coarse(n.typ)
	switch e.Type {
	case news.TypePlace:
		switch {
		case n.dateline:
			return true
		case n.within != nil && !elsewhere(e, n.within):
			return true
		case sure && c.Weak && e.Prominence >= wellKnown:
			return true
		case n.locative:
			return support >= 1 || e.Prominence >= certain || e.Prominence >= wellKnown && !c.Weak
		}
		return e.IsCountry() && d.countries[e.ID] >= 1 || support >= 2 && !c.Weak
	case news.TypePerson:
		if len(n.words) > 1 {
			return support >= 0.5
		}
		return n.introduced && support >= 0.5 || !c.Weak && support >= 1 && e.Prominence >= wellKnown
	case news.TypeOrganisation:
		if c.Acronym && e.Prominence < wellKnown {
			return false
		}
		if c.Acronym {
			return support >= 1
		}
		return support >= 1 && !c.Weak || support >= 1.5 || sure && len(n.words) > 1 && len(n.candidates) == 1
	}
	return sure
}

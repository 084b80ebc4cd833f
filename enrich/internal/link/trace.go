package link

import (
	"maps"

	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/enrich/internal/ner"
	"github.com/dateline-news/dateline/shared/news"
)

// Rule names what decided which entity a name means.
type Rule string

// The rules.
const (
	// RuleKnown: the knowledge base knows the name.
	RuleKnown Rule = "known by this name"
	// RuleSurname and RuleForename: the article has the full name.
	RuleSurname  Rule = "surname of a person named in full"
	RuleForename Rule = "forename of a person named in full"
	// RuleAcronym: the letters are those of a name in the article.
	RuleAcronym Rule = "acronym of a name in the article"
	// RuleShortened: the words begin or end a longer name in the article.
	RuleShortened Rule = "part of a longer name in the article"
	// RuleSpelling: the article has the name in another spelling.
	RuleSpelling Rule = "another spelling of a name in the article"
	// RuleMiddle: known without the words in the middle.
	RuleMiddle Rule = "known without the middle names"
	// RuleInstitution: known as a body of a country that is named before it
	// or that the article is about.
	RuleInstitution Rule = "known as a body of the country"
	// RuleOffice: who held the office of the title when the article appeared.
	RuleOffice Rule = "holder of the office at the time"
	// RuleNew: nothing known fits; the entity's id is that of its name.
	RuleNew Rule = "not in the knowledge base"
	// RuleWord: dropped, for it is a common word too.
	RuleWord Rule = "dropped: a common word, and nothing speaks for the name"
	// RuleCurrency: dropped, for it is part of an amount.
	RuleCurrency Rule = "dropped: part of an amount of money"
	// RulePart: dropped, for it is part of a longer name that was not found.
	RulePart Rule = "dropped: part of a longer name"
	// RuleDoubtful: dropped, for the confidence is under the setting.
	RuleDoubtful Rule = "dropped: less sure than the setting asks for"
)

// Trace is how the mentions of an article were decided. Its lists are in the
// order in which the linker came to them.
type Trace struct {
	Decisions []*Decision
	// Entities are the parts of each entity's figures, by id.
	Entities map[string]Figures
	// Metonyms say why a mention, by its place in the list that was linked,
	// stands for a government.
	Metonyms map[int]string
}

// Decision is about the mentions of one name.
type Decision struct {
	// Mentions are places in the list that was linked.
	Mentions []int
	// Types are what the recogniser said of the first of them.
	Type       news.EntityType
	Source     ner.Source
	Confidence float64
	Rule       Rule
	// ID is that of the entity, "" where the mentions were dropped. Mentions
	// of one surname may mean several persons; then it is the first one's.
	ID string
	// Candidates are the entries that were thought of.
	Candidates []Considered
}

// Considered is an entry of the knowledge base that a name may mean.
type Considered struct {
	ID         string          `json:"id"`
	Name       string          `json:"name"`
	Type       news.EntityType `json:"type"`
	Kind       string          `json:"kind,omitempty"`
	Prominence int             `json:"prominence"`
	// Score is the sum of the points.
	Score  float64  `json:"score"`
	Points []Points `json:"points"`
	// Refused says why it cannot be meant; "" where it can.
	Refused string `json:"refused,omitempty"`
}

// Points is one part of a score.
type Points struct {
	// Reason is a [Reason] in words.
	Reason string  `json:"reason"`
	Points float64 `json:"points"`
}

// Figures are the parts of an entity's salience and confidence.
type Figures struct {
	Salience SalienceParts `json:"salience"`
	// Found is the confidence that the names are names of the type, Linked
	// that they mean this entity.
	Found  float64 `json:"found"`
	Linked float64 `json:"linked"`
}

// maxConsidered bounds the entries that are kept of one name.
const maxConsidered = 12

// consider keeps a candidate, where a trace is asked for.
func (d *document) consider(n *name, c kb.Candidate, s score, refused string) {
	if d.context.Trace == nil {
		return
	}
	t := d.traced(n)
	for _, o := range t.Candidates {
		if o.ID == c.Entry.ID {
			return
		}
	}
	if len(t.Candidates) == maxConsidered {
		return
	}
	e := c.Entry
	out := Considered{ID: e.ID, Name: e.Name, Type: e.Type, Kind: e.Kind, Prominence: e.Prominence, Score: s.total(), Refused: refused}
	for r, p := range s {
		if p != 0 {
			out.Points = append(out.Points, Points{Reason(r).String(), p})
		}
	}
	t.Candidates = append(t.Candidates, out)
}

// traced returns the decision about a name, which it makes if there is none.
func (d *document) traced(n *name) *Decision {
	if n.trace == nil {
		m := &d.mentions[n.mentions[0]]
		n.trace = &Decision{Type: m.Type, Source: m.Source, Confidence: n.confidence}
		d.context.Trace.Decisions = append(d.context.Trace.Decisions, n.trace)
	}
	return n.trace
}

// forget takes back what was considered, for it is to be done again.
func (n *name) forget() {
	if n.trace != nil {
		n.trace.Candidates = nil
	}
}

// decided keeps what a name was decided to mean.
func (d *document) decided(n *name, rule Rule, t *target) {
	if d.context.Trace == nil {
		return
	}
	x := d.traced(n)
	x.Mentions, x.Rule = n.mentions, rule
	if t != nil {
		x.ID = t.id
	}
}

// dropName leaves the mentions of a name out.
func (d *document) dropName(n *name, rule Rule) { d.decided(n, rule, nil) }

// drop leaves mention i out.
func (d *document) drop(i int, rule Rule) {
	if d.context.Trace == nil {
		return
	}
	m := &d.mentions[i]
	d.context.Trace.Decisions = append(d.context.Trace.Decisions, &Decision{
		Mentions: []int{i}, Type: m.Type, Source: m.Source, Confidence: m.Confidence, Rule: rule,
	})
}

// traceMetonyms keeps why mentions stand for a government.
func (d *document) traceMetonyms(why map[int]string) {
	if d.context.Trace == nil {
		return
	}
	if d.context.Trace.Metonyms == nil {
		d.context.Trace.Metonyms = map[int]string{}
	}
	maps.Copy(d.context.Trace.Metonyms, why)
}

// figures keeps the parts of an entity's figures.
func (d *document) figures(t *target, s SalienceParts) {
	if d.context.Trace == nil {
		return
	}
	if d.context.Trace.Entities == nil {
		d.context.Trace.Entities = map[string]Figures{}
	}
	d.context.Trace.Entities[t.id] = Figures{Salience: s, Found: t.found, Linked: t.linked}
}

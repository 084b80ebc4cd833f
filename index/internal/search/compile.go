package search

import (
	"slices"
	"time"

	"github.com/blevesearch/bleve/v2"
	blevequery "github.com/blevesearch/bleve/v2/search/query"

	"github.com/dateline-news/dateline/index/internal/document"
	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/news"
)

// compiler makes the index's query of a parsed one.
type compiler struct {
	// chains are the chains of analysis that the index has articles of.
	chains []*language.Language
	plain  *language.Language
	now    time.Time
	// asOf asks for what was valid at that time; the zero time for the newest.
	asOf    time.Time
	weights weights
	// names holds the ids that each name term stands for.
	names map[*query.Term][]string
	// rarity tells how much finding a term says in articles of a chain, or in
	// all where none is named.
	rarity func(chain, field, term string) float64
}

// compile returns the index's query; silent is set when there is no article
// that it could say anything about, since every language leaves its words out.
func (c *compiler) compile(q *query.Query) (compiled blevequery.Query, silent bool) {
	if q.Root == nil {
		return c.valid(everything()), false
	}
	groups := c.groups(q)
	var parts []blevequery.Query
	for _, g := range groups {
		part := g.node(q.Root)
		if part == nil {
			continue
		}
		if len(groups) > 1 {
			part = bleve.NewConjunctionQuery(part, g.only())
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		return nothing(), true
	}
	return c.valid(anyOf(parts)), false
}

// valid leaves out the revisions that another had replaced, and what was not
// there yet.
func (c *compiler) valid(part blevequery.Query) blevequery.Query {
	if c.asOf.IsZero() {
		return without(part, exactly(store.FieldSuperseded, "1"))
	}
	next := c.asOf.Add(time.Nanosecond)
	return without(part, during(store.FieldValidFrom, next, time.Time{}), during(store.FieldValidTo, time.Time{}, next))
}

// group is the chains that leave out the same words of a query. For articles
// of such chains the query is the same but for the fields it looks into.
type group struct {
	*compiler
	chains  []*language.Language
	leftOut []*query.Term
}

func (c *compiler) groups(q *query.Query) []*group {
	var groups []*group
	for _, chain := range c.chains {
		var leftOut []*query.Term
		for t := range q.Terms {
			if t.Field.IsText() && t.Kind != query.Prefix && len(chain.Phrase(t.Value)) == 0 {
				leftOut = append(leftOut, t)
			}
		}
		at := slices.IndexFunc(groups, func(g *group) bool { return slices.Equal(g.leftOut, leftOut) })
		if at < 0 {
			groups = append(groups, &group{compiler: c, leftOut: leftOut})
			at = len(groups) - 1
		}
		groups[at].chains = append(groups[at].chains, chain)
	}
	return groups
}

// only is the query for articles of the group's chains.
func (g *group) only() blevequery.Query {
	var parts []blevequery.Query
	for _, chain := range g.chains {
		parts = append(parts, exactly(store.FieldChain, chain.Name))
	}
	return anyOf(parts)
}

// node returns nil for a part that says nothing.
func (g *group) node(n query.Node) blevequery.Query {
	switch n := n.(type) {
	case *query.And:
		return g.and(n)
	case *query.Or:
		var parts []blevequery.Query
		for _, p := range n.Parts {
			if part := g.node(p); part != nil {
				parts = append(parts, part)
			}
		}
		if len(parts) == 0 {
			return nil
		}
		return anyOf(parts)
	case *query.Not:
		if undecided(n.Part) {
			return everything()
		}
		part := g.node(n.Part)
		if part == nil {
			return nil
		}
		return without(everything(), part)
	case *query.Near:
		return g.near(n)
	case *query.Term:
		if slices.Contains(g.leftOut, n) {
			return nil
		}
		return g.term(n)
	}
	return nil
}

// undecided reports whether the index finds more than what answers a part, so
// that nothing can be concluded from its finding an article.
func undecided(n query.Node) bool { return (&query.Query{Root: n}).Verify() }

// near finds the articles that hold both sides anywhere.
func (g *group) near(n *query.Near) blevequery.Query {
	left, right := g.node(n.Left), g.node(n.Right)
	switch {
	case left == nil:
		return right
	case right == nil:
		return left
	}
	return allOf([]blevequery.Query{left, right})
}

func (g *group) and(n *query.And) blevequery.Query {
	var must, mustNot []blevequery.Query
	for _, p := range n.Parts {
		if not, ok := p.(*query.Not); ok && !undecided(not.Part) {
			if part := g.node(not.Part); part != nil {
				mustNot = append(mustNot, part)
			}
		} else if part := g.node(p); part != nil {
			must = append(must, part)
		}
	}
	switch {
	case len(must) == 0 && len(mustNot) == 0:
		return nil
	case len(must) == 0:
		must = append(must, everything())
	}
	if len(mustNot) == 0 {
		return allOf(must)
	}
	return without(allOf(must), mustNot...)
}

func (g *group) term(t *query.Term) blevequery.Query {
	switch {
	case t.Field.IsText() && t.Slop > 0:
		return g.scattered(t)
	case t.Field.IsText():
		return g.text(t)
	case t.Field == query.Said:
		return g.said(t)
	case t.Field.IsName():
		return g.name(t)
	case t.Field.IsDate():
		from, to := t.Range(g.now)
		return during(store.FieldPublished, from, to)
	}
	switch t.Field {
	case query.AsOf:
		return everything()
	case query.Author:
		phrase := g.plain.Phrase(t.Value)
		if len(phrase) == 0 {
			return nothing()
		}
		return either(g.words(store.FieldAuthor, phrase, g.rarityOf("", store.FieldAuthor, phrase), 0))
	case query.ID:
		return g.id(t.Value)
	case query.URL:
		return exactly(store.FieldURL, document.Link(t.Value))
	}
	return exactly(string(t.Field), t.Exact())
}

// id finds an article by its id, in all its revisions if the question is not
// about the newest alone.
func (g *group) id(id string) blevequery.Query {
	newest := bleve.NewDocIDQuery([]string{id})
	if g.asOf.IsZero() || !news.ValidID(id) {
		return &fixed{query: newest}
	}
	older := bleve.NewPrefixQuery(id + ".")
	older.SetField(store.FieldID)
	return &fixed{query: anyOf([]blevequery.Query{newest, older})}
}

// parts are the texts of an article with their weights and usual lengths.
var parts = []struct {
	part   store.Part
	weight func(weights) float64
	usual  float64
}{
	{store.PartTitle, func(w weights) float64 { return w.title }, usualTitle},
	{store.PartLead, func(w weights) float64 { return w.lead }, usualLead},
	{store.PartText, func(w weights) float64 { return w.text }, usualText},
	{store.PartQuote, func(w weights) float64 { return w.text }, usualQuote},
}

// looksInto reports whether a field of the language is looked for in a part.
func looksInto(f query.Field, p store.Part) bool {
	switch f {
	case query.Title:
		return p == store.PartTitle
	case query.Text:
		return p == store.PartLead || p == store.PartText
	case query.Quote:
		return p == store.PartQuote
	}
	return p != store.PartQuote
}

// text looks for a word, phrase or prefix in the fields of every chain of the
// group.
func (g *group) text(t *query.Term) blevequery.Query {
	var e either
	for _, chain := range g.chains {
		e = append(e, g.inChain(chain, t.Field, t.Kind, t.Value, chain.Phrase(t.Value))...)
	}
	if t.Field == query.Anywhere {
		e = append(e, g.inNames(t)...)
	}
	return e
}

// inChain looks for a word, phrase or prefix in the fields of one chain.
func (g *group) inChain(chain *language.Language, field query.Field, kind query.Kind, value string, phrase [][]string) either {
	var e either
	rare := prefixRarity
	if kind == query.Word || kind == query.Phrase {
		rare = g.rarityOf(chain.Name, store.TextField(store.PartText, chain.Name), phrase)
	}
	for _, p := range parts {
		if !looksInto(field, p.part) {
			continue
		}
		name, weight := store.TextField(p.part, chain.Name), p.weight(g.weights)
		switch kind {
		case query.Prefix:
			e = append(e, g.prefix(chain, name, value, weight)...)
		case query.Fuzzy:
			e = append(e, g.fuzzy(name, phrase, weight)...)
		default:
			e = append(e, g.words(name, phrase, rare*weight, p.usual)...)
		}
	}
	return e
}

// scattered finds the articles that hold all words of a stretched phrase.
func (g *group) scattered(t *query.Term) blevequery.Query {
	var e either
	for _, chain := range g.chains {
		var all []blevequery.Query
		for _, terms := range chain.Phrase(t.Value) {
			if len(terms) > 0 {
				all = append(all, g.inChain(chain, t.Field, query.Word, "", [][]string{terms}))
			}
		}
		if len(all) > 0 {
			e = append(e, allOf(all))
		}
	}
	return e
}

// said looks for a speaker: by id, by the name that articles have for one, and
// by the words that stand for one.
func (g *group) said(t *query.Term) blevequery.Query {
	var e either
	for _, id := range g.names[t] {
		e = append(e, &posting{field: store.FieldSaid, term: id, weight: g.weights.salient * g.rarity("", store.FieldSaid, id)})
	}
	if name := news.Fold(t.Value); name != "" {
		e = append(e, &posting{field: store.FieldSaid, term: name, weight: g.weights.names})
	}
	if phrase := g.plain.Phrase(t.Value); len(phrase) > 0 {
		e = append(e, g.words(store.FieldSpeaker, phrase, g.weights.names, 0)...)
	}
	return e
}

// fuzzy looks for the words that are written with one slip.
func (g *group) fuzzy(field string, phrase [][]string, weight float64) either {
	if len(phrase) != 1 {
		return g.words(field, phrase, weight*prefixRarity, 0)
	}
	var e either
	for _, term := range phrase[0] {
		q := bleve.NewFuzzyQuery(term)
		q.SetField(field)
		q.SetFuzziness(1)
		q.SetPrefix(1)
		e = append(e, &fixed{query: q, score: weight * prefixRarity})
	}
	return e
}

// inNames looks for a word among the words that name an entity.
func (g *group) inNames(t *query.Term) either {
	if t.Kind == query.Prefix {
		if head, _ := g.plain.Prefix(t.Value); head != "" {
			return either{beginning(store.FieldNames, head, g.weights.names)}
		}
		return nil
	}
	if phrase := g.plain.Phrase(t.Value); t.Kind == query.Word && len(phrase) == 1 {
		return g.words(store.FieldNames, phrase, g.weights.names*g.rarityOf("", store.FieldNames, phrase), usualNames)
	}
	return nil
}

func (g *group) name(t *query.Term) blevequery.Query {
	var e either
	for _, id := range g.names[t] {
		rare := g.rarity("", store.FieldEntity, id)
		field := store.FieldEntity
		if t.Within {
			field = store.FieldInside
		}
		e = append(e, &posting{field: field, term: id, weight: g.weights.entity * rare}, &posting{field: store.FieldSalient, term: id, weight: g.weights.salient * rare, graded: true})
	}
	return e
}

// rarityOf is how much finding a phrase says: what all its words say.
func (g *group) rarityOf(chain, field string, phrase [][]string) float64 {
	sum := 0.0
	for _, terms := range phrase {
		if len(terms) > 0 {
			sum += g.rarity(chain, field, terms[0])
		}
	}
	return sum
}

// words looks for a phrase as [language.Language.Phrase] returns it.
func (g *group) words(field string, phrase [][]string, weight, usual float64) either {
	if len(phrase) > 1 {
		return either{&fixed{query: blevequery.NewMultiPhraseQuery(phrase, field), score: weight}}
	}
	var e either
	for _, terms := range phrase {
		var forms oneOf
		for _, term := range terms {
			forms = append(forms, &posting{field: field, term: term, weight: weight, usual: usual})
		}
		if len(forms) == 1 {
			e = append(e, forms[0])
		} else if len(forms) > 1 {
			e = append(e, forms)
		}
	}
	return e
}

// prefixRarity stands for the rarity of a word that is known by its beginning
// alone.
const prefixRarity = 3.0

// prefix looks for the beginning of a word in one field of a chain. Where the
// beginning is no single word of the chain, as in Chinese, it is a phrase.
func (g *group) prefix(chain *language.Language, field, text string, weight float64) either {
	head, stems := chain.Prefix(text)
	if head == "" {
		return g.words(field, chain.Phrase(text), weight*prefixRarity, 0)
	}
	e := either{beginning(field, head, weight)}
	for _, stem := range stems {
		e = append(e, &posting{field: field, term: stem, weight: weight * prefixRarity})
	}
	return e
}

func beginning(field, head string, weight float64) blevequery.Query {
	q := bleve.NewPrefixQuery(head)
	q.SetField(field)
	return &fixed{query: q, score: weight * prefixRarity}
}

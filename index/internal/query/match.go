package query

import (
	"slices"
	"sync/atomic"
	"time"

	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/shared/news"
)

// Matcher tells in memory whether one article answers a query. It is what a
// query means: the index finds candidates by the same chains of analysis, the
// same exact values and the same rule for words that a language leaves out,
// and where it cannot decide the Matcher does.
//
// A name means the ids that Resolved lists for it and besides whatever the
// article itself calls by that name.
//
// A Matcher may be used concurrently.
type Matcher struct {
	query     *Query
	languages *language.Set
	now       func() time.Time
	resolved  map[string][]string
	// programs holds the query as each chain of analysis understands it, made
	// when an article of the chain is first looked at. A list that is replaced
	// is smaller than a map, of which there would be one a query.
	programs atomic.Pointer[[]program]
}

// program is a query for the articles of one chain.
type program struct {
	chain *language.Language
	part  part
}

// MatcherOptions is what a Matcher may be given.
type MatcherOptions struct {
	// Now is the clock that relative dates are counted from; nil: the
	// system's.
	Now func() time.Time
	// Resolved maps a name term as printed, such as person:Erdogan, to the ids
	// that an index has met under it.
	Resolved map[string][]string
}

// NewMatcher returns a Matcher for a query.
func NewMatcher(q *Query, languages *language.Set, o MatcherOptions) *Matcher {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Matcher{query: q, languages: languages, now: o.Now, resolved: o.Resolved}
}

// Query returns the query.
func (m *Matcher) Query() *Query { return m.query }

// Match reports whether the article answers the query.
func (m *Matcher) Match(a *news.Article) bool {
	return m.MatchReading(NewReading(m.languages, a, m.now()))
}

// MatchReading is Match for an article that several matchers look at.
func (m *Matcher) MatchReading(r *Reading) bool {
	if m.query.Root == nil {
		return true
	}
	return m.program(r.chain).judge(r, everywhere) == yes
}

// program returns the query for a chain, which is kept.
func (m *Matcher) program(chain *language.Language) part {
	for {
		known := m.programs.Load()
		var list []program
		if known != nil {
			list = *known
		}
		for _, p := range list {
			if p.chain == chain {
				return p.part
			}
		}
		more := append(slices.Clip(list), program{chain, m.compile(chain)})
		if m.programs.CompareAndSwap(known, &more) {
			return more[len(more)-1].part
		}
	}
}

func (m *Matcher) compile(chain *language.Language) part {
	c := &compiler{matcher: m, chain: chain, plain: m.languages.Named(language.Unknown)}
	return c.node(m.query.Root)
}

// verdict is what a part of a query says of an article. A word that the
// article's language leaves out says nothing.
type verdict int

const (
	silent verdict = iota
	no
	yes
)

func verdictOf(ok bool) verdict {
	if ok {
		return yes
	}
	return no
}

// everywhere stands in place of the number of a quotation for any of them.
const everywhere = -1

// part is a node of a query for the articles of one chain of analysis.
type part interface {
	// judge looks at an article; with the number of a quotation, at nothing
	// else of it.
	judge(r *Reading, quotation int) verdict
	// demands returns lists of keys: an article that the part holds for has
	// at least one of each.
	demands() [][]Key
	// mute reports whether the part is silent of every article.
	mute() bool
}

// compiler makes the parts of one query for one chain.
type compiler struct {
	matcher *Matcher
	chain   *language.Language
	plain   *language.Language
}

func (c *compiler) node(n Node) part {
	switch n := n.(type) {
	case *And:
		return c.and(n)
	case *Or:
		return &either{c.nodes(n.Parts)}
	case *Not:
		return &inverse{c.node(n.Part)}
	case *Near:
		return &nearness{
			field: n.Left.Field, distance: n.Distance,
			left: newPattern(c.chain, n.Left), right: newPattern(c.chain, n.Right),
		}
	case *Term:
		return c.term(n)
	}
	return &either{}
}

func (c *compiler) nodes(in []Node) []part {
	out := make([]part, len(in))
	for i, n := range in {
		out[i] = c.node(n)
	}
	return out
}

func (c *compiler) and(n *And) part {
	speakers, words, rest := n.quotation()
	if len(words) == 0 || len(words) == 1 && len(speakers) == 0 {
		return &all{c.nodes(n.Parts)}
	}
	parts := c.nodes(rest)
	return &all{append(parts, &oneQuotation{all{c.nodes(words)}, c.nodes(speakers)})}
}

// all holds where every part holds.
type all struct{ parts []part }

func (p *all) judge(r *Reading, quotation int) verdict {
	result := silent
	for _, part := range p.parts {
		switch part.judge(r, quotation) {
		case no:
			return no
		case yes:
			result = yes
		}
	}
	return result
}

// either holds where a part holds.
type either struct{ parts []part }

func (p *either) judge(r *Reading, quotation int) verdict {
	result := silent
	for _, part := range p.parts {
		switch part.judge(r, quotation) {
		case yes:
			return yes
		case no:
			result = no
		}
	}
	return result
}

// inverse holds where its part does not.
type inverse struct{ part }

func (p *inverse) judge(r *Reading, quotation int) verdict {
	switch p.part.judge(r, quotation) {
	case yes:
		return no
	case no:
		return yes
	}
	return silent
}

// oneQuotation holds for articles with a quotation that has all words; each
// of the speakers must have said such a one.
type oneQuotation struct {
	words    all
	speakers []part
}

func (p *oneQuotation) judge(r *Reading, quotation int) verdict {
	if p.words.mute() {
		return (&all{p.speakers}).judge(r, quotation)
	}
	found := make([]bool, len(p.speakers))
	held := false
	for i := range r.speech() {
		if quotation != everywhere && quotation != i || p.words.judge(r, i) != yes {
			continue
		}
		held = true
		for j, s := range p.speakers {
			found[j] = found[j] || s.judge(r, i) == yes
		}
	}
	for _, ok := range found {
		held = held && ok
	}
	return verdictOf(held)
}

// nearness is NEAR.
type nearness struct {
	field       Field
	distance    int
	left, right pattern
}

func (p *nearness) judge(r *Reading, quotation int) verdict {
	switch {
	case p.left.empty():
		return p.side(&p.right).judge(r, quotation)
	case p.right.empty():
		return p.side(&p.left).judge(r, quotation)
	}
	return verdictOf(r.anyText(p.field, quotation, func(t *analysed) bool { return near(t, &p.left, &p.right, p.distance) }))
}

// side is what is left where the chain leaves out what stands on the other.
func (p *nearness) side(of *pattern) *wording { return &wording{field: p.field, pattern: *of} }

// anyText reports whether one of the texts of a field is accepted.
func (r *Reading) anyText(f Field, quotation int, accept func(*analysed) bool) bool {
	if f == Quote {
		for i, q := range r.speech() {
			if (quotation == everywhere || quotation == i) && accept(q.text) {
				return true
			}
		}
		return false
	}
	title, body := r.texts(f)
	for _, texts := range [][]*analysed{title, body} {
		if slices.ContainsFunc(texts, accept) {
			return true
		}
	}
	return false
}

package query

import (
	"slices"
	"strings"
	"time"

	"github.com/dateline-news/dateline/index/internal/document"
	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/shared/news"
)

// Matcher tells in memory whether one article answers a query, as the index
// would: the same chains of analysis, the same exact values, the same rule for
// words that a language leaves out. It differs in one thing: a name means the
// ids that Resolved lists for it; for a name not listed there it means what
// the article itself calls by that name.
//
// A Matcher may be used concurrently.
type Matcher struct {
	query     *Query
	languages *language.Set
	now       func() time.Time
	resolved  map[string][]string
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

// Match reports whether the article answers the query.
func (m *Matcher) Match(a *news.Article) bool {
	if m.query.Root == nil {
		return true
	}
	d := document.Of(a)
	e := &evaluation{matcher: m, document: d, chain: m.languages.For(d.Language), now: m.now()}
	return e.node(m.query.Root) == yes
}

// evaluation is one run of a query over one article. Texts are analysed when
// a term first asks for them.
type evaluation struct {
	matcher  *Matcher
	document *document.Document
	chain    *language.Language
	now      time.Time
	texts    map[string][]language.Token
}

func (e *evaluation) node(n Node) verdict {
	switch n := n.(type) {
	case *And:
		result := silent
		for _, p := range n.Parts {
			switch e.node(p) {
			case no:
				return no
			case yes:
				result = yes
			}
		}
		return result
	case *Or:
		result := silent
		for _, p := range n.Parts {
			switch e.node(p) {
			case yes:
				return yes
			case no:
				result = no
			}
		}
		return result
	case *Not:
		switch e.node(n.Part) {
		case yes:
			return no
		case no:
			return yes
		}
	case *Term:
		return e.term(n)
	}
	return silent
}

func (e *evaluation) term(t *Term) verdict {
	a := e.document.Article
	switch {
	case t.Field.IsText():
		return e.text(t)
	case t.Field.IsName():
		return verdictOf(e.name(t))
	case t.Field.IsDate():
		from, to := t.Range(e.now)
		return verdictOf(!a.Published.Before(from) && (to.IsZero() || a.Published.Before(to)))
	}
	switch t.Field {
	case Author:
		plain := e.matcher.languages.Named(language.Unknown)
		phrase := plain.Phrase(t.Value)
		return verdictOf(slices.ContainsFunc(a.Authors, func(s string) bool { return holds(plain.Tokens(s), phrase) }))
	case ID:
		return verdictOf(a.ID == t.Value)
	case URL:
		return verdictOf(slices.Contains(e.document.Values[document.URL], document.Link(t.Value)))
	}
	return verdictOf(slices.Contains(e.document.Values[document.Field(t.Field)], news.Fold(t.Value)))
}

// text looks for a word, phrase or prefix.
func (e *evaluation) text(t *Term) verdict {
	d := e.document
	var texts []string
	if t.Field != Text {
		texts = append(texts, d.Title)
	}
	if t.Field != Title {
		texts = append(texts, d.Lead, d.Text)
	}
	plain := e.matcher.languages.Named(language.Unknown)
	if t.Kind == Prefix {
		if head, stems := e.chain.Prefix(t.Value); head != "" {
			found := slices.ContainsFunc(texts, func(s string) bool { return begins(e.tokens(e.chain, s), head, stems) })
			if !found && t.Field == Anywhere {
				head, _ := plain.Prefix(t.Value)
				found = slices.ContainsFunc(d.Names, func(s string) bool { return begins(e.tokens(plain, s), head, nil) })
			}
			return verdictOf(found)
		}
	}
	phrase := e.chain.Phrase(t.Value)
	if len(phrase) == 0 {
		return silent
	}
	found := slices.ContainsFunc(texts, func(s string) bool { return holds(e.tokens(e.chain, s), phrase) })
	if name := plain.Phrase(t.Value); !found && t.Field == Anywhere && t.Kind == Word && len(name) == 1 {
		found = slices.ContainsFunc(d.Names, func(s string) bool { return holds(e.tokens(plain, s), name) })
	}
	return verdictOf(found)
}

func (e *evaluation) tokens(l *language.Language, text string) []language.Token {
	if e.texts == nil {
		e.texts = make(map[string][]language.Token)
	}
	key := l.Name + "\x00" + text
	tokens, ok := e.texts[key]
	if !ok {
		tokens = l.Tokens(text)
		e.texts[key] = tokens
	}
	return tokens
}

// begins reports whether a token belongs to a prefix, see
// [language.Language.Prefix].
func begins(tokens []language.Token, head string, stems []string) bool {
	return slices.ContainsFunc(tokens, func(t language.Token) bool {
		return strings.HasPrefix(t.Term, head) || slices.Contains(stems, t.Term)
	})
}

// holds reports whether the phrase stands somewhere in the tokens.
func holds(tokens []language.Token, phrase [][]string) bool {
	for i, t := range tokens {
		if slices.Contains(phrase[0], t.Term) && follows(tokens[i:], phrase) {
			return true
		}
	}
	return false
}

// follows reports whether the phrase begins with the first token. A position
// without terms stands for any word.
func follows(tokens []language.Token, phrase [][]string) bool {
	first := tokens[0].Position
	for at, terms := range phrase {
		if len(terms) == 0 {
			continue
		}
		found := false
		for _, t := range tokens {
			if t.Position > first+at {
				break
			}
			if t.Position == first+at && slices.Contains(terms, t.Term) {
				found = true
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}

// name looks for an entity by name or id.
func (e *evaluation) name(t *Term) bool {
	types := t.Field.EntityTypes()
	folded := news.Fold(t.Value)
	resolved := e.matcher.resolved[t.String()]
	is := func(id string, names []string) bool {
		return strings.EqualFold(id, t.Value) || slices.Contains(resolved, id) || slices.Contains(names, folded)
	}
	for _, thing := range e.document.Entities {
		if slices.Contains(types, thing.Type) && is(thing.ID, thing.Names) {
			return true
		}
		if t.Within && slices.ContainsFunc(thing.Within, func(id string) bool { return is(id, nil) }) {
			return true
		}
	}
	return false
}

// String prints one term as it stands in a query.
func (t *Term) String() string {
	p := &printer{}
	t.print(p, loose)
	return p.String()
}

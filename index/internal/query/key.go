package query

import (
	"cmp"
	"slices"
	"strings"

	"github.com/dateline-news/dateline/index/internal/document"
	"github.com/dateline-news/dateline/index/internal/language"
)

// Key is something that an article has: a term of its text, an id, a name or
// a value. Matchers of which an article has no key need not look at it.
type Key struct {
	// Kind is one of those below or a [document.Field].
	Kind, Value string
}

// The kinds of keys beside the fields of exact values.
const (
	keyTerm    = "term"    // a term of title or text
	keyQuoted  = "quoted"  // a term of a quotation
	keyNamed   = "named"   // a word that names an entity
	keyID      = "id"      // the id of an entity, in lower case
	keyWithin  = "within"  // the id of what a place lies in, in lower case
	keyName    = "name"    // a folded name of an entity
	keySaid    = "said"    // the id or folded name of a speaker
	keySpeaker = "speaker" // a word of a speaker as written
	keyAuthor  = "author"  // a word of an author
	keyArticle = "article" // the article's id
)

// Demands returns lists of keys, the rarest first: an article of the chain that
// answers the query has at least one key of each list. There are none for a
// query that demands nothing that can be looked up, and a list without keys
// for one that no article of the chain answers.
func (m *Matcher) Demands(chain *language.Language) [][]Key {
	if m.query.Root == nil {
		return nil
	}
	// Most queries never look at an article of most chains, so what is made
	// here is not kept.
	p := m.compile(chain)
	if p.mute() {
		return [][]Key{{}}
	}
	demands := p.demands()
	slices.SortStableFunc(demands, byShare)
	return demands
}

// Keys yields every key of the article of the kinds that are wanted, some more
// than once. A kind of which nothing is wanted costs no analysis.
func (r *Reading) Keys(wanted map[string]bool, yield func(Key) bool) {
	var texts []*analysed
	if wanted[keyTerm] {
		texts = append(append(texts, r.titles()...), r.bodies()...)
	}
	if !eachTerm(texts, keyTerm, yield) {
		return
	}
	if wanted[keyNamed] && !eachTerm([]*analysed{r.mentioned()}, keyNamed, yield) {
		return
	}
	if wanted[keyAuthor] && !eachTerm(r.writers(), keyAuthor, yield) {
		return
	}
	if (wanted[keyQuoted] || wanted[keySpeaker] || wanted[keySaid]) && !r.speechKeys(yield) {
		return
	}
	r.exactKeys(yield)
}

func eachTerm(texts []*analysed, kind string, yield func(Key) bool) bool {
	for _, t := range texts {
		for term := range t.first {
			if !yield(Key{kind, term}) {
				return false
			}
		}
	}
	return true
}

func (r *Reading) speechKeys(yield func(Key) bool) bool {
	for _, q := range r.speech() {
		if !eachTerm([]*analysed{q.text}, keyQuoted, yield) || !eachTerm([]*analysed{q.speaker}, keySpeaker, yield) {
			return false
		}
		if q.id != "" && !yield(Key{keySaid, strings.ToLower(q.id)}) {
			return false
		}
		for _, name := range q.names {
			if !yield(Key{keySaid, name}) {
				return false
			}
		}
	}
	return true
}

// exactKeys yields the keys that no analysis is needed for.
func (r *Reading) exactKeys(yield func(Key) bool) {
	d := r.document
	if !yield(Key{keyArticle, d.Article.ID}) {
		return
	}
	for i := range d.Entities {
		e := &d.Entities[i]
		if !yield(Key{keyID, strings.ToLower(e.ID)}) {
			return
		}
		for _, id := range e.Within {
			if !yield(Key{keyWithin, strings.ToLower(id)}) {
				return
			}
		}
		for _, name := range e.Names {
			if !yield(Key{keyName, name}) {
				return
			}
		}
	}
	for field, values := range d.Values {
		for _, v := range values {
			if !yield(Key{string(field), v}) {
				return
			}
		}
	}
}

// share estimates the share of articles that have a key, for the choice
// between keys; nothing depends on its being right.
func (k Key) share() float64 {
	switch k.Kind {
	case keyTerm, keyQuoted, keyNamed, keyAuthor, keySpeaker:
		// Short words are frequent ones.
		switch n := len(k.Value); {
		case n <= 3:
			return 0.06
		case n <= 5:
			return 0.03
		}
		return 0.015
	case keyID, keyWithin, keyName, keySaid:
		return 0.004
	case keyArticle, string(document.URL):
		return 1e-6
	case string(document.Source), string(document.Domain):
		return 0.01
	case string(document.Topic), string(document.Category), string(document.Agency), string(document.Country):
		return 0.1
	}
	return 0.5
}

func shareOf(keys []Key) float64 {
	sum := 0.0
	for _, k := range keys {
		sum += k.share()
	}
	return sum
}

// byShare puts those keys first that fewer articles have one of.
func byShare(a, b []Key) int { return cmp.Compare(shareOf(a), shareOf(b)) }

func rarest(demands [][]Key) []Key { return slices.MinFunc(demands, byShare) }

// together returns the demands of all parts.
func together(parts []part) [][]Key {
	var out [][]Key
	for _, p := range parts {
		if !p.mute() {
			out = append(out, p.demands()...)
		}
	}
	return out
}

func (p *all) demands() [][]Key { return together(p.parts) }

// Of alternatives, each with a demand, one has its rarest fulfilled.
func (p *either) demands() [][]Key {
	var out []Key
	for _, part := range p.parts {
		if part.mute() {
			continue
		}
		demands := part.demands()
		if len(demands) == 0 {
			return nil
		}
		out = append(out, rarest(demands)...)
	}
	return [][]Key{out}
}

func (p *inverse) demands() [][]Key { return nil }

func (p *oneQuotation) demands() [][]Key {
	return together(append(slices.Clone(p.words.parts), p.speakers...))
}

func (p *nearness) demands() [][]Key { return together([]part{p.side(&p.left), p.side(&p.right)}) }

func (p *wording) demands() [][]Key {
	kind := keyTerm
	if p.field == Quote {
		kind = keyQuoted
	}
	demands := p.pattern.demands(kind)
	if p.name.empty() || len(demands) == 0 {
		return demands
	}
	// It may also be a word that names an entity.
	named := p.name.demands(keyNamed)
	if len(named) == 0 {
		return nil
	}
	return [][]Key{append(rarest(demands), named[0]...)}
}

// demands returns the terms of each position.
func (p *pattern) demands(kind string) [][]Key {
	if p.head != "" || p.fuzzy {
		return nil
	}
	var out [][]Key
	for _, terms := range p.phrase {
		var at []Key
		for _, term := range terms {
			at = append(at, Key{kind, term})
		}
		if len(at) > 0 {
			out = append(out, at)
		}
	}
	return out
}

func (p *naming) demands() [][]Key {
	var keys []Key
	for _, id := range append([]string{p.value}, p.ids...) {
		id = strings.ToLower(id)
		if p.field == Said {
			keys = append(keys, Key{keySaid, id})
			continue
		}
		keys = append(keys, Key{keyID, id})
		if p.within {
			keys = append(keys, Key{keyWithin, id})
		}
	}
	if p.field != Said {
		return [][]Key{append(keys, Key{keyName, p.folded})}
	}
	keys = append(keys, Key{keySaid, p.folded})
	if words := p.words.demands(keySpeaker); len(words) > 0 {
		// The whole phrase must be there, so its first word.
		keys = append(keys, words[0]...)
	}
	return [][]Key{keys}
}

func (p *dating) demands() [][]Key { return nil }

func (p *authorship) demands() [][]Key {
	if p.words.empty() {
		return [][]Key{{}}
	}
	return p.words.demands(keyAuthor)
}

func (p *identity) demands() [][]Key { return [][]Key{{{keyArticle, p.id}}} }

func (p *value) demands() [][]Key { return [][]Key{{{string(p.field), p.value}}} }

func (p *all) mute() bool          { return allMute(p.parts) }
func (p *either) mute() bool       { return allMute(p.parts) }
func (p *inverse) mute() bool      { return p.part.mute() }
func (p *oneQuotation) mute() bool { return p.words.mute() && allMute(p.speakers) }
func (p *nearness) mute() bool     { return p.left.empty() && p.right.empty() }
func (p *wording) mute() bool      { return p.pattern.empty() }
func (p *naming) mute() bool       { return false }
func (p *dating) mute() bool       { return false }
func (p *authorship) mute() bool   { return false }
func (p *identity) mute() bool     { return false }
func (p *value) mute() bool        { return false }

func allMute(parts []part) bool {
	for _, p := range parts {
		if !p.mute() {
			return false
		}
	}
	return true
}

// Names returns the terms of the query that stand for entities, as printed.
func (q *Query) Names() []string {
	var out []string
	for t := range q.Terms {
		if t.Field.IsName() && !slices.Contains(out, t.String()) {
			out = append(out, t.String())
		}
	}
	return out
}

package query

import (
	"slices"
	"strings"

	"github.com/dateline-news/dateline/index/internal/document"
)

// Key is something that an article has: a term of its text, an id, a name or
// a value. Matchers of which an article has no key need not look at it.
type Key string

// The kinds of keys, by their first byte.
const (
	keyTerm    = 't' // a term of title, text or a quotation
	keyNamed   = 'n' // a word that names an entity
	keyID      = 'i' // the id of an entity, in lower case
	keyWithin  = 'w' // the id of what a place lies in, in lower case
	keyName    = 'a' // a folded name of an entity
	keySaid    = 's' // the id or folded name of a speaker
	keySpeaker = 'p' // a word of a speaker as written
	keyAuthor  = 'u' // a word of an author
	keyArticle = 'd' // the article's id
	keyValue   = 'v' // field and value
)

func keyOf(kind byte, s string) Key { return Key(kind) + Key(s) }

func valueKey(f document.Field, s string) Key { return keyOf(keyValue, string(f)+"="+s) }

// Keys returns keys for articles of the chain that analyses the language: an
// article that answers the query has at least one of them. It returns false
// where there are no such keys, and an empty list for a query without answers.
func (m *Matcher) Keys(code string) ([]Key, bool) {
	if m.query.Root == nil {
		return nil, false
	}
	p := m.program(m.languages.For(code))
	if p.mute() {
		return nil, true
	}
	keys, ok := p.keys()
	slices.Sort(keys)
	return slices.Compact(keys), ok
}

// Keys yields every key of the article, some more than once.
func (r *Reading) Keys(yield func(Key) bool) {
	for _, texts := range [][]*analysed{r.titles(), r.bodies()} {
		if !eachTerm(texts, keyTerm, yield) {
			return
		}
	}
	if !eachTerm([]*analysed{r.mentioned()}, keyNamed, yield) || !eachTerm(r.writers(), keyAuthor, yield) {
		return
	}
	for _, q := range r.speech() {
		if !eachTerm([]*analysed{q.text}, keyTerm, yield) || !eachTerm([]*analysed{q.speaker}, keySpeaker, yield) {
			return
		}
		if q.id != "" && !yield(keyOf(keySaid, strings.ToLower(q.id))) {
			return
		}
		for _, name := range q.names {
			if !yield(keyOf(keySaid, name)) {
				return
			}
		}
	}
	r.exactKeys(yield)
}

func eachTerm(texts []*analysed, kind byte, yield func(Key) bool) bool {
	for _, t := range texts {
		for term := range t.first {
			if !yield(keyOf(kind, term)) {
				return false
			}
		}
	}
	return true
}

// exactKeys yields the keys that no analysis is needed for.
func (r *Reading) exactKeys(yield func(Key) bool) {
	d := r.document
	if !yield(keyOf(keyArticle, d.Article.ID)) {
		return
	}
	for i := range d.Entities {
		e := &d.Entities[i]
		if !yield(keyOf(keyID, strings.ToLower(e.ID))) {
			return
		}
		for _, id := range e.Within {
			if !yield(keyOf(keyWithin, strings.ToLower(id))) {
				return
			}
		}
		for _, name := range e.Names {
			if !yield(keyOf(keyName, name)) {
				return
			}
		}
	}
	for field, values := range d.Values {
		for _, v := range values {
			if !yield(valueKey(field, v)) {
				return
			}
		}
	}
}

// share estimates the share of articles that have a key, for the choice
// between keys; nothing depends on its being right.
func (k Key) share() float64 {
	switch k[0] {
	case keyTerm, keyNamed, keyAuthor, keySpeaker:
		// Short words are frequent ones; "of" has no key.
		switch n := len(k); {
		case n <= 4:
			return 0.06
		case n <= 6:
			return 0.03
		}
		return 0.015
	case keyValue:
		switch f, _, _ := strings.Cut(string(k[1:]), "="); f {
		case string(document.URL):
			return 1e-6
		case string(document.Source), string(document.Domain):
			return 0.01
		case string(document.Topic), string(document.Category), string(document.Agency), string(document.Country):
			return 0.1
		}
		return 0.5
	case keyArticle:
		return 1e-6
	}
	return 0.004
}

func shareOf(keys []Key) float64 {
	sum := 0.0
	for _, k := range keys {
		sum += k.share()
	}
	return sum
}

// rarest returns the keys of the part of which the fewest articles have any.
func rarest(parts []part) (keys []Key, ok bool) {
	least := 0.0
	for _, p := range parts {
		if p.mute() {
			continue
		}
		if k, has := p.keys(); has && (!ok || shareOf(k) < least) {
			keys, ok, least = k, true, shareOf(k)
		}
	}
	return keys, ok
}

func (p *all) keys() ([]Key, bool) { return rarest(p.parts) }

func (p *either) keys() ([]Key, bool) {
	var out []Key
	for _, part := range p.parts {
		if part.mute() {
			continue
		}
		k, ok := part.keys()
		if !ok {
			return nil, false
		}
		out = append(out, k...)
	}
	return out, true
}

func (p *inverse) keys() ([]Key, bool) { return nil, false }

func (p *oneQuotation) keys() ([]Key, bool) {
	return rarest(append(slices.Clone(p.words.parts), p.speakers...))
}

func (p *nearness) keys() ([]Key, bool) { return rarest([]part{p.side(&p.left), p.side(&p.right)}) }

func (p *wording) keys() ([]Key, bool) {
	keys, ok := p.pattern.keys(keyTerm)
	if !ok || p.name.empty() {
		return keys, ok
	}
	more, ok := p.name.keys(keyNamed)
	return append(keys, more...), ok
}

// keys returns the terms of the rarest position.
func (p *pattern) keys(kind byte) (keys []Key, ok bool) {
	if p.head != "" || p.fuzzy {
		return nil, false
	}
	least := 0.0
	for _, terms := range p.phrase {
		var at []Key
		for _, term := range terms {
			at = append(at, keyOf(kind, term))
		}
		if s := shareOf(at); len(at) > 0 && (!ok || s < least) {
			keys, ok, least = at, true, s
		}
	}
	return keys, ok
}

func (p *naming) keys() ([]Key, bool) {
	var keys []Key
	for _, id := range append([]string{p.value}, p.ids...) {
		id = strings.ToLower(id)
		if p.field == Said {
			keys = append(keys, keyOf(keySaid, id))
			continue
		}
		keys = append(keys, keyOf(keyID, id))
		if p.within {
			keys = append(keys, keyOf(keyWithin, id))
		}
	}
	if p.field != Said {
		return append(keys, keyOf(keyName, p.folded)), true
	}
	keys = append(keys, keyOf(keySaid, p.folded))
	words, ok := p.words.keys(keySpeaker)
	if !p.words.empty() && !ok {
		return nil, false
	}
	return append(keys, words...), true
}

func (p *dating) keys() ([]Key, bool) { return nil, false }

func (p *authorship) keys() ([]Key, bool) {
	if p.words.empty() {
		return nil, true
	}
	return p.words.keys(keyAuthor)
}

func (p *identity) keys() ([]Key, bool) { return []Key{keyOf(keyArticle, p.id)}, true }

func (p *value) keys() ([]Key, bool) { return []Key{valueKey(p.field, p.value)}, true }

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

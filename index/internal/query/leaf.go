package query

import (
	"slices"
	"strings"

	"github.com/dateline-news/dateline/index/internal/document"
	"github.com/dateline-news/dateline/shared/news"
)

// term makes the part for one term.
func (c *compiler) term(t *Term) part {
	switch {
	case t.Field.IsText():
		return c.wording(t)
	case t.Field.IsName():
		return c.naming(t)
	case t.Field.compares():
		return &dating{t}
	}
	switch t.Field {
	case Author:
		return &authorship{newPattern(c.plain, t)}
	case ID:
		return &identity{t.Value}
	case URL:
		return &value{document.URL, document.Link(t.Value)}
	}
	return &value{document.Field(t.Field), t.Exact()}
}

// wording is a word, phrase or prefix of the text.
type wording struct {
	field   Field
	pattern pattern
	// name is what is looked for among the words that name an entity, which
	// are not stemmed.
	name pattern
}

func (c *compiler) wording(t *Term) part {
	w := &wording{field: t.Field, pattern: newPattern(c.chain, t)}
	if t.Field != Anywhere {
		return w
	}
	switch {
	case w.pattern.head != "":
		w.name.head, _ = c.plain.Prefix(t.Value)
	case t.Kind == Word:
		if p := newPattern(c.plain, t); len(p.phrase) == 1 {
			w.name = p
		}
	}
	return w
}

func (p *wording) judge(r *Reading, quotation int) verdict {
	if p.pattern.empty() {
		return silent
	}
	return verdictOf(r.anyText(p.field, quotation, p.pattern.in) || !p.name.empty() && p.name.in(r.mentioned()))
}

// naming is an entity by name or id, or for said: a speaker.
type naming struct {
	field  Field
	types  []news.EntityType
	value  string
	folded string
	ids    []string
	within bool
	// words are those of a speaker as written.
	words pattern
}

func (c *compiler) naming(t *Term) part {
	n := &naming{
		field: t.Field, types: t.Field.EntityTypes(), value: t.Value, folded: news.Fold(t.Value),
		ids: c.matcher.resolved[t.String()], within: t.Within,
	}
	if t.Field == Said {
		n.words = newPattern(c.plain, t)
	}
	return n
}

func (p *naming) judge(r *Reading, quotation int) verdict {
	if p.field == Said {
		return verdictOf(p.said(r, quotation))
	}
	for i := range r.document.Entities {
		e := &r.document.Entities[i]
		if p.isID(e.ID) || slices.Contains(p.types, e.Type) && slices.Contains(e.Names, p.folded) {
			return yes
		}
		if p.within && slices.ContainsFunc(e.Within, p.isID) {
			return yes
		}
	}
	return no
}

// isID reports whether the term stands for an entity of that id. An id needs
// no type.
func (p *naming) isID(id string) bool {
	return id != "" && (strings.EqualFold(id, p.value) || slices.Contains(p.ids, id))
}

func (p *naming) said(r *Reading, quotation int) bool {
	for i, q := range r.speech() {
		if quotation != everywhere && quotation != i {
			continue
		}
		if p.isID(q.id) || slices.Contains(q.names, p.folded) || !p.words.empty() && p.words.in(q.speaker) {
			return true
		}
	}
	return false
}

// dating compares the date of publication or, for asof:, when the revision
// was had. Whether another took its place by then no single article tells.
type dating struct{ term *Term }

func (p *dating) judge(r *Reading, _ int) verdict {
	a := r.document.Article
	if p.term.Field == AsOf {
		at, _ := (&Query{Root: p.term}).AsOf(r.now)
		return verdictOf(!a.Fetched.After(at))
	}
	from, to := p.term.Range(r.now)
	return verdictOf(!a.Published.Before(from) && (to.IsZero() || a.Published.Before(to)))
}

// authorship is words of one author's name.
type authorship struct{ words pattern }

func (p *authorship) judge(r *Reading, _ int) verdict {
	return verdictOf(!p.words.empty() && slices.ContainsFunc(r.writers(), p.words.in))
}

// identity is an article's id.
type identity struct{ id string }

func (p *identity) judge(r *Reading, _ int) verdict { return verdictOf(r.document.Article.ID == p.id) }

// value is an exact value.
type value struct {
	field document.Field
	value string
}

func (p *value) judge(r *Reading, _ int) verdict {
	return verdictOf(slices.Contains(r.document.Values[p.field], p.value))
}

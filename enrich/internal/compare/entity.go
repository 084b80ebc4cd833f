package compare

import (
	"fmt"
	"strings"

	"github.com/dateline-news/dateline/shared/news"
)

// entities compares what two sides name in an article.
func (c *comparison) entities() {
	before, after := byID(c.old), byID(c.new)
	atOld, atNew := bySpan(c.old), bySpan(c.new)

	// explained are the entities that stand where the other side has another.
	explained := map[*news.Entity]bool{}
	type pair struct{ from, to *news.Entity }
	told := map[pair]bool{}
	for i := range c.new.Annotations.Entities {
		to := &c.new.Annotations.Entities[i]
		for _, m := range to.Mentions {
			from := atOld[m.Span]
			if from == nil || from.ID == to.ID {
				continue
			}
			explained[from], explained[to] = true, true
			if p := (pair{from, to}); !told[p] {
				told[p] = true
				c.replaced(from, to, m.Span)
			}
		}
	}
	for i := range c.new.Annotations.Entities {
		e := &c.new.Annotations.Entities[i]
		switch from := before[e.ID]; {
		case from != nil:
			c.same(from, e, atOld, atNew)
		case !explained[e]:
			c.add(Change{Kind: EntityGained, Name: e.Name, New: describe(e)}, first(e))
		}
	}
	for i := range c.old.Annotations.Entities {
		e := &c.old.Annotations.Entities[i]
		if after[e.ID] == nil && !explained[e] {
			c.add(Change{Kind: EntityLost, Name: e.Name, Old: describe(e)}, first(e))
		}
	}
}

// replaced tells of two entities, of different ids, at the same place.
func (c *comparison) replaced(from, to *news.Entity, at news.Span) {
	kind := EntityRelinked
	switch {
	case from.Type != to.Type:
		kind = EntityRetyped
	case news.IsNil(from.ID) && news.IsNil(to.ID):
		c.add(Change{Kind: EntityRenamed, Name: to.Name, Old: from.Name, New: to.Name}, &at)
		return
	}
	old, now := describe(from), describe(to)
	if from.Name != to.Name {
		old, now = from.Name+", "+old, to.Name+", "+now
	}
	c.add(Change{Kind: kind, Name: to.Name, Old: old, New: now}, &at)
}

// same compares an entity that both sides have.
func (c *comparison) same(from, to *news.Entity, atOld, atNew map[news.Span]*news.Entity) {
	switch {
	case from.Type != to.Type:
		c.add(Change{Kind: EntityRetyped, Name: to.Name, Old: describe(from), New: describe(to)}, first(to))
	case from.Kind != to.Kind:
		c.add(Change{Kind: EntityKind, Name: to.Name, Old: describe(from), New: describe(to)}, first(to))
	}
	if from.Name != to.Name {
		c.add(Change{Kind: EntityRenamed, Name: to.Name, Old: from.Name, New: to.Name}, first(to))
	}
	if old, now := ties(from), ties(to); old != now {
		c.add(Change{Kind: EntityTied, Name: to.Name, Old: old, New: now}, first(to))
	}
	// A place where the other side has another entity was told of already.
	lost, firstLost := only(from, atNew)
	gained, firstGained := only(to, atOld)
	if gained+lost > 0 {
		at := firstGained
		if at == nil {
			at = firstLost
		}
		change := Change{Kind: MentionsChanged, Name: to.Name, Old: fmt.Sprintf("%d mentions", len(from.Mentions))}
		change.New = fmt.Sprintf("%d mentions (+%d -%d)", len(to.Mentions), gained, lost)
		c.add(change, at)
	}
}

// only counts the mentions of an entity where the other side has nothing, and
// returns the first.
func only(e *news.Entity, other map[news.Span]*news.Entity) (n int, at *news.Span) {
	for i := range e.Mentions {
		if s := e.Mentions[i].Span; other[s] == nil {
			if n++; at == nil {
				at = &s
			}
		}
	}
	return n, at
}

// describe says what an entity is, without its name: "place/city Q90".
func describe(e *news.Entity) string {
	s := string(e.Type)
	if e.Kind != "" {
		s += "/" + e.Kind
	}
	if !news.IsNil(e.ID) {
		s += " " + e.ID
	}
	return s
}

// ties says what an entity is tied to without being it.
func ties(e *news.Entity) string {
	var out []string
	if e.Relation != nil {
		out = append(out, strings.ReplaceAll(e.Relation.Kind, "_", " ")+" "+e.Relation.To)
	}
	if e.MetonymOf != "" {
		out = append(out, "stands for "+e.MetonymOf)
	}
	return strings.Join(out, ", ")
}

func first(e *news.Entity) *news.Span {
	if len(e.Mentions) == 0 {
		return nil
	}
	return &e.Mentions[0].Span
}

func byID(a *news.Article) map[string]*news.Entity {
	out := map[string]*news.Entity{}
	for i := range a.Annotations.Entities {
		out[a.Annotations.Entities[i].ID] = &a.Annotations.Entities[i]
	}
	return out
}

func bySpan(a *news.Article) map[news.Span]*news.Entity {
	out := map[news.Span]*news.Entity{}
	for i := range a.Annotations.Entities {
		e := &a.Annotations.Entities[i]
		for _, m := range e.Mentions {
			out[m.Span] = e
		}
	}
	return out
}

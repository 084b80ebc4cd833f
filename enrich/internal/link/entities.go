package link

import (
	"math"
	"slices"
	"strings"

	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/shared/news"
)

// maxAliases bounds the forms that are listed of one entity.
const maxAliases = 16

// entities turns the targets into entities, but for those less sure than
// least.
func (d *document) entities(least float64) []news.Entity {
	out := make([]news.Entity, 0, len(d.order))
	for _, t := range d.order {
		if len(t.mentions) == 0 {
			continue
		}
		slices.Sort(t.mentions)
		t.mentions = slices.Compact(t.mentions)
		parts := d.salience(t)
		d.figures(t, parts)
		e := news.Entity{
			ID: t.id, Type: t.typ, Kind: t.kind, Name: t.name,
			Salience: math.Round(1000*parts.Sum()) / 1000, Confidence: math.Round(100*t.found*t.linked) / 100,
		}
		if e.Confidence < least {
			continue
		}
		d.describe(&e, t)
		d.fillMentions(&e, t)
		out = append(out, e)
	}
	return out
}

// describe adds what the knowledge base says of an entity.
func (d *document) describe(e *news.Entity, t *target) {
	if t.entry == nil {
		return
	}
	switch {
	case t.entry.Kind == kb.KindDemonym:
		e.Relation = &news.Relation{Kind: news.RelationDemonymOf, To: t.entry.Country()}
	case t.entry.Type == news.TypePlace:
		e.Within = t.entry.Of
		if t.entry.HasPoint {
			e.Coordinates = &news.Coordinates{Latitude: t.entry.Latitude, Longitude: t.entry.Longitude}
		}
	}
}

// fillMentions adds the mentions and the forms met.
func (d *document) fillMentions(e *news.Entity, t *target) {
	e.Mentions = make([]news.Mention, 0, len(t.mentions))
	metonyms := d.markMetonyms(t)
	if metonyms != nil {
		e.MetonymOf = t.entry.Metonym
		d.traceMetonyms(metonyms)
	}
	for _, i := range t.mentions {
		m := &d.mentions[i]
		e.Mentions = append(e.Mentions, news.Mention{
			Span: news.Span{Field: d.fields[m.Field].Name, Start: m.Start, End: m.End}, Metonym: metonyms[i] != "",
		})
		if len(e.Aliases) == maxAliases {
			continue
		}
		s := d.text(i)
		if strings.ContainsAny(s, "\n\t") || strings.Contains(s, "  ") {
			s = strings.Join(strings.Fields(s), " ")
		}
		if s != e.Name && !slices.Contains(e.Aliases, s) {
			e.Aliases = append(e.Aliases, s)
		}
	}
}

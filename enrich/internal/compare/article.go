package compare

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/dateline-news/dateline/shared/news"
)

// Articles returns what is different between two annotations of the same
// revision of an article, in the order of [Kinds]; what old has and now has
// not is lost.
func Articles(old, now *news.Article) []Change {
	c := &comparison{old: old, new: now}
	c.entities()
	c.quotations()
	c.figures()
	c.topics()
	c.rest()
	order := map[Kind]int{}
	for i, k := range Kinds() {
		order[k] = i
	}
	slices.SortStableFunc(c.changes, func(a, b Change) int { return cmp.Compare(order[a.Kind], order[b.Kind]) })
	return c.changes
}

// comparison is that of one article.
type comparison struct {
	old, new *news.Article
	changes  []Change
}

// add adds a change at a place, which may be nil.
func (c *comparison) add(change Change, at *news.Span) {
	if at != nil {
		change.Span, change.Context = at, surroundings(c.new, *at)
	}
	c.changes = append(c.changes, change)
}

// unknown stands for a speaker whom nobody could tell.
const unknown = "unknown"

// quotations pairs the quotations of the sides that share words.
func (c *comparison) quotations() {
	old, now := c.old.Annotations.Quotations, c.new.Annotations.Quotations
	taken := make([]bool, len(old))
	at := 0
	for i := range now {
		q := &now[i]
		// Both are in the order of the fields and of the text; what overlaps
		// is never far.
		for at < len(old) && ends(old[at].Span, q.Span) {
			at++
		}
		match := -1
		for j := at; j < len(old) && !ends(q.Span, old[j].Span); j++ {
			if !taken[j] && overlap(old[j].Span, q.Span) && (match < 0 || old[j].Span == q.Span) {
				match = j
			}
		}
		if match < 0 {
			c.add(Change{Kind: QuotationGained, Name: cmp.Or(q.Speaker, unknown), New: speaker(q)}, &q.Span)
			continue
		}
		taken[match] = true
		from := &old[match]
		if from.Span != q.Span {
			c.add(Change{Kind: QuotationMoved, Name: cmp.Or(q.Speaker, unknown), Old: bounds(from.Span), New: bounds(q.Span)}, &q.Span)
		}
		if from.Speaker != q.Speaker || from.SpeakerID != q.SpeakerID {
			c.add(Change{Kind: SpeakerChanged, Name: cmp.Or(from.Speaker, unknown) + " → " + cmp.Or(q.Speaker, unknown), Old: speaker(from), New: speaker(q)}, &q.Span)
		}
	}
	for j := range old {
		if !taken[j] {
			c.add(Change{Kind: QuotationLost, Name: cmp.Or(old[j].Speaker, unknown), Old: speaker(&old[j])}, &old[j].Span)
		}
	}
}

// rank is the order of the fields in an article.
func rank(f news.Field) int {
	return slices.Index([]news.Field{news.FieldTitle, news.FieldSummary, news.FieldText}, f)
}

// ends reports whether a ends before b begins.
func ends(a, b news.Span) bool {
	return rank(a.Field) < rank(b.Field) || a.Field == b.Field && a.End <= b.Start
}

func overlap(a, b news.Span) bool {
	return a.Field == b.Field && a.Start < b.End && b.Start < a.End
}

func bounds(s news.Span) string {
	return string(s.Field) + " " + strconv.Itoa(s.Start) + "-" + strconv.Itoa(s.End)
}

func speaker(q *news.Quotation) string {
	s := cmp.Or(q.Speaker, unknown)
	if q.SpeakerID != "" && !news.IsNil(q.SpeakerID) {
		s += " " + q.SpeakerID
	}
	return s
}

// figures compares counts, money, percentages and dates at the same place.
func (c *comparison) figures() {
	for _, f := range []struct{ old, now []figure }{
		{counts(c.old), counts(c.new)},
		{money(c.old), money(c.new)},
		{percentages(c.old), percentages(c.new)},
		{dates(c.old), dates(c.new)},
	} {
		before, after := valueAt(f.old), valueAt(f.now)
		for i := range f.now {
			g := &f.now[i]
			switch from, ok := before[g.span]; {
			case !ok:
				c.add(Change{Kind: FigureGained, Name: g.value, New: g.value}, &g.span)
			case from != g.value:
				c.add(Change{Kind: FigureChanged, Name: g.value, Old: from, New: g.value}, &g.span)
			}
		}
		for i := range f.old {
			g := &f.old[i]
			if _, ok := after[g.span]; !ok {
				c.add(Change{Kind: FigureLost, Name: g.value, Old: g.value}, &g.span)
			}
		}
	}
}

type figure struct {
	span  news.Span
	value string
}

func valueAt(figures []figure) map[news.Span]string {
	out := map[news.Span]string{}
	for _, f := range figures {
		out[f.span] = f.value
	}
	return out
}

func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

func counts(a *news.Article) []figure {
	var out []figure
	for _, c := range a.Annotations.Counts {
		parts := []string{"count:", c.Bound, number(c.Value), c.Object, c.Event}
		out = append(out, figure{c.Span, strings.Join(strings.Fields(strings.Join(parts, " ")), " ")})
	}
	return out
}

func money(a *news.Article) []figure {
	var out []figure
	for _, m := range a.Annotations.Money {
		out = append(out, figure{m.Span, strings.TrimSpace("money: " + number(m.Amount) + " " + m.Currency)})
	}
	return out
}

func percentages(a *news.Article) []figure {
	var out []figure
	for _, p := range a.Annotations.Percentages {
		out = append(out, figure{p.Span, "per cent: " + number(p.Value)})
	}
	return out
}

func dates(a *news.Article) []figure {
	var out []figure
	for _, d := range a.Annotations.Dates {
		out = append(out, figure{d.Span, "date: " + d.Value})
	}
	return out
}

func (c *comparison) topics() {
	has := func(topics []news.Topic, id string) bool {
		return slices.ContainsFunc(topics, func(t news.Topic) bool { return t.ID == id })
	}
	old, now := c.old.Annotations.Topics, c.new.Annotations.Topics
	for _, t := range now {
		if !has(old, t.ID) {
			c.add(Change{Kind: TopicGained, Name: t.Name, New: t.ID}, nil)
		}
	}
	for _, t := range old {
		if !has(now, t.ID) {
			c.add(Change{Kind: TopicLost, Name: t.Name, Old: t.ID}, nil)
		}
	}
}

// rest compares language, dateline and structure.
func (c *comparison) rest() {
	old, now := c.old.Annotations, c.new.Annotations
	if from, to := old.Language.Code, now.Language.Code; from != to {
		c.add(Change{Kind: LanguageChanged, Name: from + " → " + to, Old: from, New: to}, nil)
	}
	if from, to := dateline(old.Dateline), dateline(now.Dateline); from != to {
		var at *news.Span
		for _, d := range []*news.Dateline{now.Dateline, old.Dateline} {
			if d != nil && at == nil {
				at = &d.Span
			}
		}
		c.add(Change{Kind: DatelineChanged, Name: cmp.Or(to, from), Old: from, New: to}, at)
	}
	for _, s := range []struct {
		name     string
		old, now []news.Span
	}{
		{"heading", old.Headings, now.Headings}, {"credit", old.Credits, now.Credits}, {"notice", old.Boilerplate, now.Boilerplate},
	} {
		before, after := set(s.old), set(s.now)
		for i := range s.now {
			if !before[s.now[i]] {
				c.add(Change{Kind: StructureGained, Name: s.name, New: s.name}, &s.now[i])
			}
		}
		for i := range s.old {
			if !after[s.old[i]] {
				c.add(Change{Kind: StructureLost, Name: s.name, Old: s.name}, &s.old[i])
			}
		}
	}
}

func set(spans []news.Span) map[news.Span]bool {
	out := make(map[news.Span]bool, len(spans))
	for _, s := range spans {
		out[s] = true
	}
	return out
}

func dateline(d *news.Dateline) string {
	if d == nil {
		return ""
	}
	var parts []string
	for _, part := range []string{d.Place, d.PlaceID, d.Agency, d.Date} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return bounds(d.Span) + ": " + strings.Join(parts, ", ")
}

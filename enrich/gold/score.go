package gold

import (
	"fmt"
	"io"
	"strings"

	"github.com/dateline-news/dateline/enrich/internal/corpus"
	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// Scores adds up how well annotations agree with what people marked.
//
// Names are right by exact span. A mention of a name that people gave an id is
// linked right if a found mention that shares a byte with it has that id; a
// link is wrong if no marked name that shares a byte with it has its id, so
// that links of names without an id count as wrong. Demonyms are linked by
// their country or people. Datelines are right if all three parts are, the
// place with or without the country behind its comma; headings, credits and
// notices by their words. A quotation is found if at
// most a fifth of it and its counterpart is not shared; its speaker is judged
// only if it is found. A count is found if its value, of a range either end,
// and a byte of its span agree.
type Scores struct {
	Stories int
	Names   *corpus.Score
	// Linkable mentions have an id; LinkedRight is how many of them got it.
	Linkable, LinkedRight int
	// Links are mentions that were given an id, right or WrongLinks.
	Links, WrongLinks int

	Datelines, Headings, Credits, Notices corpus.Count
	Quotes, Counts                        corpus.Count
	// SpeakersRight and EventsRight are of the quotations and counts found.
	SpeakersRight, EventsRight int
}

// NewScores returns empty scores.
func NewScores() *Scores { return &Scores{Names: corpus.NewScore()} }

// mention is a found mention in its place.
type mention struct {
	text.Range
	entity *news.Entity
}

// Add counts what was found in a story.
func (c *Scores) Add(s *Story, got *news.Annotations) {
	c.Stories++
	var found []mention
	var names []corpus.Name
	for i := range got.Entities {
		e := &got.Entities[i]
		for _, m := range e.Mentions {
			if r, ok := s.at(m.Span); ok {
				found = append(found, mention{r, e})
				names = append(names, corpus.Name{Range: r, Type: e.Type})
			}
		}
	}
	c.Names.Add(&s.marked, names)
	if s.Sheet == nil {
		return
	}
	c.addLinks(s, found)
	c.addDateline(s, got)
	addLines(&c.Headings, s, s.Sheet.Headings, got.Headings)
	addLines(&c.Credits, s, s.Sheet.Credits, got.Credits)
	addLines(&c.Notices, s, s.Sheet.Notices, got.Boilerplate)
	c.addQuotes(s, got, found)
	c.addCounts(s, got)
}

// addLinks counts linked names.
func (c *Scores) addLinks(s *Story, found []mention) {
	for _, n := range s.marked.Names {
		if n.ID == NoID {
			continue
		}
		c.Linkable++
		for _, m := range found {
			if m.Overlaps(n.Range) && identifies(m.entity, n.ID) {
				c.LinkedRight++
				break
			}
		}
	}
	for _, m := range found {
		if news.IsNil(m.entity.ID) && m.entity.Relation == nil {
			continue
		}
		c.Links++
		right := false
		for _, n := range s.marked.Names {
			right = right || m.Overlaps(n.Range) && identifies(m.entity, n.ID)
		}
		if !right {
			c.WrongLinks++
		}
	}
}

// identifies says whether an entity is what an id of a sheet means.
func identifies(e *news.Entity, id string) bool {
	of, demonym := strings.CutPrefix(id, DemonymOf)
	if !demonym {
		return e.ID == id
	}
	return e.Relation != nil && e.Relation.To == of || e.ID == of && corpus.Coarse(e.Type) == news.TypeMisc
}

// addDateline counts the dateline.
func (c *Scores) addDateline(s *Story, got *news.Annotations) {
	want, d := s.Sheet.Dateline, got.Dateline
	right := want != nil && d != nil && want.Agency == d.Agency && want.Date == d.Date &&
		(want.Place == d.Place || town(want.Place) == d.Place)
	if right {
		c.Datelines.Right++
		return
	}
	if want != nil {
		c.Datelines.Missed++
	}
	if d != nil {
		c.Datelines.Wrong++
	}
}

// town returns what stands before the comma of "Cartagena, Colombia".
func town(place string) string {
	if i := strings.IndexAny(place, ",،"); i >= 0 {
		return place[:i]
	}
	return place
}

// addLines counts lines by their words.
func addLines(c *corpus.Count, s *Story, want []string, got []news.Span) {
	left := map[string]int{}
	for _, l := range want {
		left[strings.TrimSpace(l)]++
	}
	c.Missed += len(want)
	for _, span := range got {
		r, ok := s.at(span)
		if !ok {
			continue
		}
		words := strings.TrimSpace(s.words(r))
		if left[words] == 0 {
			c.Wrong++
			continue
		}
		left[words]--
		c.Right++
		c.Missed--
	}
}

// addCounts counts numbers of things. One that the text repeats is marked
// once.
func (c *Scores) addCounts(s *Story, got *news.Annotations) {
	met := make([]bool, len(s.Sheet.Counts))
	for _, g := range got.Counts {
		r, ok := s.at(g.Span)
		if !ok {
			continue
		}
		right := false
		for i, w := range s.Sheet.Counts {
			if g.Value != w.Low && g.Value != w.High || !anyOverlaps(places(s.marked.Text, w.Words), r) {
				continue
			}
			right = true
			if !met[i] {
				met[i] = true
				if w.Event == g.Event {
					c.EventsRight++
				}
			}
			break
		}
		if !right {
			c.Counts.Wrong++
		}
	}
	addMet(&c.Counts, met)
}

// places returns where words stand in a text.
func places(s, words string) []text.Range {
	var out []text.Range
	for at := 0; ; {
		i := strings.Index(s[at:], words)
		if i < 0 || words == "" {
			return out
		}
		out = append(out, text.Range{Start: at + i, End: at + i + len(words)})
		at += i + len(words)
	}
}

func anyOverlaps(rs []text.Range, r text.Range) bool {
	for _, o := range rs {
		if o.Overlaps(r) {
			return true
		}
	}
	return false
}

// Print writes the scores, a figure a line, in per cent. Lines of what was
// neither marked nor found are left out.
func (c *Scores) Print(w io.Writer) error {
	var b strings.Builder
	row := func(name string, n corpus.Count) {
		if n.Right+n.Wrong+n.Missed > 0 {
			fmt.Fprintf(&b, "  %-16s P %5.1f  R %5.1f  F1 %5.1f  of %d\n", name, 100*n.Precision(), 100*n.Recall(), 100*n.F1(), n.Right+n.Missed)
		}
	}
	part := func(name string, part, whole int, what string) {
		if whole > 0 {
			fmt.Fprintf(&b, "  %-16s   %5.1f  of %d %s\n", name, 100*float64(part)/float64(whole), whole, what)
		}
	}
	row("names, typed", c.Names.Typed)
	row("names, untyped", c.Names.Untyped)
	for _, t := range corpus.Types {
		if n := c.Names.ByType[t]; n != nil {
			row(string(t), *n)
		}
	}
	if c.Linkable > 0 {
		part("links right", c.LinkedRight, c.Linkable, "linkable mentions")
		part("links wrong", c.WrongLinks, c.Links, "links")
	}
	row("datelines", c.Datelines)
	row("headings", c.Headings)
	row("credits", c.Credits)
	row("notices", c.Notices)
	row("quotations", c.Quotes)
	part("speakers right", c.SpeakersRight, c.Quotes.Right, "quotations found")
	row("counts", c.Counts)
	part("events right", c.EventsRight, c.Counts.Right, "counts found")
	_, err := io.WriteString(w, b.String())
	return err
}

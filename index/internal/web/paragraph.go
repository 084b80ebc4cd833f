package web

import (
	"cmp"
	"slices"
	"strings"

	"github.com/dateline-news/dateline/shared/news"
)

// Paragraph is a paragraph of an article's text.
type Paragraph struct {
	// Kind is heading, credit, boilerplate, or empty for the story itself.
	Kind  string
	Spans []Stretch
}

// Stretch is a piece of a paragraph.
type Stretch struct {
	Text string
	// ID and Type are those of the entity that it names, empty for none.
	ID, Type, Name string
	// Said is set inside direct speech, Dateline in the opening of the story.
	Said, Dateline bool
}

// named is a span of the text with its entity.
type named struct {
	start, end int
	entity     *news.Entity
}

// paragraphs cuts the text of an article and marks what it names and who
// speaks. Spans that overlap an earlier one, or lie outside the text, are left
// out.
func paragraphs(a *news.Article) []Paragraph {
	m := marking{text: a.Text}
	if n := a.Annotations; n != nil {
		m.read(n)
	}
	var out []Paragraph
	for start := 0; start < len(a.Text); {
		end := len(a.Text)
		next := end
		if i := strings.Index(a.Text[start:], "\n\n"); i >= 0 {
			end, next = start+i, start+i+2
		}
		if strings.TrimSpace(a.Text[start:end]) != "" {
			out = append(out, Paragraph{Kind: m.kind(start, end), Spans: m.stretches(start, end)})
		}
		start = next
	}
	return out
}

// marking is what annotations say of a text.
type marking struct {
	text     string
	mentions []named
	said     []news.Span
	blocks   map[string][]news.Span
	dateline int
}

func (m *marking) read(n *news.Annotations) {
	inText := func(s news.Span) bool {
		return s.Field == news.FieldText && 0 <= s.Start && s.Start < s.End && s.End <= len(m.text)
	}
	for i := range n.Entities {
		for _, at := range n.Entities[i].Mentions {
			if inText(at.Span) {
				m.mentions = append(m.mentions, named{at.Start, at.End, &n.Entities[i]})
			}
		}
	}
	slices.SortFunc(m.mentions, func(a, b named) int { return cmp.Or(a.start-b.start, b.end-a.end) })
	end := 0
	m.mentions = slices.DeleteFunc(m.mentions, func(at named) bool {
		overlaps := at.start < end
		end = max(end, at.end)
		return overlaps
	})
	for _, q := range n.Quotations {
		if inText(q.Span) {
			m.said = append(m.said, q.Span)
		}
	}
	m.blocks = map[string][]news.Span{"heading": n.Headings, "credit": n.Credits, "boilerplate": n.Boilerplate}
	if d := n.Dateline; d != nil && inText(d.Span) && d.Span.Start == 0 {
		m.dateline = d.Span.End
	}
}

// kind says what a paragraph is that lies in a marked span for the most part.
func (m *marking) kind(start, end int) string {
	for _, kind := range []string{"heading", "credit", "boilerplate"} {
		for _, s := range m.blocks[kind] {
			if s.Field == news.FieldText && 2*(min(end, s.End)-max(start, s.Start)) > end-start {
				return kind
			}
		}
	}
	return ""
}

// stretches cuts [start, end) wherever a mention, direct speech or the
// dateline begins or ends.
func (m *marking) stretches(start, end int) []Stretch {
	cuts := []int{start, end}
	cut := func(at int) {
		if start < at && at < end {
			cuts = append(cuts, at)
		}
	}
	first, _ := slices.BinarySearchFunc(m.mentions, start, func(n named, at int) int { return cmp.Compare(n.end, at+1) })
	for _, n := range m.mentions[first:] {
		if n.start >= end {
			break
		}
		cut(n.start)
		cut(n.end)
	}
	for _, s := range m.said {
		cut(s.Start)
		cut(s.End)
	}
	cut(m.dateline)
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	var out []Stretch
	at := first
	for i := range cuts[:len(cuts)-1] {
		from, to := cuts[i], cuts[i+1]
		s := Stretch{Text: strings.ToValidUTF8(m.text[from:to], "\ufffd"), Dateline: to <= m.dateline}
		s.Said = slices.ContainsFunc(m.said, func(q news.Span) bool { return q.Start <= from && to <= q.End })
		for at < len(m.mentions) && m.mentions[at].end <= from {
			at++
		}
		if at < len(m.mentions) && m.mentions[at].start <= from {
			e := m.mentions[at].entity
			s.ID, s.Type, s.Name = e.ID, string(e.Type), e.Name
		}
		out = append(out, s)
	}
	return out
}

package render

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/dateline-news/dateline/shared/news"
)

// Text writes an annotated article for a terminal, or for a file that people
// read: title, summary and text with their marks, then a table of entities,
// and lists of quotations, counts and topics. A name is marked
// [as written|type id], without an id where the knowledge base has none;
// everything else {what: as written|note}. Colours are for terminals that
// want them.
//
// The article's texts never reach the terminal with characters that could
// move its cursor, change its settings or turn the direction of writing.
func Text(w io.Writer, a *news.Article, colour bool) error {
	t := &terminal{w: bufio.NewWriter(w), colour: colour}
	t.article(a)
	if err := t.w.Flush(); err != nil {
		return fmt.Errorf("writing article %s: %w", a.ID, err)
	}
	return nil
}

// style is a way to show text on a terminal, as terminals number them.
type style string

const (
	bold      style = "1"
	dim       style = "2"
	underline style = "4"
	green     style = "32"
	yellow    style = "33"
	magenta   style = "35"
	cyan      style = "36"
	italic    style = "3"
)

// terminal is a [visitor] that writes marks between brackets. Errors of
// writing are kept by w.
type terminal struct {
	w      *bufio.Writer
	colour bool
	// styles are those of the marks that are open.
	styles []style
}

func (t *terminal) article(a *news.Article) {
	n := a.Annotations
	t.push(bold)
	t.field(n, news.FieldTitle, a.Title)
	t.pop()
	t.print("\n")
	t.styled(dim, about(a))
	t.print("\n")
	for _, f := range []news.Field{news.FieldSummary, news.FieldText} {
		if text := field(a, f); text != "" {
			t.print("\n")
			t.field(n, f, text)
			t.print("\n")
		}
	}
	t.entities(n)
	t.list("Quotations", quotations(a))
	t.list("Counts", counts(a))
	t.list("Topics", topics(n))
}

// about is the line under the title.
func about(a *news.Article) string {
	n := a.Annotations
	parts := []string{Line(a.ID), fmt.Sprintf("%s %.2f", Line(n.Language.Code), n.Language.Confidence)}
	if a.Source.Name != "" || a.Source.ID != "" {
		parts = append(parts, Line(cmp.Or(a.Source.Name, a.Source.ID)))
	}
	if !a.Published.IsZero() {
		parts = append(parts, a.Published.UTC().Format(time.DateOnly+" 15:04 MST"))
	}
	parts = append(parts, Line(n.Enricher.Name+" "+n.Enricher.Version))
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	return strings.Join(parts, " · ")
}

func (t *terminal) field(n *news.Annotations, f news.Field, text string) {
	all := textRange{0, len(text)}
	walk(text, all, distribute(text, []textRange{all}, marks(n, f, false))[0], t)
}

func (t *terminal) open(p piece) {
	if p.kind == kindMention {
		t.styled(dim, "[")
	} else {
		t.styled(dim, "{"+p.kind.class()+": ")
	}
	t.push(styleOf(p.mark))
}

func (t *terminal) text(s string) { t.print(safe(s)) }

func (t *terminal) close(p piece) {
	t.pop()
	note, end := "", "}"
	if p.kind == kindMention {
		end = "]"
	}
	if p.last() {
		note = noteOf(p.mark)
	}
	t.styled(dim, note+end)
}

// noteOf is what stands behind the words of a mark.
func noteOf(m *mark) string {
	switch {
	case m.entity != nil:
		note := "|" + Line(string(m.entity.Type))
		if !news.IsNil(m.entity.ID) {
			note += " " + Line(m.entity.ID)
		}
		if m.metonym {
			note += " for " + Line(cmp.Or(m.entity.MetonymOf, "its government"))
		}
		return note
	case m.note != "":
		return "|" + Line(m.note)
	}
	return ""
}

func styleOf(m *mark) style {
	switch m.kind {
	case kindHeading:
		return bold
	case kindCredit, kindNotice:
		return dim
	case kindQuote:
		return italic
	case kindMention:
		switch m.entity.Type {
		case news.TypePerson:
			return green
		case news.TypeOrganisation:
			return cyan
		case news.TypePlace:
			return yellow
		}
		return magenta
	}
	return underline
}

func (t *terminal) print(s string) { _, _ = t.w.WriteString(s) }

// styled writes s alone in a style and goes on in those that are open.
func (t *terminal) styled(s style, text string) {
	t.push(s)
	t.print(text)
	t.pop()
}

func (t *terminal) push(s style) {
	t.styles = append(t.styles, s)
	if t.colour {
		t.print("\x1b[" + string(s) + "m")
	}
}

func (t *terminal) pop() {
	t.styles = t.styles[:len(t.styles)-1]
	if !t.colour {
		return
	}
	t.print("\x1b[0m")
	for _, s := range t.styles {
		t.print("\x1b[" + string(s) + "m")
	}
}

// heading begins a table or list.
func (t *terminal) heading(s string) {
	t.print("\n")
	t.styled(bold, s)
	t.print("\n")
}

// widest is the most characters of a name in a table.
const widest = 48

func (t *terminal) entities(n *news.Annotations) {
	if len(n.Entities) == 0 {
		return
	}
	t.heading("Entities")
	table := tabwriter.NewWriter(t.w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "salience\tid\ttype\tname\tmentions\tconfidence")
	for i := range n.Entities {
		e := &n.Entities[i]
		id := Line(e.ID)
		if news.IsNil(e.ID) {
			id = "-"
		}
		name := short(Line(e.Name), widest)
		if e.Relation != nil {
			name += " (" + Line(strings.ReplaceAll(e.Relation.Kind, "_", " ")+" "+e.Relation.To) + ")"
		}
		if e.MetonymOf != "" {
			name += " (stands for " + Line(e.MetonymOf) + ")"
		}
		fmt.Fprintf(table, "%.2f\t%s\t%s\t%s\t%d\t%.2f\n", e.Salience, id, Line(typeOf(e)), name, len(e.Mentions), e.Confidence)
	}
	_ = table.Flush() // into t.w, which keeps its error
}

func (t *terminal) list(name string, items []string) {
	if len(items) == 0 {
		return
	}
	t.heading(name)
	for _, item := range items {
		t.print(Line(item) + "\n")
	}
}

// longest is the most characters of a quotation in a list.
const longest = 160

func quotations(a *news.Article) []string {
	var out []string
	for _, q := range a.Annotations.Quotations {
		s := fmt.Sprintf("“%s” – %s", short(Line(words(a, q.Span)), longest), speaker(q))
		if q.SpeakerID != "" && !news.IsNil(q.SpeakerID) {
			s += " " + q.SpeakerID
		}
		if q.Cue != "" {
			s += " (" + q.Cue + ")"
		}
		out = append(out, s)
	}
	return out
}

func counts(a *news.Article) []string {
	var out []string
	for _, c := range a.Annotations.Counts {
		out = append(out, fmt.Sprintf("%s – “%s”", count(c), short(Line(words(a, c.Span)), longest)))
	}
	return out
}

func topics(n *news.Annotations) []string {
	var out []string
	for _, t := range n.Topics {
		out = append(out, fmt.Sprintf("%.2f %s %s", t.Confidence, t.ID, t.Name))
	}
	return out
}

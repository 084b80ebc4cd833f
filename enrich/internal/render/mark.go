package render

import (
	"cmp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/dateline-news/dateline/shared/news"
)

// kind says what a mark is. Of two marks on the same words the smaller kind is
// outside.
type kind int

const (
	kindDateline kind = iota
	kindHeading
	kindCredit
	kindNotice
	kindQuote
	kindFigure
	kindMention
)

// class is the name of a kind on a page and, for structure, on a terminal.
func (k kind) class() string {
	return [...]string{"dateline", "heading", "credit", "notice", "quote", "figure", "mention"}[k]
}

// mark is a stretch of one field with what is known of it.
type mark struct {
	start, end int
	kind       kind
	// entity is what a mention names.
	entity *news.Entity
	// metonym is set for a mention that stands for a government.
	metonym bool
	// note says what a figure is or who speaks a quotation.
	note string
}

// marks returns what is marked in a field. Figures are counts, money,
// percentages and dates; they are left out unless asked for.
func marks(n *news.Annotations, f news.Field, figures bool) []mark {
	var out []mark
	add := func(s news.Span, k kind, note string) {
		if s.Field == f {
			out = append(out, mark{start: s.Start, end: s.End, kind: k, note: note})
		}
	}
	if n.Dateline != nil {
		add(n.Dateline.Span, kindDateline, "")
	}
	for _, s := range n.Headings {
		add(s, kindHeading, "")
	}
	for _, s := range n.Credits {
		add(s, kindCredit, "")
	}
	for _, s := range n.Boilerplate {
		add(s, kindNotice, "")
	}
	for _, q := range n.Quotations {
		add(q.Span, kindQuote, speaker(q))
	}
	for i := range n.Entities {
		e := &n.Entities[i]
		for _, m := range e.Mentions {
			if m.Field == f {
				out = append(out, mark{start: m.Start, end: m.End, kind: kindMention, entity: e, metonym: m.Metonym})
			}
		}
	}
	if figures {
		for _, g := range allFigures(n) {
			add(g.span, kindFigure, g.note)
		}
	}
	return out
}

// unknownSpeaker stands for a speaker whom nobody could tell.
const unknownSpeaker = "speaker unknown"

func speaker(q news.Quotation) string { return cmp.Or(q.Speaker, unknownSpeaker) }

// figure is a number, an amount, a share or a date.
type figure struct {
	span news.Span
	note string
}

// allFigures lists the figures of an article by kind.
func allFigures(n *news.Annotations) []figure {
	var out []figure
	for _, c := range n.Counts {
		out = append(out, figure{c.Span, count(c)})
	}
	for _, m := range n.Money {
		out = append(out, figure{m.Span, strings.TrimSpace("money: " + number(m.Amount) + " " + m.Currency)})
	}
	for _, p := range n.Percentages {
		out = append(out, figure{p.Span, "per cent: " + number(p.Value)})
	}
	for _, d := range n.Dates {
		out = append(out, figure{d.Span, "date: " + d.Value})
	}
	return out
}

// count says a count in words: "at least 22 civilians, killed".
func count(c news.Count) string {
	parts := []string{strings.ReplaceAll(c.Bound, "_", " "), number(c.Value), c.Object}
	words := strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
	if c.Event != "" {
		words += ", " + strings.ReplaceAll(c.Event, "_", " ")
	}
	return words
}

// number writes a number without an exponent and without needless zeros.
func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// typeOf names the type of an entity with its kind, where it has one.
func typeOf(e *news.Entity) string {
	if e.Kind == "" {
		return string(e.Type)
	}
	return string(e.Type) + "/" + e.Kind
}

// words returns what a span covers, "" for one that leaves its text.
func words(a *news.Article, s news.Span) string {
	text := field(a, s.Field)
	if s.Start < 0 || s.Start >= s.End || s.End > len(text) {
		return ""
	}
	return text[characterStart(text, s.Start):characterEnd(text, s.End)]
}

func field(a *news.Article, f news.Field) string {
	switch f {
	case news.FieldTitle:
		return a.Title
	case news.FieldSummary:
		return a.Summary
	default:
		return a.Text
	}
}

// short cuts a text to n characters, the last of them an ellipsis.
func short(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	runes := 0
	for i := range s {
		if runes++; runes == n {
			return s[:i] + "…"
		}
	}
	return s
}

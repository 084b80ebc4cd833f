package render

import (
	"bufio"
	"cmp"
	_ "embed"
	"fmt"
	"html"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/dateline-news/dateline/shared/news"
)

//go:embed style.css
var stylesheet string

// Page writes one page of annotated articles for a browser. The page is whole
// in itself: it loads nothing, and holds no script. It is written as articles
// come, so that any number of them needs no more memory than one.
type Page struct {
	w *bufio.Writer
	// n is the number of articles so far.
	n int
}

// NewPage begins a page. Whoever begins it ends it by [Page.Close].
func NewPage(w io.Writer) *Page {
	p := &Page{w: bufio.NewWriter(w)}
	p.print(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>Annotated articles</title>
<style>
`, stylesheet, `</style>
</head>
<body>
<header>
<h1>Annotated articles</h1>
<p>Marked are `)
	for _, t := range []news.EntityType{news.TypePerson, news.TypeOrganisation, news.TypePlace} {
		p.print(`<mark class="`, string(t), `">`, string(t), `</mark> `)
	}
	p.print(`<mark>other names</mark> <span class="quote">quotations</span> <span class="figure">figures and dates</span>
<span class="dateline">dateline</span> <span class="heading">headings</span> <span class="notice">credits and notices</span>.
A pointer held over a mark shows what it is.</p>
</header>
<main>
`)
	return p
}

// Add writes an article.
func (p *Page) Add(a *news.Article) error {
	p.n++
	n := a.Annotations
	attributes := direction(n.Language.Code)
	p.print(`<article id="a`, fmt.Sprint(p.n), `">`, "\n<h2", attributes, ">")
	p.field(n, news.FieldTitle, a.Title)
	p.print("</h2>\n", `<p class="about">`, escape(about(a)), "</p>\n")
	if a.Summary != "" {
		p.print(`<p class="summary"`, attributes, ">")
		p.field(n, news.FieldSummary, a.Summary)
		p.print("</p>\n")
	}
	p.print(`<div class="text"`, attributes, ">")
	p.body(n, a.Text)
	p.print("</div>\n")
	p.entities(n)
	p.list("Quotations", quotations(a), attributes)
	p.list("Counts", counts(a), attributes)
	p.list("Topics", topics(n), "")
	p.print("</article>\n")
	if err := p.w.Flush(); err != nil {
		return fmt.Errorf("writing article %s: %w", a.ID, err)
	}
	return nil
}

// Close ends the page. It does not close what it is written to.
func (p *Page) Close() error {
	p.print("</main>\n</body>\n</html>\n")
	if err := p.w.Flush(); err != nil {
		return fmt.Errorf("ending the page: %w", err)
	}
	return nil
}

// body writes a text by paragraphs. The blank lines between them stay.
func (p *Page) body(n *news.Annotations, text string) {
	ranges := paragraphs(text)
	at := 0
	for i, pieces := range distribute(text, ranges, marks(n, news.FieldText, true)) {
		p.text(text[at:ranges[i].start])
		p.print("<p>")
		walk(text, ranges[i], pieces, p)
		p.print("</p>")
		at = ranges[i].end
	}
	p.text(text[at:])
}

// field writes title or summary.
func (p *Page) field(n *news.Annotations, f news.Field, text string) {
	all := textRange{0, len(text)}
	walk(text, all, distribute(text, []textRange{all}, marks(n, f, true))[0], p)
}

func (p *Page) open(m piece) {
	if m.kind != kindMention {
		class := m.kind.class()
		if m.kind == kindQuote && m.last() {
			class += " end"
		}
		p.print(`<span class="`, class, `"`)
		switch {
		case m.kind == kindQuote:
			p.print(` title="`, escape("quotation: "+m.note), `" data-speaker="`, escape(m.note), `"`)
		case m.note != "":
			p.print(` title="`, escape(m.note), `"`)
		default:
			p.print(` title="`, m.kind.class(), `"`)
		}
		p.print(">")
		return
	}
	e := m.entity
	class := classOf(e.Type)
	if m.metonym {
		class += " metonym"
	}
	p.print(`<mark class="`, class, `" title="`, escape(title(m.mark)), `"`)
	if m.last() {
		p.print(` data-type="`, escape(string(e.Type)), `"`)
	}
	p.print(">")
}

func (p *Page) text(s string) { p.print(escape(s)) }

func (p *Page) close(m piece) {
	if m.kind == kindMention {
		p.print("</mark>")
	} else {
		p.print("</span>")
	}
}

// title is what a browser shows for a name.
func title(m *mark) string {
	e := m.entity
	s := fmt.Sprintf("%s, %s, %s, confidence %.2f", e.Name, idOf(e), typeOf(e), e.Confidence)
	if m.metonym {
		s += ", stands for " + cmp.Or(e.MetonymOf, "its government")
	}
	return s
}

func idOf(e *news.Entity) string {
	if news.IsNil(e.ID) {
		return "not in the knowledge base"
	}
	return e.ID
}

// classOf makes a class of a type; only known types become one.
func classOf(t news.EntityType) string {
	switch t {
	case news.TypePerson, news.TypeOrganisation, news.TypePlace:
		return string(t)
	}
	return "other"
}

func (p *Page) entities(n *news.Annotations) {
	if len(n.Entities) == 0 {
		return
	}
	p.print(`<h3>Entities</h3>
<div class="wide"><table>
<thead><tr><th>name</th><th>type</th><th class="number">mentions</th><th class="number">salience</th></tr></thead>
<tbody>
`)
	for i := range n.Entities {
		e := &n.Entities[i]
		p.print(`<tr><td><span dir="auto">`, escape(e.Name), `</span> <span class="note">`, ids(e), `</span></td><td>`, escape(typeOf(e)),
			`</td><td class="number">`, fmt.Sprint(len(e.Mentions)), `</td><td class="number">`, fmt.Sprintf("%.2f", e.Salience), "</td></tr>\n")
	}
	p.print("</tbody>\n</table></div>\n")
}

// ids shows the id of an entity, and what it is tied to.
func ids(e *news.Entity) string {
	var out []string
	if e.Relation == nil || !news.IsNil(e.ID) {
		out = append(out, link(idOf(e)))
	}
	if e.Relation != nil {
		out = append(out, escape(strings.ReplaceAll(e.Relation.Kind, "_", " "))+" "+link(e.Relation.To))
	}
	if e.MetonymOf != "" {
		out = append(out, "stands for "+link(e.MetonymOf))
	}
	return strings.Join(out, ", ")
}

// link shows an id; that of Wikidata leads there.
func link(id string) string {
	if digits, ok := strings.CutPrefix(id, "Q"); ok && digits != "" && strings.Trim(digits, "0123456789") == "" {
		return `<a href="https://www.wikidata.org/wiki/` + id + `">` + id + `</a>`
	}
	return escape(id)
}

func (p *Page) list(name string, items []string, attributes string) {
	if len(items) == 0 {
		return
	}
	p.print("<h3>", name, "</h3>\n<ul", attributes, ">\n")
	for _, item := range items {
		p.print("<li>", escape(item), "</li>\n")
	}
	p.print("</ul>\n")
}

// print writes to w, which keeps its error.
func (p *Page) print(parts ...string) {
	for _, s := range parts {
		_, _ = p.w.WriteString(s)
	}
}

// escape makes a text fit for a page and for a quoted attribute. Characters
// that no page may hold become U+FFFD.
func escape(s string) string {
	return html.EscapeString(strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r < 0x20 || r >= 0x7f && r < 0xa0 || r&0xfffe == 0xfffe || r >= 0xfdd0 && r <= 0xfdef:
			return utf8.RuneError
		}
		return r
	}, s))
}

// rightToLeft are the languages whose script runs from right to left.
const rightToLeft = " ar arc arz azb ckb dv fa he ks nqo pnb prs ps sd syr ug ur yi "

// direction returns the attributes of an element in a language.
func direction(code string) string {
	switch {
	case code == "" || code == news.LanguageUndetermined:
		return ` dir="auto"`
	case strings.Contains(rightToLeft, " "+code+" "):
		return ` lang="` + escape(code) + `" dir="rtl"`
	}
	return ` lang="` + escape(code) + `" dir="ltr"`
}

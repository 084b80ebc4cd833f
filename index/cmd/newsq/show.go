package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/shared/news"
)

// show prints one article with its entities.
func (a *app) show(ctx context.Context, args []string) error {
	f := newFlags("show", formatText, formatJSON)
	revision := 0
	f.IntVar(&revision, "r", 0, "")
	rest, err := f.parse(args)
	if err != nil {
		return err
	}
	arg, err := one(rest, "article id or link")
	if err != nil {
		return err
	}
	ids, err := idsOf([]string{arg})
	if err != nil {
		return err
	}
	if err := a.connect(); err != nil {
		return err
	}
	response, err := a.client().Article(ctx, client.ArticleRequest{ID: ids[0], Revision: revision})
	if notThere(err) {
		fmt.Fprintf(a.stderr, "newsq: %s; newsq trace tells what became of it\n", safe(err.Error()))
		return errNothing
	}
	if err != nil {
		return a.explain(err)
	}
	if f.output == formatJSON {
		return a.printJSON(response.Article)
	}
	article, err := news.Decode(response.Article)
	if err != nil {
		return fmt.Errorf("reading the article: %w", err)
	}
	p := &page{}
	a.article(p, article, response)
	return a.print(p)
}

func notThere(err error) bool {
	e, ok := err.(*client.Error) //nolint:errorlint // the client returns it bare
	return ok && (e.Status == 404 || e.Status == 410)
}

func (a *app) article(p *page, n *news.Article, r *client.ArticleResponse) {
	a.prose(p, "", a.styled(bold, safe(cmp.Or(n.Title, untitled))))
	field := func(name, value string) {
		if value != "" {
			p.line("  %s  %s", a.styled(dim, fmt.Sprintf("%-10s", name)), safe(value))
		}
	}
	field("source", strings.TrimSpace(cmp.Or(n.Source.Name, n.Source.ID)+" "+n.Source.Country))
	field("authors", strings.Join(n.Authors, ", "))
	field("published", stamp(n.Published))
	field("first seen", stamp(n.FirstSeen))
	revision := fmt.Sprint(n.Revision)
	if !r.ValidTo.IsZero() {
		revision += ", replaced " + stamp(r.ValidTo)
	}
	field("revision", revision)
	field("link", n.URL)
	field("id", n.ID)
	if x := n.Annotations; x != nil {
		field("language", x.Language.Code)
		if d := x.Dateline; d != nil {
			field("dateline", strings.Join(slices.DeleteFunc([]string{d.Place, d.Agency, d.Date}, func(s string) bool { return s == "" }), ", "))
		}
		var topics []string
		for _, t := range x.Topics {
			topics = append(topics, t.Name)
		}
		field("topics", strings.Join(topics, "; "))
	}
	if n.Summary != "" && n.Summary != n.Text {
		p.line("")
		a.prose(p, "", a.styled(bold, safe(n.Summary)))
	}
	a.body(p, n)
	a.entities(p, n)
}

// body prints the text by paragraphs. The dateline, credits and site notices
// are dim; without colours notices and credits have a bar before them.
func (a *app) body(p *page, n *news.Article) {
	at := 0
	for paragraph := range strings.SplitSeq(n.Text, "\n\n") {
		start := at
		at += len(paragraph) + len("\n\n")
		if strings.TrimSpace(paragraph) == "" {
			continue
		}
		p.line("")
		text := a.paragraph(paragraph, start, dimmed(n, start, start+len(paragraph)))
		if !a.terminal.colour && covered(n, start, start+len(paragraph)) {
			text = "| " + text
		}
		a.prose(p, "", text)
	}
	if n.Truncated {
		p.line("\n%s", a.styled(dim, "(the text was cut here)"))
	}
}

// asides are the spans of an article that are no part of its story.
func asides(n *news.Article) []news.Span {
	if n.Annotations == nil {
		return nil
	}
	return slices.Concat(n.Annotations.Credits, n.Annotations.Boilerplate)
}

// covered reports whether one aside covers a paragraph.
func covered(n *news.Article, start, end int) bool {
	return slices.ContainsFunc(asides(n), func(s news.Span) bool {
		return s.Field == news.FieldText && s.Start <= start && end <= s.End
	})
}

// dimmed returns the parts of a paragraph that are shown dim, in order.
func dimmed(n *news.Article, start, end int) [][2]int {
	spans := asides(n)
	if n.Annotations != nil && n.Annotations.Dateline != nil {
		spans = append(spans, n.Annotations.Dateline.Span)
	}
	var out [][2]int
	for _, s := range spans {
		if from, to := max(s.Start, start), min(s.End, end); s.Field == news.FieldText && from < to {
			out = append(out, [2]int{from, to})
		}
	}
	slices.SortFunc(out, func(a, b [2]int) int { return a[0] - b[0] })
	return out
}

// paragraph shows text that begins at an offset of the article.
func (a *app) paragraph(text string, start int, dims [][2]int) string {
	var b strings.Builder
	at := 0
	for _, d := range dims {
		from, to := d[0]-start, d[1]-start
		if from < at {
			continue
		}
		b.WriteString(safe(text[at:from]))
		b.WriteString(a.styled(dim, safe(text[from:to])))
		at = to
	}
	b.WriteString(safe(text[at:]))
	return b.String()
}

func (a *app) entities(p *page, n *news.Article) {
	if n.Annotations == nil || len(n.Annotations.Entities) == 0 {
		return
	}
	p.line("")
	for _, e := range n.Annotations.Entities {
		more := fmt.Sprintf("%s, %s", safe(e.ID), count(uint64(len(e.Mentions)), "mention"))
		if e.MetonymOf != "" {
			more += ", stands for the government of " + safe(e.MetonymOf)
		}
		p.line("  %s  %s %s", a.styled(dim, fmt.Sprintf("%-12s %.2f", safe(string(e.Type)), e.Salience)), a.styled(cyan, safe(e.Name)), a.styled(dim, more))
	}
}

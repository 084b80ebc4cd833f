package main

import (
	"bufio"
	"fmt"
	"strings"
	"unicode"

	"github.com/dateline-news/dateline/enrich"
	"github.com/dateline-news/dateline/shared/news"
)

// printExplanation writes an explanation for people, a block an entity.
func printExplanation(w *bufio.Writer, a *news.Article, x *enrich.Explanation) {
	fmt.Fprintf(w, "language %s (%.2f), enricher %s %s\n", x.Language.Code, x.Language.Confidence, x.Enricher.Name, x.Enricher.Version)
	if len(x.Entities) == 0 {
		fmt.Fprintln(w, "\nno entities")
	}
	for i := range x.Entities {
		e := &x.Entities[i]
		kind := string(e.Type)
		if e.Kind != "" {
			kind += ", " + e.Kind
		}
		fmt.Fprintf(w, "\n%s  %s  (%s)\n", plain(e.Name), e.ID, kind)
		s := e.Figures.Salience
		fmt.Fprintf(w, "  salience    %.3f = title %.3f + frequency %.3f + lead %.3f", e.Salience, s.Title, s.Frequency, s.Lead)
		if s.Factor != 1 {
			fmt.Fprintf(w, ", times %.2f", s.Factor)
		}
		fmt.Fprintf(w, "\n  confidence  %.2f  = names %.3f x link %.3f\n", e.Confidence, e.Figures.Found, e.Figures.Linked)
		if e.MetonymOf != "" {
			fmt.Fprintf(w, "  stands for  the government of %s\n", e.MetonymOf)
		}
		for j := range e.Names {
			printName(w, a, &e.Names[j])
		}
	}
	if len(x.Dropped) > 0 {
		fmt.Fprint(w, "\nleft out\n")
	}
	for i := range x.Dropped {
		printName(w, a, &x.Dropped[i])
	}
}

// maxPrinted bounds the mentions and candidates that are printed of a name.
const maxPrinted = 6

func printName(w *bufio.Writer, a *news.Article, n *enrich.ExplainedName) {
	times := ""
	if len(n.Mentions) > 1 {
		times = fmt.Sprintf(" %d times", len(n.Mentions))
	}
	fmt.Fprintf(w, "  %q%s: %s\n", plain(n.Text), times, n.Rule)
	fmt.Fprintf(w, "    found as   %s (%.2f) by %s\n", n.Recognized, n.Confidence, n.Sources)
	for i, m := range n.Mentions {
		if m.Metonym != "" || i < 1 {
			fmt.Fprintf(w, "    at         %s %d: %s\n", m.Field, m.Start, around(a, m.Span))
		}
		if m.Metonym != "" {
			fmt.Fprintf(w, "               stands for a government: %s\n", m.Metonym)
		}
	}
	for i := range n.Candidates {
		if i == maxPrinted {
			fmt.Fprintf(w, "    and        %d more\n", len(n.Candidates)-i)
			break
		}
		c := &n.Candidates[i]
		var points []string
		for _, p := range c.Points {
			points = append(points, fmt.Sprintf("%+.0f %s", p.Points, p.Reason))
		}
		fmt.Fprintf(w, "    candidate  %5.1f  %s  %s (%s): %s\n", c.Score, c.ID, plain(c.Name), or(c.Kind, string(c.Type)), strings.Join(points, ", "))
		if c.Refused != "" {
			fmt.Fprintf(w, "                      refused: %s\n", c.Refused)
		}
	}
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// margin is how many bytes are shown on either side of a mention.
const margin = 40

// around returns a mention between brackets with what stands beside it.
func around(a *news.Article, s news.Span) string {
	text := a.Text
	switch s.Field {
	case news.FieldTitle:
		text = a.Title
	case news.FieldSummary:
		text = a.Summary
	}
	before, after := text[max(0, s.Start-margin):s.Start], text[s.End:min(len(text), s.End+margin)]
	// No half words, hence no half characters.
	if i := strings.IndexByte(before, ' '); s.Start > margin && i >= 0 {
		before = before[i+1:]
	}
	if i := strings.LastIndexByte(after, ' '); s.End+margin < len(text) && i >= 0 {
		after = after[:i]
	}
	return plain(strings.ToValidUTF8(before, "")) + "[" + plain(text[s.Start:s.End]) + "]" + plain(strings.ToValidUTF8(after, ""))
}

// plain makes a text fit for one line of a terminal.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsPrint(r):
			return r
		}
		return -1
	}, s)
}

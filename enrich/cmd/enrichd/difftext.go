package main

import (
	"bufio"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/dateline-news/dateline/enrich/internal/compare"
	"github.com/dateline-news/dateline/enrich/internal/render"
	"github.com/dateline-news/dateline/shared/news"
)

// diffText prints what "diff" finds for people. Its writer keeps errors.
type diffText struct{ w *bufio.Writer }

func (d diffText) printf(format string, args ...any) { _, _ = fmt.Fprintf(d.w, format, args...) }

// article prints the changes of one article.
func (d diffText) article(_, now *news.Article, changes []compare.Change) error {
	d.printf("%s %s\n", now.ID, render.Line(now.Title))
	for _, c := range changes {
		d.printf("  %s: %s%s\n", named(c.Kind), changed(c.Name, c.Old, c.New), place(c.Context))
	}
	d.printf("\n")
	return nil
}

// summary prints the sum.
func (d diffText) summary(old, now string, s compare.Summary) error {
	t := d.table()
	for _, side := range []struct {
		name, source string
		versions     []compare.Version
	}{{"old", old, s.Old}, {"new", now, s.New}} {
		var versions []string
		for _, v := range side.versions {
			versions = append(versions, fmt.Sprintf("%s %s (%s)", render.Line(v.Enricher.Name), render.Line(v.Enricher.Version), count(v.Articles)))
		}
		t.row(side.name, render.Line(side.source), strings.Join(versions, ", "))
	}
	t.end()
	d.printf("\n%s articles compared, %s of them differ\n", count(s.Compared), share(s.Differ, s.Compared))
	if s.OnlyOld > 0 {
		d.printf("%s are in %s alone, or in another revision\n", count(s.OnlyOld), render.Line(old))
	}
	if s.OnlyNew > 0 {
		d.printf("%s are in %s alone, or in another revision: not annotated there yet, or no longer kept\n", count(s.OnlyNew), render.Line(now))
	}
	if s.Unreadable > 0 {
		d.printf("%s could not be read, or have different texts\n", count(s.Unreadable))
	}
	if s.Compared == 0 {
		return nil
	}
	d.printf("\n")
	t = d.table()
	t.row("found", "old", "new", "change")
	for _, total := range s.Totals {
		t.row(total.Name, count(total.Old), count(total.New), percent(total.Old, total.New))
	}
	t.end()
	if len(s.Changes) == 0 {
		return nil
	}
	d.printf("\n")
	t = d.table()
	t.row("changed", "times", "articles")
	for _, k := range s.Changes {
		t.row(named(k.Kind), count(k.Changes), share(k.Articles, s.Compared))
	}
	t.end()
	for _, k := range s.Changes {
		d.frequent(k)
	}
	return nil
}

func (d diffText) frequent(k compare.KindTotal) {
	if len(k.Frequent) == 0 {
		return
	}
	what := "the most frequent"
	if k.AtLeast {
		what += ", counts may be too low"
	}
	d.printf("\n%s: %s\n", named(k.Kind), what)
	for _, f := range k.Frequent {
		d.printf("%7s  %s\n", count(f.Count), changed(f.Name, f.Old, f.New))
		if f.Context != "" {
			d.printf("         %s\n", render.Line(f.Context))
		} else {
			d.printf("         %s\n", render.Line(f.Title))
		}
		d.printf("         %s\n", f.Article)
	}
}

// named is a kind in words.
func named(k compare.Kind) string { return strings.ReplaceAll(string(k), "_", " ") }

// changed is a change in words.
func changed(name, old, now string) string {
	s := name
	switch {
	case old != "" && now != "":
		s += ": " + old + " → " + now
	case old+now != "" && old+now != name:
		s += ", " + old + now
	}
	return render.Line(s)
}

func place(context string) string {
	if context == "" {
		return ""
	}
	return "\n    " + render.Line(context)
}

// share is a part of a whole, with per cent.
func share(n, of int) string {
	if of == 0 {
		return count(n)
	}
	return fmt.Sprintf("%s (%.1f %%)", count(n), 100*float64(n)/float64(of))
}

// percent is the change from one number to another.
func percent(old, now int) string {
	switch {
	case old == now:
		return "="
	case old == 0:
		return "new"
	}
	return fmt.Sprintf("%+.1f %%", 100*float64(now-old)/float64(old))
}

// table aligns columns.
type table struct{ *tabwriter.Writer }

func (d diffText) table() table { return table{tabwriter.NewWriter(d.w, 0, 0, 2, ' ', 0)} }

func (t table) row(cells ...string) { _, _ = fmt.Fprintln(t, strings.Join(cells, "\t")) }

func (t table) end() { _ = t.Flush() }

package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dateline-news/dateline/enrich/internal/corpus"
	"github.com/dateline-news/dateline/enrich/internal/kb"
	"github.com/dateline-news/dateline/enrich/internal/link"
	"github.com/dateline-news/dateline/enrich/internal/ner"
	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// article is an annotated text and the article that it makes.
type article struct {
	corpus.Document
	news *news.Article
	// offset is where the article's text begins in the document's.
	offset int
}

// readArticles reads the articles that are asked for, and checks their texts.
func readArticles(o options) ([]article, error) {
	dir, file := filepath.Split(o.names)
	if file != "names.tsv" {
		return nil, fmt.Errorf("-names is %q: give the names.tsv of a directory of annotations", o.names)
	}
	all, err := corpus.ReadCollection(filepath.Clean(dir))
	if err != nil {
		return nil, err
	}
	var out []article
	for _, a := range all {
		n, err := strconv.Atoi(a.ID)
		if err != nil {
			return nil, fmt.Errorf("article %q has no number", a.ID)
		}
		if n < o.from || n > o.to {
			continue
		}
		body, err := os.ReadFile(filepath.Join(o.texts, a.ID+".txt"))
		if err != nil {
			return nil, fmt.Errorf("reading a text: %w; make the texts with nertrain texts", err)
		}
		if err := a.Check(string(body)); err != nil {
			return nil, err
		}
		d, err := corpus.Project(a.ID, string(body), a.Names)
		if err != nil {
			return nil, fmt.Errorf("marking the names of article %s: %w", a.ID, err)
		}
		out = append(out, newArticle(d))
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("there are no articles from %d to %d", o.from, o.to)
	}
	return out, nil
}

// newArticle makes an article of a text: its title, an empty line, perhaps a
// line with the date, the rest.
func newArticle(d corpus.Document) article {
	title, body, _ := strings.Cut(d.Text, "\n\n")
	a := &news.Article{Title: title, Text: body}
	first, _, _ := strings.Cut(body, "\n")
	if t, err := time.Parse("Monday, January 2, 2006", strings.TrimSpace(first)); err == nil {
		a.Published = t
	}
	return article{Document: d, news: a, offset: len(d.Text) - len(body)}
}

// mention is a name that was found.
type mention struct {
	text.Range
	*news.Entity
}

// mentions returns those of the entities by their places in the document,
// where the article's text begins at offset.
func mentions(entities []news.Entity, offset int) []mention {
	var out []mention
	for i := range entities {
		e := &entities[i]
		for _, m := range e.Mentions {
			out = append(out, mention{inDocument(m.Span, offset), e})
		}
	}
	slices.SortFunc(out, func(a, b mention) int { return cmp.Compare(a.Start, b.Start) })
	return out
}

// inDocument returns the place of a span in the document.
func inDocument(s news.Span, offset int) text.Range {
	if s.Field != news.FieldText {
		offset = 0
	}
	return text.Range{Start: s.Start + offset, End: s.End + offset}
}

// markedConfidence is that of a name which is known to be one.
const markedConfidence = 0.97

// linkMarked links the marked names, as if the learned recogniser had found
// just these in the title and the text; what the rules see around a name is
// kept.
func linkMarked(k *kb.KB, a *article) []news.Entity {
	doc := text.Parse(a.Text)
	fields := []ner.Field{{Name: news.FieldText, Doc: doc}}
	byRule := ner.NewRules(k).Recognize("en", fields)
	marked := make([]ner.Mention, len(a.Names))
	for i, n := range a.Names {
		m := ner.Mention{
			Range: n.Range, First: -1, Type: n.Type, Confidence: markedConfidence, Learned: markedConfidence,
			Source: ner.SourceLearned, Candidates: k.Lookup(a.Text[n.Start:n.End]),
		}
		for j, t := range doc.Tokens {
			if t.End <= n.Start || t.Start >= n.End {
				continue
			}
			if m.First < 0 {
				m.First = j
			}
			m.Last = j + 1
		}
		for _, b := range byRule {
			if b.Overlaps(n.Range) {
				m.Introduced = m.Introduced || b.Introduced
				m.Locative = m.Locative || b.Locative
				m.Acronym = b.Acronym
			}
		}
		marked[i] = m
	}
	ner.Sort(marked)
	return link.New(k, link.Options{}).Link(link.Context{Language: "en", Published: a.news.Published}, fields, marked)
}

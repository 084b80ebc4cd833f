package search

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/search"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/index/internal/store"
	"github.com/dateline-news/dateline/shared/news"
)

// span is a byte range [start, end) of a text.
type span struct{ start, end int }

func (s span) holds(t span) bool { return s.start <= t.start && t.end <= s.end }

// mark is a place in a field that answers the query.
type mark struct {
	span
	// term is the number of the term in highlighter.terms.
	term int
}

// highlighter finds what in an article answers a query. It is made once a
// query and is used by one goroutine.
type highlighter struct {
	terms []*query.Term
	names map[*query.Term][]string
	plain *language.Language
	all   *language.Set
	// patterns are the terms as each chain analyses them.
	patterns map[string][]pattern
}

// pattern is one term of the query in one chain.
type pattern struct {
	term *query.Term
	at   int
	// phrase holds the terms of each position.
	phrase [][]string
	// scattered phrases need not stand together.
	scattered bool
	head      string
	stems     []string
	// plain is the word as it is looked for among names.
	plain []string
}

func newHighlighter(q *query.Query, names map[*query.Term][]string, languages *language.Set) *highlighter {
	h := &highlighter{names: names, all: languages, plain: languages.Named(language.Unknown), patterns: make(map[string][]pattern)}
	for t, negated := range q.Terms {
		if !negated && (t.Field.IsText() || t.Field.IsName()) {
			h.terms = append(h.terms, t)
		}
	}
	return h
}

// decode reads what is shown of a hit.
func (h *highlighter) decode(hit *search.DocumentMatch) (*news.Article, error) {
	quoted := slices.ContainsFunc(h.terms, func(t *query.Term) bool { return t.Field == query.Quote })
	return store.DecodeShown(hit, quoted)
}

// chain returns the words of the query as a chain looks for them.
func (h *highlighter) chain(l *language.Language) []pattern {
	if p, ok := h.patterns[l.Name]; ok {
		return p
	}
	out := []pattern{}
	for i, t := range h.terms {
		if !t.Field.IsText() {
			continue
		}
		p := pattern{term: t, at: i, scattered: t.Slop > 0}
		if t.Kind == query.Prefix {
			p.head, p.stems = l.Prefix(t.Value)
		}
		if p.head == "" {
			p.phrase = l.Phrase(t.Value)
		}
		if plain := h.plain.Phrase(t.Value); t.Field == query.Anywhere && t.Kind == query.Word && len(plain) == 1 {
			p.plain = plain[0]
		}
		out = append(out, p)
	}
	h.patterns[l.Name] = out
	return out
}

// looksAt reports whether a pattern is looked for in a field.
func (p *pattern) looksAt(f news.Field) bool {
	switch p.term.Field {
	case query.Title:
		return f == news.FieldTitle
	case query.Text:
		return f != news.FieldTitle
	}
	return true
}

// from returns where the pattern ends if it begins with token number i, or -1.
func (p *pattern) from(tokens []language.Token, i int) int {
	term := tokens[i].Term
	switch {
	case p.head != "":
		if strings.HasPrefix(term, p.head) || slices.Contains(p.stems, term) {
			return i
		}
	case len(p.phrase) == 0:
	case p.term.Kind == query.Fuzzy:
		if slices.ContainsFunc(p.phrase[0], func(w string) bool {
			return firstLetter(w) == firstLetter(term) && query.Suggest(w, []string{term}) != ""
		}) {
			return i
		}
	case p.scattered:
		if slices.ContainsFunc(p.phrase, func(terms []string) bool { return slices.Contains(terms, term) }) {
			return i
		}
	default:
		return follows(tokens, i, p.phrase)
	}
	return -1
}

func firstLetter(word string) rune {
	r, _ := utf8.DecodeRuneInString(word)
	return r
}

// follows returns the number of the token that a phrase from token number i on
// ends with, or -1. A position without terms stands for any word.
func follows(tokens []language.Token, i int, phrase [][]string) int {
	first, last := tokens[i].Position, i
	for at, terms := range phrase {
		if len(terms) == 0 {
			continue
		}
		found := -1
		for j := i; j < len(tokens) && tokens[j].Position <= first+at; j++ {
			if tokens[j].Position == first+at && slices.Contains(terms, tokens[j].Term) {
				found = j
				break
			}
		}
		if found < 0 {
			return -1
		}
		last = max(last, found)
	}
	return last
}

// marks returns the marks in one field of an article, in order, none
// overlapping another: of two the one that begins first, then the longer.
func (h *highlighter) marks(a *news.Article, field news.Field, text string) []mark {
	if len(h.terms) == 0 || text == "" {
		return nil
	}
	code := news.LanguageUndetermined
	if a.Annotations != nil {
		code = a.Annotations.Language.Code
	}
	l := h.all.For(code)
	var found []mark
	if patterns := h.chain(l); len(patterns) > 0 {
		tokens := l.Tokens(text)
		for i := range tokens {
			for j := range patterns {
				p := &patterns[j]
				if !p.looksAt(field) {
					continue
				}
				last := p.from(tokens, i)
				if last < 0 {
					continue
				}
				m := mark{span{tokens[i].Start, tokens[last].End}, p.at}
				if p.term.Field != query.Quote || spoken(a, field, m.span) {
					found = append(found, m)
				}
			}
		}
		found = append(found, h.called(a, field, text, patterns)...)
	}
	found = append(found, h.named(a, field, text)...)
	slices.SortFunc(found, func(a, b mark) int {
		if a.start != b.start {
			return a.start - b.start
		}
		return b.end - a.end
	})
	out := found[:0]
	for _, m := range found {
		if len(out) == 0 || m.start >= out[len(out)-1].end {
			out = append(out, m)
		}
	}
	return out
}

// spoken reports whether a place lies in a quotation.
func spoken(a *news.Article, field news.Field, s span) bool {
	return a.Annotations != nil && slices.ContainsFunc(a.Annotations.Quotations, func(q news.Quotation) bool {
		return q.Field == field && span{q.Start, q.End}.holds(s)
	})
}

// called returns the words of mentions that the query has as words, and that
// the text's own chain may write otherwise.
func (h *highlighter) called(a *news.Article, field news.Field, text string, patterns []pattern) []mark {
	if a.Annotations == nil || !slices.ContainsFunc(patterns, func(p pattern) bool { return len(p.plain) > 0 }) {
		return nil
	}
	var found []mark
	for i := range a.Annotations.Entities {
		for _, m := range a.Annotations.Entities[i].Mentions {
			if m.Field != field || m.Start < 0 || m.Start >= m.End || m.End > len(text) {
				continue
			}
			for _, token := range h.plain.Tokens(text[m.Start:m.End]) {
				for _, p := range patterns {
					if slices.Contains(p.plain, token.Term) {
						found = append(found, mark{span{m.Start + token.Start, m.Start + token.End}, p.at})
					}
				}
			}
		}
	}
	return found
}

// named returns the mentions of entities that the query asks for by name.
func (h *highlighter) named(a *news.Article, field news.Field, text string) []mark {
	if a.Annotations == nil {
		return nil
	}
	var found []mark
	for i := range a.Annotations.Entities {
		e := &a.Annotations.Entities[i]
		term := slices.IndexFunc(h.terms, func(t *query.Term) bool {
			if !t.Field.IsName() {
				return false
			}
			ids := h.names[t]
			return slices.Contains(ids, e.ID) || t.Within && slices.ContainsFunc(e.Within, func(id string) bool { return slices.Contains(ids, id) })
		})
		if term < 0 {
			continue
		}
		for _, m := range e.Mentions {
			if m.Field == field && m.Start >= 0 && m.Start < m.End && m.End <= len(text) {
				found = append(found, mark{span{m.Start, m.End}, term})
			}
		}
	}
	return found
}

// title returns the title with its marks.
func (h *highlighter) title(a *news.Article) client.Marked {
	return marked(a.Title, []span{{0, len(a.Title)}}, h.marks(a, news.FieldTitle, a.Title), titleBytes)
}

// quote returns a quotation with its marks.
func (h *highlighter) quote(a *news.Article, s news.Span) client.Marked {
	text := fieldOf(a, s.Field)
	return marked(text, []span{{s.Start, s.End}}, h.marks(a, s.Field, text), quoteBytes)
}

func fieldOf(a *news.Article, f news.Field) string {
	switch f {
	case news.FieldTitle:
		return a.Title
	case news.FieldSummary:
		return a.Summary
	}
	return a.Text
}

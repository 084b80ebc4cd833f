package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/index/internal/query"
	"github.com/dateline-news/dateline/shared/news"
)

const (
	// snippetBytes is what a snippet has at most.
	snippetBytes = 320
	// titleBytes and quoteBytes bound a title and a quotation.
	titleBytes = 1000
	quoteBytes = 4000
	// analysedBytes is how much of a long text is looked through for one.
	analysedBytes = 32 << 10
)

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
	// words are the terms of the chain that belong to it.
	words []string
	head  string
	// plain are its words folded, for the words that name an entity.
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

func (h *highlighter) chain(l *language.Language) []pattern {
	if p, ok := h.patterns[l.Name]; ok {
		return p
	}
	var out []pattern
	for _, t := range h.terms {
		if !t.Field.IsText() {
			continue
		}
		p := pattern{term: t}
		if t.Kind == query.Prefix {
			p.head, p.words = l.Prefix(t.Value)
		}
		if p.head == "" {
			p.words = slices.Concat(l.Phrase(t.Value)...)
			p.plain = slices.Concat(h.plain.Phrase(t.Value)...)
		}
		out = append(out, p)
	}
	h.patterns[l.Name] = out
	return out
}

// mark is a place in a field that answers the query.
type mark struct {
	span
	// term is the number of the term in highlighter.terms.
	term int
}

// marks returns the marks in one field of an article, in order, none
// overlapping another.
func (h *highlighter) marks(a *news.Article, field news.Field, text string) []mark {
	if len(h.terms) == 0 || text == "" {
		return nil
	}
	code := news.LanguageUndetermined
	if a.Annotations != nil {
		code = a.Annotations.Language.Code
	}
	l := h.all.For(code)
	patterns := h.chain(l)
	var found []mark
	for _, token := range l.Tokens(text) {
		if i := matching(patterns, field, token.Term); i >= 0 {
			found = append(found, mark{span{token.Start, token.End}, slices.Index(h.terms, patterns[i].term)})
		}
	}
	found = append(found, h.named(a, field, len(text))...)
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

// matching returns the number of the pattern that a token belongs to, or -1.
func matching(patterns []pattern, field news.Field, term string) int {
	return slices.IndexFunc(patterns, func(p pattern) bool {
		if p.term.Field == query.Title && field != news.FieldTitle || p.term.Field == query.Text && field == news.FieldTitle {
			return false
		}
		return slices.Contains(p.words, term) || p.head != "" && strings.HasPrefix(term, p.head)
	})
}

// named returns the mentions of entities that the query asks for: by a name
// term, or by a word that is written otherwise in the text, such as Lodz.
func (h *highlighter) named(a *news.Article, field news.Field, length int) []mark {
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
			if m.Field == field && m.Start < m.End && m.End <= length {
				found = append(found, mark{span{m.Start, m.End}, term})
			}
		}
	}
	return found
}

// title returns the title with its marks.
func (h *highlighter) title(a *news.Article) client.Marked {
	return marked(a.Title, span{0, len(a.Title)}, h.marks(a, news.FieldTitle, a.Title), titleBytes)
}

// snippet returns the sentence that answers the query best: the one with most
// different terms of it, the earlier of two. Notices and credits are passed
// over. Without any mark it is the beginning.
func (h *highlighter) snippet(a *news.Article) client.Marked {
	field, text := news.FieldText, a.Text
	if text == "" {
		field, text = news.FieldSummary, a.Summary
	}
	if len(text) > analysedBytes {
		text = strings.ToValidUTF8(text[:analysedBytes], "")
	}
	marks := h.marks(a, field, text)
	best, score := span{}, -1
	for i, s := range sentences(text) {
		if outside(a, field, s) {
			continue
		}
		if got := worth(marks, s); got > score {
			best, score = s, got
		}
		if len(marks) == 0 && i >= 2 {
			break
		}
	}
	return marked(text, best, marks, snippetBytes)
}

// worth counts the different terms in a sentence, then the marks.
func worth(marks []mark, s span) int {
	terms := make(map[int]bool)
	n := 0
	for _, m := range marks {
		if m.start >= s.start && m.end <= s.end {
			terms[m.term] = true
			n++
		}
	}
	return 10*len(terms) + min(n, 9)
}

// outside reports whether a sentence lies in a notice, a credit or a heading.
func outside(a *news.Article, field news.Field, s span) bool {
	if a.Annotations == nil {
		return false
	}
	for _, spans := range [][]news.Span{a.Annotations.Boilerplate, a.Annotations.Credits, a.Annotations.Headings} {
		for _, b := range spans {
			if b.Field == field && b.Start <= s.start && s.end <= b.End {
				return true
			}
		}
	}
	return false
}

// quote returns a quotation with its marks.
func (h *highlighter) quote(a *news.Article, s news.Span) client.Marked {
	text := a.Text
	switch s.Field {
	case news.FieldTitle:
		text = a.Title
	case news.FieldSummary:
		text = a.Summary
	}
	return marked(text, span{s.Start, s.End}, h.marks(a, s.Field, text), quoteBytes)
}

// marked cuts a piece out of a text with the marks that lie in it, shortened
// to limit bytes around the first mark, and cleans it of control characters.
func marked(text string, piece span, marks []mark, limit int) client.Marked {
	marks = slices.DeleteFunc(slices.Clone(marks), func(m mark) bool { return m.start < piece.start || m.end > piece.end })
	piece, before, after := shorten(text, piece, marks, limit)
	var b strings.Builder
	b.WriteString(before)
	out := client.Marked{}
	at := piece.start
	for _, m := range marks {
		if m.start < at || m.end > piece.end {
			continue
		}
		writeClean(&b, text[at:m.start])
		start := b.Len()
		writeClean(&b, text[m.start:m.end])
		if b.Len() > start {
			out.Marks = append(out.Marks, [2]int{start, b.Len()})
		}
		at = m.end
	}
	writeClean(&b, text[at:piece.end])
	b.WriteString(after)
	out.Text = b.String()
	return out
}

// shorten cuts a long piece at white space so that its first mark stays in.
func shorten(text string, piece span, marks []mark, limit int) (cut span, before, after string) {
	if piece.end-piece.start <= limit {
		return piece, "", ""
	}
	cut = piece
	if len(marks) > 0 && marks[0].end-piece.start > limit {
		cut.start = border(text, marks[0].start-limit/3, piece.start)
		for isBreak(text[cut.start]) {
			cut.start++
		}
		before = "… "
	}
	if cut.end-cut.start > limit {
		cut.end = border(text, cut.start+limit, cut.start)
		if len(marks) > 0 && cut.end < marks[0].end {
			cut.end = marks[0].end
		}
		after = " …"
	}
	return cut, before, after
}

// border returns the end of the last word before at, or at itself moved to
// the beginning of a character where there is no white space since floor.
func border(text string, at, floor int) int {
	for at > floor && !utf8.RuneStart(text[at]) {
		at--
	}
	if i := strings.LastIndexFunc(text[floor:at], unicode.IsSpace); i > 0 && at-floor-i < snippetBytes/2 {
		return floor + i
	}
	return at
}

// clean returns text without control characters.
func clean(text string) string {
	var b strings.Builder
	writeClean(&b, text)
	return b.String()
}

// writeClean writes text without control characters, white space as spaces.
func writeClean(b *strings.Builder, text string) {
	for _, r := range text {
		switch {
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case unicode.IsControl(r) || isBidiControl(r):
		default:
			b.WriteRune(r)
		}
	}
}

// isBidiControl reports whether r changes the direction of the text after it
// and could make a line read otherwise than it is.
func isBidiControl(r rune) bool {
	return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x200e || r == 0x200f || r == 0x061c
}

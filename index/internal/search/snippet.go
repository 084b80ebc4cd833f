package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/index/client"
	"github.com/dateline-news/dateline/index/internal/sentence"
	"github.com/dateline-news/dateline/shared/news"
)

const (
	// snippetBytes is what a snippet has at most, beside what a mark at its end
	// needs; more in scripts whose letters take more, see [breadth].
	snippetBytes = 320
	// titleBytes and quoteBytes bound a title and a quotation.
	titleBytes = 1000
	quoteBytes = 4000
	// analysedBytes is how much of a long text is looked through for one.
	analysedBytes = 32 << 10
	// usualSentence is about what a reader takes in at a glance; longer
	// sentences count for less, and so do fragments of under fragmentBytes.
	usualSentence = 220
	fragmentBytes = 25
)

// candidate is a sentence that may be shown.
type candidate struct {
	span
	field news.Field
	terms []int
	worth float64
}

// snippet returns the sentences that answer the query best: the best one, and
// with it the one that has most of the words it lacks, if there is room for
// both. The summary is looked at where the text lacks something. Notices,
// credits, headings and datelines are passed over. Without a mark it is the
// beginning of the text.
func (h *highlighter) snippet(a *news.Article) client.Marked {
	var all []candidate
	marks := make(map[news.Field][]mark)
	for _, field := range []news.Field{news.FieldText, news.FieldSummary} {
		text := fieldOf(a, field)
		if len(text) > analysedBytes {
			text = text[:border(text, analysedBytes, 0)]
		}
		marks[field] = h.marks(a, field, text)
		all = append(all, candidates(a, field, text, marks[field])...)
		if slices.ContainsFunc(all, func(c candidate) bool { return len(c.terms) == len(h.terms) }) {
			// The summary can hold no more.
			break
		}
	}
	if len(all) == 0 {
		return client.Marked{}
	}
	best := slices.MaxFunc(all, func(x, y candidate) int {
		// The first of equals: MaxFunc keeps it.
		switch {
		case x.worth < y.worth:
			return -1
		case x.worth > y.worth:
			return 1
		}
		return 0
	})
	pieces := []span{best.span}
	if other := best.complement(all, fieldOf(a, best.field)); other != nil {
		pieces = append(pieces, other.span)
		slices.SortFunc(pieces, func(x, y span) int { return x.start - y.start })
	}
	return marked(fieldOf(a, best.field), pieces, marks[best.field], snippetBytes)
}

// candidates returns the sentences of a field with what they are worth.
func candidates(a *news.Article, field news.Field, text string, marks []mark) []candidate {
	var out []candidate
	for _, s := range sentence.Split(text) {
		one := candidate{span: beyondDateline(a, field, text, span{s.Start, s.End}), field: field}
		if one.start >= one.end || outside(a, field, one.span) {
			continue
		}
		one.weigh(text, marks)
		if field == news.FieldText && len(out) == 0 {
			// What a story begins with sums it up.
			one.worth += 0.3
		}
		out = append(out, one)
		if len(marks) == 0 && len(out) == 2 {
			break
		}
	}
	return out
}

// weigh counts the different terms in a sentence, far above all; then how
// close they stand, how many marks there are, and whether the sentence is one
// that can be read at a glance.
func (c *candidate) weigh(text string, marks []mark) {
	n, closest := 0, 0.0
	var before *mark
	for i := range marks {
		m := &marks[i]
		if !c.holds(m.span) {
			continue
		}
		n++
		if !slices.Contains(c.terms, m.term) {
			c.terms = append(c.terms, m.term)
		}
		if before != nil && before.term != m.term {
			closest = max(closest, 1/(1+float64(m.start-before.end)/20))
		}
		before = m
	}
	c.worth = 10*float64(len(c.terms)) + 3*closest + 0.5*float64(min(n, 5))
	switch length := int(float64(c.end-c.start) / breadth(text[c.start:c.end])); {
	case length > usualSentence:
		c.worth -= min(2, float64(length-usualSentence)/usualSentence)
	case length < fragmentBytes:
		c.worth -= 2
	}
}

// complement returns the sentence of the same field that has most of the terms
// that the first lacks, nil where there is none or no room. What shows no mark
// and is short goes on with the next sentence.
func (c *candidate) complement(all []candidate, text string) *candidate {
	var best *candidate
	most := 0
	room := int(snippetBytes * breadth(text[c.start:c.end]))
	for i := range all {
		other := &all[i]
		if other.field != c.field || other.span == c.span || other.end-other.start+c.end-c.start > room {
			continue
		}
		if len(c.terms)+len(other.terms) == 0 && other.start > c.start && c.end-c.start < room/3 {
			return other
		}
		gain := 0
		for _, t := range other.terms {
			if !slices.Contains(c.terms, t) {
				gain++
			}
		}
		if gain > most || gain == most && gain > 0 && other.worth > best.worth {
			best, most = other, gain
		}
	}
	return best
}

// breadth is how many bytes a letter of the text takes, at most 2: a limit in
// bytes is multiplied by it, so that as much is read in any script. Ideographs
// take more and say more.
func breadth(text string) float64 {
	return min(2, max(1, float64(len(text))/float64(max(1, utf8.RuneCountInString(text)))))
}

// outside reports whether a sentence lies in a notice, a credit or a heading.
func outside(a *news.Article, field news.Field, s span) bool {
	if a.Annotations == nil {
		return false
	}
	for _, spans := range [][]news.Span{a.Annotations.Boilerplate, a.Annotations.Credits, a.Annotations.Headings} {
		for _, b := range spans {
			// Marks around a heading may belong to the sentence alone.
			if b.Field == field && b.Start < s.end && s.start < b.End && (b.End-b.Start)*2 > s.end-s.start {
				return true
			}
		}
	}
	return false
}

// beyondDateline returns a sentence without the dateline that it begins with.
func beyondDateline(a *news.Article, field news.Field, text string, s span) span {
	if a.Annotations == nil || a.Annotations.Dateline == nil {
		return s
	}
	d := a.Annotations.Dateline.Span
	if d.Field != field || d.Start > s.start || d.End <= s.start || d.End > s.end {
		return s
	}
	s.start = d.End
	for s.start < s.end {
		r, n := utf8.DecodeRuneInString(text[s.start:])
		if !unicode.IsSpace(r) && !unicode.In(r, unicode.Pd) && r != ':' {
			break
		}
		s.start += n
	}
	return s
}

// marked cuts pieces out of a text with the marks that lie in them, shortened
// to limit bytes around the first mark, and cleans them of control characters.
func marked(text string, pieces []span, marks []mark, limit int) client.Marked {
	var b strings.Builder
	out := client.Marked{}
	for i, piece := range pieces {
		inside := slices.DeleteFunc(slices.Clone(marks), func(m mark) bool { return !piece.holds(m.span) })
		cut, before, after := shorten(text, piece, inside, limit)
		if i > 0 {
			between := " … "
			if strings.TrimSpace(text[pieces[i-1].end:piece.start]) == "" {
				between = " "
			}
			b.WriteString(between)
		}
		b.WriteString(before)
		at := cut.start
		for _, m := range inside {
			if m.start < at || m.end > cut.end {
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
		writeClean(&b, text[at:cut.end])
		b.WriteString(after)
	}
	out.Text = b.String()
	return out
}

// shorten cuts a long piece between words so that its first mark stays in.
func shorten(text string, piece span, marks []mark, limit int) (cut span, before, after string) {
	limit = int(float64(limit) * breadth(text[piece.start:piece.end]))
	if piece.end-piece.start <= limit {
		return piece, "", ""
	}
	cut = piece
	if len(marks) > 0 && marks[0].end-piece.start > limit {
		cut.start = border(text, marks[0].start-limit/3, piece.start)
		for cut.start < marks[0].start && isBreak(text[cut.start]) {
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

func isBreak(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// border returns the end of the last word before at. Where there is no white
// space for long, as in Chinese or Thai, it is behind the last punctuation, or
// at the beginning of a character.
func border(text string, at, floor int) int {
	near := text[max(floor, runeStart(text, at-snippetBytes/2)):runeStart(text, at)]
	if i := strings.LastIndexFunc(near, unicode.IsSpace); i > 0 {
		return runeStart(text, at) - len(near) + i
	}
	if i := strings.LastIndexFunc(near, unicode.IsPunct); i > 0 {
		_, n := utf8.DecodeRuneInString(near[i:])
		return runeStart(text, at) - len(near) + i + n
	}
	return runeStart(text, at)
}

// runeStart moves a place to the beginning of the character that it lies in,
// with the marks that belong to it.
func runeStart(text string, at int) int {
	at = min(max(at, 0), len(text))
	for at > 0 && at < len(text) {
		r, _ := utf8.DecodeRuneInString(text[at:])
		if utf8.RuneStart(text[at]) && !unicode.IsMark(r) {
			break
		}
		at--
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

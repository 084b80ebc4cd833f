package query

import (
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/dateline-news/dateline/index/internal/document"
	"github.com/dateline-news/dateline/index/internal/language"
	"github.com/dateline-news/dateline/index/internal/sentence"
	"github.com/dateline-news/dateline/shared/news"
)

// Reading is one article prepared for any number of matchers: each of its
// texts is analysed once, when a query first asks for it. It is used by one
// goroutine.
type Reading struct {
	document *document.Document
	chain    *language.Language
	plain    *language.Language
	now      time.Time

	title, body []*analysed
	names       *analysed
	authors     []*analysed
	quotations  []quotation
	done        struct{ title, body, authors, quotations bool }
}

// quotation is a stretch of direct speech with its speaker.
type quotation struct {
	text    *analysed
	speaker *analysed
	id      string
	names   []string
}

// NewReading prepares an article. Relative dates are counted from now.
func NewReading(languages *language.Set, a *news.Article, now time.Time) *Reading {
	d := document.Of(a)
	return &Reading{document: d, chain: languages.For(d.Language), plain: languages.Named(language.Unknown), now: now}
}

// Article returns the article that is read.
func (r *Reading) Article() *news.Article { return r.document.Article }

// Chain returns the chain that analyses the article's texts.
func (r *Reading) Chain() *language.Language { return r.chain }

// texts returns the texts that a field looks into; quotations are apart.
func (r *Reading) texts(f Field) (title, body []*analysed) {
	if f != Text {
		title = r.titles()
	}
	if f != Title {
		body = r.bodies()
	}
	return title, body
}

func (r *Reading) titles() []*analysed {
	if !r.done.title {
		r.done.title = true
		r.title = analyse(r.title, r.chain, r.document.Title)
	}
	return r.title
}

func (r *Reading) bodies() []*analysed {
	if !r.done.body {
		r.done.body = true
		d := r.document
		if !leads(d.Lead, d.Text) {
			r.body = analyse(r.body, r.chain, d.Lead)
		}
		r.body = analyse(r.body, r.chain, d.Text)
	}
	return r.body
}

// leads reports whether a lead is a beginning of the text that ends with a
// word, so that all that it holds is found there.
func leads(lead, text string) bool {
	rest, ok := strings.CutPrefix(text, lead)
	return ok && (rest == "" || rest[0] == ' ' || rest[0] == '\n')
}

// mentioned returns the words that name an entity, all in one text, where
// nothing but single words is looked for.
func (r *Reading) mentioned() *analysed {
	if r.names == nil {
		r.names = newAnalysed(r.plain, strings.Join(r.document.Names, "\n"))
	}
	return r.names
}

func (r *Reading) writers() []*analysed {
	if !r.done.authors {
		r.done.authors = true
		for _, name := range r.document.Article.Authors {
			r.authors = analyse(r.authors, r.plain, name)
		}
	}
	return r.authors
}

func (r *Reading) speech() []quotation {
	if !r.done.quotations {
		r.done.quotations = true
		for i := range r.document.Quotations {
			q := &r.document.Quotations[i]
			r.quotations = append(r.quotations, quotation{
				text: newAnalysed(r.chain, q.Text), speaker: newAnalysed(r.plain, q.Speaker), id: q.SpeakerID, names: q.Names,
			})
		}
	}
	return r.quotations
}

// analyse adds a text to others, unless it is empty.
func analyse(texts []*analysed, l *language.Language, text string) []*analysed {
	if text == "" {
		return texts
	}
	return append(texts, newAnalysed(l, text))
}

// analysed is a text in terms.
type analysed struct {
	text   string
	tokens []language.Token
	// first holds the number of the first token with a term, next that of the
	// next token with the same, or -1.
	first map[string]int32
	next  []int32
	// terms holds every term, sorted; made when first asked for.
	terms []string
	// starts holds where each sentence begins; made when first asked for.
	starts []int
}

func newAnalysed(l *language.Language, text string) *analysed {
	t := &analysed{text: text, tokens: l.Tokens(text)}
	t.first = make(map[string]int32, len(t.tokens)/2)
	t.next = make([]int32, len(t.tokens))
	for i := len(t.tokens) - 1; i >= 0; i-- {
		term := t.tokens[i].Term
		t.next[i] = -1
		if n, ok := t.first[term]; ok {
			t.next[i] = n
		}
		t.first[term] = int32(i)
	}
	return t
}

func (t *analysed) has(term string) bool {
	_, ok := t.first[term]
	return ok
}

// at yields the numbers of the tokens with a term, ascending.
func (t *analysed) at(term string, yield func(i int) bool) {
	i, ok := t.first[term]
	for ok && i >= 0 {
		if !yield(int(i)) {
			return
		}
		i = t.next[i]
	}
}

// sorted returns every term, sorted.
func (t *analysed) sorted() []string {
	if t.terms == nil {
		t.terms = make([]string, 0, len(t.first))
		for term := range t.first {
			t.terms = append(t.terms, term)
		}
		slices.Sort(t.terms)
	}
	return t.terms
}

// beginning yields the terms that begin with head.
func (t *analysed) beginning(head string, yield func(term string) bool) {
	terms := t.sorted()
	for i := sort.SearchStrings(terms, head); i < len(terms) && strings.HasPrefix(terms[i], head); i++ {
		if !yield(terms[i]) {
			return
		}
	}
}

// alike yields the terms that differ from one by one slip at most, behind its
// first letter.
func (t *analysed) alike(term string, yield func(term string) bool) {
	for _, r := range term {
		t.beginning(string(r), func(other string) bool {
			return !nearly(term, other) || yield(other)
		})
		return
	}
}

// nearly reports whether two words differ by one slip at most.
func nearly(a, b string) bool {
	if d := len(a) - len(b); d > 4 || d < -4 {
		return false
	}
	return slips(a, b) <= 1
}

// sentenceOf returns the number of the sentence that the byte at begins in.
func (t *analysed) sentenceOf(at int) int {
	if t.starts == nil {
		t.starts = []int{0}
		for _, s := range sentence.Split(t.text) {
			if s.Start > 0 {
				t.starts = append(t.starts, s.Start)
			}
		}
	}
	n, exact := slices.BinarySearch(t.starts, at)
	if exact {
		return n
	}
	return n - 1
}

// sentences returns how many sentences the text has at most.
func (t *analysed) sentences() int {
	t.sentenceOf(0)
	return len(t.starts)
}

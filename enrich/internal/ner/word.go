package ner

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/text"
)

// word is a token as the rules see it.
type word struct {
	text, lower string
	// name holds for words that are written as names are.
	name bool
	caps bool
	kind text.Kind
	// first words begin a sentence or a quotation.
	first    bool
	sentence int
	// mention is one more than the place of the mention that covers the word
	// in fieldPass.mentions; 0: none.
	mention int
	// apart words are parted from the one before by more than a space.
	apart bool
	// excluded words stand in credits and notices.
	excluded bool
	// start and end are where a name starts and ends that does so with the
	// word: an article or a grammatical suffix may be in the token too.
	start, end int
}

// maxKept is the number of words of an article beyond which a buffer is not
// kept.
const maxKept = 1 << 15

// take returns a buffer of as many empty words as the fields have tokens.
func (r *Rules) take(fields []Field) []word {
	n := 0
	for _, f := range fields {
		n += len(f.Doc.Tokens)
	}
	if b, ok := r.buffers.Get().(*[]word); ok && cap(*b) >= n {
		return (*b)[:n]
	}
	return make([]word, n)
}

// keep empties a buffer, so that it holds on to no text, and keeps it.
func (r *Rules) keep(words []word) {
	if len(words) <= maxKept {
		clear(words)
		r.buffers.Put(&words)
	}
}

// wordsOfMention is about how many words of a field come to one mention.
const wordsOfMention = 10

// newField reads a field into words, which are empty and as many as its tokens.
func (p *pass) newField(index int, f *Field, words []word) *fieldPass {
	fp := &fieldPass{pass: p, index: index, field: f, doc: f.Doc, words: words, mentions: make([]Mention, 0, len(words)/wordsOfMention)}
	capitals, letters := 0, 0
	for s, sent := range f.Doc.Sentences {
		first := true
		for i := sent.First; i < sent.Last; i++ {
			w := &fp.words[i]
			w.text = f.Doc.Word(i)
			w.kind = f.Doc.Tokens[i].Kind
			w.start, w.end = f.Doc.Tokens[i].Start, f.Doc.Tokens[i].End
			w.sentence = s
			w.apart = i > 0 && f.Doc.Tokens[i].Start-f.Doc.Tokens[i-1].End > 1 && utf8.RuneCountInString(f.Doc.Text[f.Doc.Tokens[i-1].End:f.Doc.Tokens[i].Start]) > 1
			w.excluded = f.Excluded(f.Doc.Tokens[i].Range)
			if w.kind != text.Word {
				if w.kind == text.Punct && strings.ContainsAny(w.text, "\"“„«:") {
					closing := p.language != "en" && w.text == "\"" && i > sent.First && f.Doc.Tokens[i-1].End == f.Doc.Tokens[i].Start
					first = !closing
				}
				continue
			}
			if p.language == "tr" {
				w.text = cutTurkishSuffix(w.text)
			}
			w.end = f.Doc.Tokens[i].Start + len(w.text)
			w.start = f.Doc.Tokens[i].Start
			if first && (p.language == "fr" || p.language == "it") {
				n := elision(w.text)
				w.text = w.text[n:]
				w.start += n
			}
			w.lower = p.toLower(w.text)
			w.first = first
			first = false
			r, _ := utf8.DecodeRuneInString(w.text)
			upper := unicode.IsUpper(r)
			w.caps = isCaps(w.text)
			w.name = (upper || hasNameArticle(w.text)) && !isPossessive(w.lower)
			if !upper && w.text == w.lower {
				p.lower[w.lower] = true
			}
			if utf8.RuneCountInString(w.text) >= 4 || upper {
				letters++
				if upper {
					capitals++
				}
			}
		}
	}
	nounsCapital := p.lex != nil && p.lex.nounsCapital
	fp.plain = !f.Headline || nounsCapital || letters < 4 || 10*capitals < 7*letters
	return fp
}

// Excluded says whether a range lies in what is no news: credits and notices.
func (f *Field) Excluded(r text.Range) bool {
	for _, spans := range [][]text.Range{f.Structure.Credits, f.Structure.Notices} {
		for _, s := range spans {
			if s.Overlaps(r) {
				return true
			}
		}
	}
	return false
}

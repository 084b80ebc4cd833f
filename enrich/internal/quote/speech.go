package quote

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/text"
)

// isSpeech tells quotations from words in marks, names and titles of works.
// beside says that a verb of saying or a colon is next to it, cued that one
// is in the same sentence.
func (p *pass) isSpeech(u *utterance, beside, cued bool) bool {
	words, capitals, upper := 0, 0, 0
	first, last := -1, 0
	for i := u.first; i < u.last; i++ {
		if p.doc.Tokens[i].Kind == text.Punct {
			continue
		}
		if first < 0 {
			first = i
		}
		last = i
		words++
		if r, _ := utf8.DecodeRuneInString(p.doc.Word(i)); !unicode.IsLower(r) || utf8.RuneCountInString(p.doc.Word(i)) <= 3 {
			if unicode.IsUpper(r) || !unicode.IsLetter(r) || unicode.IsLower(r) {
				capitals++
			}
			if !unicode.IsLower(r) {
				upper++
			}
		}
	}
	if words == 0 {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(p.doc.Text[u.inner.Start:u.inner.End])
	spoken := strings.ContainsRune(".,!?…؟،—–;", r) || u.last < u.to && p.doc.Word(u.last) == ","
	titled := capitals == words && 2*upper >= words && !(p.language == "de" && cued)
	title := titled && words > 1 && !strings.ContainsRune(".!?", r)
	switch {
	case title && u.first > 0 && p.lower[u.first-1] == "the", u.first > 0 && p.lower[u.first-1] == "so-called":
		return false
	case u.first > 0 && p.lex.works[p.lower[u.first-1]] && (words < minWords || titled):
		return false
	case beside:
		return words > 1 && !(title && !p.touches(u)) || spoken && !title
	case words < 2, !cued && words < minWords && !p.joins(u) && !p.isSentence(u), titled && !p.isSentence(u):
		return false
	}
	i := p.nameAt(p.doc.Tokens[first].Start)
	return i == len(p.names) || p.names[i].Start > p.doc.Tokens[first].Start || p.names[i].End < p.doc.Tokens[last].End
}

// isSentence says whether a quotation is a sentence of its own.
func (p *pass) isSentence(u *utterance) bool {
	in := trimmed(p.doc.Text, u.inner)
	r, _ := utf8.DecodeLastRuneInString(p.doc.Text[in.Start:in.End])
	ends := strings.ContainsRune(".!?…", r) || u.last < u.to && p.doc.Word(u.last) == "."
	opens := p.sentenceOf(u.first).First == u.first || u.first > 0 && p.inside(u.first-1)
	return opens && ends && u.first+1 < u.last && p.isCapital(u.first+1)
}

// inside says whether token i belongs to the quotation found last.
func (p *pass) inside(i int) bool {
	return p.previous != nil && i >= p.previous.first && i < p.previous.last
}

// touches says whether a verb of saying or a colon stands right before a
// quotation or a short clause right behind it.
func (p *pass) touches(u *utterance) bool {
	if u.first > u.from && (isColon(p.doc.Word(u.first-1)) || p.lex.cues[p.lower[u.first-1]]) {
		return true
	}
	c, ok := p.firstCue(u.last, min(u.to, u.last+3))
	return ok && c.kind != participle
}

// minWords is how long a quotation without a verb of saying has to be.
const minWords = 4

package quote

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// cue is a verb of saying, a participle of one, or what stands before a
// source, at the tokens [at, end).
type cue struct {
	at, end int
	kind    cueKind
}

type cueKind uint8

const (
	verb cueKind = iota + 1
	participle
	source
)

// cueAt returns the cue that begins at token i.
func (p *pass) cueAt(i, end int) (cue, bool) {
	w := p.lower[i]
	switch {
	case p.lex.cues[w]:
		if i > 0 && isPassive(p.lower[i-1]) {
			return cue{}, false
		}
		return cue{i, i + 1, verb}, true
	case p.lex.participles[w]:
		return cue{i, i + 1, participle}, true
	case p.lex.sources[w]:
		return cue{i, i + 1, source}, true
	}
	for n := 2; n <= 4 && i+n <= end; n++ {
		w += " " + p.lower[i+n-1]
		if p.lex.sources[w] {
			return cue{i, i + n, source}, true
		}
	}
	return cue{}, false
}

func isPassive(w string) bool {
	switch w {
	case "was", "were", "is", "are", "been", "be", "being":
		return true
	}
	return false
}

// firstCue and lastCue return the outer cues of the tokens [a, b).
func (p *pass) firstCue(a, b int) (cue, bool) {
	for i := a; i < b; i++ {
		if c, ok := p.cueAt(i, b); ok {
			return c, true
		}
	}
	return cue{}, false
}

func (p *pass) lastCue(a, b int) (cue, bool) {
	for i := b - 1; i >= a; i-- {
		if c, ok := p.cueAt(i, b); ok {
			return c, true
		}
	}
	return cue{}, false
}

// voiceOf returns who a cue in the clause [a, b) belongs to; leads says that
// the clause follows its quotation.
func (p *pass) voiceOf(c cue, a, b int, leads bool) voice {
	for a < c.at && (p.doc.Tokens[a].Kind == text.Punct || p.lex.skipped[p.lower[a]]) {
		a++
	}
	var v voice
	ok := false
	switch {
	case c.kind == source:
		at := c.end
		if at < b && p.lex.cues[p.lower[at]] {
			at++
		}
		v, ok = p.behind(at, b)
	case c.kind == participle && leads:
		v, ok = p.last, true
	case p.language == "ar" && c.kind == verb, leads && c.at == a:
		if v, ok = p.behind(c.end, b); !ok {
			v, ok = p.ahead(a, c.at)
		}
	default:
		if v, ok = p.ahead(a, c.at); !ok || v.entity == 0 && p.lex.verbFirst {
			if w, found := p.behind(c.end, b); found && (w.entity > 0 || !ok && c.at == a) {
				v, ok = w, true
			}
		}
	}
	if !ok {
		v = p.last
	}
	v.cue = p.doc.Text[p.doc.Tokens[c.at].Start:p.doc.Tokens[c.end-1].End]
	return v
}

// observe reads the narration before token end for who speaks or acts in it,
// whom pronouns and quotations without a cue may go back to.
func (p *pass) observe(end int) {
	for p.seen < end {
		s := p.sentenceOf(p.seen)
		a, b := max(s.First, p.seen), min(s.Last, end)
		if a >= b {
			return
		}
		p.observeSentence(a, b)
		p.seen = b
	}
}

func (p *pass) observeSentence(a, b int) {
	if c, ok := p.firstCue(a, b); ok {
		if v := p.voiceOf(c, a, b, false); v.name != "" {
			v.cue = ""
			p.last, p.lastToken = v, b
		}
		return
	}
	i := p.nameAt(p.doc.Tokens[a].Start)
	for ; i < len(p.names) && p.names[i].Start < p.doc.Tokens[b-1].End; i++ {
		n := p.names[i]
		t := p.tokenAt(n.Start)
		if p.entities[n.entity].Type == news.TypePerson && (t == a || !p.lex.prepositions[p.lower[t-1]]) {
			p.last, p.lastToken = p.known(n), b
			return
		}
	}
}

// attribute finds the speaker of a quotation. It returns false for what is no
// quotation.
func (p *pass) attribute(u *utterance) bool {
	if u.narration[1] > u.narration[0] {
		c, ok := p.firstCue(u.narration[0], u.narration[1])
		if ok {
			u.voice = p.voiceOf(c, u.narration[0], u.narration[1], true)
		}
		return true
	}
	if u.goesOn || p.previous != nil && p.previous.open && u.paragraph == p.previous.paragraph+1 {
		u.voice = p.last
		return true
	}
	from := max(u.from, p.sentenceOf(u.first).First)
	p.observe(from)
	before, hasBefore := p.lastCue(from, u.first)
	if p.language == "ar" {
		before, hasBefore = p.firstCue(from, u.first)
	}
	to := p.clauseEnd(u)
	after, hasAfter := p.firstCue(u.last, to)
	colon := u.first > from && isColon(p.doc.Word(u.first-1))
	close := hasAfter && p.leadsOn(u, to) && after.at-u.last <= maxLead
	switch {
	case close && !(hasBefore && (colon || after.kind == participle)):
		u.voice = p.voiceOf(after, u.last, to, true)
	case hasBefore:
		u.voice = p.voiceOf(before, from, u.first, false)
	case hasAfter:
		u.voice = p.voiceOf(after, u.last, to, true)
	case colon:
		u.voice, _ = p.opener(from, u.first)
	}
	beside := close || colon || hasBefore && before.end == u.first
	if !p.isSpeech(u, beside, hasBefore || hasAfter || colon) {
		return false
	}
	if u.voice.name == "" && u.voice.cue == "" {
		u.voice = p.inherited(u, from)
	}
	return true
}

// maxLead is how many tokens may lie between a quotation and the verb of the
// clause that goes on with it.
const maxLead = 14

// clauseEnd returns where the clause ends that follows a quotation, or
// u.last where a new sentence begins there.
func (p *pass) clauseEnd(u *utterance) int {
	if u.last >= u.to {
		return u.last
	}
	s := p.sentenceOf(u.last)
	end := min(s.Last, u.to)
	if s.First != u.last {
		return end
	}
	// The quotation ends its sentence; a question or an exclamation may still
	// go on.
	if r, _ := utf8.DecodeLastRuneInString(p.doc.Text[u.inner.Start:u.inner.End]); !strings.ContainsRune("!?…,؟", r) {
		return u.last
	}
	if c, ok := p.firstCue(u.last, end); ok && c.at-u.last <= 3 {
		return end
	}
	return u.last
}

// leadsOn says whether the words behind a quotation go on with it.
func (p *pass) leadsOn(u *utterance, to int) bool {
	if u.last >= to {
		return false
	}
	inner, _ := utf8.DecodeLastRuneInString(strings.TrimRightFunc(p.doc.Text[u.inner.Start:u.inner.End], unicode.IsSpace))
	if strings.ContainsRune(",!?…؟،", inner) {
		return true
	}
	w := p.doc.Word(u.last)
	return w == "," || w == "،" || isDash(w) || p.lex.cues[p.lower[u.last]]
}

func isColon(w string) bool { return w == ":" || w == "：" }

// isSpeech tells quotations from words in marks, names and titles of works.
// beside says that a verb of saying or a colon is next to it, cued that one
// is in the same sentence.
func (p *pass) isSpeech(u *utterance, beside, cued bool) bool {
	words, capitals := 0, 0
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
		}
	}
	switch {
	case words == 0:
		return false
	case beside:
		return true
	case words < 2, !cued && words < minWords:
		return false
	case u.first > 0 && p.lex.works[p.lower[u.first-1]], capitals == words:
		return false
	}
	i := p.nameAt(p.doc.Tokens[first].Start)
	return i == len(p.names) || p.names[i].Start > p.doc.Tokens[first].Start || p.names[i].End < p.doc.Tokens[last].End
}

// minWords is how long a quotation without a verb of saying has to be.
const minWords = 4

// inherited returns the speaker of a quotation that has no cue: of the
// quotation or the sentence right before it.
func (p *pass) inherited(u *utterance, from int) voice {
	if from < u.first || p.last.name == "" {
		v := voice{}
		if from < u.first {
			v, _ = p.opener(from, u.first)
		}
		return v
	}
	if p.lastToken >= u.from || p.previous != nil && u.paragraph-p.previous.paragraph <= 1 {
		return p.last
	}
	return voice{}
}

package quote

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// voiceOf returns who a cue in the clause [a, b) belongs to; leads says that
// the clause follows its quotation.
func (p *pass) voiceOf(c cue, a, b int, leads bool) voice {
	for a < c.at && (p.doc.Tokens[a].Kind == text.Punct || p.lex.skipped[p.lower[a]] && !p.isName(a)) {
		a++
	}
	var v voice
	ok := false
	switch {
	case p.ownWords(c) != 0:
		v, ok = p.antecedent(p.ownWords(c), c.at)
	case p.language == "ar" && p.relayedFrom(c, b) > 0:
		v, ok = p.behind(p.relayedFrom(c, b), b)
	case c.kind == source:
		at := c.end
		if at < b && p.lex.cues[p.lower[at]] {
			at++
		}
		v, ok = p.behind(at, b)
	case c.kind == agent:
		v, ok = p.behind(c.end, b)
	case c.kind == participle:
		v, ok = p.companion(c, a)
	case p.attached(c) != 0:
		v, ok = p.antecedent(p.attached(c), c.at)
	case p.language == "ar" && c.kind == verb && (p.addressed(c.end, b) || c.at > a && p.lower[c.at-1] == "قد"):
		if v, ok = p.ahead(a, c.at); !ok {
			v, ok = p.behind(c.end, b)
		}
	case p.language == "ar" && c.kind == verb, leads && c.at == a:
		if v, ok = p.behind(c.end, b); !ok {
			v, ok = p.ahead(a, c.at)
		}
	default:
		v, ok = p.ahead(a, c.at)
		if !ok && p.shares(a) {
			v, ok = p.previous.voice, true
		}
		if !ok || v.entity == 0 && p.lex.verbFirst {
			if w, found := p.behind(c.end, b); found && (w.entity > 0 || !ok && c.at == a) {
				v, ok = w, true
			}
		}
	}
	if !ok && p.language == "ru" && a < c.at && (p.lower[a] == "в" || p.lower[a] == "во") {
		// "В Минобороны заявили": in a body somebody said.
		v, ok = p.nominal(a+1, c.at)
	}
	switch {
	case !ok && c.kind == source:
		v = voice{}
	case !ok:
		v = p.last
	}
	v.cue = p.doc.Text[p.doc.Tokens[c.at].Start:p.doc.Tokens[c.end-1].End]
	return v
}

// attached returns what the pronoun stands for that French joins to its verb:
// "dit-elle", "a-t-il ajouté".
func (p *pass) attached(c cue) reference {
	if p.language != "fr" {
		return 0
	}
	for i := c.at; i >= max(0, c.at-2); i-- {
		w := strings.ToLower(p.doc.Word(i))
		if at := strings.LastIndexByte(w, '-'); at > 0 {
			if r := p.lex.pronouns[w[at+1:]]; r != 0 {
				return r
			}
		}
		if i < c.at && !p.lex.skipped[p.lower[i]] {
			break
		}
	}
	return 0
}

// companion returns the subject that a participle shares with the verb before
// it; with "X quoted Y as saying" that is Y.
func (p *pass) companion(c cue, a int) (voice, bool) {
	if c.at > a && p.lower[c.at-1] == "as" {
		for i := c.at - 2; i >= max(a, c.at-maxSubject); i-- {
			if w := p.lower[i]; w != "quoted" && w != "cited" && w != "quotes" && w != "cites" {
				continue
			}
			if i > a && isPassive(p.lower[i-1]) {
				return p.ahead(a, i-1)
			}
			return p.behind(i+1, c.at-1)
		}
	}
	if n := p.nameAt(p.doc.Tokens[c.at].Start) - 1; n >= 0 && c.at > a && p.names[n].End == p.doc.Tokens[c.at-1].End {
		if k := p.entities[p.names[n].entity].Type; k == news.TypePerson || k == news.TypeOrganisation {
			return p.known(p.names[n]), true
		}
	}
	s := p.sentenceOf(c.at)
	start := s.First
	shared := p.previous != nil && p.previous.first >= s.First && p.previous.last <= c.at && p.previous.voice.name != ""
	if shared {
		start = p.previous.last
	}
	for i := c.at - 1; i >= max(start, c.at-maxLook); i-- {
		if m, ok := p.cueAt(i, c.at); ok && m.kind == verb {
			if v, ok := p.ahead(start, m.at); ok {
				return v, true
			}
			break
		}
	}
	if shared {
		return p.previous.voice, true
	}
	if r := p.lex.pronouns[p.lower[start]]; r != 0 && !p.lex.determiners[p.lower[start]] {
		return p.antecedent(r, start)
	}
	if v, ok := p.opener(start, c.at); ok {
		return v, true
	}
	return p.last, p.last.name != ""
}

// maxLook bounds how many tokens back from a participle its verb is looked
// for.
const maxLook = 60

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
			p.heard(v, b)
			p.lastSpoke = true
		}
		return
	}
	if v, ok := p.actor(a, b); ok {
		p.remember(v)
	}
	if v, ok := p.opener(a, b); ok {
		if v.entity > 0 && p.entities[v.entity-1].Type != news.TypePerson {
			p.remember(v)
			return
		}
		p.heard(v, b)
		return
	}
	i := p.nameAt(p.doc.Tokens[a].Start)
	for ; i < len(p.names) && p.names[i].Start < p.doc.Tokens[b-1].End; i++ {
		n := p.names[i]
		t := p.tokenAt(n.Start)
		if p.entities[n.entity].Type == news.TypePerson && (t == a || !p.lex.prepositions[p.lower[t-1]]) {
			p.heard(p.known(n), b)
			return
		}
	}
}

// heard makes a voice the one that what follows may go back to.
func (p *pass) heard(v voice, end int) {
	v.cue = ""
	p.last, p.lastToken, p.lastSpoke = v, end, false
	p.remember(v)
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
	if p.lex.joined != nil {
		return p.attributeJoined(u, from)
	}
	before, hasBefore := p.lastCue(from, u.first)
	if p.language == "ar" {
		before, hasBefore = p.firstCue(from, u.first)
	}
	to := p.clauseEnd(u)
	after, hasAfter := p.firstCue(u.last, to)
	hasAfter = hasAfter && !(p.calls(after) && after.end < to && p.lex.determiners[p.lower[after.end]])
	if !hasAfter || after.at-u.last > maxLead {
		if c, ok := p.inverted(u, to); ok {
			after, hasAfter = c, true
		}
	}
	colon := u.first > max(from, 1) && isColon(p.doc.Word(u.first-1))
	close := hasAfter && p.leadsOn(u, to) && after.at-u.last <= maxLead && (after.kind != source || after.at-u.last <= 1)
	if close && hasBefore {
		p.remember(p.voiceOf(before, from, u.first, false))
	}
	switch {
	case p.lex.verbLast && hasAfter && after.at-u.last <= maxLead:
		if v, ok := p.behind(after.end, to); ok && p.isAttributive(after) {
			u.voice = v
		} else if v, ok := p.opener(from, u.first); ok && from < u.first {
			u.voice = v
		} else if v, ok := p.ahead(from, u.first); ok {
			u.voice = v
		} else if v, ok := p.behind(after.end, to); ok && v.entity > 0 {
			u.voice = v
		} else {
			u.voice = p.last
		}
		u.voice.cue = p.doc.Word(after.at)
		close = true
	case close && !(hasBefore && (colon && !p.leadsAtOnce(u, after) || after.kind == participle || before.end == u.first || before.kind == agent || after.kind == source && before.kind == verb || p.turns(u.last, after.at) || p.terms(before, u.first))):
		u.voice = p.voiceOf(after, u.last, to, true)
	case hasBefore:
		u.voice = p.voiceOf(before, from, u.first, false)
	case hasAfter && !p.sharesSentence(u):
		u.voice = p.voiceOf(after, u.last, to, true)
	case colon:
		u.voice = p.announcer(from, u.first)
	}
	if colon && u.voice.entity == 0 && p.lex.verbFirst {
		// "También habló X: «…», sostuvo el dirigente."
		at := p.doc.Tokens[u.first-2].End
		if k := p.nameAt(at) - 1; k >= 0 && p.names[k].End == at && p.entities[p.names[k].entity].Type == news.TypePerson {
			cue := u.voice.cue
			u.voice = p.known(p.names[k])
			u.voice.cue = cue
		}
	}
	if hasBefore {
		if c, ok := p.firstCue(from, u.first); ok && c.at < before.at && c.kind == verb {
			if v, ok := p.ahead(from, c.at); ok {
				p.remember(v)
			}
		}
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

// isAttributive holds for a Turkish verb that stands before its subject as an
// adjective does: "diyen X".
func (p *pass) isAttributive(c cue) bool {
	w := p.lower[c.at]
	return strings.HasSuffix(w, "en") || strings.HasSuffix(w, "an")
}

// terms says whether a cue says what somebody calls what, with no more than
// articles before the quotation at token first: 'whom X calls a "separatist"'.
func (p *pass) terms(c cue, first int) bool {
	if !p.calls(c) {
		return false
	}
	i := c.end
	for i < first && p.lex.determiners[p.lower[i]] {
		i++
	}
	return i == first
}

// calls says whether a cue says what somebody calls what: behind it stands the
// thing, not who speaks.
func (p *pass) calls(c cue) bool {
	switch p.lower[c.at] {
	case "call", "calls", "called", "brand", "branded", "brands", "label", "labels", "labelled", "labeled", "dub", "dubbed":
		return true
	}
	return false
}

// turns says whether the tokens [a, b) behind a quotation begin a clause of
// their own: "while", "but".
func (p *pass) turns(a, b int) bool {
	for a < b && p.doc.Tokens[a].Kind == text.Punct {
		a++
	}
	if a >= b {
		return false
	}
	switch w := p.lower[a]; w {
	case "and", "but", "und", "aber", "et", "mais", "y", "pero", "e", "ma", "mas", "en", "maar", "и", "а", "но":
		return true
	default:
		return p.lex.relatives[w]
	}
}

// announcer returns who a clause without a verb of saying is about that
// announces a quotation by a colon: who opens it, or a part of it by a pronoun.
func (p *pass) announcer(a, b int) voice {
	if v, ok := p.opener(a, b); ok {
		return v
	}
	for _, c := range p.parts(max(a, b-maxClause), b) {
		if first, _ := p.bare(c[0], c[1]); p.lex.pronouns[p.lower[first]]&(man|woman) != 0 {
			v, _ := p.opener(c[0], c[1])
			return v
		}
	}
	return voice{}
}

// sharesSentence says whether the quotation before this one stands in the
// same sentence and has a speaker.
func (p *pass) sharesSentence(u *utterance) bool {
	return p.previous != nil && p.previous.voice.name != "" && p.previous.paragraph == u.paragraph &&
		p.sentenceOf(p.previous.first) == p.sentenceOf(u.first)
}

// shares says whether token a stands in the sentence of the quotation before,
// behind it, whose speaker is known.
func (p *pass) shares(a int) bool {
	return p.previous != nil && p.previous.voice.name != "" && p.previous.last <= a && a > 0 && p.sentenceOf(a).First <= p.previous.first
}

// joins says whether a quotation follows another with nothing but a comma or
// a conjunction between.
func (p *pass) joins(u *utterance) bool {
	return p.sharesSentence(u) && u.first-p.previous.last <= 2
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
	if s.First != u.last || s.Last > u.to {
		if s.First == u.last {
			return u.last
		}
		return end
	}
	// The quotation ends its sentence; a question or an exclamation may still
	// go on, and so may one before a sentence of nothing but its verb.
	c, ok := p.firstCue(u.last, end)
	if !ok || c.kind != verb {
		return u.last
	}
	last := end
	for last > u.last && p.doc.Tokens[last-1].Kind == text.Punct {
		last--
	}
	r, _ := utf8.DecodeLastRuneInString(p.doc.Text[u.inner.Start:u.inner.End])
	switch {
	case strings.ContainsRune("!?…,؟", r) && c.at-u.last <= 3, r == '.' && last-u.last <= maxTail && (c.end == last || c.at == u.last) && !p.continues(u):
		return end
	}
	return u.last
}

// continues says whether a quotation stands behind another of its paragraph
// whose speaker is known.
func (p *pass) continues(u *utterance) bool {
	return p.previous != nil && p.previous.paragraph == u.paragraph && p.previous.voice.name != ""
}

// maxTail is how long a sentence may be that is nothing but the narration of
// the quotation before it.
const maxTail = 8

// leadsOn says whether the words behind a quotation go on with it.
func (p *pass) leadsOn(u *utterance, to int) bool {
	if u.last >= to {
		return false
	}
	inner, _ := utf8.DecodeLastRuneInString(strings.TrimRightFunc(strings.TrimRight(p.doc.Text[u.inner.Start:u.inner.End], "]'’)"), unicode.IsSpace))
	if strings.ContainsRune(",!?…؟،;", inner) || p.sentenceOf(u.last).First == u.last {
		return true
	}
	w := p.doc.Word(u.last)
	return w == "," || w == "،" || isDash(w) || p.lex.cues[p.lower[u.last]]
}

// leadsAtOnce says whether a quotation ends with a comma and its verb follows
// next, so that what announces it by a colon does not say it.
func (p *pass) leadsAtOnce(u *utterance, c cue) bool {
	return c.kind == verb && c.at == u.last && strings.HasSuffix(p.doc.Text[u.inner.Start:u.inner.End], ",")
}

func isColon(w string) bool { return w == ":" || w == "：" }

// inherited returns the speaker of a quotation that has no cue: who opens its
// sentence, else that of the quotation or the sentence right before it, else
// of the sentence right behind it.
func (p *pass) inherited(u *utterance, from int) voice {
	if from < u.first {
		if p.sharesSentence(u) {
			v := p.previous.voice
			v.cue = ""
			return v
		}
		v, ok := p.opener(from, u.first)
		same := p.lastToken > p.sentenceOf(u.first).First
		if ok || !p.lastSpoke || !same && p.lex.determiners[p.lower[u.first-1]] {
			// Behind an article stand words that the text takes its distance
			// from: 'the "people's court"'.
			return v
		}
	}
	if p.last.name != "" && (p.lastToken >= u.from || p.previous != nil && u.paragraph-p.previous.paragraph <= 1) {
		return p.last
	}
	if v, ok := p.following(u); ok {
		return v
	}
	if from == u.first && p.last.name != "" && p.paragraphAt(p.lastToken-1) >= u.paragraph-1 {
		return p.last
	}
	return voice{}
}

// following returns who speaks in the sentence behind a quotation that is one
// of its own.
func (p *pass) following(u *utterance) (voice, bool) {
	if u.last >= u.to {
		return voice{}, false
	}
	s := p.sentenceOf(u.last)
	end := min(s.Last, u.to)
	c, ok := p.firstCue(u.last, end)
	if !ok || c.kind != verb || c.at-u.last > maxTail {
		return voice{}, false
	}
	return p.ahead(u.last, c.at)
}

// paragraphAt returns the paragraph of a token.
func (p *pass) paragraphAt(token int) int {
	if token < 0 || token >= len(p.doc.Tokens) {
		return -1
	}
	return p.paragraphOf(p.doc.Tokens[token].Start)
}

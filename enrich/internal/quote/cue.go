package quote

import (
	"strings"

	"github.com/dateline-news/dateline/enrich/internal/text"
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
	// agent is a passive verb with the preposition before who speaks:
	// "described by".
	agent
)

// maxSource is how many words stand before a source: "in the words of".
const maxSource = 4

// cueAt returns the cue that begins at token i.
func (p *pass) cueAt(i, end int) (cue, bool) {
	w := p.lower[i]
	if p.isCapital(i) && !p.field.Headline && p.lex.cues[w] && i > 0 && p.doc.Tokens[i-1].Kind == text.Word {
		return cue{}, false
	}
	switch {
	case p.lex.cues[w]:
		if i+1 < end && p.lex.agents[p.lower[i+1]] && p.isPassiveAt(i) {
			if w == "said" || w == "told" && !(i > 0 && isPassive(p.lower[i-1])) {
				return cue{i, i + 1, verb}, true
			}
			if p.lex.relayed[w] || i+2 < end && strings.HasSuffix(p.lower[i+2], "ing") {
				return cue{}, false
			}
			return cue{i, i + 2, agent}, true
		}
		if i > 0 && isPassive(p.lower[i-1]) || i > 1 && isPassive(p.lower[i-2]) && p.lex.skipped[p.lower[i-1]] {
			return cue{}, false
		}
		if i > 0 && (p.lex.determiners[p.lower[i-1]] || p.lower[i-1] == "to") && p.language == "en" {
			return cue{}, false
		}
		if (w == "quoted" || w == "cited") && p.relays(i+1, end) {
			return cue{}, false
		}
		return cue{i, i + 1, verb}, true
	case p.lex.participles[w]:
		return cue{i, i + 1, participle}, true
	case p.lex.sources[w]:
		return cue{i, i + 1, source}, true
	}
	if !p.lex.opens[w] {
		return cue{}, false
	}
	for n := 2; n <= maxSource && i+n <= end; n++ {
		w += " " + p.lower[i+n-1]
		if p.lex.sources[w] {
			return cue{i, i + n, source}, true
		}
	}
	return cue{}, false
}

// inverted returns the verb right behind a quotation that no list has, where
// its place tells that it is one: before its subject, behind a comma
// ("», hurle un garçon") or, in Russian, a dash ("», — крикнул рыбак").
func (p *pass) inverted(u *utterance, to int) (cue, bool) {
	in := trimmed(p.doc.Text, u.inner)
	exclaims := strings.HasSuffix(p.doc.Text[in.Start:in.End], "!") || strings.HasSuffix(p.doc.Text[in.Start:in.End], "?")
	if !p.lex.verbFirst || !p.leadsOn(u, to) || u.last-u.first-2 < minWords && !exclaims {
		return cue{}, false
	}
	i, dash := u.last, false
	for i < to && (p.doc.Tokens[i].Kind == text.Punct || p.lex.skipped[p.lower[i]] && !p.lex.determiners[p.lower[i]]) {
		dash = dash || isDash(p.doc.Word(i))
		i++
	}
	if i+1 >= to || i > u.last+maxWeak || p.doc.Tokens[i].Kind != text.Word || p.isCapital(i) {
		return cue{}, false
	}
	w := p.lower[i]
	if p.lex.prepositions[w] || p.lex.relatives[w] || p.lex.determiners[w] || p.lex.pronouns[w] != 0 || p.lex.adverbials[w] || p.lex.auxiliaries[w] || p.lex.sources[w] {
		return cue{}, false
	}
	if p.language == "ru" {
		for _, e := range []string{"л", "ла", "ли", "ло", "ет", "ит", "ют", "ят"} {
			if dash && strings.HasSuffix(w, e) && len(w) > 6 {
				return cue{i, i + 1, verb}, true
			}
		}
		return cue{}, false
	}
	if p.language == "ar" || !p.lex.determiners[p.lower[i+1]] && !p.isName(i+1) {
		return cue{}, false
	}
	return cue{i, i + 1, verb}, true
}

// maxPassive is how far before a participle its auxiliary may stand.
const maxPassive = 8

// isPassiveAt says whether the verb at token i may be passive: in English it
// may, elsewhere an auxiliary stands before it.
func (p *pass) isPassiveAt(i int) bool {
	if p.language == "en" {
		return true
	}
	for k := i - 1; k >= max(0, i-maxPassive); k-- {
		if p.lex.passives[p.lower[k]] {
			return true
		}
	}
	return false
}

// relays says whether "as saying" follows in the tokens [i, end): the words
// are not of who quoted them.
func (p *pass) relays(i, end int) bool {
	for stop := min(i+maxSubject, end, len(p.lower)-1); i < stop; i++ {
		if p.lower[i] == "as" && p.lex.participles[p.lower[i+1]] {
			return true
		}
		if p.doc.Word(i) == "." {
			break
		}
	}
	return false
}

func isPassive(w string) bool {
	switch w {
	case "was", "were", "is", "are", "been", "be", "being":
		return true
	}
	return false
}

// firstCue and lastCue return the outer cues of the tokens [a, b). One that is
// weak counts only next to the quotation: at the end of b, or the begin of a.
func (p *pass) firstCue(a, b int) (cue, bool) {
	for i := a; i < b; i++ {
		if c, ok := p.cueAt(i, b); ok && (!p.lex.weak[p.lower[i]] || i-a <= maxWeak) {
			return c, true
		}
	}
	return cue{}, false
}

func (p *pass) lastCue(a, b int) (cue, bool) {
	var weak cue
	for i := b - 1; i >= a; i-- {
		c, ok := p.cueAt(i, b)
		switch {
		case !ok:
		case !p.lex.weak[p.lower[i]]:
			return c, true
		case weak.end == 0:
			weak = c
		}
	}
	return weak, weak.end > 0
}

// maxWeak is how far behind a quotation a weak cue may stand.
const maxWeak = 3

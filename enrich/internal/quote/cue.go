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
		if i+1 < end && p.lex.agents[p.lower[i+1]] {
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

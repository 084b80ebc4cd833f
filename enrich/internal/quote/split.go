package quote

import (
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/text"
)

// split parts a quotation from the narration within its marks: behind dashes
// («A, — said X. — B»), in French behind commas too.
func (p *pass) split(u utterance) []utterance {
	var out []utterance
	rest := u
	for i := u.first + 1; i < u.last-1; i++ {
		if !p.opensNarration(i, u.last) {
			continue
		}
		end := i + 1
		for end < u.last-1 && !p.closesNarration(i, end) {
			end++
		}
		part := rest
		part.inner.End, part.narration = p.doc.Tokens[i].Start, [2]int{i + 1, end}
		out = append(out, part)
		rest.goesOn = true
		for end < u.last-1 && p.doc.Tokens[end].Kind == text.Punct && !isOpeningMark(p.doc.Word(end)) {
			end++
		}
		rest.inner.Start = min(p.doc.Tokens[min(end, u.last-1)].Start, u.inner.End)
		i = end - 1
	}
	if rest.inner.Start < rest.inner.End {
		out = append(out, rest)
	}
	return out
}

// dialogue returns a paragraph that a dash opens: "— Never, — said the miner."
func (p *pass) dialogue(r text.Range) (span, bool) {
	s := trimmed(p.doc.Text, r)
	dash, n := utf8.DecodeRuneInString(p.doc.Text[s.Start:s.End])
	if p.lex.cues == nil || p.language == "en" || !isSpeechDash(dash) || p.isBarred(s) {
		return span{}, false
	}
	return span{inner: text.Range{Start: s.Start + n, End: s.End}, outer: s}, true
}

func isSpeechDash(r rune) bool { return r == '—' || r == '–' || r == '―' }

// spoken splits a paragraph that a dash opens. Without narration it is none:
// lists open with dashes too.
func (p *pass) spoken(u utterance) []utterance {
	parts := p.split(u)
	if len(parts) == 0 || parts[0].narration[1] <= parts[0].narration[0] {
		return nil
	}
	// What is left goes on with the speech only behind another dash.
	if rest := parts[len(parts)-1]; rest.narration[1] <= rest.narration[0] {
		i := p.tokenAt(rest.inner.Start)
		if i == 0 || !isDash(p.doc.Word(i-1)) && (i >= len(p.doc.Tokens) || !isDash(p.doc.Word(i))) {
			parts = parts[:len(parts)-1]
		}
	}
	return parts
}

func isOpeningMark(w string) bool {
	switch w {
	case "«", "“", "„", "\"", "¿", "¡", "‘", "(", "...", "…":
		return true
	}
	return false
}

// opensNarration says whether a dash or comma at token i is followed by a verb
// of saying that has its subject behind it.
func (p *pass) opensNarration(i, end int) bool {
	dash := isDash(p.doc.Word(i))
	if !dash && (p.language != "fr" || p.doc.Word(i) != ",") {
		return false
	}
	for k := i + 1; k < min(i+5, end); k++ {
		if p.lex.cues[p.lower[k]] {
			return true
		}
		if !p.lex.skipped[p.lower[k]] && (!dash || k > i+2 || p.doc.Tokens[k].Kind != text.Word) {
			return false
		}
	}
	return false
}

func (p *pass) closesNarration(start, i int) bool {
	if isDash(p.doc.Word(start)) {
		return isDash(p.doc.Word(i))
	}
	if p.sentenceOf(i).First == i || p.doc.Word(i) == "." && i+1 < len(p.lower) && p.isCapital(i+1) && !p.isCapital(i-1) {
		return true
	}
	// An apposition may lie between: "dit Anne, une voisine, ".
	return p.doc.Word(i) == "," && !p.isIndefinite(i+1)
}

func isDash(w string) bool {
	switch w {
	case "—", "–", "-", "--", "―":
		return true
	}
	return false
}

package quote

import "github.com/dateline-news/dateline/enrich/internal/text"

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

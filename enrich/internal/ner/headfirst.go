package ner

import (
	"strings"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// headFirstNames puts the names that begin with one of the heads, as most do
// in the Romance languages: "Comité Internacional", "ministero della Difesa".
func (f *fieldPass) headFirstNames(heads map[string]bool, t news.EntityType, kind string) {
	for i := 0; i < len(f.words); i++ {
		w := &f.words[i]
		if w.kind != text.Word || w.excluded || !heads[w.lower] || w.mention != 0 && f.at(i).Last-f.at(i).First > 1 {
			continue
		}
		if !w.name {
			if t == news.TypeOrganisation && f.lex.institutions[w.lower] || t == news.TypePlace && f.lex.facilities[w.lower] {
				if end := f.complement(i+1, false); end > i+1 {
					f.putName(i, end, t, kind)
					i = end - 1
				}
			}
			continue
		}
		first := f.headStart(i)
		end := f.complement(i+1, !w.first)
		if end-first < 2 || w.first && !f.surelyNamed(i, end) {
			continue
		}
		f.putName(first, end, t, kind)
		i = max(i, end-1)
	}
}

// surelyNamed says whether a head that opens its sentence, where every word
// has a capital, begins a name all the same: another capital follows.
func (f *fieldPass) surelyNamed(i, end int) bool {
	if f.lower[f.words[i].lower] && end-i < 3 {
		return false
	}
	for j := i + 1; j < end; j++ {
		if f.words[j].name {
			return true
		}
	}
	return false
}

// headStart returns where a name begins whose head is word i: at the head, or
// before words that belong to it.
func (f *fieldPass) headStart(i int) int {
	first := i
	for first > 0 && f.same(first-1, i) && f.nameWord(first-1) && !f.opener(first-1) && !f.words[first].apart {
		w := f.words[first-1].lower
		if !f.lex.preHeads[w] && !(f.lex.headAnywhere && !f.isTitleWord(first-1) && i-first < 3) {
			break
		}
		if m := f.at(first - 1); m != nil && (m.Type == news.TypePerson || m.First < first-1 && m.Type != news.TypeOrganisation) {
			break
		}
		first--
	}
	return first
}

// complement returns the end of what follows a head that stands first: name
// words, links before further name words and, where the head has a capital,
// the words in lower case that go on with a name.
func (f *fieldPass) complement(i int, capital bool) int {
	end := i
	for j := i; j < len(f.words) && j-i < maxNameWords && f.same(i-1, j) && !f.words[j].apart; {
		if f.nameWord(j) && (!f.isTitleWord(j) || j == end && isGeneral(f.words[j].lower)) {
			if m := f.at(j); m != nil && m.Type == news.TypePerson || f.personBegins(j, end) {
				break
			}
			j++
			end = j
			continue
		}
		if next := f.furtherField(i, j, end); next > j {
			j, end = next, next
			continue
		}
		if f.nameAdjective(j) && j == end {
			j++
			if capital {
				end = j
				continue
			}
		}
		k := j
		for k < len(f.words) && k-j < 3 && f.same(i-1, k) && f.isLink(f.words[k].lower) {
			k++
		}
		if k == j || k >= len(f.words) || !f.same(i-1, k) {
			break
		}
		if capital && j == i && f.lex.lowerNouns && f.lowerNoun(k) && f.isGenitive(f.words[j].lower) {
			j = k + 1
			end = j
			continue
		}
		if !f.nameWord(k) || f.isTitleWord(k) {
			break
		}
		if m := f.at(k); m != nil && m.Type == news.TypePerson || knownForename(f.words[k].text, f.language) && k+1 < len(f.words) && f.nameWord(k+1) && f.at(k) == nil {
			break
		}
		if conjunction(f.words[j].lower) && (!f.portfolioHead(i-1) || k > j+1 && !f.isGenitive(f.words[j+1].lower)) {
			break
		}
		j = k
	}
	return end
}

// furtherField returns the end of the last of the fields that follow commas in
// the name of a ministry, where "and" goes before it; or j.
func (f *fieldPass) furtherField(i, j, end int) int {
	if j != end || j == i || f.words[j].text != "," || !f.portfolioHead(i-1) {
		return j
	}
	for at := j; at+1 < len(f.words) && at-j <= 6 && f.same(i, at+1); {
		switch {
		case f.words[at].text == "," && f.nameWord(at+1) && f.at(at+1) == nil:
			at = f.capitals(at + 1)
		case at > j && conjunction(f.words[at].lower) && f.nameWord(at+1) && f.at(at+1) == nil:
			return f.capitals(at + 1)
		default:
			return j
		}
	}
	return j
}

// personBegins says whether the name of a person begins at word j, right
// behind a name that ends there: "Bayern Thomas Müller".
func (f *fieldPass) personBegins(j, end int) bool {
	return j == end && f.at(j) == nil && j+1 < len(f.words) && f.same(j, j+1) && f.nameWord(j+1) && f.at(j+1) == nil &&
		knownForename(f.words[j].text, f.language) && !f.isHead(j+1) && !f.isLink(f.words[j-1].lower)
}

// portfolioHead holds for ministries and the like, whose names join several
// fields: "Ministerio de Agricultura, Pesca y Alimentación".
func (f *fieldPass) portfolioHead(i int) bool {
	switch f.words[i].lower {
	case "ministère", "ministerio", "ministério", "ministero", "ministerie", "secretaría", "secretaria", "departamento", "département", "dipartimento", "comisión", "comissão", "commission", "commissione", "consejo", "direction", "bureau", "oficina", "agencia", "agência", "agence", "autorité", "autoridad", "instituto", "institut", "universidad", "faculdade", "cámara", "centraal", "inspectie", "comité":
		return true
	}
	return false
}

// isGeneral holds for the adjective that also is a rank.
func isGeneral(lower string) bool {
	switch lower {
	case "general", "geral", "generale", "général":
		return true
	}
	return false
}

func conjunction(lower string) bool {
	switch lower {
	case "e", "y", "et", "en", "ed":
		return true
	}
	return false
}

// isGenitive holds for the links that stand for "of".
func (f *fieldPass) isGenitive(lower string) bool {
	switch lower {
	case "de", "des", "du", "d'", "d’", "di", "dei", "della", "dell'", "dell’", "delle", "degli", "del", "dello":
		return true
	}
	return false
}

// lowerNoun says whether word k, in lower case, may end a name after "of", as
// in "Cour de cassation" and "Conseil de sécurité".
func (f *fieldPass) lowerNoun(k int) bool {
	w := &f.words[k]
	if w.kind != text.Word || w.name || w.mention != 0 || utf8.RuneCountInString(w.lower) < 4 || f.lex.openers[w.lower] || f.lex.isTitle(w.lower) || f.calendar[w.lower] {
		return false
	}
	for _, e := range [...]string{"er", "ir", "are", "ere", "ire"} {
		if strings.HasSuffix(w.lower, e) {
			return false
		}
	}
	return true
}

// nameAdjective says whether word j, in lower case, is an adjective that goes
// on with a name.
func (f *fieldPass) nameAdjective(j int) bool {
	w := &f.words[j]
	if w.kind != text.Word || w.name || w.excluded || f.lex.openers[w.lower] || f.lex.speech[w.lower] || f.lex.isTitle(w.lower) {
		return false
	}
	if m := f.at(j); m != nil {
		return m.Kind == "demonym" && len(f.lex.adjectives) > 0
	}
	for _, e := range f.lex.adjectives {
		if strings.HasSuffix(w.lower, e) && utf8.RuneCountInString(w.lower)-utf8.RuneCountInString(e) >= 3 {
			return true
		}
	}
	return false
}

// isLink says whether a word in lower case may stand within a name that
// begins with its head.
func (f *fieldPass) isLink(lower string) bool {
	return f.lex.links[lower]
}

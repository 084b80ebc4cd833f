package ner

import (
	"strings"

	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// companies finds the names that end with a legal form, "Quenby AG", and those
// of clubs, which begin or end with their kind: "FC Quenby".
func (f *fieldPass) companies() {
	if f.language == "en" {
		return
	}
	f.introduced()
	for i := range f.words {
		w := &f.words[i]
		if w.kind != text.Word || w.excluded || !w.name || w.mention != 0 && f.at(i).Last-f.at(i).First > 1 {
			continue
		}
		if isLegalForm(w.text) {
			f.company(i)
		} else if isClub(w.text) {
			f.club(i)
		}
	}
}

// company puts the name words before a legal form.
func (f *fieldPass) company(i int) {
	first := i
	for first > 0 && i-first < 4 && f.same(first-1, i) && f.nameWord(first-1) && !f.opener(first-1) && !f.isTitleWord(first-1) {
		if m := f.at(first - 1); m != nil && (m.Type == news.TypePerson || m.First < first-1) {
			break
		}
		first--
		if f.lex.nounsCapital && i-first == 2 {
			break
		}
	}
	if first < i {
		f.putName(first, i+1, news.TypeOrganisation, "company")
	}
}

// club puts the one or two name words after the kind of a club.
func (f *fieldPass) club(i int) {
	end := i + 1
	for end < len(f.words) && end-i < 3 && f.same(i, end) && f.nameWord(end) && !f.isTitleWord(end) {
		if m := f.at(end); m != nil && (m.Type == news.TypePerson || end > i+1) {
			break
		}
		if end > i+1 && f.lex.nounsCapital {
			break
		}
		end++
	}
	if end == i+1 {
		return
	}
	if end < len(f.words) && f.words[end].kind == text.Number && len(f.words[end].text) == 2 {
		end++
	}
	if m := f.at(i + 1); m != nil && m.Type == news.TypeOrganisation {
		candidates, last := m.Candidates, max(m.Last, end)
		f.putWords(i, last, news.TypeOrganisation, "team", confidenceKnown).Candidates = candidates
		return
	}
	f.putName(i, end, news.TypeOrganisation, "team")
}

func isLegalForm(w string) bool {
	switch strings.TrimSuffix(w, ".") {
	case "AG", "GmbH", "SE", "KG", "KGaA", "S.A", "S.p.A", "SpA", "Srl", "S.r.l", "NV", "N.V", "BV", "B.V", "Ltd", "Ltda", "Inc", "Corp", "PLC", "Plc", "LLC", "Holding", "A.Ş", "A.S", "S.L", "Oyj", "ASA", "Airlines", "Group", "Gruppe":
		return true
	}
	return false
}

func isClub(w string) bool {
	switch w {
	case "FC", "SC", "SV", "VfB", "VfL", "TSV", "TSG", "FSV", "AC", "AS", "CF", "SSC", "AJ", "RC", "OGC", "CD", "UD", "SD", "RCD", "Borussia", "Eintracht", "Hertha", "Fortuna", "Arminia", "Dynamo", "Dinamo", "Spartak", "Lokomotiv", "CSKA", "Olympique", "Atlético", "Deportivo", "Sporting", "Racing", "Hapoel", "Maccabi", "ФК", "ХК":
		return true
	}
	return false
}

// introduced finds the names that stand right behind the noun for a firm, an
// association or a paper: "l'association Quenby", "el diario El Quenby".
func (f *fieldPass) introduced() {
	for i := 0; i+1 < len(f.words); i++ {
		w := &f.words[i]
		if w.kind != text.Word || w.excluded || !f.lex.outlets[w.lower] || w.name && !f.lex.nounsCapital && !w.first || f.language == "tr" || f.language == "ru" || !f.same(i, i+1) || !f.nameWord(i+1) || f.words[i+1].apart {
			continue
		}
		end := f.run(i + 1)
		if f.lex.nounsCapital {
			end = min(end, i+2)
		}
		if m := f.at(i + 1); m != nil && (m.Last >= end || m.Type == news.TypeOrganisation) || f.isTitleWord(i+1) || knownForename(f.words[i+1].text, f.language) && end > i+2 {
			continue
		}
		for j := i + 2; j < end; j++ {
			if m := f.at(j); m != nil && m.Type == news.TypePerson {
				end = j
			}
		}
		f.putName(i+1, end, news.TypeOrganisation, "")
	}
}

// chambers puts the bodies that are known by one word with a capital: "el
// Congreso", "le Sénat".
func (f *fieldPass) chambers() {
	for i := 1; i < len(f.words); i++ {
		if w := &f.words[i]; w.kind == text.Word && w.name && !w.first && f.lex.chambers[w.lower] && f.free(i) && f.same(i-1, i) && (!f.words[i-1].name || f.words[i-1].first && f.lex.articles[f.words[i-1].lower]) {
			f.putWords(i, i+1, news.TypeOrganisation, "parliament", confidenceContext)
		}
	}
}

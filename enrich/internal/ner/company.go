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

package ner

import (
	"strings"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// germanBodies finds public bodies that German writes as one word,
// "Bundesverfassungsgericht", and those whose seat follows: "Landgericht
// Quenburg".
func (f *fieldPass) germanBodies() {
	for i := range f.words {
		w := &f.words[i]
		if w.kind != text.Word || w.excluded || !w.name || w.mention != 0 {
			continue
		}
		lower := strings.TrimSuffix(strings.TrimSuffix(w.lower, "es"), "s")
		if !hasSuffixOf(lower, germanBodyEndings[:]) {
			continue
		}
		seated := f.germanSeat(i)
		switch {
		case seated > i+1:
			f.putName(i, seated, news.TypeOrganisation, "")
		case hasPrefixOf(lower, germanBodyPrefixes[:]), strings.HasSuffix(lower, "ministerium") && len(lower) > len("ministerium"):
			f.putWords(i, i+1, news.TypeOrganisation, "", confidenceHeadWord)
		}
	}
}

var germanBodyEndings = [...]string{"gericht", "gerichtshof", "amt", "rat", "tag", "bank", "polizei", "wehr", "agentur", "anstalt", "verband", "institut", "liga", "anwaltschaft", "staatsanwaltschaft", "ministerium", "ministeriu", "rechnungshof", "universität", "hochschule", "klinik", "klinikum", "präsidium", "regierungspräsidium", "senat", "nachrichtendienst", "zentralbank", "parlament"}

var germanBodyPrefixes = [...]string{"bundes", "landeskriminal", "landesverfassung", "europa", "europäisch", "zentralbank", "kassenärzt"}

// germanSeat returns the end of a body with the place it sits in.
func (f *fieldPass) germanSeat(i int) int {
	if !f.seats(f.words[i].lower) {
		return i + 1
	}
	j := i + 1
	if j >= len(f.words) || !f.same(i, j) || !f.words[j].name || f.words[j].kind != text.Word || f.opener(j) {
		return i + 1
	}
	if m := f.at(j); m != nil && m.Type == news.TypePlace && m.First == j {
		return m.Last
	}
	return i + 1
}

// seats says whether a German noun, in lower case, is one that the place
// follows in which the body sits.
func (f *fieldPass) seats(lower string) bool {
	for _, e := range [...]string{"gericht", "staatsanwaltschaft", "universität", "hochschule", "klinik", "klinikum", "präsidium", "senat"} {
		if strings.HasSuffix(lower, e) {
			return true
		}
	}
	return false
}

func hasSuffixOf(w string, endings []string) bool {
	for _, e := range endings {
		if strings.HasSuffix(w, e) && utf8.RuneCountInString(w) > utf8.RuneCountInString(e)+1 {
			return true
		}
	}
	return false
}

func hasPrefixOf(w string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(w, p) && len(w) > len(p)+2 {
			return true
		}
	}
	return false
}

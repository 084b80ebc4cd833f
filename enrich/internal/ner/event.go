package ner

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// events finds events, treaties, works and ships by the words of their names.
func (f *fieldPass) events() {
	if f.language == "ar" {
		f.quotedWorks()
		return
	}
	if f.language != "en" {
		f.headNames(f.lex.eventHeads, news.TypeEvent, "")
		f.headNames(f.lex.treatyHeads, news.TypeMisc, "treaty")
		f.quotedWorks()
		return
	}
	f.headNames(f.lex.eventHeads, news.TypeEvent, "")
	f.headNames(f.lex.treatyHeads, news.TypeMisc, "treaty")
	for i := 0; i+1 < len(f.words); i++ {
		if !f.nameWord(i) || f.words[i].excluded || !f.same(i, i+1) || !f.nameWord(i+1) {
			continue
		}
		switch f.words[i].lower {
		case "operation":
			f.prefixed(i, news.TypeEvent, "operation")
		case "hurricane", "typhoon", "cyclone", "storm":
			if f.words[i].name && !f.opener(i) || f.free(i+1) {
				f.prefixed(i, news.TypeEvent, "disaster")
			}
		case "uss", "hms", "mv", "ss", "rms", "hmas":
			f.prefixed(i, news.TypeProduct, "ship")
		}
	}
}

// prefixed puts word i and the one or two name words after it.
func (f *fieldPass) prefixed(i int, t news.EntityType, kind string) {
	if m := f.at(i); m != nil && m.Last-m.First > 1 {
		return
	}
	end := i + 2
	if m := f.at(i + 1); m != nil {
		end = max(end, m.Last)
	} else if end < len(f.words) && f.same(i, end) && f.nameWord(end) && f.free(end) && kind != "disaster" {
		end++
	}
	f.putWords(i, end, t, kind, confidenceEventOrWork)
}

// maxTitleTokens bounds a title in quotation marks.
const maxTitleTokens = 12

// quotedWorks puts what stands in quotation marks after the noun for a work or
// an outlet: «роман "X"», "le quotidien « X »".
func (f *fieldPass) quotedWorks() {
	for i := 1; i+2 < len(f.words); i++ {
		closing := closingMark(f.words[i].text)
		if closing == "" || !f.same(i-1, i+2) || f.words[i].excluded || f.words[i+1].kind != text.Word || f.language != "ar" && !startsUpper(f.words[i+1].text) {
			continue
		}
		before := f.words[i-1].lower
		work, outlet := f.lex.works[before], f.lex.outlets[before]
		if !work && !outlet {
			continue
		}
		for j := i + 1; j < len(f.words) && j-i <= maxTitleTokens && f.same(i, j); j++ {
			if !strings.Contains(closing, f.words[j].text) {
				continue
			}
			t, kind := news.TypeWork, ""
			if outlet {
				t = news.TypeOrganisation
			}
			if m := f.at(i + 1); m == nil || m.Last != j || m.First != i+1 || outlet && m.Type == news.TypePlace {
				f.putWords(i+1, j, t, kind, confidenceEventOrWork)
			}
			break
		}
	}
}

// closingMark returns the marks that may close what the mark opens, or "".
func closingMark(opening string) string {
	switch opening {
	case "«":
		return "»"
	case "“":
		return "”"
	case "„":
		return "“”"
	case "\"":
		return "\""
	case "»":
		return "«"
	}
	return ""
}

func startsUpper(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r) || unicode.IsDigit(r)
}

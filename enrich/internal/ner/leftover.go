package ner

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// confidenceShape is that of names which only the way they are written tells.
const confidenceShape = 0.5

// leftovers judges the names of which nothing else is known by their form
// alone: short forms in capitals are bodies, two or three words in capitals
// within a sentence are mostly persons. English is left to others.
func (f *fieldPass) leftovers() {
	if f.language == "en" || f.language == "ar" || !f.plain {
		return
	}
	f.chambers()
	for i := 0; i < len(f.words); {
		w := &f.words[i]
		if w.kind != text.Word || w.excluded || w.mention != 0 || !f.nameWord(i) || f.opener(i) {
			i++
			continue
		}
		if (isShortForm(w.text) || isCamelCase(w.text)) && f.inRunningText(i) && !f.inDate(f.doc.Tokens[i].Range) {
			f.putWords(i, i+1, news.TypeOrganisation, "", confidenceShape)
			i++
			continue
		}
		end := f.run(i)
		if end == i+1 && f.standsInPlace(i) {
			f.putWords(i, end, news.TypePlace, "", confidenceShape)
			i = end
			continue
		}
		if !f.lex.nounsCapital && f.looksLikeBody(i, end) {
			f.putWords(i, end, news.TypeOrganisation, "", confidenceShape)
			i = end
			continue
		}
		if !f.lex.nounsCapital && f.looksLikePerson(i, end) {
			t := news.TypePerson
			if i > 1 && f.isGenitive(f.words[i-1].lower) && f.isTitleWord(i-2) {
				// What somebody is the head of.
				t = news.TypeOrganisation
			}
			f.putWords(i, end, t, "", confidenceShape)
		}
		i = max(end, i+1)
	}
}

// isShortForm holds for two to six capitals that are neither a number nor a
// word of every day.
func isShortForm(w string) bool {
	n := 0
	roman := true
	for _, r := range w {
		if !unicode.IsUpper(r) {
			return false
		}
		if !strings.ContainsRune("IVXLC", r) {
			roman = false
		}
		n++
	}
	if n < 2 || n > 6 || roman {
		return false
	}
	switch w {
	case "TV", "PC", "GPS", "DNA", "DNS", "ADN", "ARN", "RNA", "CEO", "CFO", "PIB", "PIL", "BIP", "IVA", "TVA", "KM", "KG", "SMS", "VIP", "LKW", "PKW", "IT", "OK", "DVD", "CD", "USB", "PDF", "QR", "PCR", "AI", "IA", "KI", "UV", "ID", "GDP", "BBP", "BTW", "HIV", "VIH", "AIDS", "SIDA", "SUV", "LED", "CO", "ДТП", "ВВП", "НДС", "СМИ", "ЧП", "ДНК", "СПИД", "ВИЧ", "АЭС", "ЖКХ", "МРОТ", "БПЛА", "ПВО", "ТВ", "ИИ", "GSYH", "TL", "EUR", "USD", "GMT", "CET", "LGBT", "LGBTQ", "LGTBI", "LGBTI", "SP", "ÖPNV", "CT", "PM", "GIP", "IRPF", "SOS":
		return false
	}
	return true
}

// isCamelCase holds for words with a capital within, as firms and parties have
// them: "GroenLinks", "PvdA"; names such as "McDonald" are none.
func isCamelCase(w string) bool {
	first, n := utf8.DecodeRuneInString(w)
	if !unicode.IsUpper(first) || len(w) < 3 || strings.HasPrefix(w, "Mc") || strings.HasPrefix(w, "Mac") || strings.HasPrefix(w, "O'") || strings.HasPrefix(w, "De") || strings.HasPrefix(w, "Di") || strings.HasPrefix(w, "La") || strings.HasPrefix(w, "Le") {
		return false
	}
	lower, inner := false, false
	for _, r := range w[n:] {
		switch {
		case unicode.IsLower(r):
			lower = true
		case unicode.IsUpper(r):
			inner = true
		default:
			return false
		}
	}
	return lower && inner
}

// looksLikeBody says whether two or more words in capitals stand behind an
// article, which names of persons have none of.
func (f *fieldPass) looksLikeBody(first, last int) bool {
	if n := last - first; n < 2 || n > 5 || f.words[first].first || first == 0 || !f.same(first-1, first) || f.expectsPlace(first) {
		return false
	}
	before := strings.TrimRight(f.words[first-1].lower, "'’")
	if !f.lex.articles[before] || f.words[first-1].name {
		return false
	}
	for i := first; i < last; i++ {
		w := &f.words[i]
		if !f.free(i) || f.isTitleWord(i) || f.lex.openers[w.lower] || f.lex.placeHeads[w.lower] || f.lex.placeNouns[w.lower] || f.lex.eventHeads[w.lower] || f.lex.treatyHeads[w.lower] || knownForename(w.text, f.language) || strings.ContainsAny(w.text, "0123456789") {
			return false
		}
	}
	return true
}

// inRunningText says whether the sentence of word i is not set in capitals
// altogether.
func (f *fieldPass) inRunningText(i int) bool {
	for _, j := range [...]int{i - 2, i - 1, i + 1, i + 2} {
		if j >= 0 && j < len(f.words) && f.same(min(i, j), max(i, j)) && f.words[j].kind == text.Word && !f.words[j].caps && utf8.RuneCountInString(f.words[j].text) > 1 {
			return true
		}
	}
	return false
}

// looksLikePerson says whether the words [first, last) are written as the
// name of a person is, within a sentence and without an article.
func (f *fieldPass) looksLikePerson(first, last int) bool {
	if n := last - first; n < 2 || n > 4 || f.words[first].first || first == 0 || !f.same(first-1, first) {
		return false
	}
	before := &f.words[first-1]
	if before.kind == text.Punct && !strings.Contains(`,"»”)`, before.text) || f.lex.articles[strings.TrimRight(before.lower, "'’")] || f.expectsPlace(first) || f.isHead(first-1) {
		return false
	}
	capitals := 0
	for i := first; i < last; i++ {
		w := &f.words[i]
		if !f.free(i) || w.caps && !isInitial(w.text) || f.isHead(i) || f.isTitleWord(i) || f.lex.openers[w.lower] || f.lex.placeNouns[w.lower] || strings.ContainsAny(w.text, "0123456789") {
			return false
		}
		if w.name {
			capitals++
		}
		if inner := w.text[utf8.RuneLen(firstRune(w.text)):]; strings.ToLower(inner) != inner && !strings.ContainsAny(inner, "-'’") && !strings.HasPrefix(w.text, "Mc") && !strings.HasPrefix(w.text, "Mac") {
			return false
		}
	}
	return capitals >= 2 && (last == len(f.words) || f.words[last].kind != text.Number)
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// quotedBodies puts what Russian sets in quotation marks without saying what
// it is: mostly a party, a company or a club.
func (f *fieldPass) quotedBodies() {
	for i := 1; i+2 < len(f.words); i++ {
		if f.words[i].text != "«" || f.words[i+2].text != "»" || !f.same(i-1, i+2) || !f.nameWord(i+1) || !f.free(i+1) && !f.onlyCity(i+1) {
			continue
		}
		before := &f.words[i-1]
		switch {
		case before.kind != text.Word || before.excluded:
		case russianQuotedThings[before.lower]:
			f.putWords(i+1, i+2, news.TypeProduct, "", confidenceShape)
		case russianQuotedPlaces[before.lower]:
			f.putWords(i+1, i+2, news.TypePlace, "", confidenceShape)
		default:
			f.putWords(i+1, i+2, news.TypeOrganisation, "", confidenceShape)
		}
	}
}

// onlyCity says whether word i is all of the name of a city: in quotation marks
// it names a club.
func (f *fieldPass) onlyCity(i int) bool {
	m := f.at(i)
	return m != nil && m.First == i && m.Last == i+1 && (m.Kind == "city" || m.Kind == "town")
}

// What Russian nouns say of the name in quotation marks behind them, where it
// is no body: things, and places.
var (
	russianQuotedThings = set(`премия премии премию премией орден ордена орденом медаль медали медалью проект проекта проекте форум форума форуме конкурс конкурса конкурсе фестиваль фестиваля фестивале корабль корабля корабле судно судна крейсер крейсера подлодка подлодки ракета ракеты ракету ракетой комплекс комплекса самолет самолёт самолета самолёта вертолет вертолёт танк танка система системы систему вирус вируса ураган урагана шторм шторма тайфун тайфуна закон закона акция акции акцию монумент вакцина вакцины вакцину вакциной препарат препарата поезд поезда спутник спутника марка марки модель модели титул титула звание приз приза статуэтка статуэтку дело дела деле`)
	russianQuotedPlaces = set(`стадион стадиона стадионе арена арены арене аэропорт аэропорта аэропорту аэропорте станция станции станцию гостиница гостиницы гостинице отель отеля отеле космодром космодрома космодроме полигон полигона лагерь лагеря санаторий санатория шахта шахты шахте трасса трассы трассе метро центр центра центре`)
)

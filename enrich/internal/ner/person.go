package ner

import (
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// maxPersonWords bounds a person's name, particles included.
const maxPersonWords = 6

// persons finds the names of persons that the knowledge base does not know,
// and notes of those it knows that they are introduced.
func (f *fieldPass) persons() {
	if f.language == "ar" {
		f.arabicPersons()
		return
	}
	for i := 0; i < len(f.words); {
		if !f.nameWord(i) || f.opener(i) {
			i++
			continue
		}
		end := f.run(i)
		f.personsInRun(i, end)
		i = max(end, i+1)
	}
}

// personsInRun looks for persons in the name words [first, last).
func (f *fieldPass) personsInRun(first, last int) {
	for i := first; i < last; {
		if m := f.at(i); m != nil && !f.mayBePerson(m, i, last) {
			i = max(m.Last, i+1)
			continue
		}
		if f.belongsBefore(i, last) {
			i++
			continue
		}
		if f.isTitleWord(i) || !f.nameWord(i) || f.isPortfolio(i) {
			i++
			continue
		}
		end := f.personEnd(i, last)
		if end > i {
			f.judgePerson(i, end)
		}
		i = max(end, i+1)
	}
}

// isPortfolio says whether word i is what a minister or secretary is of:
// "Minister of Information Jane Doe".
func (f *fieldPass) isPortfolio(i int) bool {
	return portfolios()[f.language][f.words[i].lower]
}

// portfolios are the fields of ministers by language, as they stand before
// names.
var portfolios = sync.OnceValue(func() map[string]map[string]bool {
	return map[string]map[string]bool{
		"en": set(`information defence defense interior finance foreign justice health education economy energy trade transport transportation agriculture culture state labour labor
			environment tourism sports affairs industry commerce development communications security treasury housing science technology immigration planning infrastructure emergencies homeland home veterans`),
		"fr": set(`intérieur défense justice économie finances santé éducation culture travail transports agriculture environnement écologie armées budget sports logement communication industrie énergie commerce affaires`),
		"es": set(`interior defensa justicia economía hacienda finanzas salud sanidad educación cultura trabajo transportes agricultura ambiente exteriores energía comercio deportes vivienda industria turismo seguridad gobernación fomento`),
		"it": set(`interno difesa giustizia economia finanze salute istruzione cultura lavoro trasporti agricoltura ambiente esteri energia sport infrastrutture turismo imprese università riforme famiglia sud`),
		"pt": set(`interior interna defesa justiça economia fazenda finanças saúde educação cultura trabalho transportes agricultura ambiente exteriores estrangeiros energia esportes desporto infraestrutura planejamento segurança minas`),
		"nl": set(`justitie defensie financiën zaken onderwijs volksgezondheid landbouw klimaat veiligheid asiel migratie infrastructuur cultuur wetenschap zorg wonen`),
	}
})

// belongsBefore says whether word i ends what stands before the name, as the
// company in "gerente de Codelco André Sougarret", because a forename follows.
func (f *fieldPass) belongsBefore(i, last int) bool {
	if !f.lex.headFirst || i == 0 || i+2 >= last || f.isTitleWord(i-1) {
		return false
	}
	titled, _ := f.titleBefore(i)
	if !titled && !f.isLink(f.words[i-1].lower) && !strings.Contains(f.words[i].text, "-") {
		return false
	}
	return !knownForename(f.words[i].text, f.language) && knownForename(f.words[i+1].text, f.language)
}

// isTitleWord says whether word i stands before names and is none itself.
func (f *fieldPass) isTitleWord(i int) bool {
	w := &f.words[i]
	if m := f.at(i); m != nil && m.Last-m.First > 1 {
		return false
	}
	return (f.lex.isTitle(w.lower) || f.lex.modifiers[w.lower]) && !knownForename(w.text, f.language) || f.lex.isFormal(w.lower)
}

// mayBePerson says whether the mention at i may be part of a person's name:
// a person's surname, or a word that is a name of something else only
// perhaps, before or after other name words.
func (f *fieldPass) mayBePerson(m *Mention, i, last int) bool {
	if m.Last-m.First > 1 {
		return false
	}
	if m.Type == news.TypePerson {
		return true
	}
	if f.doc.Tokens[m.First].Start != m.Start || f.doc.Tokens[m.First].End != m.End || f.words[i].caps || m.Kind == "demonym" {
		return false
	}
	weak := len(m.Candidates) > 0 && m.Candidates[0].Weak
	before := i > 0 && f.same(i-1, i) && (f.free(i-1) && f.nameWord(i-1) && knownForename(f.words[i-1].text, f.language) || f.lex.isFormal(f.words[i-1].lower) && (f.words[i-1].name || f.lex.headFirst))
	after := i+1 < last && f.free(i+1) && f.nameWord(i+1) && !f.isHead(i+1) && knownForename(f.words[i].text, f.language)
	return before || after || weak && i+1 < last && f.free(i+1) && !f.isHead(i+1)
}

// isHead says whether word i ends the name of something that is no person.
func (f *fieldPass) isHead(i int) bool {
	w := f.words[i].lower
	return f.lex.organisationHeads[w] || f.lex.placeHeads[w] || f.lex.eventHeads[w] || f.lex.treatyHeads[w]
}

// personEnd returns where a person's name that begins at i would end.
func (f *fieldPass) personEnd(i, last int) int {
	end := i
	for j := i; j < last && j-i < maxPersonWords; j++ {
		if isParticle(f.words[j].lower, true, f.language) && !f.words[j].name {
			continue
		}
		if j > i && (f.isTitleWord(j) || f.isHead(j) && !(f.lex.headFirst && f.words[j].name)) {
			break
		}
		if m := f.at(j); m != nil && j > i {
			if m.Last-m.First > 1 || m.Type != news.TypePerson && !f.mayBePerson(m, j, last) {
				break
			}
		}
		end = j + 1
		if f.lex.nounsCapital && end-i >= 2 && !isParticle(f.words[min(end, last-1)].lower, true, f.language) && !isInitial(f.words[j].text) && !(end < last && hasNameArticle(f.words[end].text)) {
			// German nouns go on in capitals: a forename and a surname.
			if end < last && knownForename(f.words[j].text, f.language) && f.free(end) {
				continue
			}
			break
		}
	}
	return end
}

// judgePerson puts a person if there is evidence that the words are one.
func (f *fieldPass) judgePerson(first, last int) {
	n := last - first
	titled, formal := f.titleBefore(first)
	if n == 1 {
		if m := f.at(first); m != nil {
			if m.Type == news.TypePerson {
				m.Introduced = m.Introduced || titled
			} else if formal && (f.words[first-1].name || f.lex.headFirst) && len(m.Candidates) > 0 && !m.Candidates[0].Entry.IsCountry() && m.Kind != "demonym" {
				f.putWords(first, last, news.TypePerson, "", confidenceTitle).Introduced = true
			}
			return
		}
		if formal && !f.words[first].caps && !f.opener(first) && len(f.words[first].text) > 2 && !f.lex.isTitle(f.words[first].lower) && !f.isHead(first) {
			f.putWords(first, last, news.TypePerson, "", confidenceTitle).Introduced = true
		}
		return
	}
	confidence := f.personEvidence(first, last, titled)
	if confidence == 0 {
		return
	}
	if confidence <= confidenceNameShape && !titled {
		if isGroupWord(f.words[first].lower) {
			f.putWords(first, last, news.TypeOrganisation, "", confidenceContext)
			return
		}
		if f.expectsPlace(first) || isPlaceWord(f.words[first].lower) {
			f.putWords(first, last, news.TypePlace, "", confidenceContext)
			return
		}
	}
	m := f.putWords(first, last, news.TypePerson, "", confidence)
	m.Introduced = titled
	if f.language == "ru" {
		m.Name = russianNominative(f.wordsOf(first, last))
	}
}

// personEvidence returns how sure it is that two or more words are a person,
// or 0.
func (f *fieldPass) personEvidence(first, last int, titled bool) float64 {
	caps := 0
	arabic, germanic, initial := false, false, false
	for i := first; i < last; i++ {
		w := &f.words[i]
		if w.caps && !isInitial(w.text) {
			caps++
		}
		if i > first {
			arabic = arabic || isArabicPart(w.lower)
			germanic = germanic || isGermanicPart(w.lower)
			initial = initial || i < last-1 && isInitial(w.text) && strings.HasSuffix(w.text, ".")
		}
	}
	if caps > 0 && caps < last-first || utf8.RuneCountInString(f.words[last-1].text) < 2 || f.language != "en" && f.lex.openers[f.words[last-1].lower] {
		return 0
	}
	if f.language == "ru" && f.organisationNoun(f.words[first].lower) {
		return 0
	}
	forename := knownForename(f.words[first].text, f.language) || isInitial(f.words[first].text) && strings.HasSuffix(f.words[first].text, ".")
	switch {
	case titled && !f.lex.nounsCapital, titled && forename:
		return confidenceTitle
	case forename && (!f.words[first].first || !f.lower[f.words[first].lower]):
		return confidenceForename
	case arabic, germanic && !f.lex.nounsCapital, initial:
		return confidenceNameShape
	case hasSurnameEnding(f.words[last-1].text) && last-first <= 3 && !f.lex.nounsCapital && !f.words[first].first:
		return confidenceNameShape
	case f.lex.nounsCapital:
		if titled && f.titleIsWord(first-1) {
			return confidenceContext
		}
		return 0
	case f.spokenOf(first, last):
		return confidenceContext
	}
	return 0
}

// expectsPlace says whether a place rather than a person is expected at word
// i: after "in", but not after "from", which people come after too.
func (f *fieldPass) expectsPlace(i int) bool {
	if i == 0 || !f.same(i-1, i) {
		return false
	}
	w := f.words[i-1].lower
	return f.lex.locatives[w] && w != "from" && w != "to" && w != "de" && w != "a" && w != "от" && w != "к" && w != "у" && w != "из"
}

// titleIsWord says whether word i itself is a title.
func (f *fieldPass) titleIsWord(i int) bool {
	return i >= 0 && f.lex.isTitle(f.words[i].lower)
}

// titleSpan is how far before a name its title may stand, where words that
// say of what come between: "ministre des Affaires étrangères".
const titleSpan = 6

// titleBefore says whether a title stands before word i, and whether it is a
// formal one that needs no forename.
func (f *fieldPass) titleBefore(i int) (titled, formal bool) {
	if i == 0 || !f.same(i-1, i) {
		return false, false
	}
	w := &f.words[i-1]
	if w.kind == text.Word && (f.lex.isTitle(w.lower) || f.lex.isFormal(w.lower)) && f.at(i-1) == nil {
		return true, f.lex.isFormal(w.lower)
	}
	if !f.lex.headFirst {
		return false, false
	}
	if f.isLink(w.lower) {
		return false, false
	}
	for j := i - 1; j >= 0 && j >= i-titleSpan && f.same(j, i); j-- {
		w := &f.words[j]
		if w.kind == text.Punct && w.text != "-" {
			return false, false
		}
		if f.lex.speech[w.lower] {
			return false, false
		}
		if m := f.at(j); m != nil && m.Type == news.TypePerson {
			return false, false
		}
		if f.lex.isTitle(w.lower) || f.lex.isFormal(w.lower) {
			return true, false
		}
	}
	return false, false
}

// roleSpan is how many words an apposition may have before its noun.
const roleSpan = 8

// spokenOf says whether the words around a name say that it is a person: it
// speaks, it has an age, or an apposition says what it is.
func (f *fieldPass) spokenOf(first, last int) bool {
	if last < len(f.words) && f.same(first, last) && f.lex.speech[f.words[last].lower] {
		return true
	}
	if first > 0 && f.same(first-1, first) && f.lex.speech[f.words[first-1].lower] {
		return true
	}
	if last+1 >= len(f.words) || !f.same(first, last+1) || f.words[last].text != "," {
		return false
	}
	next := &f.words[last+1]
	if next.kind == text.Number && len(next.text) <= 2 && last+2 < len(f.words) && f.words[last+2].text == "," {
		return true
	}
	if next.lower == "who" || next.lower == "whose" {
		return true
	}
	for i := last + 1; i < len(f.words) && i <= last+roleSpan && f.same(first, i); i++ {
		w := &f.words[i]
		if w.text == "," || w.text == "." || f.lex.speech[w.lower] {
			return false
		}
		if !w.name && f.lex.isTitle(w.lower) {
			return true
		}
	}
	return false
}

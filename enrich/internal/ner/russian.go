package ner

import (
	"strings"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// russianBodies finds public bodies. Russian gives only the first word of
// their names a capital: "Министерство обороны", "Следственный комитет"; and it
// joins short forms: "Минфин".
func (f *fieldPass) russianBodies() {
	for i := range f.words {
		w := &f.words[i]
		if w.kind != text.Word || w.excluded || w.mention != 0 && !(f.at(i).Kind == "demonym" && w.name) {
			continue
		}
		switch {
		case w.name && !w.caps && isRussianShortForm(w.lower):
			f.putWords(i, i+1, news.TypeOrganisation, "", confidenceHeadWord)
		case strings.HasPrefix(w.lower, "министерств"), w.name && !w.first && f.organisationNoun(w.lower):
			if end := f.russianGenitive(i + 1); end > i+1 {
				f.putName(i, end, news.TypeOrganisation, "")
			}
		case w.name && i+1 < len(f.words) && f.same(i, i+1) && !f.words[i+1].name && isRussianAdjectiveForm(w.lower) && (!w.first || hasPrefixOf(w.lower, russianRanks[:]) || isRussianAdjective(w.lower)):
			j := i + 1
			if !f.organisationNoun(f.words[j].lower) && j+1 < len(f.words) && f.same(i, j+1) && isRussianAdjectiveForm(f.words[j].lower) && !f.words[j+1].name {
				j++
			}
			if f.organisationNoun(f.words[j].lower) || russianInstitutions[f.words[j].lower] {
				f.putName(i, max(j+1, f.russianGenitive(j+1)), news.TypeOrganisation, "")
			}
		}
	}
}

// russianRanks begin the names of bodies even at the head of a sentence.
var russianRanks = [...]string{"верховн", "следственн", "конституционн", "государственн", "центральн", "генеральн", "общественн", "федеральн", "европейск", "международн", "национальн", "всемирн", "арбитражн", "басманн", "счетн", "счётн", "экономическ", "объединенн", "объединённ", "главн"}

var russianInstitutions = set(`дума думы думе думу думой палата палаты палате палату палатой прокуратура прокуратуры прокуратуре прокуратуру прокуратурой суд суда суду судом суде рада рады раде раду управление управления управлению управлением инспекция инспекции церковь церкви сейм сейма капелла премия премии премию лига лиги лиге лигу казначейство академия академии`)

// russianGenitive returns the end of the words in the genitive after the noun
// for a body, in lower case or as the name of a country.
func (f *fieldPass) russianGenitive(i int) int {
	end := i
	for j := i; j < len(f.words) && j-i < 6 && f.same(i-1, j) && !f.words[j].apart; j++ {
		w := &f.words[j]
		if w.kind != text.Word || w.excluded {
			break
		}
		if m := f.at(j); m != nil {
			if m.Type != news.TypePlace || m.Kind == "city" || m.Kind == "capital" {
				if m.Kind == "demonym" && !w.name && j+1 < len(f.words) && f.same(j, j+1) && !f.words[j+1].name {
					continue
				}
				break
			}
			return m.Last
		}
		if w.name {
			break
		}
		switch {
		case w.lower == "и" || w.lower == "по":
			continue
		case isRussianPortfolio(w.lower):
			end = j + 1
		case isRussianAdjectiveForm(w.lower):
		default:
			return end
		}
	}
	return end
}

// isRussianPortfolio holds for the nouns, in the genitive or after "по", that
// say what a body is for.
func isRussianPortfolio(lower string) bool {
	return russianPortfolios[lower]
}

var russianPortfolios = set(`обороны дел финансов здравоохранения юстиции просвещения образования науки культуры спорта транспорта связи развития энергетики экономики промышленности торговли сельского хозяйства природных ресурсов экологии труда защиты социальной политики строительства безопасности разведки границы ситуациям чрезвычайным информации печати федерации наций государств республики армии флота войск сил народов депутатов министров управления контроля надзора надзору контролю исполнения наказаний статистики судей адвокатов журналистов писателей кинематографистов художников предпринимателей промышленников потребителей прав человека правам делам расследованию расследований дружбы мира республик`)

// isRussianAdjectiveForm holds for words with the ending of an adjective in
// any case.
func isRussianAdjectiveForm(lower string) bool {
	if utf8.RuneCountInString(lower) < 6 {
		return false
	}
	return hasSuffixOf(lower, russianAdjectiveEndings[:])
}

var russianAdjectiveEndings = [...]string{"ый", "ий", "ой", "ая", "ое", "ые", "ие", "ого", "его", "ому", "ему", "ым", "им", "ом", "ем", "ую", "юю", "ых", "их"}

// isRussianShortForm holds for names such as "Минобороны" and "Росатом".
func isRussianShortForm(lower string) bool {
	n := utf8.RuneCountInString(lower)
	for prefix, words := range russianShortForms {
		rest, ok := strings.CutPrefix(lower, prefix)
		if !ok || n < utf8.RuneCountInString(prefix)+3 {
			continue
		}
		for _, w := range words {
			if strings.HasPrefix(rest, w) {
				return true
			}
		}
	}
	return false
}

// russianShortForms are the parts that such names are made of.
var russianShortForms = map[string][]string{
	"мин":    {"обор", "фин", "здрав", "юст", "просв", "обр", "наук", "культ", "спорт", "транс", "цифр", "эконом", "пром", "торг", "сель", "природ", "труд", "строй", "энерго", "связ", "восток", "внутр", "ин"},
	"рос":    {"атом", "нефт", "космос", "потреб", "реестр", "стат", "телеком", "гвард", "авиа", "комнадзор", "сельхоз", "технадзор", "технолог", "рыболов", "молод", "здрав", "транс", "финмон", "обр", "природ", "тех", "сети", "лес"},
	"гос":    {"дум", "деп", "совет", "автоинсп", "нарко", "строй", "план"},
	"ген":    {"прокур", "штаб", "консул"},
	"центр":  {"банк", "избирк", "робанк"},
	"глав":   {"госэксп", "ком"},
	"нац":    {"банк", "гвард"},
	"евро":   {"комис", "парлам", "совет", "суд"},
	"бел":    {"тамож", "стат", "неф"},
	"облас":  {"тной совет"},
	"роском": {"надзор", "свобод"},
	"рособр": {"надзор"},
}

// russianRegions puts regions and streets that are named by an adjective:
// "Челябинская область", "Тверская улица".
func (f *fieldPass) russianRegions() {
	for i := 0; i+1 < len(f.words); i++ {
		w := &f.words[i]
		if w.kind == text.Word && w.name && !w.excluded && w.mention == 0 && f.same(i, i+1) && russianRegionNouns[f.words[i+1].lower] && f.free(i+1) && isRussianAdjectiveForm(w.lower) {
			f.putWords(i, i+2, news.TypePlace, "", confidencePlaceNoun)
		}
	}
}

var russianRegionNouns = set(`область области областью областях край края краю крае краем район района районе району районом округ округа округе округу губерния губернии республика республики республике республику улица улицы улице улицу площадь площади проспект проспекта проспекте шоссе море моря море морю морем залив залива заливе пролив пролива проливе остров острова острове полуостров полуострова полуострове мост моста мосту вокзал вокзала вокзале горы гор горах хребет хребта хребте набережная набережной бульвар бульваре бульвара АЭС аэс гэс`)

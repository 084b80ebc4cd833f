package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// agencies are the forms in which news agencies sign, in lower case; one a
// line field. General knowledge, not a source of ids.
const agencies = `|afp|a f p|agence france-presse|ap|associated press|the associated press|reuters|thomson reuters|thomson reuters foundation|reuters breakingviews|upi|united press international|bloomberg|bloomberg news|` +
	`tass|itar-tass|тасс|итар-тасс|ria|ria novosti|риа новости|риа|прайм|interfax|интерфакс|интерфакс.ru|sputnik|спутник|` +
	`xinhua|新华社|cna|中央社|中新社|kyodo|kyodo news|共同|時事|jiji|jiji press|yonhap|연합뉴스|kcna|` +
	`dpa|dpa-afx|dpa/afx|epd|kna|apa|sda|ats|keystone-sda|ansa|agi|adnkronos|askanews|lapresse|efe|agencia efe|ep|europa press|lusa|pa|pa media|press association|anp|belga|` +
	`tt|ntb|ritzau|stt|bns|elta|leta|pap|čtk|ctk|tasr|mti|agerpres|bta|tanjug|hina|amna|ana-mpa|aa|anadolu|anadolu agency|dha|iha|ukrinform|укринформ|укрінформ|unian|уніан|унн|belta|белта|armenpress|azertac|kazinform|trend|` +
	`irna|isna|tasnim|fars|mehr|sana|سانا|nna|ina|واع|petra|بترا|wafa|وفا|spa|واس|wam|وام|qna|قنا|kuna|كونا|bna|بنا|saba|سبأ|mena|أ ش أ|suna|سونا|lana|وال|tap|وات|aps|واج|map|و م ع|` +
	`أ ف ب|ا ف ب|أ.ف.ب|فرانس برس|أ ب|أ.ب|أسوشيتد برس|رويترز|د ب أ|د.ب.أ|شينخوا|تاس|سبوتنيك|الأناضول|` +
	`nan|gna|ena|panapress|pti|ani|ians|app|bss|unb|vna|vnа|bernama|antara|pna|aap|nzpa|cp|the canadian press|la presse canadienne|notimex|télam|telam|agência brasil|prensa latina|pl|abi|andina|colprensa|cnn|cnn business|bbc|rfi|rt|dw|voa|np1|ians|ap photo|`

func isAgencyName(s string) bool {
	if s == "" || len(s) > 40 || strings.ContainsRune(s, '|') {
		return false
	}
	return strings.Contains(agencies, "|"+Lower(strings.Join(strings.Fields(s), " "))+"|")
}

// months and weekdays in the languages whose datelines are read, in lower
// case without stop.
const (
	months = `|january|jan|february|feb|march|mar|april|apr|may|june|jun|july|jul|august|aug|september|sept|sep|october|oct|november|nov|december|dec|` +
		`januar|jänner|februar|feber|märz|mrz|mai|juni|juli|oktober|okt|dezember|dez|` +
		`janvier|janv|février|févr|fév|mars|avril|avr|juin|juillet|juil|août|septembre|octobre|novembre|décembre|déc|` +
		`enero|ene|febrero|marzo|abril|abr|mayo|junio|julio|agosto|ago|septiembre|setiembre|octubre|noviembre|diciembre|dic|` +
		`gennaio|gen|febbraio|aprile|maggio|mag|giugno|giu|luglio|lug|settembre|set|ottobre|ott|dicembre|janeiro|fevereiro|fev|março|maio|junho|julho|setembro|outubro|out|novembro|dezembro|` +
		`январь|января|янв|февраль|февраля|фев|февр|март|марта|мар|апрель|апреля|апр|май|мая|июнь|июня|июн|июль|июля|июл|август|августа|авг|сентябрь|сентября|сен|сент|октябрь|октября|окт|ноябрь|ноября|ноя|нояб|декабрь|декабря|дек|` +
		`يناير|فبراير|مارس|أبريل|ابريل|مايو|أيار|يونيو|يوليو|أغسطس|اغسطس|سبتمبر|أكتوبر|اكتوبر|نوفمبر|ديسمبر|كانون الثاني|شباط|آذار|نيسان|حزيران|تموز|آب|أيلول|تشرين الأول|تشرين الثاني|كانون الأول|جانفي|فيفري|أفريل|ماي|جوان|جويلية|أوت|ocak|şubat|mart|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık|`
	weekdays = `|monday|mon|tuesday|tue|wednesday|wed|thursday|thu|friday|fri|saturday|sat|sunday|sun|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|lunes|martes|miércoles|jueves|viernes|sábado|domingo|`
)

func isMonth(s string) bool { return inLower(months, s) }

func isWeekday(s string) bool { return inLower(weekdays, s) }

func inLower(list, s string) bool {
	s = strings.TrimSuffix(s, ".")
	if s == "" || len(s) > 40 || strings.ContainsRune(s, '|') {
		return false
	}
	return strings.Contains(list, "|"+Lower(s)+"|")
}

// isPlaceParticle holds for words in lower case within place names.
func isPlaceParticle(w string) bool {
	switch w {
	case "de", "del", "la", "las", "los", "le", "les", "el", "al", "am", "an", "der", "den", "im", "in", "ob",
		"sur", "sous", "en", "du", "des", "d'", "l'", "di", "da", "do", "dos", "of", "the", "upon", "on", "y", "e",
		"und", "and", "et", "и", "на":
		return true
	}
	return false
}

// isSignal holds for the words that open a line before a dash or a colon and
// are no place.
func isSignal(s string) bool {
	return inLower(`|breaking|breaking news|update|updated|live|watch|video|photos|photo|exclusive|analysis|opinion|comment|editorial|explainer|factbox|interview|profile|timeline|listen|podcast|review|note|correction|read|alert|urgent|flash|newsalert|news|eil|eilmeldung|exklusiv|kommentar|hintergrund|analyse|vidéo|en direct|direct|exclusif|última hora|en vivo|vídeo|análisis|срочно|видео|фото|онлайн|мнение|عاجل|فيديو|بالصور|`, s)
}

// isUpper says whether s has letters and all that have case are capitals.
func isUpper(s string) bool {
	letters := 0
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			letters++
		}
	}
	return letters > 1
}

// hasCase says whether s holds a letter that distinguishes case.
func hasCase(s string) bool {
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		if unicode.IsUpper(r) || unicode.IsLower(r) {
			return true
		}
		s = s[n:]
	}
	return false
}

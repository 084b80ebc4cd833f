package ner

import "sync"

// calendar holds months, days and feasts, which some languages write with a
// capital and which are no names, by language; "" has those of all others.
var calendar = sync.OnceValue(func() map[string]map[string]bool {
	const english = `january february march april may june july august september october november december
		jan feb mar apr jun jul aug sept sep oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
		easter christmas ramadan today tomorrow yesterday `
	const german = `januar jänner februar märz april mai juni juli august september oktober november dezember montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag weihnachten ostern pfingsten `
	const french = `lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril mai juin juillet août septembre octobre novembre décembre noël pâques `
	const spanish = `lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre navidad pascua `
	return map[string]map[string]bool{
		"":   set(english + german + ` noël pâques navidad pascua`),
		"en": set(english + german + ` noël pâques navidad pascua`),
		"de": set(english + german),
		"fr": set(english + french),
		"es": set(english + spanish),
		"it": set(`lunedì martedì mercoledì giovedì venerdì sabato domenica gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre natale pasqua ferragosto`),
		"pt": set(`segunda-feira terça-feira quarta-feira quinta-feira sexta-feira segunda terça quarta quinta sexta sábado domingo janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro natal páscoa`),
		"nl": set(`maandag dinsdag woensdag donderdag vrijdag zaterdag zondag januari februari maart april mei juni juli augustus september oktober november december kerst kerstmis pasen pinksteren`),
		"tr": set(`pazartesi salı çarşamba perşembe cuma cumartesi pazar ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık ramazan`),
		"ru": set(`понедельник вторник среда четверг пятница суббота воскресенье январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь января февраля марта апреля мая июня июля августа сентября октября ноября декабря`),
	}
})

// calendarOf returns the months and days of a language.
func calendarOf(language string) map[string]bool {
	if c, ok := calendar()[language]; ok {
		return c
	}
	return calendar()[""]
}

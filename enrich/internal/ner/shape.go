package ner

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dateline-news/dateline/enrich/internal/text"
)

// isCaps says whether a word is two or more capitals, with digits perhaps.
func isCaps(w string) bool {
	n := 0
	for _, r := range w {
		switch {
		case unicode.IsUpper(r):
			n++
		case unicode.IsLower(r):
			return false
		}
	}
	return n > 1
}

// hasNameArticle says whether a word begins with an Arabic article in lower
// case and goes on as a name: "al-Assad", "el-Sisi", "ez-Zor".
func hasNameArticle(w string) bool {
	if strings.IndexByte(w, '-') < 0 {
		return false
	}
	for _, a := range [...]string{"al-", "el-", "ar-", "as-", "ash-", "at-", "an-", "ad-", "az-", "ez-", "es-", "ul-", "аль-", "ас-", "аш-", "ан-", "ар-", "эль-"} {
		if rest, ok := strings.CutPrefix(w, a); ok {
			r, _ := utf8.DecodeRuneInString(rest)
			return unicode.IsUpper(r)
		}
	}
	return false
}

func isPossessive(lower string) bool {
	switch lower {
	case "'s", "’s", "s'", "'", "’":
		return true
	}
	return false
}

// isParticle holds for words in lower case within the names of persons. What
// is an article elsewhere counts only after another particle, as in "van der".
func isParticle(lower string, after bool, language string) bool {
	switch lower {
	case "de", "del", "della", "di", "da", "dos", "das", "do", "du", "van", "von", "vom", "zu", "bin", "ibn", "ben", "bint", "af", "бин", "ибн", "бен", "фон", "ван", "де", "да", "ди":
		return true
	case "der", "den", "ter", "ten", "des", "la", "le", "las", "los", "ла":
		return after
	case "al", "el":
		return language == "en" || language == "de" || language == "fr"
	}
	return false
}

// isDirection holds for the words that part a place from its preposition.
func isDirection(lower string) bool {
	switch lower {
	case "northern", "southern", "eastern", "western", "central", "north", "south", "east", "west", "northeastern", "northwestern", "southeastern", "southwestern",
		"northeast", "northwest", "southeast", "southwest", "north-eastern", "north-western", "south-eastern", "south-western", "upper", "lower", "downtown", "rural", "nearby", "neighbouring", "neighboring",
		"norte", "sur", "este", "oeste", "la", "le", "les", "l'", "el", "los", "las", "der", "die", "den", "dem", "das":
		return true
	}
	return false
}

// isInitial holds for "J." and "J".
func isInitial(w string) bool {
	r, n := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r) && (len(w) == n || w[n:] == ".") || len(w) > 3 && strings.Count(w, ".") > 1 && len(w) <= 8 && unicode.IsUpper(r)
}

// surnameEndings are endings that surnames have and few other words, by their
// languages together.
var surnameEndings = [...]string{
	"ov", "ev", "ova", "eva", "enko", "chuk", "yuk", "sky", "skiy", "skyi", "skyy", "ski", "ska", "czyk", "wicz", "vich", "vic", "vić", "ić", "oglu", "oğlu", "dze", "shvili", "yan", "ian", "sson", "ssen", "nen", "escu", "opoulos", "idis", "akis", "badi", "zadeh", "pour", "wala", "singh",
	"ов", "ев", "ова", "ева", "ин", "ина", "ский", "ская", "ского", "скому", "ским", "енко", "чук", "ян", "дзе", "швили", "ова", "овой", "евой", "овым", "евым", "ову", "еву", "ова",
}

func hasSurnameEnding(w string) bool {
	lower := text.Lower(w)
	for _, e := range surnameEndings {
		if strings.HasSuffix(lower, e) && utf8.RuneCountInString(lower)-utf8.RuneCountInString(e) >= 2 {
			return true
		}
	}
	return false
}

// isArabicPart holds for the parts that tell an Arabic name.
func isArabicPart(lower string) bool {
	switch lower {
	case "bin", "ibn", "bint", "al", "бин", "ибн":
		return true
	}
	return strings.HasPrefix(lower, "al-") || strings.HasPrefix(lower, "el-") || strings.HasPrefix(lower, "аль-")
}

// isGermanicPart holds for the particles of Dutch and German names.
func isGermanicPart(lower string) bool {
	switch lower {
	case "van", "von", "vom", "ter", "фон", "ван":
		return true
	}
	return false
}

// knownForename says whether a word is a forename, in Russian also in another
// case than the nominative.
func knownForename(w, language string) bool {
	if isForename(w) {
		return true
	}
	if language != "ru" && language != "uk" && language != "be" {
		return language == "de" && strings.HasSuffix(w, "s") && len(w) > 4 && isForename(w[:len(w)-1])
	}
	for _, e := range [...]string{"а", "у", "ом", "е", "ем", "ю", "я", "ей", "ой", "и", "ы", "ию", "ия", "ием", "ии"} {
		stem, ok := strings.CutSuffix(w, e)
		if !ok || utf8.RuneCountInString(stem) < 3 {
			continue
		}
		for _, end := range [...]string{"", "й", "ий", "а", "я", "ия", "ь", "ел"} {
			if isForename(stem + end) {
				return true
			}
		}
	}
	return false
}

// isGroupWord holds for the Arabic words that begin the names of armed groups
// and movements.
func isGroupWord(lower string) bool {
	switch lower {
	case "jaish", "jaysh", "jeish", "jabhat", "faylaq", "failaq", "liwa", "harakat", "ansar", "ahrar", "katibat", "kataib", "hayat", "hezb", "hizb", "asaib", "saraya", "jund", "jamaat":
		return true
	}
	return false
}

// isFunctionWord holds for words that are no names even in capitals within a
// sentence, as in headings.
func isFunctionWord(lower string) bool {
	switch lower {
	case "i", "a", "an", "the", "and", "or", "of", "in", "on", "at", "to", "for", "is", "ok", "tv":
		return true
	}
	return false
}

// isPlaceWord holds for the Arabic words that begin the names of places.
func isPlaceWord(lower string) bool {
	switch lower {
	case "ain", "ayn", "wadi", "tell", "tal", "tall", "khan", "deir", "jabal", "jebel", "kafr", "kfar", "beit", "umm", "ras", "qasr", "bab", "souq", "bir":
		return true
	}
	return false
}

// isRussianAdjective holds for words with the ending of an adjective, which
// stand before the word for a place without being its name.
func isRussianAdjective(lower string) bool {
	for _, e := range [...]string{"ский", "ская", "ское", "ские", "ского", "ской", "скому", "ским", "ском", "скую", "ских"} {
		if strings.HasSuffix(lower, e) {
			return true
		}
	}
	return false
}

// russianCases are the endings of a forename by case, with what the forename
// ends in when it is a subject, and those of a surname in the same case.
var russianCases = [...]struct {
	forename, base string
	surname        [][2]string
}{
	{"ию", "ий", masculineDative}, {"ием", "ий", masculineInstrumental}, {"ия", "ий", masculineGenitive}, {"ии", "ий", masculineLocative},
	{"у", "", masculineDative}, {"ю", "й", masculineDative}, {"ю", "ь", masculineDative},
	{"ом", "", masculineInstrumental}, {"ем", "й", masculineInstrumental}, {"ем", "", masculineInstrumental}, {"ем", "ь", masculineInstrumental},
	{"а", "", masculineGenitive}, {"я", "й", masculineGenitive}, {"я", "ь", masculineGenitive},
	{"е", "", masculineLocative}, {"е", "й", masculineLocative},
	{"ы", "а", feminine}, {"и", "а", feminine}, {"и", "я", feminine}, {"ии", "ия", feminine}, {"е", "а", feminine}, {"е", "я", feminine},
	{"у", "а", feminine}, {"ю", "я", feminine}, {"ию", "ия", feminine}, {"ой", "а", feminine}, {"ей", "я", feminine}, {"ией", "ия", feminine},
}

var (
	masculineDative       = [][2]string{{"скому", "ский"}, {"ому", "ый"}, {"ю", "й"}, {"у", ""}}
	masculineInstrumental = [][2]string{{"ским", "ский"}, {"ым", ""}, {"ем", "й"}, {"ом", ""}, {"им", ""}}
	masculineGenitive     = [][2]string{{"ского", "ский"}, {"ого", "ый"}, {"я", "й"}, {"а", ""}}
	masculineLocative     = [][2]string{{"ском", "ский"}, {"е", ""}}
	feminine              = [][2]string{{"ской", "ская"}, {"скую", "ская"}, {"ой", "а"}, {"у", "а"}}
)

// manInA holds for the forenames of men that change as those of women do.
func manInA(w string) bool {
	switch w {
	case "Никита", "Илья", "Лука", "Фома", "Данила", "Кузьма", "Савва":
		return true
	}
	return false
}

// russianNominative returns a person's name as the subject of a sentence. The
// forename, which is known, tells the case; "" where it is a subject already.
func russianNominative(words []string) string {
	if len(words) < 2 || isForename(words[0]) {
		return ""
	}
	for _, c := range russianCases {
		stem, ok := strings.CutSuffix(words[0], c.forename)
		if !ok || !isForename(stem+c.base) {
			continue
		}
		out := []string{stem + c.base}
		endings := c.surname
		if manInA(out[0]) {
			endings = slices.Concat(masculineDative, masculineInstrumental, masculineGenitive, masculineLocative)
		}
		for _, w := range words[1:] {
			for _, e := range endings {
				if s, ok := strings.CutSuffix(w, e[0]); ok && utf8.RuneCountInString(s) >= 2 {
					w = s + e[1]
					break
				}
			}
			out = append(out, w)
		}
		return strings.Join(out, " ")
	}
	return ""
}

// toLower is [strings.ToLower] by the rules of the article's language: Turkish
// has an i with and one without a dot.
func (p *pass) toLower(w string) string {
	if p.language == "tr" || p.language == "az" {
		return strings.ToLowerSpecial(unicode.TurkishCase, w)
	}
	return text.Lower(w)
}

// cutTurkishSuffix takes off what Turkish writes after a name and an
// apostrophe: "Ankara'da", "Bakanlığı'nın".
func cutTurkishSuffix(w string) string {
	i := strings.IndexAny(w, "'’")
	if i < 2 {
		return w
	}
	_, n := utf8.DecodeRuneInString(w[i:])
	if r, _ := utf8.DecodeRuneInString(w[i+n:]); unicode.IsLower(r) {
		return w[:i]
	}
	return w
}

// elision returns the length of the article that a word at the head of a
// sentence begins with, "L'" or "Dell'", before a capital; or 0.
func elision(w string) int {
	i := strings.IndexAny(w, "'’")
	if i < 1 || i > 7 {
		return 0
	}
	switch strings.ToLower(w[:i]) {
	case "l", "d", "un", "dell", "all", "nell", "dall", "sull", "quell", "qu", "s", "c", "j", "n":
	default:
		return 0
	}
	_, n := utf8.DecodeRuneInString(w[i:])
	if r, _ := utf8.DecodeRuneInString(w[i+n:]); !unicode.IsUpper(r) {
		return 0
	}
	return i + n
}

package ner

import (
	"strings"
	"unicode"
	"unicode/utf8"
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

// isParticle holds for words in lower case within the names of persons.
func isParticle(lower string) bool {
	switch lower {
	case "de", "del", "della", "di", "da", "dos", "das", "do", "du", "des", "van", "von", "vom", "zu", "der", "den", "ter", "ten", "bin", "ibn", "ben", "bint", "al", "el", "la", "le", "y", "e", "af", "бин", "ибн", "бен", "фон", "ван", "де", "да", "ди", "ла":
		return true
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
	lower := strings.ToLower(w)
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

package ner

import (
	"github.com/dateline-news/dateline/enrich/internal/text"
	"github.com/dateline-news/dateline/shared/news"
)

// maxPlaceWords bounds the name of a place that only the words around tell.
const maxPlaceWords = 4

// places finds names by the word that says what kind of place they are, in
// capitals as part of the name or in lower case beside it.
func (f *fieldPass) places() {
	if f.language == "ar" {
		f.arabicPlaces()
		return
	}
	f.headNames(f.lex.placeHeads, news.TypePlace, "")
	if f.language == "ru" {
		f.russianRegions()
	}
	for i := range f.words {
		w := &f.words[i]
		if w.kind != text.Word || w.name || w.excluded {
			continue
		}
		if f.lex.placeNouns[w.lower] {
			f.placeBeside(i)
		} else if f.language == "en" && isDirection(w.lower) && i > 0 && f.lex.locatives[f.words[i-1].lower] {
			f.placeAt(i + 1)
		}
	}
	if f.language == "en" {
		f.prefixedPlaces()
	}
}

// placeBeside looks for the name beside a noun such as "province": after
// "town of", and in English before it.
func (f *fieldPass) placeBeside(i int) {
	j := i + 1
	linked := j < len(f.words) && f.same(i, j) && f.isLink(f.words[j].lower)
	switch {
	case linked:
		f.placeAt(j + 1)
	case f.language == "en", f.language == "tr":
		f.placeBefore(i)
	default:
		f.placeAt(j)
	}
}

// placeAt puts the name words from i as a place, if nothing else is known of
// them.
func (f *fieldPass) placeAt(i int) {
	if i >= len(f.words) || !f.same(i-1, i) || !f.nameWord(i) || f.opener(i) || f.words[i].caps || f.isTitleWord(i) {
		return
	}
	end := i
	for end < len(f.words) && f.same(i, end) && end-i <= maxPlaceWords && f.nameWord(end) && f.free(end) {
		end++
	}
	if end > i+1 && knownForename(f.words[i].text, f.language) || f.language == "ru" && isRussianAdjective(f.words[i].lower) {
		return
	}
	if end == i || end-i > maxPlaceWords || end < len(f.words) && f.same(i, end) && (f.nameWord(end) || isPossessive(f.words[end].lower) && f.language != "en") {
		return
	}
	f.putWords(i, end, news.TypePlace, "", confidencePlaceNoun)
}

// placeBefore puts the name words that end before i.
func (f *fieldPass) placeBefore(i int) {
	first := i
	for first > 0 && f.same(first-1, i) && i-first < maxPlaceWords && f.nameWord(first-1) && f.free(first-1) && !f.opener(first-1) && (first == i || !f.suffixed(first-1)) {
		first--
	}
	if first == i || first > 0 && f.same(first-1, i) && f.nameWord(first-1) && !f.opener(first-1) && !f.suffixed(first-1) || f.words[first].caps || f.isTitleWord(first) || f.genericName(first, i) {
		return
	}
	f.putWords(first, i, news.TypePlace, "", confidencePlaceNoun)
}

// prefixedPlaces puts "Lake Chad", "Mount Sinjar", "Gulf of Aden".
func (f *fieldPass) prefixedPlaces() {
	for i := 0; i+1 < len(f.words); i++ {
		if !f.nameWord(i) || !f.free(i) || f.words[i].caps {
			continue
		}
		j := i + 1
		switch f.words[i].lower {
		case "lake", "mount", "cape", "fort", "mt.", "wadi":
		case "gulf", "strait", "isle", "bay", "sea", "university":
			if f.words[i].lower == "university" || f.words[j].lower != "of" {
				continue
			}
			j++
		default:
			continue
		}
		if j >= len(f.words) || !f.same(i, j) || !f.nameWord(j) {
			continue
		}
		end := j + 1
		if m := f.at(j); m != nil {
			if m.First < j {
				continue
			}
			end = m.Last
		} else if end < len(f.words) && f.same(i, end) && f.nameWord(end) && f.free(end) && !f.isHead(end) {
			end++
		}
		f.putWords(i, end, news.TypePlace, "", confidenceHeadWord)
	}
}
